"""Ordering: an answer like ``[3, 1, 4]`` against what a live run did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article


def need_order(order: Any, lines: Mapping[int, str], happened: Sequence[int]) -> None:
    """Compare an order of numbered lines with the order in which they happened.

    Args:
        order: the learner's list of line numbers.
        lines: every numbered line, those that do not belong included.
        happened: the numbers in the order of the run.

    Raises:
        NotYet: with the first thing that differs.
    """
    if not isinstance(order, (list, tuple)):
        raise NotYet(f"`order` is {article(order)}; a list of numbers like [3, 1, 2] is wanted")
    if any(number is ... for number in order):
        raise NotYet("`order` still holds `...`: put a number in each place")
    for number in order:
        if isinstance(number, str) and number.strip().isdigit():
            raise NotYet(f"{number!r} is a text: write the numbers without quotation marks")
        if isinstance(number, (bool, str)) or number not in list(lines):
            raise NotYet(
                f"there is no line {number!r}: the lines are the numbers {min(lines)} to"
                f" {max(lines)}"
            )
        if order.count(number) > 1:
            raise NotYet(f"line {number} stands there twice; it happens once")
        if number not in happened:
            raise NotYet(f'line {number} ("{lines[number]}") did not happen in the run')
    missing = [number for number in happened if number not in order]
    if missing:
        raise NotYet(f'line {missing[0]} ("{lines[missing[0]]}") is missing; the run did it')
    for yours, real in zip(order, happened, strict=True):
        if yours != real:
            raise NotYet(
                f'in the run, line {real} ("{lines[real]}") came before line {yours}'
                f' ("{lines[yours]}")'
            )
