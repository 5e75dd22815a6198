"""What the exercise fresh-value is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "fresh-value"
SETUP = """
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


engine = create_async_engine("sqlite+aiosqlite://")
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)
"""
WRONG = [
    Answer(
        "the starter: what the object has",
        """
async def current_email(session, user):
    return user.email
""",
        "it returned 'ada@example.com' and sent no SQL through `session`",
    ),
    Answer(
        "session.get, which looks into the session first",
        """
async def current_email(session, user):
    return (await session.get(User, user.id)).email
""",
        "it returned 'ada@example.com' and sent no SQL through `session`",
    ),
    Answer(
        "select, which hands out the object that is there",
        """
async def current_email(session, user):
    result = await session.execute(select(User).where(User.id == user.id))
    return result.scalar_one().email
""",
        "you asked the database and still returned 'ada@example.com'",
    ),
    Answer(
        "refresh without await",
        """
async def current_email(session, user):
    session.refresh(user)
    return user.email
""",
        "`AsyncSession.refresh` was called without `await`",
    ),
    Answer(
        "expired, then read",
        """
async def current_email(session, user):
    session.expire(user)
    return user.email
""",
        "your code raised MissingGreenlet",
    ),
    Answer(
        "the session behind the async one",
        """
async def current_email(session, user):
    session.sync_session.refresh(user)
    return user.email
""",
        "your code raised MissingGreenlet",
    ),
    Answer(
        "refresh, and no return",
        """
async def current_email(session, user):
    await session.refresh(user)
    user.email
""",
        "it returned None: is there a `return`?",
    ),
    Answer(
        "what refresh returns",
        """
async def current_email(session, user):
    return await session.refresh(user)
""",
        "it returned None: is there a `return`?",
    ),
    Answer(
        "looked up by the e-mail that it had",
        """
async def current_email(session, user):
    return await session.scalar(select(User.email).where(User.email == user.email))
""",
        "it returned None: it looked for 'ada@example.com', the e-mail of before",
    ),
    Answer(
        "looked up by the e-mail that it had, exactly one",
        """
async def current_email(session, user):
    rows = await session.scalars(select(User.email).where(User.email == user.email))
    return rows.one()
""",
        "your code raised NoResultFound",
    ),
    Answer(
        "no where",
        """
async def current_email(session, user):
    return await session.scalar(select(User.email))
""",
        "it returned 'aaron@example.com'; for this user the database has 'ada@club.example'",
    ),
    Answer(
        "commit first",
        """
async def current_email(session, user):
    await session.commit()
    await session.refresh(user)
    return user.email
""",
        "another change that waited in the session was committed",
    ),
    Answer(
        "a begin block, which commits at its end",
        """
async def current_email(session, user):
    async with session.begin():
        await session.refresh(user)
    return user.email
""",
        "your code raised InvalidRequestError: A transaction is already begun on this Session",
    ),
    Answer(
        "rollback first",
        """
async def current_email(session, user):
    await session.rollback()
    await session.refresh(user)
    return user.email
""",
        "another change that waited in the session is lost",
    ),
    Answer(
        "the session closed behind it",
        """
async def current_email(session, user):
    async with session:
        await session.refresh(user)
        return user.email
""",
        "the session does not know the user any more: was it closed, or emptied?",
    ),
    Answer(
        "everything expired",
        """
async def current_email(session, user):
    session.expire_all()
    await session.refresh(user)
    return user.email
""",
        "another change that waited in the session is lost",
    ),
    Answer(
        "the session emptied",
        """
async def current_email(session, user):
    session.expunge_all()
    return (await session.get(User, user.id)).email
""",
        "the session does not know the user any more: was it closed, or emptied?",
    ),
    Answer(
        "the user taken out of the session",
        """
async def current_email(session, user):
    session.expunge(user)
    return (await session.get(User, user.id)).email
""",
        "the session does not know the user any more: was it closed, or emptied?",
    ),
    Answer(
        "another session that stays open",
        """
async def current_email(session, user):
    other = AsyncSession(session.bind)
    return (await other.get_one(User, user.id)).email
""",
        "a connection stayed open",
    ),
    Answer(
        "another connection that stays open",
        """
opened = []


async def current_email(session, user):
    connection = await session.bind.connect()
    opened.append(connection)
    return await connection.scalar(select(User.email).where(User.id == user.id))
""",
        "a connection stayed open",
    ),
    Answer(
        "a session of the notebook, on another database",
        """
async def current_email(session, user):
    async with async_session_maker() as other:
        return (await other.get(User, user.id)).email
""",
        "your code raised OperationalError: (sqlite3.OperationalError) no such table: user",
    ),
    Answer(
        "a connection of the notebook's engine, to a database that is another",
        """
async with engine.begin() as connection:
    await connection.run_sync(Base.metadata.create_all)


async def current_email(session, user):
    async with engine.connect() as connection:
        return await connection.scalar(select(User.email).where(User.id == user.id))
""",
        "it returned None and sent no SQL through `session`",
    ),
    Answer(
        "no return, no SQL",
        """
async def current_email(session, user):
    user.email
""",
        "it returned None and sent no SQL through `session`",
    ),
    Answer(
        "a row in place of the e-mail",
        """
async def current_email(session, user):
    result = await session.execute(select(User.email).where(User.id == user.id))
    return result.one()
""",
        "it returned a Row; the e-mail is wanted",
    ),
    Answer(
        "the user in place of the e-mail",
        """
async def current_email(session, user):
    await session.refresh(user)
    return user
""",
        "it returned a User; the e-mail is wanted",
    ),
    Answer(
        "a statement that nobody sends",
        """
async def current_email(session, user):
    return select(User.email).where(User.id == user.id)
""",
        "it returned a Select; the e-mail is wanted",
    ),
    Answer(
        "a statement as a text, without text()",
        """
async def current_email(session, user):
    return await session.scalar("SELECT email FROM user")
""",
        "your code raised ArgumentError: Textual SQL expression",
    ),
    Answer(
        "a function without async",
        """
def current_email(session, user):
    session.refresh(user)
    return user.email
""",
        "`AsyncSession.refresh` was called without `await`",
    ),
    Answer(
        "one parameter",
        """
async def current_email(user):
    return user.email
""",
        "`current_email(user)` does not take 2 argument(s)",
    ),
    Answer(
        "the parameters turned around",
        """
async def current_email(user, session):
    await session.refresh(user)
    return user.email
""",
        "your code raised AttributeError: 'User' object has no attribute 'refresh'",
    ),
    Answer(
        "always the same e-mail",
        """
async def current_email(session, user):
    return "ada@club.example"
""",
        "it returned 'ada@club.example' and sent no SQL through `session`",
    ),
    Answer(
        "handed in: an e-mail",
        'current_email = "ada@example.com"',
        "`current_email` is a str, and a function is wanted",
    ),
]
RIGHT = [
    Answer(
        "refresh",
        """
async def current_email(session, user):
    await session.refresh(user)
    return user.email
""",
    ),
    Answer(
        "the column, by the key",
        """
async def current_email(session, user):
    return await session.scalar(select(User.email).where(User.id == user.id))
""",
    ),
    Answer(
        "refresh of one attribute, without a flush",
        """
async def current_email(session, user):
    with session.no_autoflush:
        await session.refresh(user, attribute_names=["email"])
    return user.email
""",
    ),
    Answer(
        "get with populate_existing, whatever the class",
        """
async def current_email(session, user):
    return (await session.get(type(user), user.id, populate_existing=True)).email
""",
    ),
    Answer(
        "select with populate_existing",
        """
async def current_email(session, user):
    statement = select(User).where(User.id == user.id)
    rows = await session.scalars(statement, execution_options={"populate_existing": True})
    return rows.unique().one().email
""",
    ),
    Answer(
        "SQL by hand",
        """
async def current_email(session, user):
    statement = text('SELECT email FROM "user" WHERE id = :id')
    return (await session.execute(statement, {"id": str(user.id)})).scalar_one()
""",
    ),
    Answer(
        "another session on the same engine",
        """
async def current_email(session, user):
    async with AsyncSession(session.bind) as other:
        return (await other.get_one(User, user.id)).email
""",
    ),
    Answer(
        "a plain function that gives the coroutine",
        """
def current_email(session, user):
    return session.run_sync(lambda sync: sync.refresh(user) or user.email)
""",
    ),
    Answer(
        "expired, then read where SQLAlchemy may wait",
        """
async def current_email(session, user):
    session.expire(user, ["email"])
    return await session.run_sync(lambda _: user.email)
""",
    ),
]
