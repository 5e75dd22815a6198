"""The check deactivate: rows before and after, in a table with names alike."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
# No postponed annotations here: FastAPI could not resolve the local names in them.
import inspect
from typing import Any

from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import call, need_function
from tutorial_support.checks.samples.users import (
    SampleBase,
    SampleUser,
    add_users,
    begin_transactions,
    rows,
    sample_user,
    sessions,
)
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def deactivate(deactivate: Any) -> str:
    """`deactivate` finds a user by e-mail and switches the account off in the database."""
    need_function(deactivate, "deactivate")
    async with throwaway_database(SampleBase.metadata) as engine:
        begin_transactions(engine)
        emails = ["adaml@example.com", "ada_l@example.com", "Grace@example.com"]
        await add_users(engine, *(sample_user(i, email) for i, email in enumerate(emails, 1)))
        for email, stored in [
            ("nobody@example.com", None),
            ("race@example.com", None),  # a part of Grace's
            ("ADA_L@example.com", "ada_l@example.com"),
            ("grace@example.com", "Grace@example.com"),
            ("Grace@example.com", "Grace@example.com"),  # who is switched off already
        ]:
            before = {row["id"]: row for row in await rows(engine)}
            await _call(deactivate, engine, email, stored)
            _need_one_change(before, {row["id"]: row for row in await rows(engine)}, email, stored)
    return "an unknown e-mail gave False; two accounts, in capitals or not, are off in the database"


async def _call(deactivate: Any, engine: AsyncEngine, email: str, stored: str | None) -> None:
    words = f"for {email}, {f'which the table has as {stored}' if stored else 'an unknown e-mail'},"
    with watch_sql(engine) as log:
        async with sessions(engine)() as session:
            adapter = SQLAlchemyUserDatabase[Any, Any](session, SampleUser)
            with about(words):
                given = await call(deactivate, adapter, email)
    if inspect.iscoroutine(given):
        given.close()
        raise NotYet(f"{words} it returned a coroutine: an `await` is missing")
    if given is not (stored is not None):
        through = "" if log.statements else " and sent no SQL through the `user_db` handed in"
        raise NotYet(f"{words} it returned {given!r}{through}; {stored is not None} is wanted")


Rows = dict[Any, dict[str, Any]]


def _need_one_change(before: Rows, after: Rows, email: str, stored: str | None) -> None:
    if len(after) != len(before):
        raise NotYet(f"the table has {len(after)} users now, and had {len(before)} before")
    for key, row in before.items():
        found = row["email"] == stored
        for name in row:
            if after[key][name] != row[name] and not (found and name == "is_active"):
                raise NotYet(f"for {email} it changed `{name}` of {row['email']}")
        if found and after[key]["is_active"]:
            raise NotYet(
                "it returned True, and in the database `is_active` is still true: only what is a"
                " column is stored, and only what is committed stays"
            )
