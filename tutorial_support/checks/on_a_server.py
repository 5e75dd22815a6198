"""The checks of notebook 16; two of them use a PostgreSQL server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from asyncpg import InternalClientError
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call_sync, describe, need_function
from tutorial_support.checks.which_column import which_column
from tutorial_support.databases import throwaway_postgresql
from tutorial_support.server_databases import end_connections

PASSWORDS = ("secret", "s3cr@t", "50%", "a/b", "p:w", "%41", " Sp ace?#& ", "ünï@:/")
PATIENCE = 1.0  # seconds, for a connection on a busy machine


async def safe_url(database_url: Any) -> str:
    """`database_url` makes a URL that no password breaks."""
    need_function(database_url, "database_url")
    for number, password in enumerate(PASSWORDS):
        host, name = f"db{number}.example", f"club{number}"
        settings = {"user": "ada", "password": password, "host": host, "name": name}
        words = f"for the password {password!r}"
        if number % 2:
            settings |= {"port": str(6432 + number)}
        if number == len(PASSWORDS) - 1:
            settings |= {"user": "club:app"}
            words = f"for the user 'club:app' with the password {password!r}"
        with about(words):
            given = call_sync(database_url, dict(settings))
        if not isinstance(given, str | URL):
            raise NotYet(f"{words} it returned {article(given)}; a URL is wanted")
        try:
            url = make_url(given)
        except (ArgumentError, ValueError):
            raise NotYet(f"{words} it returned what is no database URL") from None
        wanted = {
            "drivername": "postgresql+asyncpg",
            "username": settings["user"],
            "password": password,
            "host": host,
            "port": int(settings.get("port", 5432)),
            "database": name,
        }
        for part, value in wanted.items():
            found = getattr(url, part)
            if found == "***":
                raise NotYet(f"{words} the password became `***`: `str()` of a URL hides it")
            if found != value or type(found) is not type(value):
                raise NotYet(f"{words} the {part} became {found!r}; {value!r} is wanted")
        if url.query:
            raise NotYet(f"{words} the URL got a query, {dict(url.query)}")
    return f"{len(PASSWORDS)} passwords came through as they are, with a port and without one"


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


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "safe-url": safe_url,
    "which-column": which_column,
    "patient-engine": patient_engine,
}
