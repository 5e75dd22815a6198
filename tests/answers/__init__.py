"""What learners answer: a module for each exercise, with wrong answers and right ones."""

from __future__ import annotations

from dataclasses import dataclass


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
