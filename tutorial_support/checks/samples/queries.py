"""Queries: users who are hard to ask for, and what an answer sent, loaded and changed."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, event, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call
from tutorial_support.checks.samples.users import USER, SampleBase, rows, sessions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql

# Not in the order of their emails. Each has the flags is_active, is_superuser and is_verified.
USERS = {
    "rosa@example.com": (True, False, True),
    "ada@example.com": (True, True, True),
    "axa@example.com": (False, False, True),
    "a_a@example.com": (True, False, False),
    "max@club.example.org": (False, True, False),
    "kurt@example.org": (True, False, False),
    "emmy@example.org": (False, False, False),
    "alan@example.net": (True, False, True),
    "m%x@example.org": (True, False, True),
    "zoë@example.net": (True, False, False),
    "linus@example.net": (False, False, False),
    "grace@example.com": (True, False, True),
    "Linus@example.net": (True, False, True),
}
# More than a limit that seems large enough, in more domains than ten.
MANY = [*USERS, *(f"reader{number}@library{number % 40}.example" for number in range(1200))]


class LoanBase(DeclarativeBase):
    """The metadata of the loans, for other checks have users alone."""


class SampleLoan(LoanBase):
    """A loan, as the course's `Loan` has it."""

    __tablename__ = "loan"
    title: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(USER.c.id))


@dataclass(frozen=True)
class Asked:
    """What one call of an answer did.

    Attributes:
        given: what it returned.
        statements: the SQL that it sent.
        rows: what the driver handed over for it.
    """

    given: Any
    statements: list[str]
    rows: list[Any]

    def need_columns(self, *allowed: str) -> None:
        """Refuse statements that select other columns of the user table.

        Raises:
            NotYet: with the first such column.
        """
        for statement in self.statements:
            selected = re.split(r"\bFROM\b", statement, maxsplit=1)[0]
            for name in USER.columns.keys():  # noqa: SIM118
                if name not in allowed and re.search(rf"\b{name}\b", selected):
                    raise NotYet(f"it selected the column `{name}`, which the task doesn't ask for")


@asynccontextmanager
async def many_users(emails: Iterable[str] = USERS) -> AsyncIterator[AsyncEngine]:
    """Give a database with a user for each email; only those in `USERS` have other flags."""
    flags = ("is_active", "is_superuser", "is_verified")
    rows = [
        {"id": uuid.UUID(int=number), "email": email, "hashed_password": "not-a-hash"}
        | dict(zip(flags, USERS.get(email, (True, False, False)), strict=True))
        for number, email in enumerate(emails, 1)
    ]
    async with throwaway_database(SampleBase.metadata) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(LoanBase.metadata.create_all)
            # With the index, SQLite returns emails in order even if nobody asks for an order.
            await connection.execute(text("DROP INDEX ix_user_email"))
            if rows:
                await connection.execute(insert(USER), rows)
        yield engine


async def ask(engine: AsyncEngine, function: Any, *arguments: Any) -> Asked:
    """Call the learner's function with a session and more arguments.

    Raises:
        NotYet: it raised, sent nothing, or changed the table.
    """
    values = ", ".join(["session", *map(repr, arguments)])
    name = getattr(function, "__name__", "it")
    before = await rows(engine)
    with about(f"`{name}({values})`:"):
        with watch_sql(engine) as log, count_rows(engine) as loaded:
            async with sessions(engine)() as session:
                given = await call(function, session, *arguments)
        asked = Asked(given, log.statements, list(loaded))
        if not asked.statements:
            raise NotYet(f"it returned {shown(given)} and sent no SQL through the session")
        for statement in asked.statements:
            if (kind := statement.split()[0]) in ("INSERT", "UPDATE", "DELETE"):
                raise NotYet(f"it sent {kind}; the task asks for rows and changes nothing")
        if await rows(engine) != before:
            raise NotYet("afterwards the table of users had changed; the task changes nothing")
    return asked


def shown(value: Any) -> str:
    """Return an object as a message shows it: ``the int 3``, but only ``a User`` without a repr."""
    words = f"{type(value).__name__} {value!r}"
    return article(value) if " at 0x" in words or value is None else f"the {words}"


def need_strings(value: Any) -> list[str]:
    """Return a list of strings.

    Raises:
        NotYet: it is none, or something else is in it.
    """
    if not isinstance(value, list):
        raise NotYet(f"it returned {shown(value)}; a list of strings was expected")
    for thing in value:
        if not isinstance(thing, str):
            raise NotYet(f"the list holds {shown(thing)} where a string was expected")
    return value


@contextmanager
def count_rows(engine: AsyncEngine) -> Iterator[list[object]]:
    """Collect every row that the driver hands over: all at once, or one by one from a stream."""
    rows: list[object] = []

    def count(cursor: object, row: object) -> object:
        rows.append(row)
        return row

    def look(raw: Any, record: object, proxy: object) -> None:
        raw.driver_connection.row_factory = count  # sqlite3 calls it for each row

    event.listen(engine.sync_engine, "checkout", look)
    try:
        yield rows
    finally:
        event.remove(engine.sync_engine, "checkout", look)
