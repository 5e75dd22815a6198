"""The exceptions that learners meet, each caused for real, and what a check adds to its words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from tutorial_support.checks.meanings import MEANINGS
from tutorial_support.checks.running import describe
from tutorial_support.checks.samples.users import SampleBase, SampleUser, sample_user, sessions
from tutorial_support.databases import throwaway_database

Cause = Callable[[AsyncEngine, AsyncSession], Awaitable[Any]]


async def pending(engine: AsyncEngine, session: AsyncSession) -> None:
    session.add_all([sample_user(5, "ada@example.com"), sample_user(6, "ada@example.com")])
    try:
        await session.commit()
    except IntegrityError:
        await session.scalar(select(SampleUser))


async def missing_greenlet(engine: AsyncEngine, session: AsyncSession) -> None:
    user = await session.scalar(select(SampleUser))
    session.expire(user)
    user.email  # noqa: B018


async def detached(engine: AsyncEngine, session: AsyncSession) -> None:
    user = await session.scalar(select(SampleUser))
    session.expire(user)
    session.expunge(user)
    user.email  # noqa: B018


async def stale(engine: AsyncEngine, session: AsyncSession) -> None:
    user = await session.scalar(select(SampleUser))
    await session.commit()
    async with engine.begin() as connection:
        await connection.execute(text('DELETE FROM "user"'))
    user.email = "grace@example.com"
    await session.commit()


async def two_tasks(engine: AsyncEngine, session: AsyncSession) -> None:
    cold = create_async_engine(engine.url)  # a connection that is open already answers at once
    try:
        async with AsyncSession(cold) as shared:
            await asyncio.gather(*(shared.scalar(select(SampleUser)) for _ in range(3)))
    finally:
        await cold.dispose()


async def another_session(engine: AsyncEngine, session: AsyncSession) -> None:
    user = await session.scalar(select(SampleUser))
    async with sessions(engine)() as other:
        other.add(user)


async def begun(engine: AsyncEngine, session: AsyncSession) -> None:
    await session.scalar(select(SampleUser))
    async with session.begin():
        pass


async def no_connection(engine: AsyncEngine, session: AsyncSession) -> None:
    small = create_async_engine(engine.url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    try:
        async with small.connect(), small.connect():
            pass
    finally:
        await small.dispose()


@asynccontextmanager
async def lent() -> AsyncIterator[int]:
    yield 3


async def generated() -> AsyncIterator[int]:
    yield 3


async def not_entered(engine: AsyncEngine, session: AsyncSession) -> None:
    lent().execute  # type: ignore[attr-defined]  # noqa: B018


async def generator_awaited(engine: AsyncEngine, session: AsyncSession) -> None:
    await generated()  # type: ignore[misc]


async def none(engine: AsyncEngine, session: AsyncSession) -> None:
    (await session.scalar(select(SampleUser).where(SampleUser.email == "no"))).email  # noqa: B018


async def without_asyncio(engine: AsyncEngine, session: AsyncSession) -> None:
    with Session(create_engine("sqlite://")) as old:
        await old.execute(text("SELECT 1"))  # type: ignore[misc]


async def count_in_where(engine: AsyncEngine, session: AsyncSession) -> None:
    await session.execute(select(SampleUser.email).where(func.count() > 1))


async def a_method_of_str(engine: AsyncEngine, session: AsyncSession) -> None:
    SampleUser.email.casefold()  # type: ignore[attr-defined]


async def no_pairs(engine: AsyncEngine, session: AsyncSession) -> None:
    dict(await session.scalars(select(SampleUser.email)))  # type: ignore[arg-type]


async def no_table(engine: AsyncEngine, session: AsyncSession) -> None:
    await session.execute(text("SELECT * FROM members"))


async def locked(engine: AsyncEngine, session: AsyncSession) -> None:
    await session.execute(text("""UPDATE "user" SET email = 'x'"""))
    async with engine.begin() as connection:
        await connection.execute(text("""UPDATE "user" SET email = 'y'"""))


async def unreadable(engine: AsyncEngine, session: AsyncSession) -> None:
    await session.execute(text("SELECT FROM WHERE"))


CAUSES: dict[str, Cause] = {
    "await session.rollback()": pending,
    "read an attribute that is not loaded": missing_greenlet,
    "the session of that object is closed": detached,
    "was no longer there, or had been changed": stale,
    "two tasks used one session": two_tasks,
    "belongs to another session": another_session,
    "began a transaction by itself": begun,
    "one was not given back": no_connection,
    "with `async with ... as ...`": not_entered,
    "in an `async for`": generator_awaited,
    "the object before `.email` is None": none,
    "the answer is there already": without_asyncio,
    "`having` is the place to ask for it": count_in_where,
    "a column has no method `casefold`": a_method_of_str,
    "`dict` takes pairs": no_pairs,
    "this database has no such table": no_table,
    "begun to write and not ended": locked,
    "SQLite cannot read the SQL at `FROM`": unreadable,
}


@pytest.mark.parametrize("words", CAUSES)
def test_an_exception_is_explained(words: str) -> None:
    async def learn() -> str:
        async with throwaway_database(SampleBase.metadata) as engine:
            async with sessions(engine)() as session:
                session.add(sample_user(1, "rosa@example.com"))
                await session.commit()
            try:
                async with sessions(engine)() as session:
                    await CAUSES[words](engine, session)
            except Exception as error:
                return describe(error)
        raise AssertionError("nothing was raised")

    assert f"{words}" in asyncio.run(learn())


def test_each_meaning_has_its_cause() -> None:
    another_loop = 1  # needs two event loops and PostgreSQL: notebook 16 shows it
    assert len(CAUSES) == len(MEANINGS) - another_loop


def test_other_exceptions_speak_for_themselves() -> None:
    assert describe(ValueError("no")) == "using what you handed in raised ValueError: no"
