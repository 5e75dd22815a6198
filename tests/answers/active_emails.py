"""Answers to the exercise active-emails."""

from __future__ import annotations

from tests.answers import Answer
from tests.answers._queries import QUERIES

CHECK = "active-emails"

SETUP = QUERIES

WRONG = [
    Answer(
        "the starter",
        """
async def active_emails(session):
    return (await session.execute(select(User))).all()
""",
        "the list holds a Row where a string was expected",
    ),
    Answer(
        "everybody",
        """
async def active_emails(session):
    return (await session.scalars(select(User.email).order_by(User.email))).all()
""",
        "who is inactive",
    ),
    Answer(
        "the inactive ones",
        """
async def active_emails(session):
    return (await session.scalars(select(User.email).where(~User.is_active))).all()
""",
        "who is inactive",
    ),
    Answer(
        "Python's not, twice",
        """
async def active_emails(session):
    return (await session.scalars(select(User.email).where(not (not User.is_active)))).all()
""",
        "who is inactive",
    ),
    Answer(
        "Python's not",
        """
async def active_emails(session):
    return (await session.scalars(select(User.email).where(not User.is_active))).all()
""",
        "it returned an empty list; 9 users are active",
    ),
    Answer(
        "limited to a thousand",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(User.email).limit(1000)
    return (await session.scalars(query)).all()
""",
        "the list lacks",
    ),
    Answer(
        "without regard to case",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(func.lower(User.email))
    return (await session.scalars(query)).all()
""",
        "the right emails in another order: number 1 is",
    ),
    Answer(
        "ordered by the key",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(User.id)
    return list(await session.scalars(query))
""",
        "the right emails in another order",
    ),
    Answer(
        "without the superusers",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active, ~User.is_superuser).order_by(User.email)
    return (await session.scalars(query)).all()
""",
        "the list lacks `ada@example.com`, who is active",
    ),
    Answer(
        "verified ones only",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active & User.is_verified).order_by(User.email)
    return (await session.scalars(query)).all()
""",
        "who is active",
    ),
    Answer(
        "no order",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(User.id)
    return (await session.scalars(query)).all()
""",
        "the right emails in another order",
    ),
    Answer(
        "descending",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(User.email.desc())
    return (await session.scalars(query)).all()
""",
        "the right emails in another order",
    ),
    Answer(
        "whole users",
        """
async def active_emails(session):
    query = select(User).where(User.is_active).order_by(User.email)
    return [user.email for user in await session.scalars(query)]
""",
        "it selected the column `id`",
    ),
    Answer(
        "the flag as well",
        """
async def active_emails(session):
    rows = await session.execute(select(User.email, User.is_active).order_by(User.email))
    return [email for email, active in rows if active]
""",
        "it selected the column `is_active`",
    ),
    Answer(
        "one by one",
        """
async def active_emails(session):
    emails = []
    for email in (await session.scalars(select(User.email).order_by(User.email))).all():
        if await session.scalar(select(User.is_active).where(User.email == email)):
            emails.append(email)
    return emails
""",
        "statements; one was expected",
    ),
    Answer(
        "ten at most",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(User.email).limit(5)
    return (await session.scalars(query)).all()
""",
        "the list lacks",
    ),
    Answer(
        "a set",
        """
async def active_emails(session):
    return set(await session.scalars(select(User.email).where(User.is_active)))
""",
        "a list of strings was expected",
    ),
    Answer(
        "a generator",
        """
async def active_emails(session):
    return (email for email in await session.scalars(select(User.email)))
""",
        "it returned a generator; a list of strings was expected",
    ),
    Answer(
        "nothing returned",
        """
async def active_emails(session):
    print((await session.scalars(select(User.email))).all())
""",
        "a list of strings was expected",
    ),
    Answer(
        "it switches others off",
        """
async def active_emails(session):
    await session.execute(update(User).where(User.is_superuser).values(is_active=False))
    await session.commit()
    query = select(User.email).where(User.is_active).order_by(User.email)
    return (await session.scalars(query)).all()
""",
        "it sent UPDATE; the task asks for rows and changes nothing",
    ),
    Answer(
        "and, which keeps one side",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active and User.is_superuser).order_by(User.email)
    return (await session.scalars(query)).all()
""",
        "who is inactive",
    ),
]

RIGHT = [
    Answer(
        "as in the notebook",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active).order_by(User.email)
    return (await session.scalars(query)).all()
""",
    ),
    Answer(
        "sorted in Python",
        """
async def active_emails(session):
    return sorted(await session.scalars(select(User.email).where(User.is_active)))
""",
    ),
    Answer(
        "is_",
        """
async def active_emails(session):
    query = select(User.email).where(User.is_active.is_(True)).order_by(User.email.asc())
    return list(await session.scalars(query))
""",
    ),
    Answer(
        "rows",
        """
async def active_emails(session):
    rows = await session.execute(select(User.email).filter_by(is_active=True).order_by(User.email))
    return [row.email for row in rows]
""",
    ),
    Answer(
        "SQL as text",
        """
async def active_emails(session):
    sql = 'SELECT email FROM "user" WHERE is_active ORDER BY email'
    return list(await session.scalars(text(sql)))
""",
    ),
]
