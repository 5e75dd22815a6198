"""The check async-url: a function that puts an asyncio driver into a database URL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call_sync, need_function

URLS = {  # what a host gives, and the driver that is wanted
    "sqlite:///./club.db": "sqlite+aiosqlite",
    "sqlite:////data/sqlite.db": "sqlite+aiosqlite",
    "sqlite+aiosqlite:///./club.db": "sqlite+aiosqlite",
    "sqlite+pysqlite:///./club.db": "sqlite+aiosqlite",
    "sqlite://": "sqlite+aiosqlite",
    "postgresql://ada:secret@db.example/club": "postgresql+asyncpg",
    "postgres://ada:secret@db.example/club": "postgresql+asyncpg",
    "postgresql+asyncpg://postgres:postgresql@db.example/postgres": "postgresql+asyncpg",
    "postgresql+psycopg2://ada:p%40ss@db.example:5433/club?options=sqlite": "postgresql+asyncpg",
    "postgresql+psycopg://ada@db.example/club": "postgresql+asyncpg",
    "sqlite:///postgres+a.db": "sqlite+aiosqlite",
    "postgres://Ada:a+B@db.example/Club?sslkey=file://K": "postgresql+asyncpg",
}


async def async_url(async_url: Any) -> str:
    """`async_url` puts the course's asyncio driver into any URL of the two databases."""
    need_function(async_url, "async_url")
    for url, driver in URLS.items():
        with about(f"for {url!r}"):
            given = call_sync(async_url, url)
        if not isinstance(given, (str, URL)):
            raise NotYet(f"for {url!r} it returned {article(given)}; a URL is wanted")
        try:
            mine = make_url(given)
        except (ArgumentError, ValueError):
            raise NotYet(f"for {url!r} it returned {given!r}, which is no database URL") from None
        if mine.drivername != driver:
            raise NotYet(
                f"for {url!r} the part before `://` is {mine.drivername!r}; {driver!r} is wanted"
            )
        if mine.password == "***":
            raise NotYet(f"for {url!r} the password became `***`: `str()` of a URL hides it")
        for part, new, old in zip(URL._fields[1:], mine[1:], make_url(url)[1:], strict=True):
            if new != old:
                change = f"the {part} became {new!r}; it was {old!r}"
                raise NotYet(f"for {url!r} {change.replace('immutabledict', '')}")
    return f"{len(URLS)} URLs got the right driver, and nothing else in them changed"
