"""What learners answer to rolled-back."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "rolled-back"

SETUP = """
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
"""

MAKER = """async_sessionmaker(
                conn, expire_on_commit=False, join_transaction_mode="create_savepoint"
            )"""


def undone(body: str, decorator: str = "@asynccontextmanager\n") -> str:
    return f"{decorator}async def undone(engine):\n{body}"


def with_finally(maker: str = MAKER, after: str = "await transaction.rollback()") -> str:
    return undone(f"""
    async with engine.connect() as conn:
        transaction = await conn.begin()
        try:
            yield {maker}
        finally:
            {after}
""")


WRONG = [
    Answer(
        "the starter",
        undone("""
    async with engine.connect() as conn:
        await conn.begin()
        yield async_sessionmaker(conn, expire_on_commit=False)
"""),
        "on SQLite, a session's `rollback` undid what an earlier one committed, ada@example.com",
    ),
    Answer(
        "sessions of the engine",
        undone("    yield async_sessionmaker(engine, expire_on_commit=False)\n"),
        "on SQLite, what a test commits can be seen from another connection",
    ),
    Answer(
        "committed at the end",
        with_finally(after="await transaction.commit()"),
        "on SQLite, after, ada@example.com, grace@example.com is still there",
    ),
    Answer(
        "begin as a context manager",
        undone(f"""
    async with engine.begin() as conn:
        yield {MAKER}
"""),
        "on SQLite, after, ada@example.com, grace@example.com is still there",
    ),
    Answer(
        "sessions that expire",
        with_finally('async_sessionmaker(conn, join_transaction_mode="create_savepoint")'),
        "its sessions expire objects on commit: `expire_on_commit=False`",
    ),
    Answer(
        "only rollbacks are joined",
        with_finally(MAKER.replace("create_savepoint", "rollback_only")),
        "on SQLite, a session's `rollback` undid what an earlier one committed, ada@example.com",
    ),
    Answer(
        "commits reach the outer transaction",
        with_finally(MAKER.replace("create_savepoint", "control_fully")),
        "on SQLite, ",
    ),
    Answer(
        "one session",
        undone("""
    async with engine.connect() as conn:
        transaction = await conn.begin()
        async with AsyncSession(conn, join_transaction_mode="create_savepoint") as session:
            yield session
        await transaction.rollback()
"""),
        "it yielded an AsyncSession; a session maker is wanted",
    ),
    Answer(
        "the table emptied",
        undone("""
    maker = async_sessionmaker(engine, expire_on_commit=False)
    yield maker
    async with engine.begin() as conn:
        await conn.execute(text('DELETE FROM "user"'))
"""),
        "on SQLite, what a test commits can be seen from another connection",
    ),
    Answer(
        "a connection that is not given back",
        undone(f"""
    conn = await engine.connect()
    transaction = await conn.begin()
    try:
            yield {MAKER}
    finally:
        await transaction.rollback()
"""),
        "on SQLite, after, 1 connection(s) are not back in the pool",
    ),
    Answer(
        "no finally, and not given back",
        undone(f"""
    conn = await engine.connect()
    transaction = await conn.begin()
    yield {MAKER}
    await transaction.rollback()
    await conn.close()
"""),
        "on SQLite, after a test that failed, 1 connection(s) are not back in the pool",
    ),
    Answer(
        "a failure swallowed",
        undone(f"""
    async with engine.connect() as conn:
        transaction = await conn.begin()
        try:
            yield {MAKER}
        except Exception:
            pass
        await transaction.rollback()
"""),
        "on SQLite, the test's ValueError did not come out: a test that fails would be green",
    ),
    Answer(
        "a failure in other words",
        undone(f"""
    async with engine.connect() as conn:
        transaction = await conn.begin()
        try:
            yield {MAKER}
        except Exception as error:
            raise RuntimeError("the test failed")
        finally:
            await transaction.rollback()
"""),
        "on SQLite, after a test that failed, your code raised RuntimeError: the test failed",
    ),
    Answer(
        "no transaction is begun",
        undone(f"""
    async with engine.connect() as conn:
        yield {MAKER}
"""),
        "on SQLite, ",
    ),
    Answer(
        "no decorator",
        undone("    yield async_sessionmaker(engine)\n", decorator=""),
        "`undone(...)` gave an async_generator, no async context manager",
    ),
    Answer(
        "an AssertionError swallowed",
        with_finally().replace(
            "        finally:", "        except AssertionError:\n            pass\n        finally:"
        ),
        "on SQLite, the test's AssertionError did not come out",
    ),
    Answer(
        "another exception of the same kind",
        with_finally().replace(
            "        finally:",
            "        except Exception as error:\n            raise type(error)("
            "'other words') from None\n"
            "        finally:",
        ),
        "on SQLite, another exception came out than the test's own",
    ),
    Answer(
        "cleaned up after an Exception alone",
        undone(f"""
    conn = await engine.connect()
    transaction = await conn.begin()
    try:
            yield {MAKER}
    except Exception:
        await transaction.rollback()
        await conn.close()
        raise
    else:
        await transaction.rollback()
        await conn.close()
"""),
        "on SQLite, after a test that failed, 1 connection(s) are not back in the pool",
    ),
    Answer(
        "a begin that is not awaited",
        undone(f"""
    async with engine.connect() as conn:
        conn.begin()
        yield {MAKER}
"""),
        "no transaction was begun before the sessions: is `conn.begin()` awaited?",
    ),
    Answer(
        "one session for all",
        undone("""
    async with engine.connect() as conn:
        transaction = await conn.begin()
        session = AsyncSession(
            conn, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        try:
            yield lambda: session
        finally:
            await transaction.rollback()
"""),
        "what it yielded gives the same session each time; each call makes a new one",
    ),
    Answer(
        "the connection itself",
        with_finally("conn"),
        "it yielded an AsyncConnection; a session maker is wanted",
    ),
    Answer(
        "a connection that is closed",
        undone(f"""
    async with engine.connect() as conn:
        pass
    yield {MAKER}
"""),
        "a test with several sessions failed: using what you handed in raised",
    ),
    Answer("nothing yet", "undone = ...", "Not attempted: `undone` is still `...`"),
]

RIGHT = [
    Answer(
        "a class",
        """
class undone:
    def __init__(self, engine):
        self.engine = engine

    async def __aenter__(self):
        self.conn = await self.engine.connect()
        self.transaction = await self.conn.begin()
        return async_sessionmaker(
            self.conn, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )

    async def __aexit__(self, *error):
        await self.transaction.rollback()
        await self.conn.close()
""",
    ),
    Answer("try and finally", with_finally()),
    Answer(
        "the connection's own rollback, on leaving",
        undone(f"""
    async with engine.connect() as conn:
        await conn.begin()
        yield {MAKER}
"""),
    ),
    Answer(
        "a transaction that is always rolled back",
        undone(f"""
    async with engine.connect() as conn, conn.begin() as transaction:
        try:
            yield {MAKER}
        finally:
            await transaction.rollback()
"""),
    ),
    Answer(
        "bind by its name",
        undone("""
    conn = await engine.connect()
    try:
        await conn.begin()
        yield async_sessionmaker(
            bind=conn,
            class_=AsyncSession,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
    finally:
        await conn.close()
"""),
    ),
    Answer(
        "a function that makes sessions",
        undone("""
    async with engine.connect() as conn:
        transaction = await conn.begin()

        def maker():
            return AsyncSession(
                conn, expire_on_commit=False, join_transaction_mode="create_savepoint"
            )

        try:
            yield maker
        finally:
            await transaction.rollback()
"""),
    ),
]
