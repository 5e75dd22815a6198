"""The check rolled-back: sessions that commit, and a database that stays as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import MetaData, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.entering import FAILURES, run_inside
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call_sync, describe
from tutorial_support.checks.samples.users import (
    SampleBase,
    SampleUser,
    add_users,
    sample_user,
    sessions,
)
from tutorial_support.databases import THROWAWAY, throwaway_database

ADA, GRACE, KURT, ALAN = (f"{name}@example.com" for name in ("ada", "grace", "kurt", "alan"))
User: Any = SampleUser  # as a learner's model: of any class


async def rolled_back(undone: Any) -> str:
    """`undone` yields a session maker, and undoes whatever its sessions commit."""
    if not callable(undone):
        raise NotYet(f"`undone` is {article(undone)}, and a function is wanted")
    for name, database in (THROWAWAY | {"SQLite": _begin_ourselves}).items():
        async with database(SampleBase.metadata) as engine:
            await add_users(engine, sample_user(9, KURT))
            begun: list[Any] = []
            event.listen(engine.sync_engine, "begin", begun.append)
            for failure in FAILURES:
                begun.clear()

                async def test(
                    maker: Any, engine: AsyncEngine = engine, begun: Any = begun
                ) -> None:
                    await _use(maker, engine, bool(begun))

                with about(f"on {name},"):
                    await run_inside(undone, (engine,), test, failure)
                    when = "after a test that failed" if failure else "after"
                    await _need_untouched(engine, when)
    return (
        "on two databases, commits, rollbacks and an IntegrityError are undone; failing tests too"
    )


@asynccontextmanager
async def _begin_ourselves(metadata: MetaData | None = None) -> AsyncIterator[AsyncEngine]:
    """Give a SQLite database whose engine sends BEGIN, as the notebook's `begin_ourselves`."""
    async with throwaway_database(metadata) as engine:
        await engine.dispose()  # connections from before the listeners

        def on_connect(raw: Any, record: Any) -> None:
            raw.isolation_level = None

        event.listen(engine.sync_engine, "connect", on_connect)
        event.listen(engine.sync_engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
        yield engine


async def _use(maker: Any, engine: AsyncEngine, begun: bool) -> None:
    """Do what tests do, in sessions that come one after the other."""
    if isinstance(maker, AsyncSession) or not callable(maker):
        raise NotYet(f"it yielded {article(maker)}; a session maker is wanted")
    session = call_sync(maker)
    if not isinstance(session, AsyncSession):
        raise NotYet(f"what it yielded makes {article(session)}; an `AsyncSession` is wanted")
    if call_sync(maker) is session:
        raise NotYet("what it yielded gives the same session each time; each call makes a new one")
    try:
        await _sessions(maker)
    except NotYet:
        raise
    except Exception as error:
        raise NotYet(f"a test with several sessions failed: {describe(error)}") from error
    if await _emails(engine) != [KURT]:
        why = "it was committed"
        if not begun:
            why = "no transaction was begun before the sessions: is `conn.begin()` awaited?"
        raise NotYet(f"what a test commits can be seen from another connection: {why}")


async def _sessions(maker: Any) -> None:
    async with maker() as session:
        await SQLAlchemyUserDatabase(session, User).create(_new(ADA))
    async with maker() as session:
        found = set(await session.scalars(select(User.email)))
        if found != {ADA, KURT}:
            raise NotYet(f"a second session sees {sorted(found)}; {ADA}, committed, is missing")
        adapter = SQLAlchemyUserDatabase[Any, Any](session, User)
        try:
            await adapter.create(_new(ADA))
        except IntegrityError:
            await session.rollback()
        await adapter.create(_new(GRACE))
        session.add(User(**_new(ALAN)))
        await session.flush()
        await session.rollback()
    async with maker() as session:
        found = set(await session.scalars(select(User.email)))
        if ADA not in found:
            raise NotYet(f"a session's `rollback` undid what an earlier one committed, {ADA}")
        if found != {ADA, GRACE, KURT}:
            raise NotYet(f"a later session sees {sorted(found)}; {ADA}, {GRACE}, {KURT} is wanted")
        user = (await session.scalars(select(User).order_by(User.email))).first()
        await session.commit()
        if "email" not in vars(user):
            raise NotYet("its sessions expire objects on commit: `expire_on_commit=False`")


def _new(email: str) -> dict[str, Any]:
    return {"email": email, "hashed_password": "not-a-hash"}


async def _emails(engine: AsyncEngine) -> list[str]:
    async with sessions(engine)() as session:
        return list(await session.scalars(select(User.email).order_by(User.email)))


async def _need_untouched(engine: AsyncEngine, when: str) -> None:
    if taken := engine.sync_engine.pool.checkedout():  # type: ignore[attr-defined]
        raise NotYet(f"{when}, {taken} connection(s) are not back in the pool")
    left = await _emails(engine)
    if KURT not in left:
        raise NotYet(f"{when}, {KURT}, who was there before the test, is gone")
    if left != [KURT]:
        raise NotYet(f"{when}, {', '.join(e for e in left if e != KURT)} is still there")
