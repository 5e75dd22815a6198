"""Answers to the exercise all-emails."""

from __future__ import annotations

from tests.answers import Answer
from tests.answers._queries import QUERIES

CHECK = "all-emails"

SETUP = QUERIES

WRONG = [
    Answer(
        "the starter",
        """
async def all_emails(session):
    return await session.scalars(select(User.email)).all()
""",
        "`.all` comes before the `await`",
    ),
    Answer(
        "no await at all",
        """
async def all_emails(session):
    return session.scalars(select(User.email)).all()
""",
        "`.all` comes before the `await`",
    ),
    Answer(
        "the result, not its rows",
        """
async def all_emails(session):
    return await session.scalars(select(User.email))
""",
        "it returned a ScalarResult; a list of strings was expected",
    ),
    Answer(
        "rows of one",
        """
async def all_emails(session):
    return (await session.execute(select(User.email))).all()
""",
        "the list holds the Row ('rosa@example.com',) where a string was expected",
    ),
    Answer(
        "the users themselves",
        """
async def all_emails(session):
    return (await session.scalars(select(User))).all()
""",
        "where a string was expected",
    ),
    Answer(
        "in lowercase",
        """
async def all_emails(session):
    return [email.lower() for email in await session.scalars(select(User.email))]
""",
        "`linus@example.net` 2 times",
    ),
    Answer(
        "a thousand at most",
        """
async def all_emails(session):
    return (await session.scalars(select(User.email).limit(1000))).all()
""",
        "0 times; once was expected, and 1213 emails in all",
    ),
    Answer(
        "the first one",
        """
async def all_emails(session):
    return await session.scalar(select(User.email))
""",
        "a list of strings was expected",
    ),
    Answer(
        "active ones only",
        """
async def all_emails(session):
    return (await session.scalars(select(User.email).where(User.is_active))).all()
""",
        "0 times; once was expected, and 13 emails in all",
    ),
    Answer(
        "the keys",
        """
async def all_emails(session):
    return [str(key) for key in await session.scalars(select(User.id))]
""",
        "0 times; once was expected",
    ),
    Answer(
        "a constant",
        """
async def all_emails(session):
    return ["grace@example.com"]
""",
        "sent no SQL through the session",
    ),
]

RIGHT = [
    Answer(
        "the parentheses",
        """
async def all_emails(session):
    return (await session.scalars(select(User.email))).all()
""",
    ),
    Answer(
        "a name in between",
        """
async def all_emails(session):
    result = await session.scalars(select(User.email))
    return list(result)
""",
    ),
    Answer(
        "from the rows",
        """
async def all_emails(session):
    rows = await session.execute(select(User.email))
    return [row.email for row in rows]
""",
    ),
    Answer(
        "from the users",
        """
async def all_emails(session):
    return [user.email for user in await session.scalars(select(User))]
""",
    ),
    Answer(
        "SQL as text",
        """
async def all_emails(session):
    return list(await session.scalars(text('SELECT email FROM "user"')))
""",
    ),
]
