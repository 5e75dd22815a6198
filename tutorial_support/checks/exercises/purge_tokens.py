"""The check purge-tokens: tokens of several ages, purged."""

from __future__ import annotations

import os
import re
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import call, need_function
from tutorial_support.checks.samples.users import add_users, need_sql, sessions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import SQLLog, watch_sql

LIFETIMES = {3600: [10, 3590, 3610, 7200, 2_592_000], 60: [5, 90], 86_400: [3600]}
ADA = uuid.UUID(int=1)


async def purge_tokens(purge_expired: Any, User: Any, AccessToken: Any) -> str:
    """`purge_expired` deletes the tokens that are too old, commits, and counts them."""
    need_function(purge_expired, "purge_expired")
    need_model(User, "User", "email", "hashed_password")
    need_model(AccessToken, "AccessToken", "token", "created_at", "user_id")
    for lifetime, ages in LIFETIMES.items():
        tokens = {secrets.token_urlsafe(): age for age in ages}
        async with throwaway_database(User.metadata) as engine:
            ada = User(id=ADA, email="ada@example.com", hashed_password="not-a-hash")
            await add_users(engine, ada)
            await add_users(engine, *(_token(AccessToken, t, age) for t, age in tokens.items()))
            with watch_sql(engine) as log, _record_values(engine) as sent, _in_another_time_zone():
                async with sessions(engine)() as session:
                    given = await call(purge_expired, session, lifetime)
            async with sessions(engine)() as session:
                left = set(await session.scalars(select(AccessToken.token)))
                users = await session.scalar(select(func.count()).select_from(User.__table__))
        _need_portable(" ".join(log.statements), sent)
        words = f"with a lifetime of {lifetime} seconds"
        _need_purged(words, lifetime, {age: token in left for token, age in tokens.items()}, log)
        if not users:
            raise NotYet(f"{words}, the user was deleted as well")
        count = sum(age > lifetime for age in ages)
        if isinstance(given, bool) or given != count:
            raise NotYet(f"{words}, it returned {given!r} and deleted {count} token(s)")
    return "three lifetimes: the old tokens are gone for good, the young ones and the user stay"


def _token(model: Any, token: str, age: int) -> Any:
    made = datetime.now(timezone.utc) - timedelta(seconds=age)
    return model(token=token, user_id=ADA, created_at=made)


@contextmanager
def _record_values(engine: AsyncEngine) -> Iterator[list[Any]]:
    """Collect the values that are sent, as they are before SQLite's types change them."""
    found: list[Any] = []

    def look(connection: Any, cursor: Any, sql: str, sent: Any, context: Any, many: bool) -> None:
        for parameters in context.compiled_parameters or ():
            found.extend(parameters.values())

    event.listen(engine.sync_engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", look)


@contextmanager
def _in_another_time_zone() -> Iterator[None]:
    """Run in a time zone that is not UTC, where the clock on the wall is another one."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Etc/GMT-5"
    getattr(time, "tzset", lambda: None)()  # there is none on Windows
    try:
        yield
    finally:
        os.environ.pop("TZ")
        os.environ.update({"TZ": before} if before is not None else {})
        getattr(time, "tzset", lambda: None)()


def _need_portable(statements: str, sent: list[Any]) -> None:
    if any(isinstance(value, datetime) and not value.tzinfo for value in sent):
        raise NotYet(
            "it compares with a time that has no zone: SQLite takes it for UTC, PostgreSQL's driver"
            " for the machine's local time"
        )
    if found := re.search(r"\b(datetime|julianday|strftime|unixepoch|cast)\(", statements, re.I):
        raise NotYet(
            f"it has the database compute with `{found[1]}(...)`, which is SQLite's way: compute"
            " the moment in Python, with a zone"
        )
    if any(isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) for value in sent):
        raise NotYet("it compares with a text: hand over the time itself, with a zone")


def _need_purged(words: str, lifetime: int, there: dict[int, bool], log: SQLLog) -> None:
    for age, is_there in there.items():
        if age < lifetime and not is_there:
            raise NotYet(f"{words}, the token that was {age} seconds old is gone")
    old = [age for age, is_there in there.items() if age > lifetime and is_there]
    need_sql(log)
    sent = " ".join(log.statements)
    if old and "DELETE" not in sent:
        raise NotYet(f"{words}, a token {old[0]} seconds old is still there: no DELETE was sent")
    if "DELETE" in sent and "COMMIT" not in log.marks:
        raise NotYet("a DELETE was sent and no COMMIT after it")
    if old:
        raise NotYet(
            f"{words}, a token {old[0]} seconds old is still there: the DELETE was committed, and"
            " its limit missed it"
        )
