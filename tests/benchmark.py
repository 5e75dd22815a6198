"""Repeat what notebook 21 finds, at full size, and print it as ratios: python tests/benchmark.py.

It needs about two minutes and 2 GB of disk for a million users on two databases. Its figures are
no tests: they differ from machine to machine.
"""

from __future__ import annotations

import asyncio
import os
import platform
import tempfile
from typing import Any

from notebooks import NAMED, definitions
from tutorial_support.databases import fresh_database, postgresql_database, sqlite_database
from tutorial_support.showing import Table

SIZES = (1_000, 100_000, 1_000_000)
LOGINS = 16


async def lookups(lesson: dict[str, Any]) -> list[list[str]]:
    """Compare `get_by_email` without the index with it, up to a million users."""
    rows = []
    urls = {"SQLite": await sqlite_database("bench"), "PostgreSQL": await postgresql_database("b")}
    lesson["LOOKUPS"] = {name: lesson["make_engine"](url) for name, url in urls.items()}
    for name, engine in lesson["LOOKUPS"].items():
        await lesson["empty"](name)
        filled = 0
        for size in SIZES:
            await lesson["fill"](name, filled + 1, size)
            filled = size
            pasted = await lesson["look_up"](name, size)
            async with engine.begin() as connection:
                await connection.execute(lesson["text"](lesson["INDEX"]))
            mended = await lesson["look_up"](name, size)
            async with engine.begin() as connection:
                await connection.execute(lesson["text"]("DROP INDEX uq_user_email_lower"))
            what = f"look-up by e-mail, {size:,} users, {name}"
            rows.append([what, f"{pasted:.2f} ms", f"{mended:.2f} ms", f"{pasted / mended:.1f}"])
        await engine.dispose()
    return rows


async def stalls(lesson: dict[str, Any]) -> list[list[str]]:
    """Compare the event loop's longest stall under logins at once, and the memory they need."""
    await lesson["add_ada"]()
    longest = []
    for app in (lesson["create_careful_app"](), lesson["create_threaded_app"]()):
        beats = await lesson["with_heartbeat"](lesson["log_in_at_once"](app, LOGINS))
        longest.append(max(late for _, late in beats))
    peaks: list[float] = []
    for limit in (LOGINS, 2):
        lesson["HASHES"].total_tokens = limit
        with lesson["peak_memory"](peaks):
            await lesson["log_in_at_once"](lesson["create_threaded_app"](), LOGINS)
    return [
        row(f"longest stall, {LOGINS} logins at once: on the loop, in threads", *longest, "ms"),
        row(f"memory, {LOGINS} logins at once: no limit, two hashes at once", *peaks, "MiB"),
    ]


async def writers(lesson: dict[str, Any]) -> list[list[str]]:
    """Compare eight writers on SQLite with eight on PostgreSQL."""
    patient = await sqlite_database("writers")
    _, sqlite = await lesson["eight_writers"](patient, connect_args={"timeout": 20})
    _, server = await lesson["eight_writers"](await postgresql_database("writers"))
    return [row("eight writers at once: SQLite with WAL, PostgreSQL", sqlite, server, "ms")]


async def answers(lesson: dict[str, Any]) -> list[list[str]]:
    """Compare a forgotten password of somebody's with one of nobody's, before and after."""
    rows = []
    managers = {"as pasted": "UserManager", "work after the answer": "QuietUserManager"}
    for words, manager in managers.items():
        app = lesson["create_threaded_app"](lesson[manager])
        times = await lesson["known_and_unknown"](app)
        ada, nobody = (times["forgot password", who] for who in ("ada", "nobody"))
        rows.append(row(f"forgotten password, {words}: of somebody, of nobody", ada, nobody, "ms"))
    return rows


def row(what: str, first: float, second: float, unit: str) -> list[str]:
    """Return two figures and their ratio."""
    return [what, f"{first:.1f} {unit}", f"{second:.1f} {unit}", f"{first / second:.1f}"]


async def main() -> None:
    lesson: dict[str, Any] = {"__name__": "__main__", "fresh_database": fresh_database}
    await definitions(NAMED["production"], lesson)
    rows = []
    for part in (lookups, stalls, writers, answers):
        rows += await part(lesson)
    await lesson["engine"].dispose()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print(Table(["what", "first", "second", "ratio"], rows)._repr_mimebundle_()["text/markdown"])


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    asyncio.run(main())
