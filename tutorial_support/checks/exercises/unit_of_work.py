"""The check unit-of-work: the order of a unit of work run just now."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.ordering import need_order
from tutorial_support.checks.samples.users import (
    SampleBase,
    sample_user,
    sessions,
)
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql

UNIT_OF_WORK = {
    1: "INSERT",
    2: "COMMIT",
    3: "the object is created",
    4: "CREATE TABLE",
    5: "BEGIN",
    6: "session.add(user)",
}


async def unit_of_work(order: Any) -> str:
    """`order` is the order in which a unit of work happens."""
    async with throwaway_database(SampleBase.metadata) as engine:
        with watch_sql(engine) as log:
            async with sessions(engine)() as session:
                user = sample_user(1, "ada@example.com")
                log.note("you", UNIT_OF_WORK[3])
                session.add(user)
                log.note("you", UNIT_OF_WORK[6])
                await session.commit()
    numbers = {words: number for number, words in UNIT_OF_WORK.items()}
    happened = [numbers[event.text if event.what == "note" else event.what] for event in log.events]
    need_order(order, UNIT_OF_WORK, happened)
    return "your order is that of a run made just now"
