"""Sample: a user model and sessions of the checks' own, apart from the learner's."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import Connection, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.watching import SQLLog


class SampleBase(DeclarativeBase):
    """The metadata of the checks' tables."""


class SampleUser(SQLAlchemyBaseUserTableUUID, SampleBase):
    """The user table of FastAPI Users, as the course's `User` has it."""


USER: Any = SampleUser.__table__


def sample_user(number: int, email: str) -> SampleUser:
    """Return a user that is not saved yet, with a plain id."""
    return SampleUser(id=uuid.UUID(int=number), email=email, hashed_password="not-a-hash")


def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Return the factory that a check looks through."""
    return async_sessionmaker(engine, expire_on_commit=False)


async def add_users(engine: AsyncEngine, *users: Any) -> None:
    """Save users in a session of their own."""
    async with sessions(engine)() as session:
        session.add_all(users)
        await session.commit()


async def rows(engine: AsyncEngine, table: Any = USER) -> list[dict[str, Any]]:
    """Return what a table holds, in the order of its keys, and no column that it doesn't name."""
    async with sessions(engine)() as session:
        found = await session.execute(select(table).order_by(*table.primary_key))
        return [dict(row) for row in found.mappings()]


def begin_transactions(engine: AsyncEngine) -> None:
    """Send the BEGIN that Python's sqlite3 leaves out before DDL and SAVEPOINT.

    What nothing commits is undone then, as on other databases.
    """

    def begin(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if raw.isolation_level is not None:  # None where each statement commits by itself
            connection.exec_driver_sql("BEGIN")

    event.listen(engine.sync_engine, "begin", begin)


def rebind(session: AsyncSession, engine: AsyncEngine) -> None:
    """Point a session that has not connected yet to another engine."""
    session.bind = engine
    session.sync_session.bind = engine.sync_engine


def need_sql(log: SQLLog) -> None:
    """Refuse code that sent nothing through the session of the check."""
    if not log.statements:
        raise NotYet("it sent no SQL through the `session` that it was handed")
