"""Answers to the exercise email-taken."""

from __future__ import annotations

from tests.answers import Answer
from tests.answers._queries import QUERIES

CHECK = "email-taken"

SETUP = QUERIES

WRONG = [
    Answer(
        "the starter",
        """
async def email_taken(session, email):
    return await session.scalar(select(User).where(User.email.ilike(email)))
""",
        "True or False was expected",
    ),
    Answer(
        "case matters",
        """
async def email_taken(session, email):
    return await session.scalar(select(exists().where(User.email == email)))
""",
        "because the table has `grace@example.com`",
    ),
    Answer(
        "only the question in lowercase",
        """
async def email_taken(session, email):
    return await session.scalar(select(exists().where(User.email == email.lower())))
""",
        "because the table has",
    ),
    Answer(
        "only the column in lowercase",
        """
async def email_taken(session, email):
    return await session.scalar(select(exists().where(func.lower(User.email) == email)))
""",
        "because the table has `grace@example.com`",
    ),
    Answer(
        "wildcards",
        """
async def email_taken(session, email):
    return await session.scalar(select(exists().where(User.email.ilike(email))))
""",
        "`_` and `%` stand for themselves",
    ),
    Answer(
        "a part of an email",
        """
async def email_taken(session, email):
    part = func.lower(User.email).contains(func.lower(email))
    return await session.scalar(select(exists().where(part)))
""",
        "False was expected",
    ),
    Answer(
        "active ones only",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(exists().where(same, User.is_active)))
""",
        "who is inactive",
    ),
    Answer(
        "a number",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(func.count()).select_from(User).where(same))
""",
        "it returned the int 1; True or False was expected",
    ),
    Answer(
        "None for nobody",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(exists().where(same))) or None
""",
        "it returned None; True or False was expected",
    ),
    Answer(
        "everybody loaded",
        """
async def email_taken(session, email):
    emails = await session.scalars(select(User.email))
    return email.lower() in [each.lower() for each in emails]
""",
        "rows; at most one was expected",
    ),
    Answer(
        "a user loaded",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return (await session.scalars(select(User).where(same).limit(1))).first() is not None
""",
        "values, as for a whole user",
    ),
    Answer(
        "all that match",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return bool((await session.scalars(select(User.id).where(same))).all())
""",
        "loaded 2 rows",
    ),
    Answer(
        "the wrong way round",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return not await session.scalar(select(exists().where(same)))
""",
        "it returned False; True was expected",
    ),
    Answer(
        "Python's is",
        """
async def email_taken(session, email):
    query = select(func.count(User.id) > 0).where(User.email is email)
    return bool(await session.scalar(query))
""",
        "True was expected",
    ),
    Answer(
        "one or an exception",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return (await session.scalars(select(User.id).where(same))).one_or_none() is not None
""",
        "MultipleResultsFound",
    ),
    Answer(
        "Python's lower",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == email.lower()
    return await session.scalar(select(exists().where(same)))
""",
        "because the table has `Élodie@example.net`",
    ),
    Answer(
        "without the spaces",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email.strip())
    return await session.scalar(select(exists().where(same)))
""",
        "` grace@example.com` is not in the table",
    ),
    Answer(
        "without what stands after a plus",
        """
async def email_taken(session, email):
    import re
    same = func.lower(User.email) == func.lower(re.sub(r'[+][^@]*', '', email))
    return await session.scalar(select(exists().where(same)))
""",
        "`grace+club@example.com` is not in the table",
    ),
    Answer(
        "two statements",
        """
async def email_taken(session, email):
    if await session.scalar(select(exists().where(User.email == email))):
        return True
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(exists().where(same)))
""",
        "loaded 2 rows",
    ),
    Answer(
        "the first thousand",
        """
async def email_taken(session, email):
    some = select(User.email).limit(1000).subquery()
    same = func.lower(some.c.email) == func.lower(email)
    return await session.scalar(select(exists().where(same)))
""",
        "because the table has",
    ),
    Answer(
        "a backslash as an escape",
        """
async def email_taken(session, email):
    pattern = email.replace('_', '!_').replace('%', '!%')
    return await session.scalar(select(exists().where(User.email.ilike(pattern, escape='b'))))
""",
        "was expected",
    ),
    Answer(
        "a word",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return 'yes' if await session.scalar(select(exists().where(same))) else 'no'
""",
        "it returned the str 'yes'",
    ),
]

RIGHT = [
    Answer(
        "as in the notebook",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(exists().where(same)))
""",
    ),
    Answer(
        "a count",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(func.count()).select_from(User).where(same)) > 0
""",
    ),
    Answer(
        "the first key",
        """
async def email_taken(session, email):
    same = func.lower(User.email) == func.lower(email)
    return await session.scalar(select(User.id).where(same).limit(1)) is not None
""",
    ),
    Answer(
        "a part, as long as the whole",
        """
async def email_taken(session, email):
    part = User.email.icontains(email, autoescape=True)
    whole = func.length(User.email) == len(email)
    return await session.scalar(select(exists().where(part, whole)))
""",
    ),
    Answer(
        "select exists of select",
        """
async def email_taken(session, email):
    query = select(User.id).where(func.lower(User.email) == func.lower(email))
    return await session.scalar(select(query.exists()))
""",
    ),
]
