"""Agenda: a timetable for a room, computed from what stands in the notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial_support.classroom.lessons import Lesson, lessons

DAYS = {  # the minutes of the day at which it begins and ends, and those of its lunch
    "half-day": (9 * 60, 13 * 60, 0),
    "full-day": (9 * 60, 17 * 60, 60),
    "evening": (18 * 60 + 30, 21 * 60, 0),
}
ARRIVE = 10  # minutes for `doctor`, and for questions about 00
SLACK = 10  # minutes at the end, for what took longer
REVIEW = 2  # minutes for the answers to an exercise
SITTING, BREAK = 90, 10  # minutes without a break at most, and of one
NOON = 12 * 60
CORE = 4  # notebooks that are not cut for the sake of later ones


@dataclass
class Agenda:
    """A timetable.

    Attributes:
        rows: for each part its beginning, its minutes, its notebook, and what it is.
        cut: what is left out of the notebooks that are taught.
        left: what of the later notebooks is for at home.
    """

    rows: list[tuple[str, int, str, str]]
    cut: list[str]
    left: list[str]


Plan = list[tuple[Lesson, set[str]]]  # which lessons, and what is left out of each


def agenda(day: str) -> Agenda:
    """Fill a day with as many notebooks as go into it, from 01 on.

    The core is cut where it does not fit, and cuts come back as far as the time allows. What
    remains goes to the beginning of the next notebook.

    Args:
        day: a key of `DAYS`.

    Raises:
        CourseError: the course's notebooks are not there.
    """

    def fits(plan: Plan) -> bool:
        return _timetable(day, plan)[1] <= DAYS[day][1] - SLACK

    plan: Plan = []
    later = lessons()[1:]  # everybody does 00 alone, before the day
    while later:
        lesson = later[0]
        whole = [(one, set[str]()) for one, _ in plan]
        before = whole if len(plan) >= CORE else plan
        if not fits([*before, (lesson, set(lesson.cuts))]):
            break
        plan = [*before, (later.pop(0), set(lesson.cuts))]
    for place in range(max(len(lesson.cuts) for lesson, _ in plan)):
        for lesson, out in reversed(plan):
            if place < len(lesson.cuts):
                name = lesson.cuts[-1 - place]  # what is cut first comes back last
                out.discard(name)
                if not fits(plan):
                    out.add(name)
    cut = [
        f'{lesson.name[:2]} "{name}"' for lesson, out in plan for name in lesson.cuts if name in out
    ]
    left = [lesson.name for lesson in later]
    titles = [section.title for section in later[0].sections] if later else []
    for place in range(len(titles) - 1, 1, -1):
        if fits([*plan, (later[0], set(titles[place:]))]):
            plan.append((later[0], set(titles[place:])))
            left[0] += f', from "{titles[place]}" on'
            break
    return Agenda(_timetable(day, plan)[0], cut, left)


def as_text(day: str, form: str = "simple") -> str:
    """Return a day's agenda to print.

    Args:
        day: a key of `DAYS`.
        form: how tabulate sets the table: ``simple``, or ``github`` for Markdown.

    Raises:
        CourseError: the course's notebooks are not there.
    """
    from tabulate import tabulate  # here, so that `doctor` runs where it is missing

    plan = agenda(day)
    table = tabulate(
        plan.rows, ["time", "minutes", "notebook", "what"], form, colglobalalign="left"
    )
    said = f"`6+{REVIEW}`: 6 minutes for the exercise, {REVIEW} for its answers."
    lines = [f"# {day.capitalize()}", "", said, "", table, ""]
    for words, names in (("Left out", plan.cut), ("For at home", plan.left)):
        lines += [f"{words}: {'; '.join(names)}.", ""] if names else []
    return "\n".join(lines)


def _timetable(day: str, plan: Plan) -> tuple[list[tuple[str, int, str, str]], int]:
    """Return the rows of a plan, and the minute of the day at which it ends."""
    now, _, lunch = DAYS[day]
    rows: list[tuple[str, int, str, str]] = []
    sat = 0

    def add(minutes: int, notebook: str, what: str) -> None:
        nonlocal now, sat
        rows.append((f"{now // 60:02}:{now % 60:02}", minutes, notebook, what))
        now, sat = now + minutes, sat + minutes

    add(ARRIVE, "00", "Arrive: `doctor` on every seat, questions about 00")
    for lesson, out in plan:
        for section in lesson.sections:
            if section.title in out:
                continue
            tasks = {name: m for name, m in section.exercises.items() if name not in out}
            minutes = round(section.reading) + sum(tasks.values()) + REVIEW * len(tasks)
            long = sat + minutes > SITTING
            if lunch and now >= NOON and (long or section.title == "Opening"):
                add(lunch, "", "Lunch")
                lunch = sat = 0
            elif long and not (lunch and now >= NOON - 20):
                add(BREAK, "", "Break")
                sat = 0
            said = [section.title, *(f"`{name}` {m}+{REVIEW}" for name, m in tasks.items())]
            add(minutes, lesson.name[:2], "; ".join(said))
    return rows, now
