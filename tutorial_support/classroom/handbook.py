"""Handbook: what an instructor needs, from their guide, the notebooks and the tests."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.classroom.agenda import DAYS, as_text
from tutorial_support.classroom.lessons import Lesson, lessons
from tutorial_support.workspace.copies import ROOT, WORK, make_work, write_whole
from tutorial_support.workspace.doctor import find_browser
from tutorial_support.workspace.notebooks import FOLD, plain_text, unfold, without_links

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
GUIDE = "tutorial_support/classroom/README.md"
HUB = "A hub for the room"  # a section of the guide, and a chapter of the handbook
REVIEW = re.compile(r"\n- \*\*Review\*\* (.*)")
MOST = 10  # answers of a catalogue, the first ones with a message of their own
STYLE = """
@page { size: A4; margin: 18mm; @bottom-center { content: counter(page) } }
body { font: 11pt/1.4 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }
h1 { break-before: page; border-bottom: 1px solid }
h1:first-of-type { break-before: auto }
h2 { break-after: avoid }
table { border-collapse: collapse; font-size: 10pt }
td, th { border: 1px solid #777; padding: .1em .5em; text-align: left; vertical-align: top }
pre { background: #f3f3f3; padding: .6em; overflow-x: auto; white-space: pre-wrap }
pre, tr { break-inside: avoid }
a.anchor-link { display: none }
"""


def write() -> list[Path]:
    """Write the handbook to `work/`: as HTML, and as PDF where a browser is installed.

    Returns:
        The files that were written.

    Raises:
        CourseError: `work/` cannot be written, a file is missing, or the browser failed.
    """
    page = as_html("The instructor's handbook", as_markdown())
    make_work()
    file = WORK / "handbook.html"
    write_whole(file, page.encode())
    return [file, *_print(file)]


def as_html(title: str, markdown: str) -> str:
    """Return a page to read and to print, from Markdown."""
    from nbconvert.filters import markdown2html  # here, for it is slow to load

    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head>\n{markdown2html(markdown)}</html>\n'


def as_markdown() -> str:
    """Return the handbook as Markdown, its chapters listed first.

    Raises:
        CourseError: the guide, a notebook or a catalogue of answers is not there.
    """
    for name in (GUIDE, "tests/answers"):
        if not (ROOT / name).exists():
            raise CourseError(
                f"The handbook needs {name}, which is not there: get it back with "
                f"`git checkout -- {name}`, then try again."
            )
    guide, _, hub = (ROOT / GUIDE).read_text(encoding="utf-8").partition(f"\n## {HUB}\n")
    hub = re.sub("^#(#+ )", r"\1", hub, flags=re.MULTILINE)
    parts = [guide, *(as_text(day, "github") for day in DAYS), f"# {HUB}\n{hub}"]
    for lesson in lessons():
        parts += _lesson(lesson)
    chapters = re.findall(r"^# (.+)$", FENCE.sub("", "\n".join(parts)), re.MULTILINE)
    listed = "\n".join(f"- [{chapter}]({_anchor(chapter)})" for chapter in chapters)
    return without_links("\n\n".join(["# The instructor's handbook", listed, *parts]))


def _anchor(heading: str) -> str:
    return f"#{heading.replace(' ', '-')}"


def _lesson(lesson: Lesson) -> Iterator[str]:
    """Give a notebook's teaching notes, what it asks, and what to know about its exercises."""
    cells = lesson.cells
    title = cells["title"].source.splitlines()[0]
    yield f"{title} ({lesson.minutes} minutes)"
    notes = _with_places(unfold(cells["teaching-this"].source), lesson)
    reviews = REVIEW.findall(notes)[0]
    yield REVIEW.sub("", notes)
    yield "**Predictions**, what the run says, and what each guess assumes:"
    for name in (name.removeprefix("predict-") for name in cells if name.startswith("predict-")):
        question = cells[f"predict-{name}"].source.partition("# ")[2]
        said = re.findall(
            r"It was (.*?)\.(?: You made| You predicted|$)", plain_text(cells[f"reveal-{name}"])
        )
        yield f"*{_plain(question)}* **{_plain(said[0]) if said else ''}**"
        yield unfold(cells[f"guesses-{name}"].source)
    for name in ("from-last-time", "quiz"):
        if name in cells:
            source = cells[name].source.replace("## Quiz", "**Quiz**")
            yield FOLD.sub(r"*\1:*\n\n\2", source)
    for section in lesson.sections:
        for name in section.exercises:
            yield from _exercise(lesson, name, reviews)


def _exercise(lesson: Lesson, name: str, reviews: str) -> Iterator[str]:
    task = lesson.cells[f"task-{name}"].source
    title = rf"## \1xercise `{name}`:"
    yield re.sub(r"^### (E|Quick e)xercise:", title, task[: task.index("<details>")], count=1)
    yield f"**Solution.**\n\n{unfold(lesson.cells[f'solution-{name}'].source)}"
    review = re.findall(rf"`{name}`: (.*?)(?=; `[\w-]+`: |\.?$)", reviews)
    yield f"**Review**: {review[0]}"
    answers: dict[str, str] = {}
    for title, says in _wrong_answers(name):
        answers.setdefault(says, title)
    rows = [f"- {_plain(title)}: “…{says.strip()}…”" for says, title in answers.items()]
    yield "**What people answer, and what the check says.**\n\n" + "\n".join(rows[:MOST])


def _with_places(notes: str, lesson: Lesson) -> str:
    """Say in the place of a cell's id, which JupyterLab does not show, how the cell begins."""

    def place(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("reveal-") and (
            asked := lesson.cells.get(name.replace("reveal", "predict"))
        ):
            return f"the prediction `{asked.source.partition(' = ')[0]}`"
        exercise = f"task-{name}" in lesson.cells
        if exercise or name not in lesson.cells or lesson.cells[name].cell_type != "code":
            return found[0]
        lines = lesson.cells[name].source.splitlines()
        said = [line for line in lines if not line.startswith(("#", "from ", "import ")) and line]
        return f"the cell `{said[0]}`"

    return re.sub(r"`([a-z]+(?:-[a-z]+)*)`", place, notes)


def _wrong_answers(name: str) -> Iterator[tuple[str, str]]:
    """Give the title and the message of each wrong answer, read from the catalogue's source.

    A message that the catalogue computes is left out.
    """
    path = ROOT / "tests" / "answers" / f"{name.replace('-', '_')}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        ast.unparse(node.targets[0]): node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Answer":
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            if len(values) == 3:  # a right answer has no message
                says = constants.get(ast.unparse(values[2]), values[2])
                if isinstance(says, ast.Constant):
                    yield str(ast.literal_eval(values[0])), str(says.value)


def _plain(words: str) -> str:
    """Keep Markdown from taking the signs in a text for its own."""
    return re.sub(r"([_*`<>\[\]\\])", r"\\\1", words)


def _print(page: Path) -> list[Path]:
    """Print a page to PDF beside it, where there is a browser."""
    browser = find_browser()
    if not browser:
        return []
    target = page.with_suffix(".pdf")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = [browser, *options, f"--print-to-pdf={target}", page.as_uri()]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise CourseError(
            f"{page} is written, but {Path(browser).name} could not print it "
            f"({type(error).__name__}): open it in a browser and print it there."
        ) from error
    return [target]
