"""The check backfill: a migration up and down again, on two databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import need_function
from tutorial_support.checks.samples.migrations import migrate, users_with
from tutorial_support.checks.samples.users import USER, SampleBase, add_users, rows
from tutorial_support.databases import THROWAWAY

LONG = "a.very.long.name.before.the.at.sign.of.an.e-mail"
BACKFILLED = {
    "ada@example.com": "ada",
    "adam@example.com": "adam",
    "ada@example.org": "ada",
    "Grace.Hopper+navy@example.com": "Grace.Hopper+navy",
    f"{LONG}@example.com": LONG[:30],
    "o'neil@example.com": "o'neil",
    "100%@example.com": "100%",
    "kurt@logic.example.org": "kurt",
}


async def _columns(engine: AsyncEngine) -> dict[str, Any]:
    async with engine.connect() as connection:
        try:
            columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("user"))
        except NoSuchTableError:
            raise NotYet("afterwards the table `user` is gone") from None
    return {column["name"]: column for column in columns}


async def _keys(engine: AsyncEngine) -> str:
    def look(connection: Connection) -> str:
        inspector = inspect(connection)
        key = inspector.get_pk_constraint("user")["constrained_columns"]
        unique = {str(index["name"]) for index in inspector.get_indexes("user") if index["unique"]}
        return f"the primary key {key} and the unique indexes {sorted(unique)}"

    async with engine.connect() as connection:
        return await connection.run_sync(look)


async def backfill(upgrade: Any, downgrade: Any) -> str:
    """`upgrade` adds a handle that is filled and NOT NULL, `downgrade` takes it away."""
    need_function(upgrade, "upgrade")
    need_function(downgrade, "downgrade")
    for name, database in THROWAWAY.items():
        async with database(SampleBase.metadata) as engine:
            await add_users(engine, *users_with(*BACKFILLED))
            before, keys = await rows(engine), await _keys(engine)
            await migrate(engine, upgrade, f"`upgrade`, on {name}:")
            if await rows(engine) != before:
                raise NotYet(f"on {name}, `upgrade` changed more than the new column")
            await _need_handles(engine, name)
            await migrate(engine, downgrade, f"`downgrade`, on {name}:")
            columns = await _columns(engine)
            if "handle" in columns:
                raise NotYet(f"on {name}, the column `handle` is still there after `downgrade`")
            if set(columns) != set(USER.columns.keys()):
                raise NotYet(f"on {name}, `downgrade` took away more than `handle`")
            if await rows(engine) != before:
                raise NotYet(f"on {name}, after `downgrade` the rows are others than before")
            if (left := await _keys(engine)) != keys:
                raise NotYet(
                    f"on {name}, the table had {keys}, and after `downgrade` it has {left}"
                )
            await migrate(engine, upgrade, f"`upgrade` for a second time, on {name}:")
    return (
        f"{len(BACKFILLED)} people got their handles on two databases, kept them from NULL, and"
        " all was undone"
    )


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
    if columns["handle"]["default"] is not None:
        raise NotYet(
            f"on {name}, the handles are right, and whoever comes next gets one by default,"
            f" {columns['handle']['default']}"
        )
