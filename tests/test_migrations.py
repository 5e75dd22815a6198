"""The migrations that notebook 17 writes: up, down and up again, with rows, on two databases."""

from __future__ import annotations

import asyncio
from typing import Any

from notebooks import MINIMAL, NAMED, run_cell, tags

ROWS = 'SELECT * FROM "user" ORDER BY id'


async def notebook_until(name: str) -> dict[str, Any]:
    """Run the cells of notebook 17 up to one, its exercises left out, and return their names."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in NAMED["migrations"].code:
        if not cell.id.startswith(("starter-", "check-")) and "raises-exception" not in tags(cell):
            await run_cell(cell.source.removeprefix(MINIMAL), namespace)
        if cell.id == name:
            return namespace
    raise AssertionError(f"notebook 17 has no cell {name}")


async def up_down_and_up() -> None:
    lesson = await notebook_until("hole-is-closed")

    async def rows(name: str) -> list[dict[str, Any]]:
        await lesson["ENGINES"][name].dispose()  # a prepared statement does not outlive a column
        return [dict(row._mapping) for row in await lesson["ask"](name, ROWS)]

    def alembic(*words: str, on: str) -> bool:
        lesson["alembic"](*words, on=on)
        return lesson["exit_codes"][-1] == 0

    try:
        for name in lesson["URLS"]:
            before = await rows(name)
            assert len(before) == 3, name
            assert alembic("check", on=name), name
            assert alembic("downgrade", "0001", on=name), name
            between = await rows(name)
            kept = between[0].keys() & before[0].keys()
            assert {"id", "email", "hashed_password", "is_active"} <= kept
            assert between == [{key: row[key] for key in between[0]} for row in before], name
            assert alembic("upgrade", "head", on=name), name
            after = await rows(name)
            # A display name was dropped on the way, and is filled from the e-mail of today.
            assert all(row["display_name"] for row in after)
            assert [row | {"display_name": ""} for row in after] == [
                row | {"display_name": ""} for row in before
            ], name
            assert alembic("downgrade", "base", on=name), name
            assert alembic("upgrade", "head", on=name), name
            assert alembic("check", on=name), name
    finally:
        for engine in (*lesson["ENGINES"].values(), lesson["engine"]):
            await engine.dispose()
        lesson["folder"].cleanup()


def test_migrations_go_up_and_down_and_lose_nobody() -> None:
    asyncio.run(up_down_and_up())
