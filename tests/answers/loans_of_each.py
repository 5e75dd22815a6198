"""What the exercise loans-of-each is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "loans-of-each"

SETUP = """
import uuid
from collections import defaultdict

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import ForeignKey, NullPool, String, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, contains_eager, joinedload, lazyload, mapped_column, relationship,
    selectinload, subqueryload,
)
from tutorial_support.databases import fresh_database


class ClubBase(AsyncAttrs, DeclarativeBase):
    pass


class ClubMember(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "club_member"

    loans: Mapped[list["Loan"]] = relationship(back_populates="member", order_by="Loan.id")


class Loan(ClubBase):
    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("club_member.id"))
    member: Mapped[ClubMember] = relationship(back_populates="loans")


engine = create_async_engine(await fresh_database("your_own_user"), poolclass=NullPool)
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)
async with engine.begin() as connection:
    await connection.run_sync(ClubBase.metadata.create_all)
"""

WRONG = [
    Answer(
        "the lazy load",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember))
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "your code raised MissingGreenlet",
    ),
    Answer(
        "three statements",
        """
async def loans_of_each(session):
    emails = list(await session.scalars(select(ClubMember.email)))
    loading = select(ClubMember).options(selectinload(ClubMember.loans))
    members = {member.email: member for member in await session.scalars(loading)}
    return {email: [loan.title for loan in members[email].loans] for email in emails}
""",
        "for two members it sent 3 statements and for 120 it sent 3; at most two are wanted",
    ),
    Answer(
        "awaitable_attrs in a loop",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember))
    return {m.email: [loan.title for loan in await m.awaitable_attrs.loans] for m in members}
""",
        "for two members it sent 3 statements and for 120 it sent 121: one more for each member",
    ),
    Answer(
        "refresh in a loop",
        """
async def loans_of_each(session):
    members = (await session.scalars(select(ClubMember))).all()
    for member in members:
        await session.refresh(member, ["loans"])
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "at most two are wanted",
    ),
    Answer(
        "a query in a loop",
        """
async def loans_of_each(session):
    found = {}
    for member in (await session.scalars(select(ClubMember))).all():
        titles = await session.scalars(select(Loan.title).where(Loan.member_id == member.id))
        found[member.email] = titles.all()
    return found
""",
        "one more for each member",
    ),
    Answer(
        "lazy loading inside run_sync",
        """
async def loans_of_each(session):
    def load(sync_session):
        members = sync_session.scalars(select(ClubMember)).all()
        return {member.email: [loan.title for loan in member.loans] for member in members}

    return await session.run_sync(load)
""",
        "one more for each member",
    ),
    Answer(
        "joinedload without unique",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(joinedload(ClubMember.loans)))
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "your code raised InvalidRequestError: The unique() method must be invoked",
    ),
    Answer(
        "an inner join",
        """
async def loans_of_each(session):
    found = defaultdict(list)
    rows = await session.execute(select(ClubMember.email, Loan.title).join(ClubMember.loans))
    for email, title in rows:
        found[email].append(title)
    return found
""",
        "the dict lacks zoe@example.com, and all who have no loan: does a join leave them out?",
    ),
    Answer(
        "an outer join whose NULL is taken for a title",
        """
async def loans_of_each(session):
    found = defaultdict(list)
    statement = select(ClubMember.email, Loan.title).outerjoin(ClubMember.loans)
    for email, title in await session.execute(statement):
        found[email].append(title)
    return dict(found)
""",
        "for zoe@example.com the list holds None; titles are wanted",
    ),
    Answer(
        "one title each",
        """
async def loans_of_each(session):
    statement = select(ClubMember.email, Loan.title).outerjoin(ClubMember.loans)
    return {email: [title] if title else [] for email, title in await session.execute(statement)}
""",
        "for grace@example.com the titles are",
    ),
    Answer(
        "each title once",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: sorted({loan.title for loan in member.loans}) for member in members}
""",
        "for alan@example.com the titles are ['Emma']; the table has ['Emma', 'Emma']",
    ),
    Answer(
        "a set of titles",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: {loan.title for loan in member.loans} for member in members}
""",
        "the dict has a set; a list of titles is wanted",
    ),
    Answer(
        "one text each",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: ", ".join(loan.title for loan in member.loans) for member in members}
""",
        "the dict has a str; a list of titles is wanted",
    ),
    Answer(
        "the loans in place of their titles",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: list(member.loans) for member in members}
""",
        "the list holds a Loan; titles are wanted",
    ),
    Answer(
        "the members as keys",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member: [loan.title for loan in member.loans] for member in members}
""",
        "a key of the dict is <",
    ),
    Answer(
        "pairs",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return [(member.email, [loan.title for loan in member.loans]) for member in members]
""",
        "it returned a list; a dict from e-mail to titles is wanted",
    ),
    Answer(
        "nothing is returned",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    print({member.email: [loan.title for loan in member.loans] for member in members})
""",
        "it returned None; a dict",
    ),
    Answer(
        "a session of its own",
        """
async def loans_of_each(session):
    async with async_session_maker() as session:
        members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
        return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "it sent no SQL through the `session` that it was handed",
    ),
    Answer(
        "only those that the first page shows",
        """
async def loans_of_each(session):
    statement = select(ClubMember).options(selectinload(ClubMember.loans)).limit(100)
    members = await session.scalars(statement)
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "the dict lacks ",
    ),
    Answer(
        "the first member alone",
        """
async def loans_of_each(session):
    member = await session.scalar(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: [loan.title for loan in member.loans]}
""",
        "the dict lacks ",
    ),
    Answer(
        "rows in place of members",
        """
async def loans_of_each(session):
    members = await session.execute(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "`session.execute` gives rows, of which a member is the first part",
    ),
    Answer(
        "awaitable_attrs is not awaited",
        """
async def loans_of_each(session):
    members = (await session.scalars(select(ClubMember))).all()
    return {m.email: [loan.title for loan in m.awaitable_attrs.loans] for m in members}
""",
        "`awaitable_attrs` was called without `await`",
    ),
    Answer(
        "titles cut at their commas",
        """
async def loans_of_each(session):
    titles = func.group_concat(Loan.title)
    statement = select(ClubMember.email, titles).outerjoin(ClubMember.loans)
    rows = await session.execute(statement.group_by(ClubMember.email))
    return {email: found.split(",") if found else [] for email, found in rows}
""",
        "for grace@example.com the titles are",
    ),
    Answer(
        "the loans are gone afterwards",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    found = {member.email: [loan.title for loan in member.loans] for member in members}
    await session.execute(delete(Loan))
    await session.commit()
    return found
""",
        "afterwards the table has other loans than before: only read them",
    ),
    Answer(
        "somebody else as well",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    found = {member.email: [loan.title for loan in member.loans] for member in members}
    return found | {"nobody@example.com": []}
""",
        "a key of the dict is 'nobody@example.com', which is nobody in this table",
    ),
    Answer(
        "scalars is not awaited",
        """
async def loans_of_each(session):
    members = session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
        "`AsyncSession.scalars` was called without `await`",
    ),
    Answer(
        "a plain function",
        """
def loans_of_each(session):
    return {}
""",
        "nothing to await: is it an `async def`?",
    ),
    Answer(
        "the dict itself",
        'loans_of_each = {"ada@example.com": ["Emma"], "alan@example.com": []}',
        "`loans_of_each` is a dict, and a function is wanted",
    ),
    Answer("nothing yet", "loans_of_each = ...", "Not attempted: `loans_of_each` is still `...`"),
]

RIGHT = [
    Answer(
        "selectinload",
        """
async def loans_of_each(session):
    members = await session.scalars(select(ClubMember).options(selectinload(ClubMember.loans)))
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
    ),
    Answer(
        "joinedload with unique",
        """
async def loans_of_each(session):
    statement = select(ClubMember).options(joinedload(ClubMember.loans))
    members = (await session.scalars(statement)).unique().all()
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
    ),
    Answer(
        "an outer join, and no objects",
        """
async def loans_of_each(session):
    found = defaultdict(list)
    statement = select(ClubMember.email, Loan.title).outerjoin(Loan)
    for email, title in await session.execute(statement):
        found[email] += [title] if title is not None else []
    return found
""",
    ),
    Answer(
        "two plain queries",
        """
async def loans_of_each(session):
    emails = {key: email for key, email in await session.execute(
        select(ClubMember.id, ClubMember.email)
    )}
    found = {email: [] for email in emails.values()}
    for loan in await session.scalars(select(Loan)):
        found[emails[loan.member_id]].append(loan.title)
    return found
""",
    ),
    Answer(
        "run_sync with an eager query",
        """
async def loans_of_each(session):
    def load(sync_session):
        statement = select(ClubMember).options(subqueryload(ClubMember.loans))
        members = sync_session.scalars(statement).all()
        return {m.email: tuple(loan.title for loan in m.loans) for m in members}

    return await session.run_sync(load)
""",
    ),
    Answer(
        "contains_eager",
        """
async def loans_of_each(session):
    statement = (
        select(ClubMember).outerjoin(ClubMember.loans).options(contains_eager(ClubMember.loans))
    )
    members = (await session.scalars(statement)).unique()
    return {member.email: [loan.title for loan in member.loans] for member in members}
""",
    ),
]
