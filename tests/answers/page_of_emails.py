"""Answers to the exercise page-of-emails."""

from __future__ import annotations

from tests.answers import Answer
from tests.answers._queries import QUERIES

CHECK = "page-of-emails"

SETUP = QUERIES

WRONG = [
    Answer(
        "the starter",
        """
async def page_of_emails(session, number, size):
    emails = (await session.scalars(select(User.email))).all()
    return emails[number * size : (number + 1) * size]
""",
        "so page 1 is the first one and not page 0",
    ),
    Answer(
        "page 0",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email)
    return (await session.scalars(query.limit(size).offset(number * size))).all()
""",
        "so page 1 is the first one and not page 0",
    ),
    Answer(
        "cut in Python",
        """
async def page_of_emails(session, number, size):
    emails = sorted(await session.scalars(select(User.email)))
    return emails[(number - 1) * size : number * size]
""",
        "13 rows were loaded",
    ),
    Answer(
        "no order",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.id)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "the rows come in the order in which they were saved",
    ),
    Answer(
        "one too few skipped",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size - 1))).all()
""",
        "was expected",
    ),
    Answer(
        "number and size swapped",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email)
    return (await session.scalars(query.limit(number).offset((size - 1) * number))).all()
""",
        "was expected",
    ),
    Answer(
        "no limit",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email).offset((number - 1) * size)
    return (await session.scalars(query)).all()
""",
        "was expected",
    ),
    Answer(
        "no offset",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email).limit(size)
    return (await session.scalars(query)).all()
""",
        "`page_of_emails(session, 2, 3)`",
    ),
    Answer(
        "active ones only",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).where(User.is_active).order_by(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "was expected",
    ),
    Answer(
        "the page sorted, not the whole",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.id).limit(size).offset((number - 1) * size)
    return sorted(await session.scalars(query))
""",
        "was expected",
    ),
    Answer(
        "the last page again",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email)
    rows = (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
    return rows or (await session.scalars(query.limit(size))).all()
""",
        "`[]` was expected",
    ),
    Answer(
        "no order, which an index hides",
        """
async def page_of_emails(session, number, size):
    query = select(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "the rows come in the order in which they were saved",
    ),
    Answer(
        "a hundred at most",
        """
async def page_of_emails(session, number, size):
    size = min(size, 100)
    query = select(User.email).order_by(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "a page of 1,100",
    ),
    Answer(
        "a count first",
        """
async def page_of_emails(session, number, size):
    total = await session.scalar(select(func.count()).select_from(User))
    if (number - 1) * size >= total:
        return []
    query = select(User.email).order_by(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "rows were loaded",
    ),
    Answer(
        "it verifies them on the way",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email).limit(size).offset((number - 1) * size)
    emails = (await session.scalars(query)).all()
    await session.execute(update(User).where(User.email.in_(emails)).values(is_verified=True))
    return emails
""",
        "it sent UPDATE",
    ),
    Answer(
        "descending",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email.desc())
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "was expected",
    ),
    Answer(
        "everything before it loaded",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email).limit(number * size)
    return (await session.scalars(query)).all()[(number - 1) * size :]
""",
        "rows were loaded",
    ),
    Answer(
        "whole users",
        """
async def page_of_emails(session, number, size):
    query = select(User).order_by(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
        "where a string was expected",
    ),
]

RIGHT = [
    Answer(
        "as in the notebook",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email)
    return (await session.scalars(query.limit(size).offset((number - 1) * size))).all()
""",
    ),
    Answer(
        "slice",
        """
async def page_of_emails(session, number, size):
    first = (number - 1) * size
    query = select(User.email).order_by(User.email).slice(first, first + size)
    return list(await session.scalars(query))
""",
    ),
    Answer(
        "from the users",
        """
async def page_of_emails(session, number, size):
    query = select(User).order_by(User.email).offset((number - 1) * size).limit(size)
    return [user.email for user in await session.scalars(query)]
""",
    ),
    Answer(
        "fetch",
        """
async def page_of_emails(session, number, size):
    query = select(User.email).order_by(User.email)
    result = await session.stream_scalars(query.limit(size).offset((number - 1) * size))
    return [email async for email in result]
""",
    ),
]
