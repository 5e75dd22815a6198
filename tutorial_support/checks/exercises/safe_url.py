"""The check safe-url: passwords with every special character."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call_sync, need_function

PASSWORDS = ("secret", "s3cr@t", "50%", "a/b", "p:w", "%41", " Sp ace?#& ", "ünï@:/")


async def safe_url(database_url: Any) -> str:
    """`database_url` makes a URL that no password breaks."""
    need_function(database_url, "database_url")
    for number, password in enumerate(PASSWORDS):
        host, name = f"db{number}.example", f"club{number}"
        settings = {"user": "ada", "password": password, "host": host, "name": name}
        words = f"for the password {password!r}"
        if number % 2:
            settings |= {"port": str(6432 + number)}
        if number == len(PASSWORDS) - 1:
            settings |= {"user": "club:app"}
            words = f"for the user 'club:app' with the password {password!r}"
        with about(words):
            given = call_sync(database_url, dict(settings))
        if not isinstance(given, str | URL):
            raise NotYet(f"{words} it returned {article(given)}; a URL is wanted")
        try:
            url = make_url(given)
        except (ArgumentError, ValueError):
            raise NotYet(f"{words} it returned what is no database URL") from None
        wanted = {
            "drivername": "postgresql+asyncpg",
            "username": settings["user"],
            "password": password,
            "host": host,
            "port": int(settings.get("port", 5432)),
            "database": name,
        }
        for part, value in wanted.items():
            found = getattr(url, part)
            if found == "***":
                raise NotYet(f"{words} the password became `***`: `str()` of a URL hides it")
            if found != value or type(found) is not type(value):
                raise NotYet(f"{words} the {part} became {found!r}; {value!r} is wanted")
        if url.query:
            raise NotYet(f"{words} the URL got a query, {dict(url.query)}")
    return f"{len(PASSWORDS)} passwords came through as they are, with a port and without one"
