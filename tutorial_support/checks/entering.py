"""Entering: the learner's async context manager, left in order and left with an exception."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, describe


class OfTheTest(Exception):
    """What a test raises inside the learner's context manager."""


async def within(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    body: Callable[[Any], Awaitable[None]],
    *,
    fails: bool = False,
) -> None:
    """Enter what the learner's function returns, run `body` with what it yields, and leave it.

    Args:
        function: returns an async context manager.
        arguments: what it is called with.
        body: what happens inside; its `NotYet` reaches the caller even past an `except`.
        fails: leave it with an exception, as a test that fails does.

    Raises:
        NotYet: it is no async context manager, raised, or swallowed the exception.
    """
    name = getattr(function, "__name__", "it")
    manager = call_sync(function, *arguments, allow_awaitable=True)
    if not hasattr(manager, "__aenter__"):
        if inspect.iscoroutine(manager):
            manager.close()
        raise NotYet(
            f"`{name}(...)` gave {article(manager)}, no async context manager: is"
            " `@asynccontextmanager` above an `async def` with a `yield`?"
        )
    given = await _raising(manager.__aenter__(), f"on entering `{name}`,")
    problem: Exception | None = OfTheTest("the test failed") if fails else None
    reason: NotYet | None = None
    try:
        await body(given)
    except NotYet as error:
        reason = error
        problem = problem or OfTheTest("the test failed")
    try:
        kind = None if problem is None else type(problem)
        swallowed = await manager.__aexit__(kind, problem, None)
    except OfTheTest:
        swallowed = False
    except Exception as error:
        if reason is None:
            words = "after a test that failed" if fails else "at the end"
            raise NotYet(f"{words}, {describe(error)}") from error
    if reason is not None:
        raise reason
    if fails and swallowed:
        raise NotYet("the test's exception did not come out: a test that fails would be green")


async def _raising(entering: Awaitable[Any], words: str) -> Any:
    try:
        return await entering
    except Exception as error:
        raise NotYet(f"{words} {describe(error)}") from error
