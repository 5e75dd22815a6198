"""What the exercise app-with-tables is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "app-with-tables"

SETUP = """
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import MetaData, NullPool, inspect, text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from tutorial_support.databases import fresh_database


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


engine = create_async_engine(await fresh_database("create_tables"), poolclass=NullPool)
async_session_maker = async_sessionmaker(engine, expire_on_commit=False)


async def create_db_and_tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
"""

WRONG = [
    Answer(
        "it does not look first",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all, checkfirst=False)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "started a second time, on the same database, your code raised OperationalError",
    ),
    Answer(
        "dropped first",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "a second start, on the same database, emptied the tables",
    ),
    Answer(
        "an app and nothing more",
        """
def make_app(engine, metadata):
    return FastAPI()
""",
        "the app has no lifespan of its own",
    ),
    Answer(
        "the lifespan is not handed over",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI()
    return app
""",
        "the app has no lifespan of its own",
    ),
    Answer(
        "the lifespan as an attribute of the app",
        """
def make_app(engine, metadata):
    app = FastAPI()

    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    app.lifespan = lifespan
    return app
""",
        "the app has no lifespan of its own",
    ),
    Answer(
        "the lifespan of an app below",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI()
    app.mount("/api", FastAPI(lifespan=lifespan))
    return app
""",
        "the app has no lifespan of its own",
    ),
    Answer(
        "the engine stays open",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield

    return FastAPI(lifespan=lifespan)
""",
        "the app stopped and left the engine open",
    ),
    Answer(
        "dispose is not awaited",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "`AsyncEngine.dispose` was called without `await`",
    ),
    Answer(
        "everything before the yield",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()
        yield

    return FastAPI(lifespan=lifespan)
""",
        "the engine was disposed of when the app started, and not when it stopped",
    ),
    Answer(
        "everything after the yield",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        yield
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "when the app had started, no SQL reached the engine",
    ),
    Answer(
        "the transaction is open while the app runs",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "CREATE TABLE was sent and no COMMIT after it",
    ),
    Answer(
        "nothing commits",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.connect() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "CREATE TABLE was sent and no COMMIT after it",
    ),
    Answer(
        "the notebook's function, engine and Base",
        """
def make_app(the_engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        await create_db_and_tables()
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "when the app had started, no SQL reached the engine",
    ),
    Answer(
        "the notebook's Base",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "the table `shelf` of the metadata handed in is not there",
    ),
    Answer(
        "create_all as one writes it without asyncio",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        metadata.create_all(engine)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "`create_all` is code without asyncio",
    ),
    Answer(
        "run_sync is not awaited",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "`AsyncConnection.run_sync` was called without `await`",
    ),
    Answer(
        "a lifespan without a yield",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "its lifespan has no `yield`",
    ),
    Answer(
        "a plain coroutine function as lifespan",
        """
def make_app(engine, metadata):
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    return FastAPI(lifespan=lifespan)
""",
        "its lifespan has no `yield`",
    ),
    Answer(
        "two yields",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()
        yield

    return FastAPI(lifespan=lifespan)
""",
        "generator didn't stop",
    ),
    Answer(
        "the lifespan is called",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app=None):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan())
""",
        "FastAPI called the lifespan and got a function",
    ),
    Answer(
        "a lifespan without a parameter",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan():
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "takes 0 positional arguments but 1 was given",
    ),
    Answer(
        "the tables are created by make_app",
        """
from sqlalchemy import create_engine


def make_app(engine, metadata):
    plain = create_engine(engine.url.set(drivername="sqlite"), poolclass=NullPool)
    metadata.create_all(plain)

    @asynccontextmanager
    async def lifespan(app):
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
        "`make_app` itself created the tables",
    ),
    Answer(
        "asyncio.run in make_app",
        """
import asyncio


def make_app(engine, metadata):
    async def create():
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    asyncio.run(create())
    return FastAPI()
""",
        "your code raised RuntimeError: asyncio.run() cannot be called from a running event loop",
    ),
    Answer(
        "an async make_app",
        """
async def make_app(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    return FastAPI()
""",
        "`make_app` is an `async def`; a plain `def` is wanted here",
    ),
    Answer(
        "no return",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)
""",
        "`make_app` returned None; the FastAPI app is wanted",
    ),
    Answer(
        "the lifespan is returned",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return lifespan
""",
        "`make_app` returned a function; the FastAPI app is wanted",
    ),
    Answer(
        "an app in place of the function",
        """
def make_app(engine, metadata):
    return FastAPI()


make_app = make_app(engine, Base.metadata)
""",
        "`make_app` is an app, and the function that makes one is wanted",
    ),
    Answer("nothing yet", "make_app = ...", "Not attempted: `make_app` is still `...`"),
]

RIGHT = [
    Answer(
        "a lifespan with asynccontextmanager",
        """
def make_app(engine: AsyncEngine, metadata: MetaData) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        try:
            yield {"engine": engine}
        finally:
            await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
    ),
    Answer(
        "a class for the lifespan",
        """
class Lifespan:
    def __init__(self, engine, metadata):
        self.engine, self.metadata = engine, metadata

    def __call__(self, app):
        return self

    async def __aenter__(self):
        async with self.engine.connect() as connection:
            await connection.run_sync(self.metadata.create_all)
            await connection.commit()

    async def __aexit__(self, *error):
        await self.engine.dispose()


def make_app(engine, metadata):
    return FastAPI(lifespan=Lifespan(engine, metadata))
""",
    ),
    Answer(
        "an exit stack",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
            yield

    return FastAPI(lifespan=lifespan)
""",
    ),
    Answer(
        "the lifespan of a router",
        """
def make_app(engine, metadata):
    @asynccontextmanager
    async def lifespan(app):
        async with AsyncSession(engine) as session, session.begin():
            await session.run_sync(lambda sync: metadata.create_all(sync.connection()))
        yield
        await engine.dispose()

    app = FastAPI(title="Club")
    app.include_router(APIRouter(lifespan=lifespan))
    return app
""",
    ),
    Answer(
        "start-up and shutdown functions",
        """
def make_app(engine, metadata):
    async def start():
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    return FastAPI(on_startup=[start], on_shutdown=[engine.dispose])
""",
    ),
    Answer(
        "the async generator alone",
        """
def make_app(engine, metadata):
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    return FastAPI(lifespan=lifespan)
""",
    ),
]
