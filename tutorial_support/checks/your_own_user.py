"""The checks of notebook 05; those that ask over HTTP stand in schemas_and_keys."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import String, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.models import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, learners_code, need_function
from tutorial_support.checks.sample import SampleUser, add_users, sessions
from tutorial_support.checks.schemas_and_keys import integer_key, member_schemas
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql

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
    return (
        "a row without a country got PT from the database, NULL was refused; of two equal nicknames"
        " the second was refused, and two members without one were taken"
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
    raise NotYet("a row with the country NULL was taken: a country is never missing")


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
    for number, country in [(5, "PT"), (6, "BR")]:
        try:
            await _insert(engine, table, number, nickname="ace", country=country)
        except IntegrityError:
            continue
        raise NotYet("two members with the same nickname were taken: it has to be unique")


async def loans_of_each(loans_of_each: Any, ClubMember: Any, Loan: Any) -> str:
    """`loans_of_each` lists everybody's titles with at most two statements."""
    need_function(loans_of_each, "loans_of_each")
    need_model(ClubMember, "ClubMember", *sorted(INHERITED))
    need_model(Loan, "Loan", "title", "member_id")
    sent = {}
    for titles in [{"ada": ["Emma"], "alan": []}, dict(_SIX)]:
        async with throwaway_database(ClubMember.metadata) as engine:
            wanted = await _lend(engine, ClubMember, Loan, titles)
            with watch_sql(engine) as log:
                async with sessions(engine)() as session:
                    given = await call(loans_of_each, session)
            if not log.statements:
                raise NotYet("it sent no SQL through the `session` that it was handed")
            _need_titles(given, wanted)
            sent[len(titles)] = len(log.statements)
    few, many = sent.values()
    if many > 2:
        more = ": one more for each member" if many - few == len(_SIX) - 2 else ""
        raise NotYet(
            f"the titles are right; for two members it sent {few} statements and for {len(_SIX)} it"
            f" sent {many}{more}; at most two are wanted"
        )
    return f"two members and {len(_SIX)} members, {many} statement(s) each time, nobody left out"


_SIX = {
    "grace": ["Ulysses", "Dune", "Emma"],
    "ada": ["Persuasion"],
    "zoe": [],
    "alan": ["Emma", "Emma"],
    "kurt": [],
    "emmy": ["Beloved", "Ada"],
}


async def _lend(
    engine: AsyncEngine, club_member: Any, loan: Any, titles: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    members, loans = [], []
    for number, (name, lent) in enumerate(titles.items(), 1):
        key = uuid.UUID(int=number)
        email = f"{name}@example.com"
        members.append(club_member(id=key, email=email, hashed_password="not-a-hash"))
        loans += [loan(title=title, member_id=key) for title in lent]
    await add_users(engine, *members)
    await add_users(engine, *loans)
    return {f"{name}@example.com": lent for name, lent in titles.items()}


def _need_titles(given: Any, wanted: dict[str, list[str]]) -> None:
    if not isinstance(given, dict):
        raise NotYet(f"it returned {article(given)}; a dict from e-mail to titles is wanted")
    for key in given:
        if key not in wanted:
            raise NotYet(f"a key of the dict is {key!r}; the members' e-mails are wanted")
    for email, titles in wanted.items():
        if email not in given:
            why = "" if titles else ", who has no loan: an inner join leaves such members out"
            raise NotYet(f"the dict lacks {email}{why}")
        mine = given[email]
        if isinstance(mine, str) or not isinstance(mine, (list, tuple)):
            raise NotYet(f"for {email} the dict has {article(mine)}; a list of titles is wanted")
        strange = next((title for title in mine if not isinstance(title, str)), "")
        if not isinstance(strange, str):
            raise NotYet(f"for {email} the list holds {article(strange)}; titles are wanted")
        if sorted(mine) != sorted(titles):
            raise NotYet(f"for {email} the titles are {list(mine)}; the table has {titles}")


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "member-columns": member_columns,
    "member-schemas": member_schemas,
    "integer-key": integer_key,
    "loans-of-each": loans_of_each,
}
