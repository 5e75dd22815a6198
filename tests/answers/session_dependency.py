"""What the exercise session-dependency is answered with, and what the check must say."""

from tests.answers import Answer, cannot_be_awaited

CHECK = "session-dependency"

SETUP = """
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from sqlalchemy import NullPool, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session
from tutorial_support.databases import fresh_database


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


engine = create_async_engine(await fresh_database("adapter_dependency"), poolclass=NullPool)
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)
"""

WRONG = [
    Answer(
        "an HTTPException alone gets out",
        """
from fastapi import HTTPException

async def get_member_session():
    session = async_session_maker()
    try:
        yield session
    except HTTPException:
        raise
    except Exception:
        await session.rollback()
    finally:
        await session.close()
""",
        "it swallowed the endpoint's exception; let it pass",
    ),
    Answer(
        "the session is never closed",
        """
async def get_member_session():
    yield async_session_maker()
""",
        "the request ended well and its connection did not go back",
    ),
    Answer(
        "closed only where all went well",
        """
async def get_member_session():
    session = async_session_maker()
    yield session
    await session.close()
""",
        "the endpoint raised an HTTPException and its connection did not go back",
    ),
    Answer(
        "a commit in place of a close",
        """
async def get_member_session():
    session = async_session_maker()
    yield session
    await session.commit()
""",
        "the endpoint raised an HTTPException and its connection did not go back",
    ),
    Answer(
        "closed after errors of the database alone",
        """
async def get_member_session():
    session = async_session_maker()
    try:
        yield session
    except SQLAlchemyError:
        await session.close()
        raise
    else:
        await session.close()
""",
        "the endpoint raised an HTTPException and its connection did not go back",
    ),
    Answer(
        "closed after every Exception, and a cancelled request is none",
        """
async def get_member_session():
    session = async_session_maker()
    try:
        yield session
    except Exception:
        await session.close()
        raise
    else:
        await session.close()
""",
        "the request was cancelled and its connection did not go back",
    ),
    Answer(
        "close is not awaited",
        """
async def get_member_session():
    session = async_session_maker()
    try:
        yield session
    finally:
        session.close()
""",
        "`AsyncSession.close` was called without `await`",
    ),
    Answer(
        "return in place of yield",
        """
async def get_member_session():
    async with async_session_maker() as session:
        return session
""",
        "it has no `yield`",
    ),
    Answer(
        "a return before the yield",
        """
async def get_member_session():
    async with async_session_maker() as session:
        return
        yield session
""",
        "it ended before it came to a `yield`",
    ),
    Answer(
        "a plain generator",
        """
def get_member_session():
    session = async_session_maker()
    try:
        yield session
    finally:
        session.close()
""",
        "this is a plain generator",
    ),
    Answer(
        "a plain function",
        """
def get_member_session():
    return async_session_maker()
""",
        "calling it gave an AsyncSession at once",
    ),
    Answer(
        "the factory",
        """
get_member_session = async_session_maker
""",
        "calling it gave an AsyncSession at once",
    ),
    Answer(
        "the factory is yielded",
        """
async def get_member_session():
    yield async_session_maker
""",
        "it yielded an async_sessionmaker; an AsyncSession is wanted",
    ),
    Answer(
        "one session for all",
        """
session = async_session_maker()


async def get_member_session():
    try:
        yield session
    finally:
        await session.close()
""",
        "two requests got the same session",
    ),
    Answer(
        "one session for all, as a default",
        """
async def get_member_session(session=async_session_maker()):
    async with session:
        yield session
""",
        "two requests got the same session",
    ),
    Answer(
        "a new session under a name that all requests share",
        """
session = None


async def get_member_session():
    global session
    session = async_session_maker()
    try:
        yield session
    finally:
        await session.close()
""",
        "the request ended well and its connection did not go back",
    ),
    Answer(
        "a transaction around the request",
        """
async def get_member_session():
    async with async_session_maker.begin() as session:
        yield session
""",
        "the session is inside a `begin()` block",
    ),
    Answer(
        "a transaction in the session",
        """
async def get_member_session():
    async with async_session_maker() as session, session.begin():
        yield session
""",
        "the session is inside a `begin()` block",
    ),
    Answer(
        "a commit however the request ends",
        """
async def get_member_session():
    session = async_session_maker()
    try:
        yield session
    finally:
        await session.commit()
        await session.close()
""",
        "its unfinished row was committed",
    ),
    Answer(
        "the exception is swallowed",
        """
async def get_member_session():
    async with async_session_maker() as session:
        try:
            yield session
        except Exception:
            await session.rollback()
""",
        "it swallowed the endpoint's exception",
    ),
    Answer(
        "every exception becomes a 500",
        """
async def get_member_session():
    async with async_session_maker() as session:
        try:
            yield session
        except Exception as error:
            await session.rollback()
            raise HTTPException(500, "database error") from error
""",
        "where the endpoint raised HTTPException 404",
    ),
    Answer(
        "another session after an exception",
        """
async def get_member_session():
    async with async_session_maker() as session:
        try:
            yield session
        except Exception:
            yield async_session_maker()
""",
        "it yields a second time",
    ),
    Answer(
        "two yields",
        """
async def get_member_session():
    async with async_session_maker() as session:
        yield session
    yield None
""",
        "it yields a second time",
    ),
    Answer(
        "a session without asyncio",
        """
async def get_member_session():
    with Session(engine.sync_engine) as session:
        yield session
""",
        "it yielded a Session; an AsyncSession is wanted",
    ),
    Answer(
        "the adapter",
        """
async def get_member_session():
    async with async_session_maker() as session:
        yield SQLAlchemyUserDatabase(session, User)
""",
        "it yielded a SQLAlchemyUserDatabase; an AsyncSession is wanted",
    ),
    Answer(
        "the decorator that FastAPI adds itself",
        """
@asynccontextmanager
async def get_member_session():
    async with async_session_maker() as session:
        yield session
""",
        "`@asynccontextmanager` is on it",
    ),
    Answer(
        "a with that is not async",
        """
async def get_member_session():
    with async_session_maker() as session:
        yield session
""",
        "your code raised ",
    ),
    Answer(
        "the session is awaited",
        """
async def get_member_session():
    session = await async_session_maker()
    yield session
""",
        f"your code raised TypeError: {cannot_be_awaited('AsyncSession')}",
    ),
    Answer(
        "a parameter",
        """
async def get_member_session(session_maker):
    async with session_maker() as session:
        yield session
""",
        "does not take 0 argument(s)",
    ),
    Answer(
        "the generator in place of the function",
        """
async def get_member_session():
    async with async_session_maker() as session:
        yield session


get_member_session = get_member_session()
""",
        "`get_member_session` is an async_generator, and a function is wanted",
    ),
    Answer("nothing yet", "get_member_session = ...", "`get_member_session` is still `...`"),
]

RIGHT = [
    Answer(
        "async with",
        """
async def get_member_session() -> AsyncIterator[AsyncSession]:
    async with async_session_maker() as session:
        yield session
""",
    ),
    Answer(
        "try and finally",
        """
async def get_member_session():
    session = AsyncSession(engine, expire_on_commit=False)
    try:
        yield session
    finally:
        await session.close()
""",
    ),
    Answer(
        "a rollback after errors, a commit after none",
        """
async def get_member_session():
    async with async_session_maker() as session:
        try:
            yield session
        except BaseException:
            await session.rollback()
            raise
        await session.commit()
""",
    ),
    Answer(
        "the session has sent SQL before it is handed over",
        """
async def get_member_session():
    async with async_session_maker() as session:
        await session.execute(text("PRAGMA foreign_keys = ON"))
        yield session
""",
    ),
    Answer(
        "an object that can be called",
        """
class Sessions:
    async def __call__(self):
        async with async_session_maker() as session:
            yield session


get_member_session = Sessions()
""",
    ),
    Answer(
        "aclosing",
        """
async def sessions():
    async with async_session_maker() as session:
        yield session


async def get_member_session():
    async with aclosing(sessions()) as generator:
        async for session in generator:
            yield session
""",
    ),
]
