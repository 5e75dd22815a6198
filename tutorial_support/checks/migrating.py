"""Migrating: a migration of the learner, run by Alembic on a table with rows, on two databases."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync
from tutorial_support.checks.sample import SampleBase, SampleUser, sessions
from tutorial_support.databases import throwaway_database, throwaway_postgresql

USER: Any = SampleUser.__table__


@asynccontextmanager
async def _on_postgresql() -> AsyncIterator[AsyncEngine]:
    async with throwaway_postgresql() as url:
        engine = create_async_engine(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(SampleBase.metadata.create_all)
            yield engine
        finally:
            await engine.dispose()


DATABASES: dict[str, Callable[[], Any]] = {
    "SQLite": lambda: throwaway_database(SampleBase.metadata),
    "PostgreSQL": _on_postgresql,
}


def people(*emails: str) -> list[SampleUser]:
    """Return users that are not saved yet, with ids in their order and a hash of their own."""
    return [
        SampleUser(id=uuid.UUID(int=n), email=email, hashed_password=f"hash-{n}")
        for n, email in enumerate(emails, 1)
    ]


async def migrate(engine: AsyncEngine, function: Any, words: str) -> None:
    """Run a migration as Alembic does: in one transaction, with its `op`."""
    from alembic.migration import MigrationContext  # here, for only this notebook needs them
    from alembic.operations import Operations

    def run(connection: Connection) -> Any:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        with Operations.context(context) as op:
            return call_sync(function, op)

    try:
        async with engine.begin() as connection:
            given = await connection.run_sync(run)
    except NotYet as reason:
        raise NotYet(f"{words} {reason}") from reason
    if given is not None:
        raise NotYet(f"{words} it returned {article(given)}; a migration returns nothing")


async def rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    """Return what the table of users holds, without columns that a migration added."""
    async with sessions(engine)() as session:
        return [tuple(row) for row in await session.execute(select(USER).order_by(USER.c.id))]
