"""Forgotten: calls of async functions that nobody awaited."""

from __future__ import annotations

import re
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def forgotten_awaits() -> Iterator[list[str]]:
    """Collect the names of the coroutines that the block made and never awaited.

    Yields:
        A list, complete when the block is left. No warning is shown: Python's own about these
        coroutines would appear later and under another cell.
    """
    names: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.filterwarnings("always", "coroutine .* was never awaited", RuntimeWarning)
        yield names
    for warning in caught:
        found = re.fullmatch("coroutine '(.*)' was never awaited", str(warning.message))
        if found:
            name = found[1].split("<locals>.")[-1]
            # What `awaitable_attrs.loans` gives is a coroutine of another name.
            names.append("awaitable_attrs" if name == "greenlet_spawn" else name)


def clear_frames(error: BaseException | None) -> None:
    """Clear the variables of an exception's frames: they keep forgotten coroutines alive."""
    seen = set()
    while error is not None and id(error) not in seen:  # `raise error.orig` makes a ring of them
        seen.add(id(error))
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
