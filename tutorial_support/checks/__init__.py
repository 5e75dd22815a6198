"""Checks: `check` and `reveal`, the two words that a learner calls."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tutorial_support.checks.outcomes import Outcome, reveal
from tutorial_support.checks.running import run

__all__ = ["check", "find_check", "reveal"]

MODULES = (  # in the order of the notebooks; each is loaded when a check is looked for in it
    "start_here",
    "user_model",
    "engine_and_session_factory",
    "create_tables",
    "adapter_dependency",
    "your_own_user",
    "whole_app",
    "oauth_and_access_tokens",
    "on_a_server",
    "migrations",
    "testing",
    "production",
    "your_app",
)


def find_check(name: object) -> Callable[..., Awaitable[str]]:
    """Return the check of an exercise.

    Raises:
        LookupError: there is none of this name; its text names the one that is nearest.
    """
    import_module("tutorial_support.adapter")  # now, for it loads FastAPI Users
    names: list[str] = []
    for module in MODULES:
        checks: dict[str, Callable[..., Awaitable[str]]]
        checks = import_module(f"{__name__}.{module}").CHECKS
        if isinstance(name, str) and name in checks:
            return checks[name]
        names += checks
    (near,) = difflib.get_close_matches(str(name), names, 1, 0)
    raise LookupError(f"there is no exercise {name!r}: is it {near!r}?")


@dataclass
class WaitingCheck:
    """A check that has not run: it runs when it is awaited."""

    name: str
    answers: tuple[Any, ...]

    def __await__(self) -> Generator[Any, None, Outcome]:
        return self._run().__await__()

    async def _run(self) -> Outcome:
        try:
            found = find_check(self.name)
        except LookupError as error:
            return Outcome("Not yet", str(error))
        return await run(found, self.name, self.answers)

    def __repr__(self) -> str:
        return f'Not checked: put await before it, `await check("{self.name}", ...)`'


def check(name: str, *answers: Any) -> WaitingCheck:
    """Check an exercise; to be awaited.

    Args:
        name: the exercise's name, as in its cells' ids.
        answers: what the exercise asks for.

    Returns:
        Something to await, which gives an `Outcome`: passed, not yet, or not attempted.
    """
    return WaitingCheck(name, answers)
