"""Databases: a fresh one for a notebook, and a throw-away one for a check."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, MetaData, PoolProxiedConnection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from tutorial_support import CourseError
from tutorial_support.databases.postgresql import own_server
from tutorial_support.databases.server_databases import drop_database, end_connections, new_database
from tutorial_support.folders import temporary_folder

_numbers = itertools.count(1)


async def fresh_database(name: str) -> str:
    """Return the URL of an empty database of this kernel's own.

    A SQLite file in a temporary folder. Where the environment variable ``DATABASE_URL`` names a
    SQLite file, a new file beside that one; where it names a PostgreSQL server, a new database
    there. A second call returns another one, and leaves the first alone. What a kernel made goes
    when it stops; of a kernel that was killed, with the next call on this machine or server.

    Args:
        name: a word for the database's name, such as ``"user_model"``.

    Returns:
        A URL for `create_async_engine`.

    Raises:
        CourseError: ``DATABASE_URL`` cannot be used, or the folder or server refuses.
    """
    return await (postgresql_database(name) if _named_server() else sqlite_database(name))


async def sqlite_database(name: str) -> str:
    """Return the URL of an empty SQLite file, for a lesson that is about SQLite itself.

    Args:
        name: a word for the file's name.

    Raises:
        CourseError: ``DATABASE_URL`` cannot be used, or the folder cannot be written.
    """
    url = _database_url()
    if url is not None and url.get_backend_name() == "sqlite":
        return _new_file(Path(url.database or "").resolve().parent, name)
    return _new_file(temporary_folder(), name)


async def postgresql_database(name: str) -> str:
    """Return the URL of an empty PostgreSQL database, for a lesson that is about PostgreSQL.

    On the server that ``DATABASE_URL`` names, else on one of this kernel's own.

    Args:
        name: a word for the database's name.

    Raises:
        CourseError: no server can be had, or the one that is named refuses.
    """
    return await new_database(await _server(), name, shared=_named_server() is not None)


async def restart_server(url: str) -> None:
    """Restart the PostgreSQL server of a lesson, with all its connections.

    A server that ``DATABASE_URL`` names is not restarted, for others may use it: the connections
    to this one database end, which is all that an app sees of a restart.

    Args:
        url: of a database that `postgresql_database` made.
    """
    if _named_server() is None:
        await asyncio.to_thread(own_server().restart)
    else:
        await end_connections(make_url(url))


async def _server() -> URL:
    return _named_server() or (await asyncio.to_thread(own_server)).url


def _named_server() -> URL | None:
    url = _database_url()
    return url if url is not None and url.get_backend_name() == "postgresql" else None


@asynccontextmanager
async def throwaway_postgresql(metadata: MetaData | None = None) -> AsyncIterator[AsyncEngine]:
    """Do as `throwaway_database`, on PostgreSQL, or raise the same as `postgresql_database`."""
    engine = create_async_engine(await postgresql_database("check"))
    try:
        await _create(metadata, engine)
        yield engine
    finally:
        await engine.dispose()
        await drop_database(await _server(), engine.url)


@asynccontextmanager
async def throwaway_database(metadata: MetaData | None = None) -> AsyncIterator[AsyncEngine]:
    """Give a check an empty database of its own and remove it afterwards.

    Args:
        metadata: its tables are created first; None for a database without tables.

    Yields:
        An async engine. It waits 0.2 s for a lock, not Python's 5 s, so that a check is quick.
    """
    url = make_url(_new_file(temporary_folder(), "check"))
    engine = create_async_engine(url, connect_args={"timeout": 0.2})
    taken: list[PoolProxiedConnection] = []  # held, so that one left open is found and no garbage
    event.listen(engine.sync_engine, "checkout", lambda raw, record, one: taken.append(one))
    try:
        await _create(metadata, engine)
        yield engine
    finally:
        for one in taken:
            if one.is_valid:
                await greenlet_spawn(one.invalidate)
        await engine.dispose()
        with suppress(OSError):  # never made, or still open on Windows: it goes with its folder
            Path(url.database or "").unlink()


THROWAWAY = {"SQLite": throwaway_database, "PostgreSQL": throwaway_postgresql}


async def _create(metadata: MetaData | None, engine: AsyncEngine) -> None:
    if metadata is not None:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)


def _new_file(folder: Path, name: str) -> str:
    path = folder / f"{name}-{os.getpid()}-{next(_numbers)}.db"
    try:
        path.touch()
        path.unlink()
    except OSError as error:
        raise CourseError(
            f"The folder {folder} cannot be written ({error.strerror}): free it, or set"
            " DATABASE_URL to sqlite+aiosqlite:///FOLDER/name.db with a folder that can."
        ) from None
    return URL.create("sqlite+aiosqlite", database=str(path)).render_as_string()


def _database_url() -> URL | None:
    words = os.environ.get("DATABASE_URL", "").strip()
    if not words:
        return None
    try:
        url = make_url(words)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise CourseError(
            "DATABASE_URL is not a database URL: unset it, or write it like"
            " sqlite+aiosqlite:///./course.db, then restart the kernel."
        ) from None
    if url.drivername in ("postgresql", "postgresql+asyncpg"):
        return url.set(drivername="postgresql+asyncpg")
    if url.drivername != "sqlite+aiosqlite" or not url.database or url.database == ":memory:":
        raise CourseError(
            f"DATABASE_URL names a {url.drivername} database: unset it, or point it to a file with"
            " sqlite+aiosqlite:///./course.db or to a server with"
            " postgresql+asyncpg://USER:PASSWORD@HOST/postgres, then restart the kernel."
        )
    return url
