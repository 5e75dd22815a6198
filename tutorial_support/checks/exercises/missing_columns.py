"""The check missing-columns: what the models have and a database lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, text

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, need_function
from tutorial_support.checks.samples.tables import need_returned_connections, two_tables
from tutorial_support.checks.samples.users import SampleBase
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def missing_columns(missing_columns: Any) -> str:
    """`missing_columns` names each column that the models have and the database lacks."""
    need_function(missing_columns, "missing_columns")

    def old_schema(connection: Connection) -> None:
        old_user(connection)
        connection.execute(text("CREATE TABLE shelf (name VARCHAR PRIMARY KEY, height INTEGER)"))

    def crossed(connection: Connection) -> None:
        old_schema(connection)
        connection.execute(text('ALTER TABLE "user" ADD COLUMN room VARCHAR'))
        connection.execute(text("ALTER TABLE shelf ADD COLUMN nickname VARCHAR"))

    def old_user(connection: Connection) -> None:
        SampleBase.metadata.create_all(connection)  # without a nickname

    def no_shelf(connection: Connection) -> None:
        two_tables().tables["user"].create(connection)

    def one_more(connection: Connection) -> None:
        two_tables().create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR)"))

    shelf, everything = {"shelf.name", "shelf.room"}, _every_name()
    cases: list[tuple[str, Callable[[Connection], None], set[str]]] = [
        ("up to date", two_tables().create_all, set()),
        ("two columns behind", old_schema, {"user.nickname", "shelf.room"}),
        ("without the table shelf", no_shelf, shelf),
        ("with each other's columns", crossed, {"user.nickname", "shelf.room"}),
        ("without a table and a column", old_user, {"user.nickname", *shelf}),
        ("up to date, with a table of no model", one_more, set()),
        ("without tables", lambda connection: None, everything),
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
    return f"{len(cases)} databases: up to date, columns behind, without a table, and empty"


def _every_name() -> set[str]:
    tables = two_tables().tables.values()
    return {f"{table.name}.{column.name}" for table in tables for column in table.columns}


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
    for name in sorted(names - wanted):
        if name not in _every_name():
            raise NotYet(
                f"in a database {words} it names `{name}`, which no model has: what counts is what"
                " the models have and the database lacks"
            )
        raise NotYet(f"in a database {words} it names `{name}`, which is there")
    for name in sorted(wanted - names):
        raise NotYet(f"in a database {words} it does not name `{name}`")
