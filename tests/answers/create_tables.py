"""What the exercise create-tables is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "create-tables"

SETUP = """
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
"""

WRONG = [
    Answer(
        "one table dropped first",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.drop_all, tables=[metadata.tables["user"]])
        await connection.run_sync(metadata.create_all)
""",
        "a second call emptied the tables: it must leave them alone",
    ),
    Answer(
        "nothing commits",
        """
async def create_tables(engine, metadata):
    async with engine.connect() as connection:
        await connection.run_sync(metadata.create_all)
""",
        "CREATE TABLE was sent and no COMMIT after it",
    ),
    Answer(
        "a rollback at the end",
        """
async def create_tables(engine, metadata):
    async with AsyncSession(engine) as session:
        connection = await session.connection()
        await connection.run_sync(metadata.create_all)
        await session.rollback()
""",
        "CREATE TABLE was sent and no COMMIT after it",
    ),
    Answer(
        "run_sync is not awaited",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        connection.run_sync(metadata.create_all)
""",
        "`AsyncConnection.run_sync` was called without `await`",
    ),
    Answer(
        "as one writes it without asyncio",
        """
async def create_tables(engine, metadata):
    metadata.create_all(engine)
""",
        "`create_all` is code without asyncio",
    ),
    Answer(
        "the connection handed to create_all",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await metadata.create_all(connection)
""",
        "`create_all` is code without asyncio",
    ),
    Answer(
        "the engine inside the async engine",
        """
async def create_tables(engine, metadata):
    metadata.create_all(engine.sync_engine)
""",
        "your code raised MissingGreenlet",
    ),
    Answer(
        "create_all is executed",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.execute(metadata.create_all)
""",
        "your code raised ObjectNotExecutableError",
    ),
    Answer(
        "create_all is called at once",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all())
""",
        "missing 1 required positional argument: 'bind'",
    ),
    Answer(
        "the notebook's Base in place of the parameter",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
""",
        "the table `shelf` of the metadata handed in is not there",
    ),
    Answer(
        "the notebook's engine in place of the parameter",
        """
async def create_tables(the_engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
""",
        "no SQL reached the engine that it was handed",
    ),
    Answer(
        "only the user table",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.tables["user"].create, checkfirst=True)
""",
        "the table `shelf` of the metadata handed in is not there",
    ),
    Answer(
        "the tables without their indexes",
        """
from sqlalchemy.schema import CreateTable


async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(CreateTable(table, if_not_exists=True))
""",
        "without its unique index on `email`",
    ),
    Answer(
        "everything is dropped first",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
""",
        "a second call emptied the tables",
    ),
    Answer(
        "no look whether a table is there",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all, checkfirst=False)
""",
        "called a second time, your code raised OperationalError",
    ),
    Answer(
        "nothing is done where any table is there",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        if not names:
            await connection.run_sync(metadata.create_all)
""",
        "where one table was there already",
    ),
    Answer(
        "errors are swallowed",
        """
async def create_tables(engine, metadata):
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all, checkfirst=False)
    except Exception:
        pass
""",
        "where one table was there already",
    ),
    Answer(
        "the connection stays open",
        """
async def create_tables(engine, metadata):
    connection = await engine.connect()
    await connection.run_sync(metadata.create_all)
    await connection.commit()
""",
        "a connection stayed open",
    ),
    Answer(
        "asyncio.run in a running loop",
        """
import asyncio


async def create_tables(engine, metadata):
    async def create():
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    asyncio.run(create())
""",
        "your code raised RuntimeError: asyncio.run() cannot be called from a running event loop",
    ),
    Answer(
        "the parameters in the other order",
        """
async def create_tables(metadata, engine):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
""",
        "your code raised AttributeError: 'MetaData' object has no attribute 'begin'",
    ),
    Answer(
        "no parameters, as in the source page",
        """
async def create_tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
""",
        "does not take 2 argument(s)",
    ),
    Answer(
        "a plain function",
        """
def create_tables(engine, metadata):
    print("creating", *metadata.tables)
""",
        "nothing to await: is it an `async def`?",
    ),
    Answer(
        "a call in place of the function",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)


create_tables = create_tables(engine, Base.metadata)
""",
        "`create_tables` is a coroutine",
    ),
    Answer(
        "the result in place of the function",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)


create_tables = await create_tables(engine, Base.metadata)
""",
        "`create_tables` is None",
    ),
    Answer("the function's name", 'create_tables = "create_tables"', "`create_tables` is a str"),
    Answer("nothing yet", "create_tables = ...", "Not attempted: `create_tables` is still `...`"),
]

RIGHT = [
    Answer(
        "engine.begin and create_all",
        """
async def create_tables(engine: AsyncEngine, metadata: MetaData) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
""",
    ),
    Answer(
        "engine.connect and a commit",
        """
async def create_tables(engine, metadata):
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: metadata.create_all(sync, checkfirst=True))
        await connection.commit()
""",
    ),
    Answer(
        "a session's connection",
        """
async def create_tables(engine, metadata):
    async with async_sessionmaker(engine).begin() as session:
        await session.run_sync(lambda sync: metadata.create_all(sync.connection()))
""",
    ),
    Answer(
        "one missing table after the other",
        """
async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        there = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        for table in metadata.sorted_tables:
            if table.name not in there:
                await connection.run_sync(table.create)
""",
    ),
    Answer(
        "the DDL by hand",
        """
from sqlalchemy.schema import CreateIndex, CreateTable


async def create_tables(engine, metadata):
    async with engine.begin() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                await connection.execute(CreateIndex(index, if_not_exists=True))
""",
    ),
    Answer(
        "a connection that commits each statement",
        """
async def create_tables(engine, metadata):
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.run_sync(metadata.create_all)
""",
    ),
    Answer(
        "opened and closed by hand",
        """
async def create_tables(engine, metadata):
    connection = await engine.connect()
    try:
        await connection.run_sync(metadata.create_all)
        await connection.commit()
    finally:
        await connection.close()
""",
    ),
]
