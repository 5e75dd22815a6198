"""Answers to the exercise users-per-domain."""

from __future__ import annotations

from tests.answers import Answer
from tests.answers._queries import QUERIES

CHECK = "users-per-domain"

SETUP = QUERIES

WRONG = [
    Answer(
        "the starter",
        """
async def users_per_domain(session, at_least):
    counted = {}
    for email in await session.scalars(select(User.email)):
        name = email.partition('@')[2]
        counted[name] = counted.get(name, 0) + 1
    return counted
""",
        "let the database count",
    ),
    Answer(
        "counted in Python, filtered",
        """
async def users_per_domain(session, at_least):
    counted = {}
    for email in await session.scalars(select(User.email)):
        name = email.partition('@')[2]
        counted[name] = counted.get(name, 0) + 1
    return {name: n for name, n in counted.items() if n >= at_least}
""",
        "13 rows for",
    ),
    Answer(
        "no limit",
        """
async def users_per_domain(session, at_least):
    rows = await session.execute(select(domain, func.count()).group_by(domain))
    return {name: n for name, n in rows}
""",
        "which has only 1 user(s)",
    ),
    Answer(
        "more than, not at least",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() > at_least)
    return {name: n for name, n in await session.execute(query)}
""",
        "the dict lacks",
    ),
    Answer(
        "filtered in Python",
        """
async def users_per_domain(session, at_least):
    rows = await session.execute(select(domain, func.count()).group_by(domain))
    return {name: n for name, n in rows if n >= at_least}
""",
        "let the database count and filter",
    ),
    Answer(
        "where instead of having",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).where(func.count() >= at_least).group_by(domain)
    return {name: n for name, n in await session.execute(query)}
""",
        "OperationalError",
    ),
    Answer(
        "grouped by the email",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(User.email).having(func.count() >= at_least)
    return {name: n for name, n in await session.execute(query)}
""",
        "the dict says 1",
    ),
    Answer(
        "active ones only",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least)
    query = query.where(User.is_active)
    return {name: n for name, n in await session.execute(query)}
""",
        "the dict",
    ),
    Answer(
        "with the @",
        """
async def users_per_domain(session, at_least):
    at = func.substr(User.email, func.instr(User.email, '@'))
    query = select(at, func.count()).group_by(at).having(func.count() >= at_least)
    return {name: n for name, n in await session.execute(query)}
""",
        "which is no domain of the table",
    ),
    Answer(
        "pairs in a list",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least)
    return (await session.execute(query)).all()
""",
        "it returned a list; a dict was expected",
    ),
    Answer(
        "swapped",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least)
    return {n: name for name, n in await session.execute(query)}
""",
        "which is no domain of the table",
    ),
    Answer(
        "one statement for each domain",
        """
async def users_per_domain(session, at_least):
    counted = {}
    for name in (await session.scalars(select(domain).distinct())).all():
        n = await session.scalar(select(func.count()).select_from(User).where(domain == name))
        if n >= at_least:
            counted[name] = n
    return counted
""",
        "statements; one was expected",
    ),
    Answer(
        "three at most",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least).limit(3)
    return {name: n for name, n in await session.execute(query)}
""",
        "the dict lacks",
    ),
    Answer(
        "ten domains at most",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least).limit(10)
    return dict((await session.execute(query)).all())
""",
        "the dict lacks",
    ),
    Answer(
        "the number as a string",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least)
    return {name: str(n) for name, n in await session.execute(query)}
""",
        "the dict says '",
    ),
]

RIGHT = [
    Answer(
        "as in the notebook",
        """
async def users_per_domain(session, at_least):
    query = select(domain, func.count()).group_by(domain).having(func.count() >= at_least)
    rows = (await session.execute(query)).all()
    return {name: number for name, number in rows}
""",
    ),
    Answer(
        "a label",
        """
async def users_per_domain(session, at_least):
    n = func.count().label('n')
    query = select(domain.label('d'), n).group_by('d').having(n >= at_least)
    return {row.d: row.n for row in await session.execute(query)}
""",
    ),
    Answer(
        "a count of the keys",
        """
async def users_per_domain(session, at_least):
    number = func.count(User.id)
    query = select(domain, number).group_by(domain).having(number >= at_least)
    return dict((await session.execute(query)).tuples().all())
""",
    ),
    Answer(
        "from a subquery",
        """
async def users_per_domain(session, at_least):
    inner = select(domain.label('d'), func.count().label('n')).group_by(domain).subquery()
    query = select(inner.c.d, inner.c.n).where(inner.c.n >= at_least)
    return {d: n for d, n in await session.execute(query)}
""",
    ),
]
