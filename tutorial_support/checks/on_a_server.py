"""The checks of notebook 08; two of them use a PostgreSQL server."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tutorial_support.checks.models import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, describe, need_function
from tutorial_support.checks.sample import add_users
from tutorial_support.databases import throwaway_database, throwaway_postgresql
from tutorial_support.server_databases import end_connections

PASSWORDS = ("secret", "s3cr@t", "50%", "a/b", "p:w", "%41", "sp ace?#&", "ünï@:/")


async def safe_url(database_url: Any) -> str:
    """`database_url` makes a URL that no password breaks."""
    need_function(database_url, "database_url")
    for number, password in enumerate(PASSWORDS):
        settings = {"user": "ada", "password": password, "host": "db.example", "name": "club"}
        if number % 2:
            settings |= {"port": "6432"}
        if number == len(PASSWORDS) - 1:
            settings |= {"user": "club:app"}
        words = f"for the password {password!r}"
        try:
            given = call_sync(database_url, dict(settings))
        except NotYet as reason:
            raise NotYet(f"{words} {reason}") from reason
        if not isinstance(given, str | URL):
            raise NotYet(f"{words} it returned {article(given)}; a URL is wanted")
        try:
            url = make_url(given)
        except (ArgumentError, ValueError):
            raise NotYet(f"{words} it returned what is no database URL") from None
        wanted = {
            "drivername": "postgresql+asyncpg",
            "password": password,
            "username": settings["user"],
            "host": "db.example",
            "port": int(settings.get("port", 5432)),
            "database": "club",
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


async def which_column(User: Any, taken_column: Any) -> str:
    """`taken_column` names what is taken, from the errors of two drivers."""
    need_model(User, "User", "email", "handle")
    need_function(taken_column, "taken_column")
    async with throwaway_database(User.metadata) as engine:
        await _need_columns(User, taken_column, engine, "SQLite")
    async with throwaway_postgresql() as url:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(User.metadata.create_all)
        try:
            await _need_columns(User, taken_column, engine, "PostgreSQL")
        finally:
            await engine.dispose()
    return "five refusals on SQLite and on PostgreSQL, real ones, each told apart"


async def _need_columns(model: Any, taken_column: Any, engine: AsyncEngine, name: str) -> None:
    def user(number: int, **values: Any) -> Any:
        values = {"email": f"person{number}@example.com", "hashed_password": "no", **values}
        return model(id=uuid.UUID(int=number), **values)

    await add_users(engine, user(1, email="handle@example.com", handle="email"))
    refusals = {
        "a taken e-mail, handle@example.com": (user(2, email="handle@example.com"), "email"),
        "a taken handle, 'email'": (user(3, handle="email"), "handle"),
        "an e-mail of NULL": (user(4, email=None), None),
        "a hash of NULL": (user(5, handle="king", hashed_password=None), None),
        "a taken id": (user(1, handle="queen"), None),
    }
    for what, (row, wanted) in refusals.items():
        try:
            await add_users(engine, row)
        except IntegrityError as error:
            given = _asked(taken_column, error, f"{what}, on {name}")
        else:
            raise NotYet(f"{what} was accepted on {name}: is the column of `User` unique?")
        if given != wanted:
            raise NotYet(f"{what}, on {name}: it returned {given!r}; {wanted!r} is wanted")


def _asked(taken_column: Any, error: IntegrityError, words: str) -> Any:
    try:
        return call_sync(taken_column, error)
    except NotYet as reason:
        raise NotYet(f"{words}: {reason}") from reason


async def patient_engine(make_patient_engine: Any) -> str:
    """`make_patient_engine` opens three connections, waits a little, survives a restart."""
    need_function(make_patient_engine, "make_patient_engine")
    async with throwaway_postgresql() as url:
        engine = call_sync(make_patient_engine, url)
        if not isinstance(engine, AsyncEngine):
            raise NotYet(f"it returned {article(engine)}; an async engine is wanted")
        if engine.url.database != make_url(url).database:
            raise NotYet("its engine is for another database than the `url` that it was handed")
        try:
            await _need_three(engine)
            await end_connections(make_url(url))
            await _need_survival(engine)
        finally:
            await engine.dispose()
    return "three connections, a fifth of a second's wait for a fourth, and a query after a restart"


async def _need_three(engine: AsyncEngine) -> None:
    async with AsyncExitStack() as stack:
        for number in range(1, 4):
            try:
                connecting = stack.enter_async_context(engine.connect())
                await asyncio.wait_for(connecting, 0.4)
            except (PoolTimeout, asyncio.TimeoutError):
                raise NotYet(
                    f"it opens {number - 1} connection(s) at once; three are wanted"
                ) from None
        start = time.monotonic()
        try:
            await asyncio.wait_for(stack.enter_async_context(engine.connect()), 0.6)
        except PoolTimeout:
            waited = time.monotonic() - start
            if waited < 0.1:
                raise NotYet(
                    "who finds no connection free does not wait a fifth of a second"
                ) from None
        except asyncio.TimeoutError:
            raise NotYet(
                "who finds no connection free waits for longer than a fifth of a second"
            ) from None
        else:
            raise NotYet("it opened a fourth connection: `pool_size` is not the limit")


async def _need_survival(engine: AsyncEngine) -> None:
    for _ in range(3):
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            raise NotYet(
                f"after a restart of the server, the next query failed: {describe(error)}"
            ) from error


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "safe-url": safe_url,
    "which-column": which_column,
    "patient-engine": patient_engine,
}
