"""Meanings: in a sentence, what the exceptions say that learners meet most often."""

from __future__ import annotations

import re

# A pattern for "Type: message", and what such an error means; the first that fits is taken.
MEANINGS = {
    r"PendingRollbackError": (
        "an earlier statement of this session failed, and it takes no other one before"
        " `await session.rollback()`"
    ),
    r"MissingGreenlet": (
        "the database was needed where nothing can wait for it, as when you read an attribute that"
        " is not loaded"
    ),
    r"DetachedInstanceError": "the session of that object is closed, and the value was not loaded",
    r"StaleDataError": "the row of an object was no longer there, or had been changed",
    r"IllegalStateChangeError|InvalidRequestError: This session is provisioning": (
        "two tasks used one session at the same time"
    ),
    r"InvalidRequestError: Object .* is already attached to session": (
        "the object belongs to another session"
    ),
    r"InvalidRequestError: A transaction is already begun": (
        "the session began a transaction by itself, with its first statement"
    ),
    r"TimeoutError: QueuePool limit": (
        "all connections of the pool are in use, so one was not given back"
    ),
    r"'_AsyncGeneratorContextManager' object": (
        "a context manager gives you its value with `async with ... as ...`"
    ),
    r"async_generator' object|object async_generator can't": (
        "an async generator gives you its value in an `async for`, or in an `async with` if it is"
        " an `@asynccontextmanager`"
    ),
    r"AttributeError: 'NoneType' object has no attribute '(\w+)'": (
        r"the object before `.\1` is None"
    ),
    r"object \w*Result can't be (?:used in 'await'|awaited)|\w*Result' object can't be awaited": (
        "the answer is there already, as from a session without asyncio"
    ),
    r"OperationalError.*misuse of aggregate|GroupingError": (
        "a count is not known yet in `where`; `having` is the place to ask for it"
    ),
    r"AttributeError: Neither 'InstrumentedAttribute' object.* has an attribute '(\w+)'": (
        r"a column has no method `\1`; SQL's functions are in `func`"
    ),
    r"dictionary update sequence element": "`dict` takes pairs, and these are none",
    r"OperationalError.*no such table": "this database has no such table",
    r"OperationalError.*database is locked": "another connection has begun to write and not ended",
    r"OperationalError.*near \"(.+?)\": syntax error": r"SQLite cannot read the SQL at `\1`",
    r"attached to a different loop": "a connection was opened in another event loop",
}


def meaning(error: BaseException) -> str:
    """Return what an exception means, "" where its own words have to do."""
    words = f"{type(error).__name__}: {error}"
    for pattern, sentence in MEANINGS.items():
        if found := re.search(pattern, words):
            return found.expand(sentence)
    return ""
