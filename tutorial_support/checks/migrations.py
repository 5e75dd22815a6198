"""The checks of notebook 09: migrations, run by Alembic on both databases, and twins."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, need_function
from tutorial_support.checks.sample import SampleBase, SampleUser, add_users, sessions
from tutorial_support.checks.twins import find_twins
from tutorial_support.databases import throwaway_database, throwaway_postgresql

USER: Any = SampleUser.__table__
LONG = "a.very.long.name.before.the.at.sign.of.an.e-mail"
BACKFILLED = {
    "ada@example.com": "ada",
    "Grace.Hopper+navy@example.com": "Grace.Hopper+navy",
    f"{LONG}@example.com": LONG[:30],
    "o'neil@example.com": "o'neil",
    "100%@example.com": "100%",
}


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


def _people(*emails: str) -> list[SampleUser]:
    return [
        SampleUser(id=uuid.UUID(int=n), email=email, hashed_password=f"hash-{n}")
        for n, email in enumerate(emails, 1)
    ]


async def _migrate(engine: AsyncEngine, function: Any, words: str) -> None:
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


async def _columns(engine: AsyncEngine) -> dict[str, Any]:
    async with engine.connect() as connection:
        columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("user"))
    return {column["name"]: column for column in columns}


async def _rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    async with sessions(engine)() as session:
        return [tuple(row) for row in await session.execute(select(USER).order_by(USER.c.id))]


async def backfill(upgrade: Any, downgrade: Any) -> str:
    """`upgrade` adds a handle that is filled and NOT NULL, `downgrade` takes it away."""
    need_function(upgrade, "upgrade")
    need_function(downgrade, "downgrade")
    for name, database in DATABASES.items():
        async with database() as engine:
            await add_users(engine, *_people(*BACKFILLED))
            before = await _rows(engine)
            await _migrate(engine, upgrade, f"`upgrade`, on {name}:")
            await _need_handles(engine, name)
            if await _rows(engine) != before:
                raise NotYet(f"on {name}, `upgrade` changed more than the new column")
            await _migrate(engine, downgrade, f"`downgrade`, on {name}:")
            if "handle" in await _columns(engine):
                raise NotYet(f"on {name}, the column `handle` is still there after `downgrade`")
            if await _rows(engine) != before:
                raise NotYet(f"on {name}, after `downgrade` the rows are others than before")
            await _migrate(engine, upgrade, f"`upgrade` for a second time, on {name}:")
    return "five people got their handles on two databases, kept them from NULL, and all was undone"


async def _need_handles(engine: AsyncEngine, name: str) -> None:
    columns = await _columns(engine)
    if "handle" not in columns:
        raise NotYet(f"on {name}, there is no column `handle` after `upgrade`")
    if getattr(columns["handle"]["type"], "length", None) != 30:
        raise NotYet(
            f"on {name}, `handle` is {columns['handle']['type']!r}; 30 characters are wanted"
        )
    async with engine.connect() as connection:
        handles = (await connection.execute(text('SELECT email, handle FROM "user"'))).all()
    for email, handle in handles:
        if handle != BACKFILLED[email]:
            raise NotYet(
                f"on {name}, the handle of {email} is {handle!r}; {BACKFILLED[email]!r} is wanted"
            )
    if columns["handle"]["nullable"]:
        raise NotYet(f"on {name}, the handles are right, and `handle` may still be NULL")


async def unique_email(upgrade: Any) -> str:
    """`upgrade` parks the twins and creates the unique index on `lower(email)`."""
    need_function(upgrade, "upgrade")
    emails = ["grace@example.com", "ADA@example.com", "ada@example.com", "alan@example.com"]
    emails += ["Ada@example.com", "Kurt@example.com", "kurt@example.com"]
    for name, database in DATABASES.items():
        async with database() as engine:
            people = _people(*emails)
            people[2].is_verified = True
            await add_users(engine, *reversed(people))
            await _migrate(engine, upgrade, f"on {name}:")
            await _need_parked(engine, name, emails)
            await _need_index(engine, name)
    return "on two databases, three twins were parked, four people kept their e-mail, all are there"


async def _need_parked(engine: AsyncEngine, name: str, emails: list[str]) -> None:
    rows = await _rows(engine)
    if len(rows) != len(emails):
        raise NotYet(f"on {name}, {len(emails)} users became {len(rows)}: nobody is deleted")
    seen: set[str] = set()
    for number, (email, row) in enumerate(zip(emails, rows, strict=True), 1):
        user = dict(zip(USER.columns.keys(), row, strict=True))
        parked = email.lower() in seen
        seen.add(email.lower())
        wanted = f"dup-{uuid.UUID(int=number)}-{email}" if parked else email
        who = f"on {name}, {email}, number {number} in the order of the ids,"
        if user["email"] != wanted:
            raise NotYet(f"{who} has the e-mail {user['email']!r}; {wanted!r} is wanted")
        if user["is_active"] is parked:
            raise NotYet(f"{who} is {'still active' if parked else 'switched off'}")
        if user["hashed_password"] != f"hash-{number}":
            raise NotYet(f"{who} has another password's hash than before")


async def _need_index(engine: AsyncEngine, name: str) -> None:
    names = {
        "SQLite": "SELECT name FROM sqlite_master WHERE type = 'index'",
        "PostgreSQL": "SELECT indexname FROM pg_indexes",
    }
    async with engine.connect() as connection:
        if "uq_user_email_lower" not in set(await connection.scalars(text(names[name]))):
            raise NotYet(f"on {name}, there is no index of the name `uq_user_email_lower`")
    for email, free in [("ALAN@example.com", False), ("new@example.com", True)]:
        values = {"id": uuid.uuid4(), "email": email, "hashed_password": "no"}
        try:
            async with engine.begin() as connection:
                await connection.execute(insert(USER).values(values))
        except IntegrityError:
            if free:
                raise NotYet(f"on {name}, a new e-mail is refused: on what is the index?") from None
        except DBAPIError as error:
            raise NotYet(f"on {name}, a new user cannot be stored: {error.orig}") from error
        else:
            if not free:
                raise NotYet(f"on {name}, ALAN@example.com is accepted beside alan@example.com")


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "backfill": backfill,
    "find-twins": find_twins,
    "unique-email": unique_email,
}
