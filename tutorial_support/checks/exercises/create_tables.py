"""The check create-tables: a function called on an empty, a full and a half-empty database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import (
    call,
    need_function,
)
from tutorial_support.checks.samples.tables import (
    creating,
    fill,
    inspect_with,
    is_filled,
    need_both_tables,
    need_returned_connections,
    two_tables,
)
from tutorial_support.checks.samples.users import begin_transactions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def create_tables(create_tables: Any) -> str:
    """`create_tables` creates all tables, commits, and harms nothing the second time."""
    need_function(create_tables, "create_tables")
    async with throwaway_database() as engine:
        begin_transactions(engine)
        with watch_sql(engine) as log, creating():
            await call(create_tables, engine, two_tables())
        await need_both_tables(engine, log)
        need_returned_connections(engine)
        if not await inspect_with(engine, lambda i: [x["name"] for x in i.get_indexes("user")]):
            raise NotYet("the table `user` was created without its unique index on `email`")
        await fill(engine)
        try:
            await call(create_tables, engine, two_tables())
        except NotYet as reason:
            raise NotYet(f"called a second time, {reason}") from None
        async with engine.begin() as connection:
            if not await is_filled(connection):
                raise NotYet("a second call emptied the tables: it must leave them alone")
            await connection.execute(text('DROP TABLE "user"'))
        await call(create_tables, engine, two_tables())
        if "user" not in await inspect_with(engine, lambda i: i.get_table_names()):
            raise NotYet("where one table was there already, it did not create the other")
    return "both tables were created and committed; further calls made what lacked, and no more"
