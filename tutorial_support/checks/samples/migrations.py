"""Migrating: a migration of the learner, run by Alembic on a table with rows, on two databases."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call_sync
from tutorial_support.checks.samples.users import SampleUser


def users_with(*emails: str) -> list[SampleUser]:
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

    with about(words):
        async with engine.begin() as connection:
            given = await connection.run_sync(run)
    if given is not None:
        raise NotYet(f"{words} it returned {article(given)}; a migration returns nothing")
