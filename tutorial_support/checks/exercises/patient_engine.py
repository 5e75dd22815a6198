"""The check patient-engine: a pool that is empty, and a server that restarts."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

from asyncpg import InternalClientError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, describe, need_function
from tutorial_support.databases import throwaway_postgresql
from tutorial_support.databases.server_databases import end_connections

PATIENCE = 1.0  # seconds, for a connection on a busy machine


async def patient_engine(make_patient_engine: Any) -> str:
    """`make_patient_engine` opens three connections, waits a little, survives a restart."""
    need_function(make_patient_engine, "make_patient_engine")
    async with throwaway_postgresql() as beside:
        engine = call_sync(make_patient_engine, beside.url.render_as_string(hide_password=False))
        if not isinstance(engine, AsyncEngine):
            raise NotYet(f"it returned {article(engine)}; an async engine is wanted")
        if engine.url.database != beside.url.database:
            raise NotYet("its engine is for another database than the `url` that it was handed")
        try:
            await _need_three(engine)
            await end_connections(beside.url)
            await _need_survival(engine)
        finally:
            await engine.dispose()
    return "three connections, a fifth of a second's wait for a fourth, and a query after a restart"


async def _need_three(engine: AsyncEngine) -> None:
    async with AsyncExitStack() as stack:
        for number in range(1, 4):
            try:
                connecting = stack.enter_async_context(engine.connect())
                await asyncio.wait_for(connecting, PATIENCE)
            except (PoolTimeout, asyncio.TimeoutError):
                raise NotYet(
                    f"it opens {number - 1} connection(s) at once; three are wanted"
                ) from None
        start = time.monotonic()
        try:
            await asyncio.wait_for(stack.enter_async_context(engine.connect()), PATIENCE)
        except PoolTimeout:
            waited = time.monotonic() - start
            wait = getattr(engine.pool, "timeout", lambda: waited)()
            if waited < 0.1 or not 0.15 <= wait <= 0.3:
                words = f"who finds no connection free waits {wait:.2g} seconds"
                raise NotYet(f"{words}; a fifth of a second is wanted") from None
        except asyncio.TimeoutError:
            raise NotYet(
                "who finds no connection free waits for longer than a fifth of a second"
            ) from None
        else:
            raise NotYet(
                "it opened a fourth connection: `pool_size` and `max_overflow` together are the"
                " limit"
            )


async def _need_survival(engine: AsyncEngine) -> None:
    try:
        for _ in range(3):
            try:
                await _query(engine)
            except InternalClientError:  # asyncpg has read the goodbye, and not that it was the end
                await asyncio.sleep(0.1)
                await _query(engine)
    except DBAPIError as error:
        raise NotYet(
            f"after a restart of the server, the next query failed: {describe(error)}"
        ) from error


async def _query(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
