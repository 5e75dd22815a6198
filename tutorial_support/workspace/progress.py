"""Progress: which exercises have passed, read from the notebooks that the learner saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutorial_support import CourseError
from tutorial_support.workspace.copies import RENAMED, WORK, former_copies, numbered_notebooks
from tutorial_support.workspace.notebooks import read

# The source, because a cell's id and metadata get lost when a learner copies the cell.
CHECK = re.compile(r"""^[^#\n]*\bcheck\(\s*["']([\w-]+)["']""", re.MULTILINE)
NOT_RUN = "not run"
STATES = {  # how a check's answer begins, the best last
    "Not attempted:": "not attempted",
    "Not yet:": "not yet",
    "Passed:": "passed",
}
RANK = [NOT_RUN, *STATES.values()]


@dataclass
class NotebookProgress:
    """One notebook.

    Attributes:
        name: its name, such as ``01_user_model``.
        exercises: its exercises, in order, each with its state.
        former: the exercises whose state is from a copy with a former name, each with that copy.
        troubles: what is wrong with the copies.
    """

    name: str
    exercises: dict[str, str]
    former: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


def progress() -> list[NotebookProgress]:
    """Read how far the learner is, notebook by notebook.

    Returns:
        For each notebook of the course that has exercises, the state of each: ``passed``,
        ``not yet``, ``not attempted``, or ``not run`` where the saved copies hold no answer of its
        check. The best answer counts, also that of a copy with a former name.

    Raises:
        CourseError: the course's own notebooks cannot be read.
    """
    return [_progress_in(notebook) for notebook in numbered_notebooks()]


def _progress_in(original: Path) -> NotebookProgress:
    exercises = dict.fromkeys((name for name, _ in _checks(original)), NOT_RUN)
    report = NotebookProgress(original.stem, exercises)
    current = WORK / original.name
    for copy in (current, *former_copies(original.stem)):
        if not copy.exists():
            continue
        try:
            answers = _checks(copy)
        except CourseError as trouble:
            report.troubles.append(str(trouble))
            continue
        for name, answer in answers:
            if name in exercises and RANK.index(answer) > RANK.index(exercises[name]):
                exercises[name] = answer
                if copy != current:
                    report.former[name] = copy.name
    return report


def _checks(notebook: Path) -> list[tuple[str, str]]:
    """Return the name and the state of each check in a notebook, in the order of its cells."""
    try:
        return [
            (name, _state(cell.outputs))
            for cell in read(notebook).code
            for name in CHECK.findall(cell.source)
        ]
    except ValueError as broken:
        if notebook.stem in RENAMED:
            raise CourseError(f"{broken}, so nothing in it counts.") from broken
        raise CourseError(
            f"{broken}: `python -m tutorial_support reset {notebook.stem}` puts the original there "
            "and keeps this file next to it."
        ) from broken


def _state(outputs: list[dict[str, Any]]) -> str:
    """Return the state that a check's saved outputs tell."""
    for output in outputs:
        answer = output.get("data", {}).get("text/plain", "")
        for beginning, state in STATES.items():
            if answer.startswith(beginning):
                return state
    return NOT_RUN
