"""Databases: a fresh one for a notebook, and a throw-away one for a check."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

import psutil
from sqlalchemy import URL, MetaData, PoolProxiedConnection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

PREFIX = "fastapi-users-course-"
_numbers = itertools.count(1)


class CourseError(Exception):
    """Something outside the lesson is in the way; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the sentence alone, without a traceback."""
        return [str(self)]


async def fresh_database(name: str) -> str:
    """Return the URL of an empty database of this kernel's own.

    A SQLite file in a temporary folder; where the environment variable ``DATABASE_URL`` names a
    SQLite file, a new file beside that one. A second call returns another file, so that an engine
    of an earlier call goes on undisturbed. The files go when the kernel stops; those of a
    kernel that was killed go with the next call on this machine.

    Args:
        name: a word for the file's name, such as ``"user_model"``.

    Returns:
        A URL for `create_async_engine`.

    Raises:
        CourseError: ``DATABASE_URL`` cannot be used, or the folder cannot be written.
    """
    return _new_file(_folder(os.environ.get("DATABASE_URL", "").strip()), name)


@asynccontextmanager
async def throwaway_database(metadata: MetaData | None = None) -> AsyncIterator[AsyncEngine]:
    """Give a check an empty database of its own and remove it afterwards.

    Args:
        metadata: its tables are created first; None for a database without tables.

    Yields:
        An async engine. A lock is waited for 0.2 s, not SQLite's 5 s, so that a check is quick.
    """
    url = make_url(_new_file(_folder(""), "check"))
    engine = create_async_engine(url, connect_args={"timeout": 0.2})
    taken: list[PoolProxiedConnection] = []  # held, so that one left open is found and no garbage
    event.listen(engine.sync_engine, "checkout", lambda raw, record, one: taken.append(one))
    try:
        if metadata is not None:
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
        yield engine
    finally:
        for one in taken:
            if one.is_valid:
                await greenlet_spawn(one.invalidate)
        await engine.dispose()
        with suppress(OSError):  # never made, or still open on Windows: it goes with its folder
            Path(url.database or "").unlink()


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


def _folder(database_url: str) -> Path:
    if not database_url:
        return _temporary_folder()
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise CourseError(
            "DATABASE_URL is not a database URL: unset it, or write it like"
            " sqlite+aiosqlite:///./course.db, then restart the kernel."
        ) from None
    if url.drivername != "sqlite+aiosqlite" or not url.database or url.database == ":memory:":
        raise CourseError(
            f"DATABASE_URL names a {url.drivername} database, and these notebooks keep their data"
            " in SQLite files of their own: unset it, or point it to a file with"
            " sqlite+aiosqlite:///./course.db, then restart the kernel."
        )
    return Path(url.database).resolve().parent


@cache
def _temporary_folder() -> Path:
    """Make this kernel's folder, and remove those whose kernel was killed."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    except OSError as error:
        raise CourseError(
            f"There is no temporary folder to write to ({error.strerror}): set TMPDIR to one."
        ) from None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for other in folder.parent.glob(f"{PREFIX}*-*"):
        owner = other.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(other, ignore_errors=True)
    return folder
