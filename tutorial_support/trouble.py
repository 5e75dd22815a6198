"""Trouble: something outside the lesson is in the way, in one sentence."""

from __future__ import annotations


class Trouble(Exception):
    """Something expected went wrong; its text is one sentence that says what to do."""

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the sentence alone, without a traceback."""
        return [str(self)]
