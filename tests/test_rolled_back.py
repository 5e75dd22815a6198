"""Notebook 19's rolled-back transaction on SQLite, in both ways that SQLAlchemy documents."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from notebooks import NAMED, WRITE_FILE

LESSON = NAMED["testing"]


def module_of(name: str) -> dict[str, Any]:
    """Return the names of the module that a cell of the notebook writes."""
    source = WRITE_FILE.sub("", LESSON.cell(name).source, count=1)
    names: dict[str, Any] = {}
    exec(source.replace("from app import Base\n", ""), names)
    return names


async def rows_left(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE visits (who TEXT)"))
    async with module_of("isolation-more")["rolled_back"](engine) as session:
        await session.execute(text("INSERT INTO visits VALUES ('ada')"))
        await session.commit()
    async with engine.connect() as connection:
        count: int = await connection.scalar(text("SELECT count(*) FROM visits"))
    await engine.dispose()
    return count


def engine_in(folder: Path, **connect_args: object) -> AsyncEngine:
    return create_async_engine(f"sqlite+aiosqlite:///{folder / 'a.db'}", connect_args=connect_args)


def test_without_a_begin_the_row_stays(tmp_path: Path) -> None:
    assert asyncio.run(rows_left(engine_in(tmp_path))) == 1


def test_the_listeners_undo_everything(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    module_of("begin-ourselves")["begin_ourselves"](engine)
    assert asyncio.run(rows_left(engine)) == 0


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sqlite3 has autocommit since Python 3.12")
def test_autocommit_undoes_everything(tmp_path: Path) -> None:
    assert asyncio.run(rows_left(engine_in(tmp_path, autocommit=False))) == 0
