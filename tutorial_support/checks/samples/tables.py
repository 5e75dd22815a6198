"""Two tables: a metadata of the checks' own, and what an engine has of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import MetaData, String, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import learners_code
from tutorial_support.checks.samples.users import add_users, sample_user
from tutorial_support.watching import SQLLog


class _Base(DeclarativeBase):
    pass


class _User(SQLAlchemyBaseUserTableUUID, _Base):
    nickname: Mapped[str | None] = mapped_column(String(40))


class _Shelf(_Base):
    __tablename__ = "shelf"
    name: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str | None]


def two_tables() -> MetaData:
    """Return a new metadata with `user` and `shelf`: the learner's code may change it."""
    metadata = MetaData()
    for table in _Base.metadata.sorted_tables:
        table.to_metadata(metadata)
    return metadata


@contextmanager
def creating() -> Iterator[None]:
    """Run the learner's code and say what an error about `_run_ddl_visitor` comes from."""
    try:
        with learners_code():
            yield
    except NotYet as reason:
        if "_run_ddl_visitor" not in str(reason):
            raise
        raise NotYet(
            "`create_all` is code without asyncio and got an async engine or connection, which"
            " gives it nothing that it could send SQL through"
        ) from None


async def inspect_with(engine: AsyncEngine, look: Callable[[Any], Iterable[Any]]) -> set[Any]:
    """Return what `look` finds with SQLAlchemy's inspector."""
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: look(inspect(sync))))


async def need_both_tables(engine: AsyncEngine, log: SQLLog) -> None:
    """Refuse a database that lacks one of the two, and say why it does."""
    sent = log.statements
    there = await inspect_with(engine, lambda inspector: inspector.get_table_names())
    missing = [name for name in ("shelf", "user") if name not in there]
    if not missing:
        return
    if not sent:
        raise NotYet("no SQL reached the engine that it was handed: does it use that one?")
    if any(sql.startswith("CREATE TABLE") and missing[0] in sql for sql in sent):
        raise NotYet(
            "CREATE TABLE was sent and no COMMIT after it: SQLite keeps the tables all the same,"
            " PostgreSQL does not"
        )
    raise NotYet(
        f"the table `{missing[0]}` of the metadata handed in is not there: does it use all of that"
        " metadata?"
    )


def need_returned_connections(engine: AsyncEngine) -> None:
    """Refuse code that left a connection open."""
    open_connections: int = engine.pool.checkedout()  # type: ignore[attr-defined]
    if open_connections:
        raise NotYet("a connection stayed open: use `async with`, which gives it back")


async def fill(engine: AsyncEngine) -> None:
    """Put a row into each of the two tables."""
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO shelf (name) VALUES ('poetry')"))
    await add_users(engine, sample_user(1, "ada@example.com"))


async def is_filled(connection: AsyncConnection) -> bool:
    """Return whether the rows of `fill` are still there."""
    rows = await connection.execute(text('SELECT name, email FROM shelf, "user"'))
    return bool(rows.all())
