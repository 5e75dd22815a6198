"""The check member-columns: two columns, filled with SQL and through the model."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import String, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import learners_code
from tutorial_support.checks.samples.users import SampleUser, add_users, sessions
from tutorial_support.databases import throwaway_database

INHERITED = set(SampleUser.__table__.columns.keys())


async def member_columns(Member: Any) -> str:
    """`Member` has a unique nickname that may be missing, and a country with a default."""
    table = need_model(Member, "Member", *sorted(INHERITED), "nickname", "country")
    for name, length in [("nickname", 30), ("country", 2)]:
        kind = table.columns[name].type
        if not isinstance(kind, String) or kind.length != length:
            raise NotYet(f"the column `{name}` is {kind!r}; a `String({length})` is wanted")
    async with throwaway_database() as engine:
        with learners_code():
            async with engine.begin() as connection:
                await connection.run_sync(table.metadata.create_all)
        await _need_country(engine, table)
        await _need_nicknames(engine, table)
        await _need_defaults(engine, Member)
    return (
        "a row without a country got PT from the database, NULL was refused; of two equal nicknames"
        " the second was refused, and two members without one were accepted"
    )


async def _insert(engine: AsyncEngine, table: Any, number: int, **values: Any) -> None:
    """Insert a row with SQL alone, as another program would."""
    row = {
        "id": str(uuid.UUID(int=number)),
        "email": f"member{number}@example.com",
        "hashed_password": "not-a-hash",
        "is_active": True,
        "is_superuser": False,
        "is_verified": False,
        **values,
    }
    name = engine.dialect.identifier_preparer.format_table(table)
    places = ", ".join(f":{key}" for key in row)
    async with engine.begin() as connection:
        await connection.execute(
            text(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({places})"), row
        )


async def _need_country(engine: AsyncEngine, table: Any) -> None:
    try:
        await _insert(engine, table, 1)
    except IntegrityError as error:
        if "nickname" in str(error.orig):
            raise NotYet("a member without a nickname was refused: may it be missing?") from None
        if "country" not in str(error.orig):
            raise
        raise NotYet(
            "a row that was inserted with SQL and no country was refused: the database has no"
            " default of its own"
        ) from None
    async with engine.connect() as connection:
        country = (await connection.execute(table.select())).mappings().one()["country"]
        columns = await connection.run_sync(lambda sync: inspect(sync).get_columns(table.name))
    default = next(column["default"] for column in columns if column["name"] == "country")
    if default and default.isidentifier():
        raise NotYet(
            f"the table says DEFAULT {default}, without quotation marks: SQLite takes that for a"
            " text, PostgreSQL for the name of a column"
        )
    if country != "PT":
        raise NotYet(
            f"a row that was inserted with SQL and no country has the country {country!r}; 'PT' is"
            " wanted, from the database"
        )
    try:
        await _insert(engine, table, 2, country=None)
    except IntegrityError:
        return
    raise NotYet("a row with the country NULL was accepted: a country is never missing")


async def _need_nicknames(engine: AsyncEngine, table: Any) -> None:
    try:
        await _insert(engine, table, 3)
    except IntegrityError as error:
        what = "country" if "country" in str(error.orig) else "nickname"
        raise NotYet(
            "two members with the same country were refused: only the nickname is unique"
            if what == "country"
            else "two members without a nickname were refused: NULL is not a value"
        ) from None
    await _insert(engine, table, 4, nickname="ace", country="PT")
    try:
        await _insert(engine, table, 7, nickname="king", country="BR")
    except IntegrityError as error:
        raise NotYet(f"a member from BR was refused: {error.orig}") from None
    for number, country in [(5, "PT"), (6, "BR")]:
        try:
            await _insert(engine, table, number, nickname="ace", country=country)
        except IntegrityError:
            continue
        raise NotYet("two members with the same nickname were accepted: it has to be unique")


async def _need_defaults(engine: AsyncEngine, member: Any) -> None:
    """Save two members through the model, where a default in Python would show."""
    people = [member(email=f"{name}@club.example", hashed_password="no") for name in ("a", "b")]
    with learners_code():
        await add_users(engine, *people)
    async with sessions(engine)() as session:
        for row in await session.scalars(
            select(member).where(member.email.endswith("@club.example"))
        ):
            if (row.country, row.nickname) != ("PT", None):
                raise NotYet(
                    f"a member that was saved without either has the country {row.country!r} and"
                    f" the nickname {row.nickname!r}; 'PT' and None are wanted"
                )
