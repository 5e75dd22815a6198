"""The check which-column: real refusals of two databases."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import call_sync, need_function
from tutorial_support.checks.samples.users import add_users
from tutorial_support.databases import throwaway_database, throwaway_postgresql


async def which_column(User: Any, taken_column: Any) -> str:
    """`taken_column` names what is taken, from the errors of two drivers."""
    need_model(User, "User", "email", "handle")
    need_function(taken_column, "taken_column")
    async with throwaway_database(User.metadata) as sqlite:
        await _run(sqlite, CHECKED_ON_SQLITE)
        await _need_columns(User, taken_column, sqlite, "SQLite")
        async with throwaway_postgresql(User.metadata) as postgresql:
            await _run(postgresql, CHECKED)
            await _need_columns(User, taken_column, postgresql, "PostgreSQL")
            await _need_whole_names(User, taken_column, sqlite, "SQLite")
            await _need_whole_names(User, taken_column, postgresql, "PostgreSQL")
    return "real refusals on SQLite and on PostgreSQL, of seven kinds, each told apart"


# A constraint whose name has a column's in it. SQLite can add none to a table that is there.
CHECKED = """ALTER TABLE "user" ADD CONSTRAINT email_has_at CHECK (email LIKE '%@%')"""
CHECKED_ON_SQLITE = """
CREATE TRIGGER checked BEFORE INSERT ON user WHEN new.email NOT LIKE '%@%'
BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: email_has_at'); END
"""
QUOTED = "Key (email)=(x)"  # what PostgreSQL writes, as somebody's handle
# A unique column whose name has another's in it, and what makes all users the same there.
WORK_EMAIL = (
    """ALTER TABLE "user" ADD COLUMN work_email VARCHAR(320)""",
    """CREATE UNIQUE INDEX ix_user_work_email ON "user" (work_email)""",
)
SAME_WORK_EMAIL = """UPDATE "user" SET work_email = 'both@example.com'"""


async def _run(engine: AsyncEngine, *statements: str) -> None:
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def _need_columns(model: Any, taken_column: Any, engine: AsyncEngine, name: str) -> None:
    def user(number: int, **values: Any) -> Any:
        email = f"{secrets.token_hex(4)}@example.com"
        values = {"email": email, "hashed_password": "no", **values}
        return model(id=uuid.UUID(int=number), **values)

    await add_users(engine, user(1, email="handle@example.com", handle=QUOTED))
    refusals: dict[str, tuple[Any, str | None]] = {
        "a taken e-mail, handle@example.com": (user(2, email="handle@example.com"), "email"),
        f"a taken handle, {QUOTED!r}": (user(3, handle=QUOTED), "handle"),
        "an e-mail of NULL": (user(4, email=None), None),
        "a hash of NULL": (user(5, handle="king", hashed_password=None), None),
        "a taken id": (user(1, handle="queen"), None),
        "an e-mail that a CHECK of the name email_has_at refuses": (user(6, email="ada"), None),
    }
    for what, (row, wanted) in refusals.items():
        try:
            await add_users(engine, row)
        except IntegrityError as error:
            with about(f"{what}, on {name}:"):
                given = call_sync(taken_column, error)
        else:
            raise NotYet(f"{what} was accepted on {name}: is the column of `User` unique?")
        if given != wanted:
            raise NotYet(f"{what}, on {name}: it returned {given!r}; {wanted!r} is wanted")


async def _need_whole_names(model: Any, taken_column: Any, engine: AsyncEngine, name: str) -> None:
    await _run(engine, *WORK_EMAIL)
    await add_users(
        engine, model(id=uuid.uuid4(), email="second@example.com", hashed_password="no")
    )
    what = f"a taken work_email, another unique column, on {name}:"
    try:
        await _run(engine, SAME_WORK_EMAIL)
    except IntegrityError as error:
        with about(what):
            given = call_sync(taken_column, error)
        if given is not None:
            raise NotYet(f"{what} it returned {given!r}; None is wanted") from None
