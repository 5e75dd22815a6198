"""What the exercise survives-commit is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "survives-commit"
SETUP = """
from asyncio import current_task
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import (
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, sessionmaker

engine = create_async_engine("sqlite+aiosqlite:///never-made.db")
"""
WRONG = [
    Answer(
        "the starter: the factory as SQLAlchemy makes it",
        "member_session_maker = async_sessionmaker(engine)",
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "expire_on_commit=True",
        "member_session_maker = async_sessionmaker(engine, expire_on_commit=True)",
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "False as a text, which is true",
        'member_session_maker = async_sessionmaker(engine, expire_on_commit="False")',
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "another argument: autoflush",
        "member_session_maker = async_sessionmaker(engine, autoflush=False)",
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "the arguments that tutorials of 2021 give",
        "member_session_maker = async_sessionmaker(engine, autocommit=False, autoflush=False)",
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "the attribute set on the factory",
        """
member_session_maker = async_sessionmaker(engine)
member_session_maker.expire_on_commit = False
""",
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "set on one session only",
        """
member_session_maker = async_sessionmaker(engine)
member_session_maker().sync_session.expire_on_commit = False
""",
        "MissingGreenlet): this factory still expires objects on commit",
    ),
    Answer(
        "no engine",
        "member_session_maker = async_sessionmaker(expire_on_commit=False)",
        "its sessions have no engine",
    ),
    Answer(
        "an engine of its own",
        """
another = create_async_engine("sqlite+aiosqlite://")
member_session_maker = async_sessionmaker(another, expire_on_commit=False)
""",
        "`member_session_maker` belongs to another engine than `engine`",
    ),
    Answer(
        "an engine made again after the factory",
        """
member_session_maker = async_sessionmaker(engine, expire_on_commit=False)
engine = create_async_engine("sqlite+aiosqlite:///never-made.db")
""",
        "perhaps one that you have since replaced",
    ),
    Answer(
        "the factory for code without asyncio",
        "member_session_maker = sessionmaker(engine, expire_on_commit=False)",
        "calling it gave a Session, the one for code without asyncio",
    ),
    Answer(
        "one session",
        "member_session_maker = AsyncSession(engine, expire_on_commit=False)",
        "`member_session_maker` is one session; the factory that makes them is wanted",
    ),
    Answer(
        "the factory called",
        "member_session_maker = async_sessionmaker(engine, expire_on_commit=False)()",
        "`member_session_maker` is one session; the factory that makes them is wanted",
    ),
    Answer(
        "one session for all",
        """
the_session = AsyncSession(engine, expire_on_commit=False)


def member_session_maker():
    return the_session
""",
        "two calls gave the same session",
    ),
    Answer(
        "one session for each task",
        """
member_session_maker = async_scoped_session(
    async_sessionmaker(engine, expire_on_commit=False), scopefunc=current_task
)
""",
        "two calls gave the same session",
    ),
    Answer(
        "a dependency, as FastAPI takes it",
        """
async def member_session_maker():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
""",
        "calling it gave an async_generator; an AsyncSession is wanted",
    ),
    Answer(
        "a context manager",
        """
@asynccontextmanager
async def member_session_maker():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
""",
        "calling it gave a _AsyncGeneratorContextManager; an AsyncSession is wanted",
    ),
    Answer(
        "an async function",
        """
async def member_session_maker():
    return AsyncSession(engine, expire_on_commit=False)
""",
        "`member_session_maker` is an `async def`; a plain `def` is wanted here",
    ),
    Answer(
        "the begin of the factory",
        "member_session_maker = async_sessionmaker(engine, expire_on_commit=False).begin",
        "calling it gave a _AsyncSessionContextManager; an AsyncSession is wanted",
    ),
    Answer(
        "a function that wants the engine",
        """
def member_session_maker(engine):
    return AsyncSession(engine, expire_on_commit=False)
""",
        "`member_session_maker(engine)` does not take 0 argument(s)",
    ),
    Answer(
        "a function that returns the factory",
        """
def member_session_maker():
    return async_sessionmaker(engine, expire_on_commit=False)
""",
        "calling it gave an async_sessionmaker; an AsyncSession is wanted",
    ),
    Answer(
        "no return",
        """
def member_session_maker():
    AsyncSession(engine, expire_on_commit=False)
""",
        "calling it gave None; an AsyncSession is wanted",
    ),
    Answer(
        "a session whose commit does nothing",
        """
class Kept(AsyncSession):
    async def commit(self):
        await self.flush()


member_session_maker = async_sessionmaker(engine, class_=Kept)
""",
        "after the commit, a second session did not find the user",
    ),
    Answer(
        "the engine behind the async one",
        "member_session_maker = async_sessionmaker(engine.sync_engine, expire_on_commit=False)",
        "raised ArgumentError: AsyncEngine expected",
    ),
    Answer(
        "an engine without asyncio",
        """
engine = create_engine("sqlite://")
member_session_maker = sessionmaker(engine, expire_on_commit=False)
""",
        "`engine` is an Engine; hand in the async engine of this notebook",
    ),
    Answer(
        "handed in: the class of the sessions",
        "member_session_maker = AsyncSession",
        "`member_session_maker` is the class AsyncSession; a session factory is wanted",
    ),
    Answer(
        "handed in: the engine",
        "member_session_maker = engine",
        "`member_session_maker` is an AsyncEngine; a session factory is wanted",
    ),
    Answer(
        "handed in: the URL for the engine",
        """
engine = "sqlite+aiosqlite:///never-made.db"
member_session_maker = async_sessionmaker(expire_on_commit=False)
""",
        "`engine` is a str; hand in the async engine of this notebook",
    ),
]
RIGHT = [
    Answer(
        "an argument of the factory",
        "member_session_maker = async_sessionmaker(engine, expire_on_commit=False)",
    ),
    Answer(
        "every argument by its name",
        """
member_session_maker = async_sessionmaker(
    bind=engine, class_=AsyncSession, autoflush=False, expire_on_commit=False
)
""",
    ),
    Answer(
        "configured afterwards",
        """
member_session_maker = async_sessionmaker()
member_session_maker.configure(bind=engine, expire_on_commit=False)
""",
    ),
    Answer(
        "sessionmaker with AsyncSession, as before SQLAlchemy 2.0",
        """
member_session_maker = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
""",
    ),
    Answer(
        "a function",
        """
def member_session_maker():
    return AsyncSession(engine, expire_on_commit=False)
""",
    ),
    Answer(
        "partial",
        "member_session_maker = partial(AsyncSession, engine, expire_on_commit=False)",
    ),
    Answer(
        "a class of sessions that knows its engine",
        """
class member_session_maker(AsyncSession):
    def __init__(self):
        super().__init__(engine, expire_on_commit=False)
""",
    ),
]
