"""The check first-await: an async function, awaited with two names."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, need_function


async def first_await(greet: Any) -> str:
    """`greet` awaits the function it is given and puts the name into a greeting."""
    need_function(greet, "greet")
    loops = _running_loops()
    for name in ("Grace", "Ada"):
        fetched: list[str] = []

        async def fetch_name(name: str = name, fetched: list[str] = fetched) -> str:
            if _running_loops() > loops:
                raise NotYet(
                    "`fetch_name()` ran in an event loop inside the event loop, which works only"
                    " where nest_asyncio was applied: use `await`"
                )
            await asyncio.sleep(0)  # so that nothing but an event loop can run it to its end
            fetched.append(name)
            return name

        _need_greeting(await call(greet, fetch_name), name, bool(fetched))
    return "`greet` awaited two different names and greeted each of them"


def _need_greeting(greeting: Any, name: str, fetched: bool) -> None:
    if greeting is None:
        raise NotYet("`greet` returned None: does it `print` where it should `return`?")
    if not isinstance(greeting, str):
        raise NotYet(f"`greet` returned {article(greeting)}, and a text is wanted")
    thing = re.search(r"<(coroutine|Task|Future|function|generator)\b", greeting)
    if thing:
        raise NotYet(f"your greeting holds a {thing[1]} in place of the name that comes out of it")
    if not fetched:
        raise NotYet("`greet` did not get its name from `fetch_name()`, which never ran")
    if greeting != f"Hello, {name}!":
        raise NotYet(f"for {name} it returned {greeting!r}; 'Hello, {name}!' is wanted")


def _running_loops() -> int:
    frame, loops = sys._getframe(), 0
    while frame.f_back is not None:
        frame = frame.f_back
        loops += frame.f_code.co_name == "_run_once"
    return loops


CHECKS = {"first-await": first_await}
