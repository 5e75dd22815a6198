"""The check client-for-tests: a client on an app, and another database."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from tutorial_support.checks.entering import FAILURES, run_inside
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, describe, need_function
from tutorial_support.databases import throwaway_database


class _Session(AsyncSession):
    """A session of the maker that is handed in; it knows whether it was closed."""

    closed = False

    async def close(self) -> None:
        self.closed = True
        await super().close()


def _who() -> str:
    return "nobody"


def _other() -> str:
    return "of the test"


class _Watched:
    """An app, and what happens to it: its lifespan, and the session of each request."""

    def __init__(self, get_async_session: Callable[..., Any]) -> None:
        self.life: list[str] = []
        self.seen: list[Any] = []
        self.closed_early = False

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            self.life.append("started")
            try:
                yield
            finally:
                self.life.append("ended")

        self.app = FastAPI(lifespan=lifespan)
        self.app.dependency_overrides[_who] = lambda: "somebody"

        @self.app.get("/used")
        async def used(
            refuse: bool = False,
            session: Any = Depends(get_async_session),
            who: str = Depends(_who),
        ) -> str:
            self.seen.append(session)
            if isinstance(session, AsyncSession):
                self.closed_early |= getattr(session, "closed", False)
                await session.execute(text("SELECT 1"))
                await asyncio.sleep(0.01)
            if refuse:
                raise HTTPException(400)
            return who


async def client_for_tests(get_async_session: Any, client_for: Any) -> str:
    """`client_for` puts another database behind an app, and afterwards all is as before."""
    need_function(get_async_session, "get_async_session")
    if not callable(client_for):
        raise NotYet(f"`client_for` is {article(client_for)}, and a function is wanted")
    async with throwaway_database() as engine:
        maker = async_sessionmaker(engine, class_=_Session, expire_on_commit=False)
        for number, failure in enumerate(FAILURES):
            watched = _Watched(get_async_session)
            overrides: dict[Any, Any] = watched.app.dependency_overrides
            if number % 2:  # somebody may have overridden the same before
                overrides[get_async_session] = _who
            before = dict(overrides)
            clients: list[httpx.AsyncClient] = []

            async def test(http: Any, watched: _Watched = watched, clients: Any = clients) -> None:
                clients.append(http)
                await _use(http, watched, engine, get_async_session)
                watched.app.dependency_overrides[_other] = _other

            await run_inside(client_for, (watched.app, maker), test, failure)
            with about("after a test that failed," if failure else "after the test,"):
                _need_as_before(watched, before, get_async_session)
                if not clients[0].is_closed:
                    raise NotYet("the client is still open")
    return "requests got sessions of the other database; the lifespan ran; the overrides are back"


async def _use(http: Any, watched: _Watched, engine: AsyncEngine, dependency: Any) -> None:
    if not isinstance(http, httpx.AsyncClient):
        raise NotYet(f"it yielded {article(http)}; an `httpx.AsyncClient` is wanted")
    if not http.base_url.host:
        raise NotYet("the client has no `base_url`, so it cannot ask for a path alone")
    override = watched.app.dependency_overrides.get(dependency)
    answers = [await _get(http, override)]
    answers += await asyncio.gather(_get(http, override), _get(http, override))
    await _get(http, override, refuse=True)
    if watched.life != ["started"]:
        raise NotYet("the lifespan did not run before the requests: the transport does not run it")
    for session in watched.seen:
        if session in ("nobody", "somebody"):
            raise NotYet("an override of the session that the app had before still holds")
        if not isinstance(session, AsyncSession):
            raise NotYet(
                f"the endpoint got {article(session)} as its session: what the override returns,"
                " or yields, is what it gets"
            )
        if not isinstance(session, _Session):
            raise NotYet("a request's session is not one of `session_maker`'s")
    if len({id(session) for session in watched.seen}) < len(watched.seen):
        raise NotYet("several requests got the same session; each gets one of its own")
    if watched.closed_early:
        raise NotYet("a session was closed before the endpoint used it: `yield`, and not `return`")
    if not all(session.closed for session in watched.seen[:-1]):
        raise NotYet("after a request, its session is still open")
    if not watched.seen[-1].closed or engine.sync_engine.pool.checkedout():  # type: ignore[attr-defined]
        raise NotYet("after a request that was answered 400, its session is still open")
    if answers != ["somebody"] * 3:
        raise NotYet("an override that the app had before does not hold during the test")


async def _get(http: httpx.AsyncClient, override: Any, refuse: bool = False) -> Any:
    try:
        response = await http.get("/used", params={"refuse": refuse})
        code = response.status_code
    except NotYet:
        raise
    except Exception as error:
        if not (callable(override) and inspect.signature(override).parameters):
            raise NotYet(f"a request ended in a 500: {describe(error)}") from error
        code = 422
    if code == 422:
        raise NotYet(
            "FastAPI takes the parameters of an override for the request's, and cannot fill them:"
            " give it a function without any"
        )
    if code != (400 if refuse else 200):
        raise NotYet(f"a request to the app's own path was answered {code}")
    return response.json()


def _need_as_before(watched: _Watched, before: dict[Any, Any], dependency: Any) -> None:
    if watched.life != ["started", "ended"]:
        raise NotYet("the lifespan was not ended")
    now = watched.app.dependency_overrides
    if now == before:
        return
    if dependency in now and dependency not in before:
        raise NotYet("the override is still there: the next test gets this one's database")
    if _other in now:
        raise NotYet("what the test itself has overridden is still overridden")
    raise NotYet("the app's own overrides are not what they were before")
