"""What the exercise patient-engine is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "patient-engine"

SETUP = """
from sqlalchemy import AsyncAdaptedQueuePool, NullPool, StaticPool, create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine

from tutorial_support.databases import postgresql_database, sqlite_database

OTHER_URL = await sqlite_database("other")
"""


def engine(*options: str, made: str = "create_async_engine") -> str:
    """Return the cell with these options."""
    return f"""
def make_patient_engine(url):
    return {made}({", ".join(["url", *options])})
"""


THREE = ("pool_size=3", "max_overflow=0")
WAIT, PING = "pool_timeout=0.2", "pool_pre_ping=True"

WRONG = [
    Answer(
        "no option",
        engine(),
        "it opened a fourth connection: `pool_size` and `max_overflow` together are the limit",
    ),
    Answer(
        "pool_size alone",
        engine("pool_size=3", WAIT, PING),
        "it opened a fourth connection: `pool_size` and `max_overflow` together are the limit",
    ),
    Answer(
        "pool_size and as many again",
        engine("pool_size=3", "max_overflow=3", WAIT, PING),
        "it opened a fourth connection",
    ),
    Answer(
        "one connection",
        engine("pool_size=1", "max_overflow=0", WAIT, PING),
        "it opens 1 connection(s) at once; three are wanted",
    ),
    Answer(
        "two connections",
        engine("pool_size=1", "max_overflow=1", WAIT, PING),
        "it opens 2 connection(s) at once; three are wanted",
    ),
    Answer(
        "as long as ever",
        engine(*THREE, PING),
        "who finds no connection free waits for longer than a fifth of a second",
    ),
    Answer(
        "half a second",
        engine(*THREE, "pool_timeout=0.5", PING),
        "who finds no connection free waits 0.5 seconds; a fifth of a second is wanted",
    ),
    Answer(
        "four, and none on top",
        engine("pool_size=4", "max_overflow=0", WAIT, PING),
        "it opened a fourth connection: `pool_size` and `max_overflow` together are the limit",
    ),
    Answer(
        "milliseconds",
        engine(*THREE, "pool_timeout=200", PING),
        "who finds no connection free waits for longer than a fifth of a second",
    ),
    Answer(
        "an eighth of a second",
        engine(*THREE, "pool_timeout=1 / 8", PING),
        "who finds no connection free waits 0.12 seconds; a fifth of a second is wanted",
    ),
    Answer(
        "no wait",
        engine(*THREE, "pool_timeout=0", PING),
        "who finds no connection free waits 0 seconds; a fifth of a second is wanted",
    ),
    Answer(
        "a wait for the connection, not for the pool",
        engine(*THREE, 'connect_args={"timeout": 0.2}', PING),
        "who finds no connection free waits for longer than a fifth of a second",
    ),
    Answer(
        "no ping",
        engine(*THREE, WAIT),
        "after a restart of the server, the next query failed: ",
    ),
    Answer(
        "connections that are renewed every hour",
        engine(*THREE, WAIT, "pool_recycle=3600"),
        "after a restart of the server, the next query failed: ",
    ),
    Answer(
        "no pool",
        engine("poolclass=NullPool"),
        "it opened a fourth connection",
    ),
    Answer(
        "an option that is none",
        engine(*THREE, "timeout=0.2", PING),
        "your code raised TypeError: Invalid argument(s) 'timeout' sent to create_engine()",
    ),
    Answer(
        "an engine without asyncio",
        engine(*THREE, WAIT, PING, made="create_engine"),
        "it returned an Engine; an async engine is wanted",
    ),
    Answer(
        "another database",
        engine(*THREE, WAIT, PING).replace("(url,", "(OTHER_URL,"),
        "its engine is for another database than the `url`",
    ),
    Answer(
        "an engine in place of the function",
        "make_patient_engine = create_async_engine(OTHER_URL)",
        "`make_patient_engine` is an AsyncEngine, and a function is wanted",
    ),
    Answer(
        "nothing yet",
        "make_patient_engine = ...",
        "Not attempted: `make_patient_engine` is still `...`",
    ),
]

RIGHT = [
    Answer("four options", engine(*THREE, WAIT, PING)),
    Answer(
        "two that stay, one that comes and goes",
        engine("pool_size=2", "max_overflow=1", "pool_timeout=0.2", PING),
    ),
    Answer(
        "none that stays",
        engine("pool_size=1", "max_overflow=2", WAIT, PING, "pool_use_lifo=True"),
    ),
    Answer(
        "a dict of options",
        """
OPTIONS = dict(pool_size=3, max_overflow=0, pool_timeout=1 / 5, pool_pre_ping=True)


def make_patient_engine(url):
    return create_async_engine(url, poolclass=AsyncAdaptedQueuePool, **OPTIONS)
""",
    ),
]
