"""Checks: `check` and `reveal`, the two words that a learner calls."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import Any

import tutorial_support.adapter  # noqa: F401
from tutorial_support.checks import (
    adapter_dependency,
    create_tables,
    engine_and_session_factory,
    migrations,
    oauth_and_access_tokens,
    on_a_server,
    production,
    start_here,
    testing,
    user_model,
    whole_app,
    your_app,
    your_own_user,
)
from tutorial_support.checks.outcomes import Outcome, reveal
from tutorial_support.checks.running import run

__all__ = ["CHECKS", "check", "reveal"]

CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    **start_here.CHECKS,
    **user_model.CHECKS,
    **engine_and_session_factory.CHECKS,
    **create_tables.CHECKS,
    **adapter_dependency.CHECKS,
    **your_own_user.CHECKS,
    **whole_app.CHECKS,
    **oauth_and_access_tokens.CHECKS,
    **on_a_server.CHECKS,
    **migrations.CHECKS,
    **testing.CHECKS,
    **production.CHECKS,
    **your_app.CHECKS,
}


@dataclass
class WaitingCheck:
    """A check that has not run: it runs when it is awaited."""

    name: str
    answers: tuple[Any, ...]

    def __await__(self) -> Generator[Any, None, Outcome]:
        return self._run().__await__()

    async def _run(self) -> Outcome:
        if self.name in CHECKS:
            return await run(CHECKS[self.name], self.name, self.answers)
        near = difflib.get_close_matches(str(self.name), CHECKS, 1, 0)
        return Outcome("Not yet", f"there is no exercise {self.name!r}: is it {near[0]!r}?")

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
