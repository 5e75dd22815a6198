"""What the exercise missing-columns is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "missing-columns"

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
        "one set for all tables",
        """
async def missing_columns(engine, metadata):
    def look(connection):
        inspector, there, missing = inspect(connection), set(), set()
        for table in metadata.sorted_tables:
            if inspector.has_table(table.name):
                there |= {column["name"] for column in inspector.get_columns(table.name)}
            missing |= {f"{table.name}.{c.name}" for c in table.columns if c.name not in there}
        return missing

    async with engine.connect() as connection:
        return await connection.run_sync(look)
""",
        "it does not name `",
    ),
    Answer(
        "nothing where there are no tables",
        """
async def missing_columns(engine, metadata):
    def look(connection):
        inspector = inspect(connection)
        names = inspector.get_table_names()
        if not names:
            return set()
        return {
            f"{table.name}.{column.name}"
            for table in metadata.sorted_tables
            for column in table.columns
            if table.name not in names
            or column.name not in {c["name"] for c in inspector.get_columns(table.name)}
        }

    async with engine.connect() as connection:
        return await connection.run_sync(look)
""",
        "in a database without tables it does not name `shelf.name`",
    ),
    Answer(
        "always nothing",
        """
async def missing_columns(engine, metadata):
    return set()
""",
        "it sent no SQL through the engine that it was handed",
    ),
    Answer(
        "a constant",
        """
async def missing_columns(engine, metadata):
    return {"user.nickname", "shelf.room"}
""",
        "it sent no SQL through the engine that it was handed",
    ),
    Answer(
        "a missing table is not thought of",
        """
async def missing_columns(engine, metadata):
    def look(connection):
        inspector = inspect(connection)
        return {
            f"{table.name}.{column.name}"
            for table in metadata.sorted_tables
            for column in table.columns
            if column.name not in {there["name"] for there in inspector.get_columns(table.name)}
        }

    async with engine.connect() as connection:
        return await connection.run_sync(look)
""",
        "your code raised NoSuchTableError: shelf",
    ),
    Answer(
        "a missing table is left out",
        """
async def missing_columns(engine, metadata):
    def look(connection):
        inspector = inspect(connection)
        missing = set()
        for table in metadata.sorted_tables:
            if not inspector.has_table(table.name):
                continue
            there = {column["name"] for column in inspector.get_columns(table.name)}
            missing |= {str(column) for column in table.columns if column.name not in there}
        return missing

    async with engine.connect() as connection:
        return await connection.run_sync(look)
""",
        "in a database without the table shelf it does not name `shelf.name`",
    ),
    Answer(
        "only missing tables",
        """
async def missing_columns(engine, metadata):
    async with engine.connect() as connection:
        there = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.name not in there
        for column in table.columns
    }
""",
        "in a database two columns behind it does not name `shelf.room`",
    ),
    Answer(
        "the difference the other way round",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    return {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns} - names
""",
        "it names `shelf.height`, which no model has",
    ),
    Answer(
        "what is on one side only",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    return names ^ {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns}
""",
        "it names `shelf.height`, which no model has",
    ),
    Answer(
        "names of columns alone",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {c.name for t in metadata.sorted_tables for c in t.columns}
    return names - {c.name for t in there.sorted_tables for c in t.columns}
""",
        "it names `nickname`; a name like `user.email` is wanted",
    ),
    Answer(
        "pairs in place of names",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {(t.name, c.name) for t in metadata.sorted_tables for c in t.columns}
    return names - {(t.name, c.name) for t in there.sorted_tables for c in t.columns}
""",
        "it returned a tuple among the names",
    ),
    Answer(
        "columns in place of their names",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {str(c) for t in there.sorted_tables for c in t.columns}
    return {c for t in metadata.sorted_tables for c in t.columns if str(c) not in names}
""",
        "it returned a Column among the names",
    ),
    Answer(
        "the metadata compared with itself",
        """
async def missing_columns(engine, metadata):
    async with engine.connect() as connection:
        await connection.run_sync(metadata.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    return names - {f"{name}.{c.name}" for name, t in metadata.tables.items() for c in t.columns}
""",
        "in a database two columns behind it does not name `shelf.room`",
    ),
    Answer(
        "the tables are created first",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    return names - {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns}
""",
        "in a database without the table shelf it does not name `shelf.name`",
    ),
    Answer(
        "the notebook's engine in place of the parameter",
        """
async def missing_columns(the_engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    return names - {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns}
""",
        "it sent no SQL through the engine that it was handed",
    ),
    Answer(
        "the notebook's Base in place of the parameter",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in Base.metadata.sorted_tables for c in t.columns}
    return names - {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns}
""",
        "in a database two columns behind it does not name `shelf.room`",
    ),
    Answer(
        "the async engine inspected",
        """
async def missing_columns(engine, metadata):
    there = inspect(engine).get_table_names()
    tables = [table for table in metadata.sorted_tables if table.name not in there]
    return {str(column) for table in tables for column in table.columns}
""",
        "your code raised NoInspectionAvailable: Inspection on an AsyncEngine",
    ),
    Answer(
        "the inspector carried out of run_sync",
        """
async def missing_columns(engine, metadata):
    async with engine.connect() as connection:
        inspector = await connection.run_sync(inspect)
        return {
            f"{table.name}.{column.name}"
            for table in metadata.sorted_tables
            for column in table.columns
            if not inspector.has_table(table.name)
        }
""",
        "your code raised MissingGreenlet",
    ),
    Answer(
        "run_sync is not awaited",
        """
async def missing_columns(engine, metadata):
    async with engine.connect() as connection:
        there = connection.run_sync(lambda sync: inspect(sync).get_table_names())
        tables = [table for table in metadata.sorted_tables if table.name not in there]
    return {str(column) for table in tables for column in table.columns}
""",
        "`AsyncConnection.run_sync` was called without `await`",
    ),
    Answer(
        "an async function handed to run_sync",
        """
async def missing_columns(engine, metadata):
    async def look(connection):
        return set(inspect(connection).get_table_names())

    async with engine.connect() as connection:
        there = await connection.run_sync(look)
    tables = [table for table in metadata.sorted_tables if table.name not in there]
    return {str(column) for table in tables for column in table.columns}
""",
        "`look` was called without `await`",
    ),
    Answer(
        "one set for all calls",
        """
missing = set()


async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    missing.update(names - {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns})
    return missing
""",
        "it names `user.nickname`, which is there",
    ),
    Answer(
        "the names are printed",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)
    for table in metadata.sorted_tables:
        if table.name not in there.tables:
            print(table.name)
""",
        "it returned None",
    ),
    Answer(
        "one text",
        """
async def missing_columns(engine, metadata):
    async with engine.connect() as connection:
        there = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return ", ".join(t.name for t in metadata.sorted_tables if t.name not in there)
""",
        "it returned a str; a set like",
    ),
    Answer(
        "the connection stays open",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    connection = await engine.connect()
    await connection.run_sync(there.reflect)
    names = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    return names - {f"{t.name}.{c.name}" for t in there.sorted_tables for c in t.columns}
""",
        "a connection stayed open",
    ),
    Answer(
        "the result in place of the function",
        """
async def missing_columns(engine, metadata):
    return set()


missing_columns = await missing_columns(engine, Base.metadata)
""",
        "`missing_columns` is a set, and a function is wanted",
    ),
    Answer("nothing yet", "missing_columns = ...", "Not attempted: `missing_columns` is still"),
]

RIGHT = [
    Answer(
        "the inspector",
        """
async def missing_columns(engine: AsyncEngine, metadata: MetaData) -> set[str]:
    def look(connection):
        inspector = inspect(connection)
        missing = set()
        for table in metadata.sorted_tables:
            there = set()
            if inspector.has_table(table.name):
                there = {column["name"] for column in inspector.get_columns(table.name)}
            missing |= {f"{table.name}.{c.name}" for c in table.columns if c.name not in there}
        return missing

    async with engine.connect() as connection:
        return await connection.run_sync(look)
""",
    ),
    Answer(
        "a second metadata, reflected",
        """
async def missing_columns(engine, metadata):
    there = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(there.reflect)

    def names(of):
        return {str(column) for table in of.tables.values() for column in table.columns}

    return names(metadata) - names(there)
""",
    ),
    Answer(
        "SQLite's own PRAGMA",
        """
async def missing_columns(engine, metadata):
    missing = []
    async with engine.connect() as connection:
        for table in metadata.tables.values():
            rows = await connection.exec_driver_sql(f'PRAGMA table_info("{table.name}")')
            there = [row.name for row in rows]
            missing += [f"{table.name}.{c.key}" for c in table.c if c.key not in there]
    return frozenset(missing)
""",
    ),
    Answer(
        "one SELECT for each column",
        """
from sqlalchemy import select
from sqlalchemy.exc import OperationalError


async def missing_columns(engine, metadata):
    missing = set()
    async with AsyncSession(engine) as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                try:
                    await session.execute(select(column).limit(0))
                except OperationalError:
                    missing.add(f"{table.name}.{column.name}")
    return missing
""",
    ),
]
