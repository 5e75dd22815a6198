"""What learners answer to client-for-tests."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "client-for-tests"

SETUP = """
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite://")
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)


async def get_async_session() -> AsyncGenerator[AsyncSession, None]:
    async with async_session_maker() as session:
        yield session


async def get_user_db(session: Annotated[AsyncSession, Depends(get_async_session)]):
    yield session
"""

OVERRIDE = """
    async def get_test_session():
        async with session_maker() as session:
            yield session
"""
OPEN = """
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
        ):
            yield http
"""


def client(
    *,
    override: str = OVERRIDE,
    key: str = "get_async_session",
    value: str = "get_test_session",
    open: str = OPEN,
    after: str = "app.dependency_overrides = before",
    decorator: str = "@asynccontextmanager\n",
) -> str:
    return f"""
{decorator}async def client_for(app, session_maker):
{override}
    before = dict(app.dependency_overrides)
    app.dependency_overrides[{key}] = {value}
    try:
{open}
    finally:
        {after}
"""


WRONG = [
    Answer(
        "returned in the place of yielded",
        client(open=OPEN.replace("yield http", "return http")),
        "`client_for` returns, and has no `yield`, where the test runs",
    ),
    Answer(
        "the starter",
        """
@asynccontextmanager
async def client_for(app, session_maker):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http
""",
        "the lifespan did not run before the requests",
    ),
    Answer(
        "no override",
        client(override="    async def other(): ...", key="other", value="other"),
        "a request's session is not one of `session_maker`'s",
    ),
    Answer(
        "an override of another dependency",
        client(key="get_user_db"),
        "a request's session is not one of `session_maker`'s",
    ),
    Answer(
        "the name as a text",
        client(key='"get_async_session"'),
        "a request's session is not one of `session_maker`'s",
    ),
    Answer(
        "the session maker itself",
        client(override="", value="session_maker"),
        "FastAPI takes the parameters of an override for the request's, and cannot fill them",
    ),
    Answer(
        "a lambda that makes a session",
        client(override="", value="lambda: session_maker()"),
        "after a request, its session is still open",
    ),
    Answer(
        "one session for all",
        """
@asynccontextmanager
async def client_for(app, session_maker):
    async with session_maker() as session:
        app.dependency_overrides[get_async_session] = lambda: session
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app):
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                yield http
        app.dependency_overrides.clear()
""",
        "several requests got the same session; each gets one of its own",
    ),
    Answer(
        "a context manager as the override",
        client(
            override="""
    @asynccontextmanager
    async def get_test_session():
        async with session_maker() as session:
            yield session
"""
        ),
        "a request ended in a 500: using what you handed in raised TypeError: '_AsyncGen",
    ),
    Answer(
        "a session that nobody closes",
        client(override="    async def get_test_session():\n        yield session_maker()\n"),
        "after a request, its session is still open",
    ),
    Answer(
        "without the lifespan",
        client(
            open="""
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield http
"""
        ),
        "the lifespan did not run before the requests",
    ),
    Answer(
        "the override stays",
        client(after="pass"),
        "after the test, the override is still there: the next test gets this one's database",
    ),
    Answer(
        "all overrides cleared afterwards",
        client(after="app.dependency_overrides.clear()"),
        "after the test, the app's own overrides are not what they were before",
    ),
    Answer(
        "only its own override deleted",
        client(after="del app.dependency_overrides[get_async_session]"),
        "after the test, what the test itself has overridden is still overridden",
    ),
    Answer(
        "the overrides replaced",
        client().replace(
            "app.dependency_overrides[get_async_session] = get_test_session",
            "app.dependency_overrides = {get_async_session: get_test_session}",
        ),
        "an override that the app had before does not hold during the test",
    ),
    Answer(
        "no finally",
        """
@asynccontextmanager
async def client_for(app, session_maker):
    async def get_test_session():
        async with session_maker() as session:
            yield session

    before = dict(app.dependency_overrides)
    app.dependency_overrides[get_async_session] = get_test_session
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
    ):
        yield http
    app.dependency_overrides = before
""",
        "after a test that failed, what the test itself has overridden is still overridden",
    ),
    Answer(
        "a test's failure swallowed",
        client().replace("    finally:", "    except Exception:\n        pass\n    finally:"),
        "the test's ValueError did not come out: a test that fails would be green",
    ),
    Answer(
        "no decorator",
        client(decorator=""),
        "`client_for(...)` gave an async_generator, no async context manager",
    ),
    Answer(
        "a client that is returned",
        """
async def client_for(app, session_maker):
    async def get_test_session():
        async with session_maker() as session:
            yield session

    app.dependency_overrides[get_async_session] = get_test_session
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
""",
        "`client_for(...)` gave a coroutine, no async context manager",
    ),
    Answer(
        "yields the app",
        client().replace("yield http\n", "yield app\n"),
        "it yielded a FastAPI; an `httpx.AsyncClient` is wanted",
    ),
    Answer(
        "an AssertionError swallowed",
        client().replace("    finally:", "    except AssertionError:\n        pass\n    finally:"),
        "the test's AssertionError did not come out: a test that fails would be green",
    ),
    Answer(
        "cleaned up after an Exception alone",
        client().replace(
            "    finally:",
            "    except Exception:\n        app.dependency_overrides = before\n"
            "        raise\n    else:",
        ),
        "after a test that failed, what the test itself has overridden is still overridden",
    ),
    Answer(
        "not closed after an HTTPException",
        client(
            override="""
    async def get_test_session():
        session = session_maker()
        yield session
        await session.close()
"""
        ),
        "after a request that was answered 400, its session is still open",
    ),
    Answer(
        "returned from inside async with",
        client(override=OVERRIDE.replace("yield", "return")),
        "a session was closed before the endpoint used it: `yield`, and not `return`",
    ),
    Answer(
        "a default value in the override",
        client(override=OVERRIDE.replace("session():", "session(maker=session_maker):")),
        "FastAPI takes the parameters of an override for the request's",
    ),
    Answer(
        "no base_url",
        client(open=OPEN.replace(', base_url="http://test"', "")),
        "the client has no `base_url`, so it cannot ask for a path alone",
    ),
    Answer(
        "a session of its engine, and not of the maker",
        client(
            override=OVERRIDE.replace("session_maker()", "AsyncSession(session_maker.kw['bind'])")
        ),
        "a request's session is not one of `session_maker`'s",
    ),
    Answer(
        "only its own key put back",
        client(
            after="""app.dependency_overrides.pop(get_async_session)
        if get_async_session in before:
            app.dependency_overrides[get_async_session] = before[get_async_session]"""
        ),
        "what the test itself has overridden is still overridden",
    ),
    Answer(
        "the client left open",
        client(
            open="""
        async with app.router.lifespan_context(app):
            yield httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
"""
        ),
        "the client is still open",
    ),
    Answer("nothing yet", "client_for = ...", "Not attempted: `client_for` is still `...`"),
]

RIGHT = [
    Answer("a dict put back", client()),
    Answer(
        "the same dict, emptied and filled",
        client(
            after="app.dependency_overrides.clear(); app.dependency_overrides.update(before)",
        ),
    ),
    Answer(
        "patch.dict",
        """
from unittest import mock


@asynccontextmanager
async def client_for(app, session_maker):
    async def get_test_session() -> AsyncGenerator[AsyncSession, None]:
        session = session_maker()
        try:
            yield session
        finally:
            await session.close()

    with mock.patch.dict(app.dependency_overrides, {get_async_session: get_test_session}):
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                yield http
""",
    ),
    Answer(
        "a class",
        """
from contextlib import AsyncExitStack


class client_for:
    def __init__(self, app, session_maker):
        self.app, self.maker = app, session_maker

    async def __aenter__(self):
        async def session():
            async with self.maker.begin() as session:
                yield session

        self.before = self.app.dependency_overrides
        self.app.dependency_overrides = {**self.before, get_async_session: session}
        self.stack = AsyncExitStack()
        await self.stack.enter_async_context(self.app.router.lifespan_context(self.app))
        transport = httpx.ASGITransport(self.app)
        http = httpx.AsyncClient(transport=transport, base_url="http://t")
        return await self.stack.enter_async_context(http)

    async def __aexit__(self, *error):
        self.app.dependency_overrides = self.before
        await self.stack.aclose()


""",
    ),
]
