"""The migrations of notebook 17, up, down and up again; and what it says of migrations at large."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import main
from alembic.migration import MigrationContext
from alembic.operations import BatchOperations, Operations
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from notebooks import MINIMAL, NAMED, run_cell, tags
from tutorial_support.databases import THROWAWAY, throwaway_database, throwaway_postgresql

Step = Callable[[Operations], None]
Change = Callable[[BatchOperations], object]
INDEX = "uq_user_email_lower"
ROWS = 'SELECT * FROM "user" ORDER BY id'


async def notebook_until(name: str) -> dict[str, Any]:
    """Run the cells of notebook 17 up to one, its exercises left out, and return their names."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in NAMED["migrations"].code:
        if not cell.id.startswith(("starter-", "check-")) and "raises-exception" not in tags(cell):
            await run_cell(cell.source.removeprefix(MINIMAL), namespace)
        if cell.id == name:
            return namespace
    raise AssertionError(f"notebook 17 has no cell {name}")


async def up_down_and_up() -> None:
    lesson = await notebook_until("hole-is-closed")

    async def rows(name: str) -> list[dict[str, Any]]:
        await lesson["ENGINES"][name].dispose()  # a prepared statement does not outlive a column
        return [dict(row._mapping) for row in await lesson["ask"](name, ROWS)]

    def alembic(*words: str, on: str) -> bool:
        lesson["alembic"](*words, on=on)
        return lesson["exit_codes"][-1] == 0

    try:
        for name in lesson["URLS"]:
            before = await rows(name)
            assert len(before) == 3, name
            assert alembic("check", on=name), name
            assert alembic("downgrade", "0001", on=name), name
            between = await rows(name)
            kept = between[0].keys() & before[0].keys()
            assert {"id", "email", "hashed_password", "is_active"} <= kept
            assert between == [{key: row[key] for key in between[0]} for row in before], name
            assert alembic("upgrade", "head", on=name), name
            after = await rows(name)
            # A display name was dropped on the way, and is filled from the e-mail of today.
            assert all(row["display_name"] for row in after)
            assert [row | {"display_name": ""} for row in after] == [
                row | {"display_name": ""} for row in before
            ], name
            assert alembic("downgrade", "base", on=name), name
            assert alembic("upgrade", "head", on=name), name
            assert alembic("check", on=name), name
    finally:
        for engine in (*lesson["ENGINES"].values(), lesson["engine"]):
            await engine.dispose()
        lesson["folder"].cleanup()


def test_migrations_go_up_and_down_and_lose_nobody() -> None:
    asyncio.run(up_down_and_up())


def users(ondelete: str | None = None) -> sa.MetaData:
    """Return tables of users and of their tokens, which go with a user as `ondelete` says."""
    metadata = sa.MetaData()
    user, token = (
        sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True))
        for name in ("user", "token")
    )
    user.append_column(sa.Column("email", sa.String(40)))
    user.append_constraint(sa.Index(INDEX, sa.text("lower(email)"), unique=True))
    token.append_column(sa.Column("user_id", sa.ForeignKey("user.id", ondelete=ondelete)))
    return metadata


async def fill(engine: AsyncEngine) -> None:
    """Put two users into the table, and a token of the first."""
    async with engine.begin() as connection:
        for n, email in enumerate(["ada@example.com", "grace@example.com"], 1):
            values = {"id": n, "email": email}
            await connection.execute(sa.text('INSERT INTO "user" VALUES (:id, :email)'), values)
        await connection.execute(sa.text("INSERT INTO token VALUES (1, 1)"))


async def migrate(engine: AsyncEngine, *steps: Step) -> str:
    """Run a migration as Alembic does, in one transaction; return the first line of its error."""

    def run(connection: sa.Connection) -> None:
        op = Operations(MigrationContext.configure(connection))
        for step in steps:
            step(op)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    except sa.exc.DBAPIError as error:
        return str(error.orig).splitlines()[0]
    return ""


async def look(engine: AsyncEngine) -> tuple[set[str], list[Any]]:
    """Return the names of the tables, and the rows of `user`."""
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        rows = await connection.execute(sa.text(ROWS))
        return set(names), [tuple(row) for row in rows]


def column(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(9), **more)


def add(op: Operations) -> None:
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("name", sa.String(40)))


def fill_the_first(op: Operations) -> None:
    op.execute("""UPDATE "user" SET name = 'Ada' WHERE id = 1""")


def forbid(op: Operations) -> None:
    with op.batch_alter_table("user") as batch:
        batch.alter_column("name", existing_type=sa.String(40), nullable=False)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
@pytest.mark.parametrize("name", THROWAWAY)
def test_what_is_left_of_a_migration_that_fails(name: str) -> None:
    """On PostgreSQL nothing. On SQLite the DDL before the first INSERT or UPDATE."""

    async def fail() -> None:
        async with THROWAWAY[name](users()) as engine:
            await fill(engine)
            before = await look(engine)
            first = await migrate(engine, add, fill_the_first, forbid)
            after = await look(engine)
            second = await migrate(engine, add, fill_the_first, forbid)
            if name == "PostgreSQL":
                assert "contains null values" in first
                assert second == first
                assert after == before
                return
            assert first == "NOT NULL constraint failed: _alembic_tmp_user.name"
            assert after == (before[0], [(*row, None) for row in before[1]])
            assert second == "duplicate column name: name"
            # A batch before any INSERT or UPDATE leaves its new table.
            assert await migrate(engine, forbid) == first
            assert await look(engine) == (after[0] | {"_alembic_tmp_user"}, after[1])
            assert await migrate(engine, forbid) == "table _alembic_tmp_user already exists"

    asyncio.run(fail())


BATCHES: dict[str, tuple[bool, Change]] = {  # whether the index is still there, on SQLite
    "add": (True, lambda batch: batch.add_column(column("a"))),
    "default": (
        True,
        lambda batch: batch.add_column(column("b", nullable=False, server_default="x")),
    ),
    "index": (True, lambda batch: batch.create_index("ix", ["email"])),
    "SQL default": (
        False,
        lambda batch: batch.add_column(column("c", server_default=sa.text("'x'"))),
    ),
    "type": (False, lambda batch: batch.alter_column("email", type_=sa.String(80))),
    "NOT NULL": (False, lambda batch: batch.alter_column("email", nullable=False)),
    "drop": (False, lambda batch: batch.drop_column("old")),
    "check": (False, lambda batch: batch.create_check_constraint("filled", "length(email) > 0")),
}


async def indexes_after(engine: AsyncEngine, change: Change, catalogue: str) -> set[str]:
    """Run a batch on `user`, and return the names of the indexes."""

    def step(op: Operations) -> None:
        with op.batch_alter_table("user") as batch:
            change(batch)

    assert await migrate(engine, step) == ""
    async with engine.connect() as connection:
        return set(await connection.scalars(sa.text(catalogue)))


def with_an_old_column() -> sa.MetaData:
    metadata = users()
    metadata.tables["user"].append_column(column("old"))
    return metadata


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
@pytest.mark.parametrize("words", BATCHES)
def test_on_sqlite_a_batch_that_copies_loses_the_index_on_an_expression(words: str) -> None:
    kept, change = BATCHES[words]

    async def run() -> None:
        async with throwaway_database(with_an_old_column()) as engine:
            catalogue = "SELECT name FROM sqlite_master WHERE type = 'index'"
            assert (INDEX in await indexes_after(engine, change, catalogue)) is kept

    asyncio.run(run())


def test_on_postgresql_no_batch_loses_it() -> None:
    async def run() -> None:
        async with throwaway_postgresql(with_an_old_column()) as engine:
            for words, (_, change) in BATCHES.items():
                found = await indexes_after(engine, change, "SELECT indexname FROM pg_indexes")
                assert INDEX in found, words

    asyncio.run(run())


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
@pytest.mark.parametrize(
    ("enforced", "ondelete", "error", "tokens"),
    [
        (True, "CASCADE", "", 0),
        (True, None, "FOREIGN KEY constraint failed", 1),
        (False, "CASCADE", "", 1),
        (False, None, "", 1),
    ],
)
def test_a_copy_with_foreign_keys_on_deletes_children_with_cascade_and_fails_without(
    enforced: bool, ondelete: str | None, error: str, tokens: int
) -> None:
    def longer(op: Operations) -> None:
        with op.batch_alter_table("user") as batch:
            batch.alter_column("email", type_=sa.String(80))

    async def run() -> tuple[str, int | None]:
        async with throwaway_database(users(ondelete)) as engine:
            await fill(engine)
            await engine.dispose()  # the next connection is a new one

            @sa.event.listens_for(engine.sync_engine, "connect")
            def switch(dbapi_connection: Any, record: object) -> None:
                dbapi_connection.execute(f"PRAGMA foreign_keys = {enforced}")

            said = await migrate(engine, longer)
            async with engine.connect() as connection:
                return said, await connection.scalar(sa.text("SELECT count(*) FROM token"))

    assert asyncio.run(run()) == (error, tokens)


def test_a_prepared_statement_fails_once_for_an_engine() -> None:
    """Not once for each of its connections."""

    async def ask(connection: AsyncConnection, sql: str) -> str:
        try:
            await connection.execute(sa.text(sql))
            await connection.commit()
        except sa.exc.DBAPIError as error:
            await connection.rollback()
            return type(getattr(error.orig, "__cause__", None)).__name__
        return "works"

    async def run() -> None:
        named = 'SELECT id, email FROM "user"'
        async with throwaway_postgresql(users()) as engine, contextlib.AsyncExitStack() as stack:
            another = create_async_engine(engine.url)  # a migration runs in a process of its own
            stack.push_async_callback(another.dispose)
            three = [await stack.enter_async_context(engine.connect()) for _ in range(3)]
            for sql in (ROWS, named):
                assert [await ask(one, sql) for one in three] == ["works"] * 3
            assert await migrate(another, add) == ""
            # The ORM names its columns.
            assert [await ask(one, named) for one in three] == ["works"] * 3
            said = [await ask(one, ROWS) for one in three]
            assert said == ["InvalidCachedStatementError", "works", "works"]
            assert [await ask(one, ROWS) for one in three] == ["works"] * 3

    asyncio.run(run())


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("history", False),
        ("heads", False),
        ("branches", False),
        ("show 0001", False),
        ("revision -m next", False),
        ("revision -m next --autogenerate", True),
        ("upgrade head", True),
        ("upgrade head --sql", True),
        ("downgrade base", True),
        ("current", True),
        ("check", True),
        ("stamp head", True),
    ],
)
def test_alembic_runs_env_only_for_some_commands(words: str, runs: bool, tmp_path: Path) -> None:
    ini, folder = tmp_path / "alembic.ini", tmp_path / "migrations"

    def alembic(*arguments: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            main(["-c", str(ini), *arguments])

    alembic("init", "-t", "async", str(folder))
    alembic("revision", "--rev-id", "0001", "-m", "first")
    (folder / "env.py").write_text("raise RuntimeError('env.py runs')\n", encoding="utf-8")
    if runs:
        with pytest.raises(RuntimeError, match=r"env\.py runs"):
            alembic(*words.split())
    else:
        alembic(*words.split())
