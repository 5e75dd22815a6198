"""The check worker-url: a database for each worker, with a name that fits."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import URL, make_url

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, call_sync, need_function

LIMIT = 63  # bytes of a name, PostgreSQL's NAMEDATALEN - 1


async def worker_url(worker_url: Any) -> str:
    """`worker_url` gives each worker a database name of its own that fits."""
    need_function(worker_url, "worker_url")
    long = "a_database_with_a_name_that_somebody_thought_about_for_too_long"
    names = ["club", "c" * 59, "c" * 60, long, long[:-1] + "x", "x" + long[1:], long[:-2] + "go"]
    names += ["ü" * 30, "ö" * 30, "a" + "ü" * 30, "日" * 20, "ada", "c" * 63]
    names += [secrets.token_hex(31) for _ in range(300)]  # a short hash gives two of them one name
    made: dict[str, str] = {}
    for number, name in enumerate(names):
        before = make_url("postgresql+asyncpg://ada:s3cr%40t@db.example:6432/x?ssl=require")
        before = before.set(database=name)
        for worker in ("master", "gw0", "gw1", "gw12", "gw100"):
            words = f"for a name of {len(name.encode())} bytes and {worker},"
            text = before.render_as_string(hide_password=False)
            with about(words):
                given = call_sync(worker_url, text if number % 2 else before, worker)
                with _another_process() as hashed:
                    again = call_sync(worker_url, before, worker)
                if given != again and hashed:
                    raise NotYet(
                        "`hash()` of a text is another one in each process; the workers are"
                        " processes"
                    )
            _need_url(given, again, before, words)
            wanted = name if worker == "master" else f"{name}_{worker}"
            if len(wanted.encode()) <= LIMIT and given.database != wanted:
                raise NotYet(f"{words} the name is {given.database!r}; {wanted!r} is wanted")
            if worker != "master" and not given.database.endswith(f"_{worker}"):
                raise NotYet(f"{words} the name is {given.database!r}: it ends in another way")
            if len(given.database.encode()) > LIMIT:
                raise NotYet(
                    f"{words} the name has {len(given.database.encode())} bytes; PostgreSQL cuts"
                    f" it after {LIMIT}"
                )
            if (other := made.setdefault(given.database, name)) != name:
                raise NotYet(f"{name!r} and {other!r} become one database, {given.database!r}")
    return f"{len(made)} names for five workers: each fits, and each is another"


@contextmanager
def _another_process() -> Iterator[list[Any]]:
    """Let `hash` give what it gives in another process; collect what it was asked for."""
    hashed: list[Any] = []

    def other(value: Any) -> int:
        hashed.append(value)
        return hash_here(value) ^ 0x5EED

    hash_here = hash
    with mock.patch("builtins.hash", other):
        yield hashed


def _need_url(given: Any, again: Any, before: URL, words: str) -> None:
    if not isinstance(given, URL):
        raise NotYet(f"{words} it returned {article(given)}; a `URL` is wanted")
    if given != again:
        raise NotYet(f"{words} it gave two different URLs for the same things")
    for part in ("drivername", "username", "password", "host", "port", "query"):
        if getattr(given, part) != getattr(before, part):
            raise NotYet(f"{words} the {part} is {getattr(given, part)!r} and was another before")
