"""The check find-twins: e-mails that differ only in case."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, need_function
from tutorial_support.checks.samples.queries import count_rows
from tutorial_support.checks.samples.users import add_users, need_sql, sessions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def find_twins(User: Any, twins: Any) -> str:
    """`twins` lists the e-mails that differ only in case, and lets the database look."""
    need_model(User, "User", "email")
    need_function(twins, "twins")
    few = ["ada@example.com", "ADA@example.com", "Ada@Example.com", "grace@example.com"]
    many = [f"reader{number}@example.com" for number in range(60)]
    alike = ["a_b@example.com", "axb@example.com", "ÉLODIE@example.com", "élodie@example.com"]
    kurts, maxes = ["Kurt@example.com", "kurt@example.com"], ["MAX@example.com", "Max@example.com"]
    emails = [*few, *many, *alike, *kurts, "GRACE@example.org", *maxes]
    wanted = {"ada@example.com": few[:3], "kurt@example.com": kurts, "max@example.com": maxes}
    for name, made in {"two who have twins": emails, "no twins": many}.items():
        async with throwaway_database(User.metadata) as engine:
            await add_users(engine, *(User(email=e, hashed_password="no") for e in made))
            with watch_sql(engine) as log, count_rows(engine) as rows:
                async with sessions(engine)() as session:
                    given = await call(twins, session)
            need_sql(log)
            _need_twins(given, wanted if made is emails else {}, name)
            if len(rows) > 20:
                raise NotYet(
                    f"the twins are right, and to find them it loaded {len(rows)} rows of"
                    f" {len(made)} users: with a million, let the database group them"
                )
            if len(log.statements) > 2:
                raise NotYet(
                    f"the twins are right, and it sent {len(log.statements)} statements, one for"
                    " each pair: two are enough for all"
                )
    return (
        "a table without twins, and one with three Adas, two Kurts and two Maxes among many others"
    )


def _need_twins(given: Any, wanted: dict[str, list[str]], name: str) -> None:
    if not isinstance(given, dict):
        raise NotYet(f"it returned {article(given)}; a dict is wanted")
    for key in given:
        if key not in wanted:
            why = "who has no twin" if str(key).lower() == key else "a key in capitals"
            raise NotYet(f"in a table with {name}, the dict has {key!r}, {why}")
    for key, emails in wanted.items():
        if key not in given:
            raise NotYet(f"in a table with {name}, the dict lacks {key!r}")
        mine = given[key]
        if isinstance(mine, str) or not isinstance(mine, list | tuple):
            raise NotYet(f"for {key!r} the dict has {article(mine)}; a list is wanted")
        if sorted(map(str, mine)) != sorted(emails):
            raise NotYet(f"for {key!r} the list is {list(mine)}; {emails} is wanted")
