"""Outcomes: what a check or a prediction can answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """The answer of a check: a kind and one sentence.

    Attributes:
        kind: ``Passed``, ``Not yet`` or ``Not attempted``.
        message: what was checked, or what the learner's object did.
    """

    kind: str
    message: str

    def __repr__(self) -> str:
        return f"{self.kind}: {self.message}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/markdown": f"**{self.kind}:** {self.message}"}


class NotYet(Exception):
    """Raised inside a check: the answer is not right yet, and this sentence says why."""

    kind = "Not yet"


class NotAttempted(NotYet):
    """Raised inside a check: there is no answer yet."""

    kind = "Not attempted"


@contextmanager
def about(words: str) -> Iterator[None]:
    """Put words in front of the sentence of a `NotYet`, such as what the answer was handed."""
    try:
        yield
    except NotYet as reason:
        raise NotYet(f"{words} {reason}") from reason


@dataclass(frozen=True)
class Revealed:
    """A prediction beside what the run gave."""

    prediction: object
    actual: object

    def __repr__(self) -> str:
        if self.prediction is ...:
            return (
                f"It was {self.actual!r}. You made no prediction: replace the ... above by your"
                " guess and run both cells again."
            )
        if str(self.prediction).strip().lower() == str(self.actual).strip().lower():
            return f"You predicted {self.prediction!r}, and so it was."
        return f"You predicted {self.prediction!r}; it was {self.actual!r}."


def reveal(prediction: object, actual: object) -> Revealed:
    """Compare a prediction with what the run gave.

    Args:
        prediction: the learner's guess; ``...`` where there is none yet.
        actual: the value from the run, which is the only key there is.

    Returns:
        An object whose repr is the comparison, in one line.
    """
    return Revealed(prediction, actual)
