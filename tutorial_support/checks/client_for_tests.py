"""The check client-for-tests of notebook 10: a client on an app, and another database."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.entering import within
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, describe, need_function
from tutorial_support.checks.sample import sessions
from tutorial_support.databases import throwaway_database


def _who() -> str:
    return "nobody"


class _Watched:
    """An app, and what happens to it: its lifespan, and the session of each request."""

    def __init__(self, get_async_session: Callable[..., Any]) -> None:
        self.life: list[str] = []
        self.seen: list[Any] = []

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
        async def used(session: Any = Depends(get_async_session), who: str = Depends(_who)) -> str:
            self.seen.append(session)
            if isinstance(session, AsyncSession):
                await session.execute(text("SELECT 1"))
                await asyncio.sleep(0.01)
            return who


async def client_for_tests(get_async_session: Any, client_for: Any) -> str:
    """`client_for` puts another database behind an app, and afterwards all is as before."""
    need_function(get_async_session, "get_async_session")
    need_function(client_for, "client_for")
    async with throwaway_database() as engine:
        maker = sessions(engine)
        for fails in (False, True):
            watched = _Watched(get_async_session)
            overrides: dict[Any, Any] = watched.app.dependency_overrides
            if fails:  # a test may have put something there itself
                overrides[get_async_session] = _who
            before = dict(overrides)

            async def test(http: Any, watched: _Watched = watched) -> None:
                await _use(http, watched, engine)

            await within(client_for, (watched.app, maker), test, fails=fails)
            with about("after a test that failed," if fails else "after the test,"):
                _need_as_before(watched, before, get_async_session)
    return "requests got sessions of the other database; the lifespan ran; the overrides are back"


async def _use(http: Any, watched: _Watched, engine: AsyncEngine) -> None:
    if not isinstance(http, httpx.AsyncClient):
        raise NotYet(f"it yielded {article(http)}; an `httpx.AsyncClient` is wanted")
    answers = [await _get(http), *await asyncio.gather(_get(http), _get(http))]
    if watched.life != ["started"]:
        raise NotYet("the lifespan did not run before the requests: the transport does not run it")
    for session in watched.seen:
        if not isinstance(session, AsyncSession):
            raise NotYet(
                f"the endpoint got {article(session)} as its session: what the override returns,"
                " or yields, is what it gets"
            )
        if session.bind is not engine:
            raise NotYet("a request's session is not one of `session_maker`'s")
    if len({id(session) for session in watched.seen}) < len(watched.seen):
        raise NotYet("several requests got the same session; each gets one of its own")
    if taken := engine.sync_engine.pool.checkedout():  # type: ignore[attr-defined]
        raise NotYet(f"after three requests, {taken} of their sessions are still open")
    if answers != ["somebody"] * 3:
        raise NotYet("an override that the app had before does not hold during the test")


async def _get(http: httpx.AsyncClient) -> Any:
    try:
        response = await http.get("/used")
    except NotYet:
        raise
    except Exception as error:
        raise NotYet(f"a request ended in a 500: {describe(error)}") from error
    if response.status_code == 422:
        raise NotYet(
            "a request was answered 422: FastAPI takes the parameters of an override for the"
            " request's, so it is a function without any"
        )
    if response.status_code != 200:
        raise NotYet(f"a request to the app's own path was answered {response.status_code}")
    return response.json()


def _need_as_before(watched: _Watched, before: dict[Any, Any], dependency: Any) -> None:
    if watched.life != ["started", "ended"]:
        raise NotYet("the lifespan was not ended")
    now = watched.app.dependency_overrides
    if now == before:
        return
    if dependency in now and dependency not in before:
        raise NotYet("the override is still there: the next test gets this one's database")
    raise NotYet("the app's own overrides are not what they were before")
