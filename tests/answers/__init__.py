"""What learners answer: a module for each exercise, with wrong answers and right ones."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from notebooks import NAMED


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise.

    Attributes:
        title: what it is, in a few words.
        code: what the learner's cell holds.
        says: a part of the message that the check must give.
    """

    title: str
    code: str
    says: str = "Passed"


def cannot_be_awaited(kind: str) -> str:
    """Return Python's words for `await` of an object of this type."""
    if sys.version_info >= (3, 14):
        return f"'{kind}' object can't be awaited"
    return f"object {kind} can't be used in 'await' expression"


def cells(slug: str, *names: str) -> str:
    """Return the code of a notebook's cells, for a catalogue's SETUP."""
    notebook = NAMED[slug]
    code = "\n\n".join(notebook.cell(name).source for name in names)
    return f"from tutorial_support.databases import fresh_database\n\n{code}\n"
