"""The checks of notebook 03."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection, event, text

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, call_sync, need_function
from tutorial_support.checks.sample import SampleBase
from tutorial_support.checks.two_tables import (
    creating,
    inspected,
    need_both_tables,
    need_returned_connections,
    roll_back_ddl,
    two_tables,
)
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def create_tables(create_tables: Any) -> str:
    """`create_tables` creates all tables, commits, and harms nothing the second time."""
    need_function(create_tables, "create_tables")
    async with throwaway_database() as engine:
        roll_back_ddl(engine)
        with watch_sql(engine) as log, creating():
            await call(create_tables, engine, two_tables())
        await need_both_tables(engine, log)
        need_returned_connections(engine)
        if not await inspected(engine, lambda i: [x["name"] for x in i.get_indexes("user")]):
            raise NotYet("the table `user` was created without its unique index on `email`")
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO shelf (name) VALUES ('poetry')"))
        try:
            await call(create_tables, engine, two_tables())
        except NotYet as reason:
            raise NotYet(f"called a second time, {reason}") from None
        async with engine.begin() as connection:
            if not (await connection.execute(text("SELECT name FROM shelf"))).all():
                raise NotYet("a second call emptied the tables: it must leave them alone")
            await connection.execute(text('DROP TABLE "user"'))
        await call(create_tables, engine, two_tables())
        if "user" not in await inspected(engine, lambda i: i.get_table_names()):
            raise NotYet("where one table was there already, it did not create the other")
    return "both tables were created and committed; further calls made what lacked, and no more"


async def missing_columns(missing_columns: Any) -> str:
    """`missing_columns` names each column that the models have and the database lacks."""
    need_function(missing_columns, "missing_columns")

    def old_schema(connection: Connection) -> None:
        SampleBase.metadata.create_all(connection)  # a user without a nickname
        connection.execute(text("CREATE TABLE shelf (name VARCHAR PRIMARY KEY, height INTEGER)"))

    def no_shelf(connection: Connection) -> None:
        two_tables().tables["user"].create(connection)

    cases: list[tuple[str, Callable[[Connection], None], set[str]]] = [
        ("up to date", two_tables().create_all, set()),
        ("two columns behind", old_schema, {"user.nickname", "shelf.room"}),
        ("without the table shelf", no_shelf, {"shelf.name", "shelf.room"}),
    ]
    for words, make, wanted in cases:
        async with throwaway_database() as engine:
            async with engine.begin() as connection:
                await connection.run_sync(make)
            with watch_sql(engine) as log:
                names = _names(await call(missing_columns, engine, two_tables()))
            if names != wanted and not log.statements:
                raise NotYet(
                    "it sent no SQL through the engine that it was handed, and only that database"
                    " knows what it has"
                )
            _need_names(words, names, wanted)
            need_returned_connections(engine)
    return "three databases: one up to date, one two columns behind, one without a table"


def _names(given: Any) -> set[str]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise NotYet(f"it returned {article(given)}; a set like {{'user.email'}} is wanted")
    names = set(given)
    strange = next((name for name in names if not isinstance(name, str)), None)
    if strange is not None:
        raise NotYet(f"it returned {article(strange)} among the names; a text is wanted")
    for name in sorted(names):
        if "." not in name:
            raise NotYet(f"it names `{name}`; a name like `user.email` is wanted")
    return names


def _need_names(words: str, names: set[str], wanted: set[str]) -> None:
    tables = two_tables().tables.values()
    everything = {f"{table.name}.{column.name}" for table in tables for column in table.columns}
    for name in sorted(names - wanted):
        if name not in everything:
            raise NotYet(
                f"in a database {words} it names `{name}`, which no model has: what counts is what"
                " the models have and the database lacks"
            )
        raise NotYet(f"in a database {words} it names `{name}`, which is there")
    for name in sorted(wanted - names):
        raise NotYet(f"in a database {words} it does not name `{name}`")


async def app_with_tables(make_app: Any) -> str:
    """`make_app` returns an app whose lifespan creates the tables and disposes the engine."""
    need_function(make_app, "make_app")
    if isinstance(make_app, FastAPI):
        raise NotYet("`make_app` is an app, and the function that makes one is wanted")
    disposed: list[object] = []
    async with throwaway_database() as engine:
        roll_back_ddl(engine)
        event.listen(engine.sync_engine, "engine_disposed", disposed.append)
        app = call_sync(make_app, engine, two_tables())
        if not isinstance(app, FastAPI):
            raise NotYet(f"`make_app` returned {article(app)}; the FastAPI app is wanted")
        if await inspected(engine, lambda i: i.get_table_names()):
            raise NotYet("`make_app` itself created the tables; the lifespan should, at the start")
        wrong: NotYet | None = None
        with watch_sql(engine) as log, creating():
            async with _lifespan(app):
                try:
                    await need_both_tables(engine, log)
                except NotYet as reason:
                    wrong = reason  # not raised here, where the lifespan could swallow it
                early = len(disposed)
        if wrong:
            raise NotYet(f"when the app had started, {wrong}")
        if len(disposed) > early:
            return "the tables were there when the app had started; the engine closed at its stop"
    if early:
        raise NotYet("the engine was disposed of when the app started, and not when it stopped")
    raise NotYet("the app stopped and left the engine open: dispose of it after `yield`")


def _lifespan(app: FastAPI) -> Any:
    router = app.router
    default = type(FastAPI().router.lifespan_context)
    if isinstance(router.lifespan_context, default) and not getattr(router, "on_startup", ()):
        raise NotYet("the app has no lifespan of its own: FastAPI was not handed one")
    context: Any = router.lifespan_context(app)
    inner = getattr(context, "gen", context)  # what @asynccontextmanager wrapped
    if inspect.iscoroutine(inner):
        inner.close()
        raise NotYet("its lifespan has no `yield`, which parts the app's start from its stop")
    if not hasattr(context, "__aenter__"):
        raise NotYet(
            f"FastAPI called the lifespan and got {article(context)}; an async context manager is"
            " wanted: hand in the function without calling it"
        )
    return context


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "create-tables": create_tables,
    "missing-columns": missing_columns,
    "app-with-tables": app_with_tables,
}
