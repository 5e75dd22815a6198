"""The check loans-of-each: related rows, with the statements counted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, need_function
from tutorial_support.checks.samples.users import add_users, need_sql, sessions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def loans_of_each(loans_of_each: Any, ClubMember: Any, Loan: Any) -> str:
    """`loans_of_each` lists everybody's titles with at most two statements."""
    need_function(loans_of_each, "loans_of_each")
    need_model(ClubMember, "ClubMember", "email", "hashed_password")
    need_model(Loan, "Loan", "title", "member_id")
    sent = {}
    for titles in [{"ada": ["Emma"], "alan": ["Dune"]}, _MANY]:
        async with throwaway_database(ClubMember.metadata) as engine:
            wanted = await _lend(engine, ClubMember, Loan, titles)
            with watch_sql(engine) as log:
                async with sessions(engine)() as session:
                    given = await _call(loans_of_each, session)
            need_sql(log)
            _need_titles(given, wanted)
            async with sessions(engine)() as session:
                left = await session.scalar(select(func.count()).select_from(Loan))
            if left != sum(map(len, titles.values())):
                raise NotYet("afterwards the table has other loans than before: only read them")
            sent[len(titles)] = len(log.statements)
    few, many = sent.values()
    if many > 2:
        more = ": one more for each member" if many - few == len(_MANY) - 2 else ""
        raise NotYet(
            f"the titles are right; for two members it sent {few} statements and for {len(_MANY)}"
            f" it sent {many}{more}; at most two are wanted"
        )
    return f"two members and {len(_MANY)} members, {many} statement(s) each time, nobody left out"


async def _call(loans_of_each: Any, session: Any) -> Any:
    try:
        return await call(loans_of_each, session)
    except NotYet as reason:
        if str(reason.__cause__) in ("email", "loans"):  # the AttributeError of a row
            raise NotYet(
                f"{reason}: `session.execute` gives rows, of which a member is the first part;"
                " `session.scalars` gives the members"
            ) from reason
        raise


_MANY = {
    "grace": ["Ulysses", "Dune", "Pride, and Prejudice"],
    "ada": ["Persuasion"],
    "zoe": [],
    "alan": ["Emma", "Emma"],
    "kurt": [],
    "emmy": ["Beloved", "Ada"],
    **{f"reader{number}": ["Emma"] for number in range(114)},
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
            what = "which is nobody in this table" if "@" in str(key) else "which is no e-mail"
            raise NotYet(f"a key of the dict is {key!r}, {what}")
    missing = [email for email in wanted if email not in given]
    if missing:
        loanless = [email for email, titles in wanted.items() if not titles]
        why = (
            ", and all who have no loan: does a join leave them out?" if missing == loanless else ""
        )
        raise NotYet(f"the dict lacks {missing[0]}{why}")
    for email, titles in wanted.items():
        mine = given[email]
        if isinstance(mine, str) or not isinstance(mine, (list, tuple)):
            raise NotYet(f"for {email} the dict has {article(mine)}; a list of titles is wanted")
        strange = next((title for title in mine if not isinstance(title, str)), "")
        if not isinstance(strange, str):
            raise NotYet(f"for {email} the list holds {article(strange)}; titles are wanted")
        if sorted(mine) != sorted(titles):
            raise NotYet(f"for {email} the titles are {list(mine)}; the table has {titles}")
