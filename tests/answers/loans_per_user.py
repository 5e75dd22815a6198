"""Answers to the exercise loans-per-user."""

from __future__ import annotations

from tests.answers import Answer
from tests.answers._queries import QUERIES

CHECK = "loans-per-user"

SETUP = QUERIES

WRONG = [
    Answer(
        "the starter",
        """
async def loans_per_user(session):
    query = select(User.email, func.count()).join(Loan).group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
        "the dict lacks 9 of 13 users",
    ),
    Answer(
        "one for those who have none",
        """
async def loans_per_user(session):
    query = select(User.email, func.count()).outerjoin(Loan).group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
        "has 0 loans; the dict says 1",
    ),
    Answer(
        "the loans' side kept",
        """
async def loans_per_user(session):
    query = select(User.email, func.count()).select_from(Loan)
    query = query.outerjoin(User, User.id == Loan.user_id).group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
        "the dict lacks 9 of 13 users",
    ),
    Answer(
        "active ones only",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.title)).outerjoin(Loan).group_by(User.email)
    query = query.where(User.is_active)
    return {email: number for email, number in await session.execute(query)}
""",
        "the dict lacks 4 of 13 users",
    ),
    Answer(
        "a statement for each user",
        """
async def loans_per_user(session):
    counted = {}
    for user in (await session.scalars(select(User))).all():
        query = select(func.count()).select_from(Loan).where(Loan.user_id == user.id)
        counted[user.email] = await session.scalar(query)
    return counted
""",
        "it sent 14 statements",
    ),
    Answer(
        "everybody with everything",
        """
async def loans_per_user(session):
    query = select(User.email, func.count()).outerjoin(Loan, Loan.title != '').group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
        "loans; the dict says 6",
    ),
    Answer(
        "None for none",
        """
async def loans_per_user(session):
    number = func.nullif(func.count(Loan.title), 0)
    query = select(User.email, number).outerjoin(Loan).group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
        "has 0 loans; the dict says None",
    ),
    Answer(
        "by the key",
        """
async def loans_per_user(session):
    query = select(User.id, func.count(Loan.title)).outerjoin(Loan).group_by(User.id)
    return {key: number for key, number in await session.execute(query)}
""",
        "which is no email of the table",
    ),
    Answer(
        "pairs in a list",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.title)).outerjoin(Loan).group_by(User.email)
    return (await session.execute(query)).all()
""",
        "it returned a list; a dict was expected",
    ),
    Answer(
        "the titles",
        """
async def loans_per_user(session):
    query = select(User.email, func.group_concat(Loan.title)).outerjoin(Loan).group_by(User.email)
    return {email: titles for email, titles in await session.execute(query)}
""",
        "the dict says",
    ),
    Answer(
        "no group",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.title)).outerjoin(Loan)
    return {email: number for email, number in await session.execute(query)}
""",
        "the dict",
    ),
    Answer(
        "as floats",
        """
async def loans_per_user(session):
    number = func.total(Loan.title.is_not(None))
    query = select(User.email, number).outerjoin(Loan).group_by(User.email)
    return dict((await session.execute(query)).all())
""",
        "the dict says",
    ),
    Answer(
        "in lowercase",
        """
async def loans_per_user(session):
    email = func.lower(User.email)
    query = select(email, func.count(Loan.title)).outerjoin(Loan).group_by(email)
    return dict((await session.execute(query)).all())
""",
        "loans",
    ),
    Answer(
        "a title that is true",
        """
async def loans_per_user(session):
    counted = {}
    for email, title in await session.execute(select(User.email, Loan.title).outerjoin(Loan)):
        counted[email] = counted.get(email, 0) + bool(title)
    return counted
""",
        "has 1 loans; the dict says 0",
    ),
    Answer(
        "a hundred at most",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.title)).outerjoin(Loan).group_by(User.email)
    return dict((await session.execute(query.limit(100))).all())
""",
        "of 1213 users",
    ),
    Answer(
        "whether, not how many",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.title) > 0).outerjoin(Loan).group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
        "the dict says",
    ),
]

RIGHT = [
    Answer(
        "as in the notebook",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.title)).outerjoin(Loan).group_by(User.email)
    return {email: number for email, number in await session.execute(query)}
""",
    ),
    Answer(
        "a condition of one's own",
        """
async def loans_per_user(session):
    query = select(User.email, func.count(Loan.user_id)).group_by(User.id)
    query = query.join(Loan, Loan.user_id == User.id, isouter=True)
    return {email: n for email, n in await session.execute(query)}
""",
    ),
    Answer(
        "a subquery in the columns",
        """
async def loans_per_user(session):
    number = select(func.count()).where(Loan.user_id == User.id).scalar_subquery()
    return {email: n for email, n in await session.execute(select(User.email, number))}
""",
    ),
    Answer(
        "counted in Python, from one statement",
        """
async def loans_per_user(session):
    counted = {}
    for email, title in await session.execute(select(User.email, Loan.title).outerjoin(Loan)):
        counted[email] = counted.get(email, 0) + (title is not None)
    return counted
""",
    ),
]
