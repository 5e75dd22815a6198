"""Lessons: what stands in the numbered notebooks, and the minutes that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tutorial_support import CourseError
from tutorial_support.workspace.copies import numbered_notebooks
from tutorial_support.workspace.notebooks import Cell, Notebook, plain_text, read

EXERCISE = re.compile(r"### (?:E|Quick e)xercise: .*\((\d+) minutes?\)")
QUESTIONS = {"from-last-time", "quiz"}
SHORT = 4  # minutes
NOT_TAUGHT = {"sources", "teaching-this", "next"}


@dataclass
class Section:
    """What stands below one heading of a notebook, until the next.

    Attributes:
        title: the heading.
        reading: minutes for its text, cells, outputs and predictions.
        exercises: the minutes of each exercise, by its name.
    """

    title: str
    reading: float = 0
    exercises: dict[str, int] = field(default_factory=dict)


@dataclass
class Lesson:
    """One notebook.

    Attributes:
        name: its name, such as ``01_user_model``.
        minutes: what its first cell says.
        estimate: the minutes of its parts, as `_parts` counts them, and of its exercises.
        sections: its parts, the short ones joined; together they take `minutes`, or more.
        cuts: the sections and exercises to leave out where time is short, the first one first.
        cells: its cells by their ids.
    """

    name: str
    minutes: int
    estimate: float
    sections: list[Section]
    cuts: list[str]
    cells: dict[str, Cell]


def lessons() -> list[Lesson]:
    """Read the numbered notebooks.

    Raises:
        CourseError: the course's notebooks are not there, or one doesn't have its minutes.
    """
    return [lesson_of(read(path)) for path in numbered_notebooks()]


def lesson_of(notebook: Notebook) -> Lesson:
    """Return what is taught in a notebook.

    Raises:
        CourseError: its metadata don't have its minutes.
    """
    about = notebook.content.get("metadata", {}).get("tutorial", {})
    if "minutes" not in about:
        raise CourseError(f"{notebook}: write its minutes into its metadata, under tutorial.")
    sections = [Section("Opening")]
    for cell in notebook.cells:
        for title, minutes in _parts(cell):
            if title not in ("", "Quiz"):
                sections.append(Section(title))
            sections[-1].reading += minutes
        if found := EXERCISE.search(cell.source):
            sections[-1].exercises[cell.id.removeprefix("task-")] = int(found[1])
    sections[-1].title += ", quiz"
    tasks = sum(sum(section.exercises.values()) for section in sections)
    reading = sum(section.reading for section in sections)
    for section in sections:
        section.reading *= max(1, (about["minutes"] - tasks) / (reading or 1))
    sections = _merge(sections)
    return Lesson(
        name=str(notebook),
        minutes=about["minutes"],
        estimate=reading + tasks,
        sections=sections,
        cuts=about.get("cut", []),
        cells={cell.id: cell for cell in notebook.cells},
    )


def _merge(sections: list[Section]) -> list[Section]:
    """Join a short section without an exercise to the next, for nobody keeps a row of a minute."""
    found: list[Section] = []
    for section in sections:
        last = found[-1] if found else None
        if last and not last.exercises and last.reading < SHORT and "quiz" not in section.title:
            last.title = f"{last.title}; {section.title}"
            last.reading += section.reading
            last.exercises = section.exercises
        else:
            found.append(section)
    return found


def _parts(cell: Cell) -> Iterator[tuple[str, float]]:
    """Give a cell's minutes; where headings stand in it, those of each part after its heading.

    A minute is 120 words, 7 lines of code, 9 lines of output, one prediction or two questions.
    """
    if cell.id in NOT_TAUGHT | {"so-far"}:
        return
    if cell.id.startswith(("task-", "starter-", "check-", "solution-")):
        return
    if cell.cell_type == "code":
        lines = len(cell.source.splitlines())
        yield (
            "",
            lines / 7 + len(plain_text(cell).splitlines()) / 9 + cell.id.startswith("predict-"),
        )
        return
    folds_and_fences = r"<details>.*?</details>|^```.*?^```$"
    source = re.sub(folds_and_fences, "", cell.source, flags=re.DOTALL | re.MULTILINE)
    first, *others = re.split(r"^## (.+)$", source, flags=re.MULTILINE)
    asked = re.findall(r"^\d\. ", source, re.MULTILINE) if cell.id in QUESTIONS else []
    yield "", len(first.split()) / 120 + (0 if others else len(asked) / 2)
    for title, words in zip(others[::2], others[1::2], strict=True):
        yield title, len(words.split()) / 120 + len(asked) / 2
