"""The check session-dependency: a dependency, driven as a request drives it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, suppress
from typing import Any

from fastapi import HTTPException
from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import func, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import (
    article,
    call_sync,
    describe,
    learners_code,
    need_function,
)
from tutorial_support.checks.samples.users import (
    SampleBase,
    SampleUser,
    rebind,
    sample_user,
    sessions,
)
from tutorial_support.databases import throwaway_database


async def session_dependency(get_member_session: Any) -> str:
    """`get_member_session` opens a session per call and surely gives its connection back."""
    need_function(get_member_session, "get_member_session")
    endings: list[tuple[str, BaseException | None]] = [
        ("the request ended well", None),
        ("the endpoint raised an HTTPException", HTTPException(404)),
        ("the endpoint raised a ValueError", ValueError("of the endpoint")),
        ("the request was cancelled", asyncio.CancelledError()),
    ]
    async with AsyncExitStack() as stack:
        started: list[tuple[AsyncGenerator[Any, None], AsyncSession]] = []
        for _ in endings:  # all at the same time, as a server has them
            generator = _generator(get_member_session)
            stack.push_async_callback(_close, generator)
            session = await _session(generator)
            if any(session is other for _, other in started):
                raise NotYet("two requests got the same session; each must get its own")
            started.append((generator, session))
        for (generator, session), (words, error) in zip(started, endings, strict=True):
            async with throwaway_database(SampleBase.metadata) as engine:
                await _one_request(generator, session, engine, words, error)
    return (
        "four requests, of which two raised, and one was cancelled: each had its own session and"
        " gave its connection back"
    )


def _generator(dependency: Any) -> AsyncGenerator[Any, None]:
    given = call_sync(dependency, allow_awaitable=True)
    if isinstance(given, AsyncGenerator):
        return given
    if inspect.iscoroutine(given):
        given.close()
        raise NotYet("it has no `yield`: what it opens is closed, or lost, before the request ends")
    if inspect.isgenerator(given):
        raise NotYet("this is a plain generator: it cannot await what closes the session")
    if isinstance(given, AsyncSession):
        raise NotYet("calling it gave an AsyncSession at once: nothing closes it after the request")
    if hasattr(given, "__aenter__"):
        raise NotYet(
            "`@asynccontextmanager` is on it: FastAPI wants the bare async generator and wraps it"
            " itself"
        )
    raise NotYet(f"calling it gave {article(given)}; an async generator is wanted")


async def _close(generator: AsyncGenerator[Any, None]) -> None:
    with suppress(Exception, asyncio.CancelledError):
        await generator.aclose()


async def _session(generator: AsyncGenerator[Any, None]) -> AsyncSession:
    with learners_code():
        session = await anext(generator, generator)
    if session is generator:
        raise NotYet("it ended before it came to a `yield`")
    if not isinstance(session, AsyncSession):
        raise NotYet(f"it yielded {article(session)}; an AsyncSession is wanted")
    if session.in_transaction():
        await session.rollback()  # it has sent SQL, to the learner's own database
    return session


async def _one_request(
    generator: AsyncGenerator[Any, None],
    session: AsyncSession,
    engine: AsyncEngine,
    words: str,
    error: BaseException | None,
) -> None:
    binds = session.bind, session.sync_session.bind
    rebind(session, engine)
    try:
        await _use(session)
        await (_end(generator) if error is None else _fail(generator, error))
        if engine.pool.checkedout():  # type: ignore[attr-defined]
            raise NotYet(
                f"{words} and its connection did not go back to the pool: nothing closed the"
                " session"
            )
        async with sessions(engine)() as other:
            rows = await other.scalar(select(func.count()).select_from(SampleUser))
        if error is not None and rows != 1:
            raise NotYet(f"{words}, and all the same its unfinished row was committed")
    finally:
        await session.close()
        session.bind, session.sync_session.bind = binds


async def _use(session: AsyncSession) -> None:
    adapter = SQLAlchemyUserDatabase[Any, Any](session, SampleUser)
    try:
        await adapter.create({"email": "ada@example.com", "hashed_password": "not-a-hash"})
    except InvalidRequestError:
        raise NotYet(
            "the adapter could not commit: the session is inside a `begin()` block, and the adapter"
            " commits by itself"
        ) from None
    session.add(sample_user(2, "unfinished@example.com"))
    await session.flush()


async def _end(generator: AsyncGenerator[Any, None]) -> None:
    with learners_code():
        async for _ in generator:
            raise NotYet("it yields a second time; a dependency yields once")


async def _fail(generator: AsyncGenerator[Any, None], error: BaseException) -> None:
    try:
        await generator.athrow(error)
    except StopAsyncIteration:
        raise NotYet("it swallowed the endpoint's exception; let it pass") from None
    except (Exception, asyncio.CancelledError) as raised:
        if raised is not error:
            what = "HTTPException 404" if isinstance(error, HTTPException) else type(error).__name__
            raise NotYet(f"where the endpoint raised {what}, {describe(raised)}") from None
    else:
        raise NotYet("it yields a second time, after an exception; a dependency yields once")
