"""Progress: which exercises have passed, read from the notebooks that the learner saved."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutorial_support import CourseError
from tutorial_support.workspace.copies import WORK, numbered_notebooks

# The source, because a cell's id and metadata get lost when a learner copies the cell.
CHECK = re.compile(r"""^[^#\n]*\bcheck\(\s*["']([\w-]+)["']""", re.MULTILINE)
STATES = {  # how a check's answer begins, the best last
    "Not attempted:": "not attempted",
    "Not yet:": "not yet",
    "Passed:": "passed",
}


@dataclass
class NotebookProgress:
    """One notebook: its exercises, in order, each with its state; or what is wrong with it."""

    name: str
    exercises: dict[str, str]
    trouble: str = ""


def progress() -> list[NotebookProgress]:
    """Read how far the learner is, notebook by notebook.

    Returns:
        For each notebook of the course that has exercises, the state of each: ``passed``,
        ``not yet``, ``not attempted``, or ``not run`` where the saved copy holds no answer of its
        check.

    Raises:
        CourseError: the course's own notebooks cannot be read.
    """
    return [_progress_in(notebook) for notebook in numbered_notebooks()]


def _progress_in(original: Path) -> NotebookProgress:
    exercises = dict.fromkeys((name for name, _ in _checks(original)), "not run")
    report = NotebookProgress(original.stem, exercises)
    copy = WORK / original.name
    if not copy.exists():
        return report
    try:
        answers = _checks(copy)
    except CourseError as trouble:
        report.trouble = str(trouble)
        return report
    for state in STATES.values():
        for name, answer in answers:
            if answer == state and name in exercises:
                exercises[name] = state
    return report


def _checks(notebook: Path) -> list[tuple[str, str]]:
    """Return the name and the state of each check in a notebook, in the order of its cells."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return [
            (name, _state(cell["outputs"]))
            for cell in cells
            if cell["cell_type"] == "code"
            for name in CHECK.findall(_text(cell["source"]))
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{notebook.name} cannot be read as a notebook: `python -m tutorial_support reset "
            f"{notebook.stem}` puts the original there and keeps this file beside it."
        ) from error


def _state(outputs: list[dict[str, Any]]) -> str:
    """Return the state that a check's saved outputs tell, "" where they tell none."""
    for output in outputs:
        answer = _text(output.get("data", {}).get("text/plain", ""))
        for beginning, state in STATES.items():
            if answer.startswith(beginning):
                return state
    return ""


def _text(lines: str | list[str]) -> str:
    """Return a notebook's text, which the format stores as a string or as a list of lines."""
    return "".join(lines)
