"""Checks: `check` and `reveal`, the two words that a learner calls."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tutorial_support.checks.last_cell import names_handed_in, watch
from tutorial_support.checks.outcomes import NotYet, Outcome, reveal
from tutorial_support.checks.running import run

__all__ = ["check", "find_check", "reveal"]

WATCHER = watch()
FOLDER = Path(__file__).parent / "exercises"


def find_check(name: object) -> Callable[..., Awaitable[str]]:
    """Return the check of an exercise: ``first-await`` is in `exercises/first_await.py`.

    Raises:
        LookupError: there is none of this name; the message says which one is nearest.
    """
    names = [path.stem.replace("_", "-") for path in sorted(FOLDER.glob("[!_]*.py"))]
    if name not in names:
        (near,) = difflib.get_close_matches(str(name), names, 1, 0)
        raise LookupError(f"there is no exercise {name!r}: is it {near!r}?")
    function = str(name).replace("-", "_")
    check: Callable[..., Awaitable[str]]
    check = getattr(import_module(f"{__name__}.exercises.{function}"), function)
    return check


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
            if WATCHER is not None:
                WATCHER.last.need_new(names_handed_in(WATCHER.running, self.name))
        except (LookupError, NotYet) as error:
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
