"""Server databases: made for a kernel on a PostgreSQL server, and dropped when it is gone."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL

from tutorial_support import CourseError

PREFIX = "fastapi_users_course"
HOLDER = f"{PREFIX}_holder"
# Since when the server runs: a restart ends all connections, and says nothing about the kernels.
STARTED = "extract(epoch FROM pg_postmaster_start_time())::text"
# Of this user, made by `new_database`, and nobody is connected: each kernel stays so to its own.
# What is older than a restart may be in use all the same: it stays for half a day more.
DESERTED = f"""
SELECT datname FROM pg_database
WHERE datname ~ '^{PREFIX}_\\w+_[0-9a-f]{{8}}$' AND pg_get_userbyid(datdba) = current_user
AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)
AND (shobj_description(oid, 'pg_database') = {STARTED}
     OR pg_postmaster_start_time() < now() - interval '12 hours')
"""
_held: list[object] = []  # a connection to each database of this kernel


async def new_database(server: URL, name: str, *, shared: bool) -> str:
    """Make a database for this kernel, and drop those whose kernel is gone.

    Args:
        server: a URL with the driver asyncpg, of a user who may create databases.
        name: a word for the database's name.
        shared: whether other kernels use this server; what they left is dropped.

    Returns:
        The same URL, with the name of the new database.

    Raises:
        CourseError: the server cannot be reached, or refuses.
    """
    import asyncpg  # here, for only some notebooks need it

    fresh = server.set(database=f"{PREFIX}_{name}_{secrets.token_hex(4)}")
    try:
        async with _connected(server) as connection:
            await connection.execute("SELECT pg_advisory_lock(hashtext('course databases'))")
            for row in await connection.fetch(DESERTED) if shared else ():
                await connection.execute(f'DROP DATABASE IF EXISTS "{row[0]}"')
            started = await connection.fetchval(f"SELECT {STARTED}")
            await connection.execute(f'CREATE DATABASE "{fresh.database}"')
            await connection.execute(f"COMMENT ON DATABASE \"{fresh.database}\" IS '{started}'")
            # Held until the kernel is gone, which shows the next one that it is.
            holder = await asyncpg.connect(
                _dsn(fresh), server_settings={"application_name": HOLDER}
            )
            _held.append(holder)
    except (
        OSError,
        asyncio.TimeoutError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ) as error:
        raise CourseError(
            f"The PostgreSQL server at {server.host}:{server.port or 5432} made no database"
            f" ({str(error) or type(error).__name__}): does it run, is the password in DATABASE_URL"
            " right, and may its user create databases? Mend that, then restart the kernel."
        ) from None
    return fresh.render_as_string(hide_password=False)


async def drop_database(server: URL, fresh: URL) -> None:
    """Drop a database that `new_database` made, whoever is connected to it."""
    async with _connected(server) as connection:
        await connection.execute(f'DROP DATABASE IF EXISTS "{fresh.database}" WITH (FORCE)')


async def end_connections(url: URL) -> None:
    """End the connections of a lesson to its database, as a server does that is restarted."""
    async with _connected(url) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            f" AND datname = current_database() AND application_name <> '{HOLDER}'"
        )


@asynccontextmanager
async def _connected(url: URL) -> AsyncIterator[Any]:
    import asyncpg

    connection = await asyncpg.connect(_dsn(url), timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
