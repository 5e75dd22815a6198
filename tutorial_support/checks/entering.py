"""Entering: the learner's async context manager, left in order and left with an exception."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, describe
from tutorial_support.checks.time_limit import TooSlow


class Stopped(BaseException):
    """As pytest's own exceptions are: no `except Exception` sees it."""


FAILURES: tuple[type[BaseException] | None, ...] = (None, ValueError, AssertionError, Stopped)


async def run_inside(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    body: Callable[[Any], Awaitable[None]],
    failure: type[BaseException] | None,
) -> None:
    """Enter what the learner's function returns, run `body` with what it yields, and leave it.

    Args:
        function: returns an async context manager.
        arguments: what it is called with.
        body: what happens inside; its `NotYet` reaches the caller even past an `except`.
        failure: leave it with such an exception, as a test that fails does.

    Raises:
        NotYet: it is no async context manager, raised, or changed or swallowed the exception.
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
    if inspect.iscoroutine(made := getattr(manager, "gen", None)):
        made.close()
        raise NotYet(f"`{name}` returns, and has no `yield`, where the test runs")
    try:
        given = await manager.__aenter__()
    except Exception as error:
        raise NotYet(f"on entering `{name}`, {describe(error)}") from error
    reason: NotYet | None = None
    try:
        await body(given)
    except NotYet as error:
        reason = error
    problem = failure("the test failed") if failure else reason
    swallowed = await _leave(manager, problem, reason)
    if reason is not None:
        raise reason
    if failure and swallowed:
        raise NotYet(
            f"the test's {failure.__name__} did not come out: a test that fails would be green"
        )


async def _leave(manager: Any, problem: BaseException | None, reason: NotYet | None) -> bool:
    """Leave the context manager; tell whether it swallowed the problem."""
    try:
        return bool(await manager.__aexit__(problem and type(problem), problem, None))
    except (asyncio.CancelledError, TooSlow):
        raise
    except BaseException as error:
        if error is problem or reason is not None:
            return False
        if type(error) is type(problem):
            raise NotYet("another exception came out than the test's own") from error
        words = "after a test that failed" if problem else "at the end"
        raise NotYet(f"{words}, {describe(error)}") from error
