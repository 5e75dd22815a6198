"""Handbook: what an instructor needs, from README.md, .binder/README.md, notebooks and tests."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tutorial_support.agenda import DAYS, as_text
from tutorial_support.copies import ROOT, WORK, cannot_write, make_work
from tutorial_support.doctor import find_browser
from tutorial_support.lessons import Cell, Lesson, lessons
from tutorial_support.trouble import Trouble

FOLD = re.compile(r"<details><summary>(.+?)</summary>\n\n(.*?)\n\n</details>", re.DOTALL)
MOST = 10  # answers of a catalogue, the first ones with a message of their own
STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }
h1 { break-before: page; border-bottom: 1px solid }
h1:first-of-type { break-before: auto }
table { border-collapse: collapse }
td, th { border: 1px solid #777; padding: .15em .5em; text-align: left; vertical-align: top }
pre { background: #f3f3f3; padding: .6em; overflow-x: auto; white-space: pre-wrap }
pre, tr { break-inside: avoid }
a.anchor-link { display: none }
"""


def write() -> list[Path]:
    """Write the handbook to `work/`: as HTML, and as PDF where a browser is installed.

    Returns:
        The files that were written.

    Raises:
        Trouble: `work/` cannot be written, the tests are not there, or the browser failed.
    """
    page = as_html("The instructor's handbook", as_markdown_text())
    make_work()
    file = WORK / "handbook.html"
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise cannot_write(file, error) from error
    return [file, *_printed(file)]


def as_html(title: str, markdown: str) -> str:
    """Return a page to read and to print, from Markdown."""
    from nbconvert.filters import markdown2html  # here, for it is slow to load

    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head>\n{markdown2html(markdown)}</html>\n'


def as_markdown_text() -> str:
    """Return the handbook as Markdown.

    Raises:
        Trouble: README.md, a notebook or a catalogue of wrong answers is not there.
    """
    try:
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        section = re.search(r"^## For instructors\n(.*?)^## ", readme, re.DOTALL | re.MULTILINE)
        parts = ["# For instructors", section[1] if section else ""]
        parts += [as_text(day, "github") for day in DAYS]
        parts.append((ROOT / ".binder" / "README.md").read_text(encoding="utf-8"))
        for lesson in lessons():
            parts += _lesson(lesson)
    except (OSError, ImportError) as error:
        raise Trouble(
            f"The handbook is made in a clone of the course with all of its files ({error}): "
            "get them back with `git checkout .`, then try again."
        ) from error
    return "\n\n".join(parts)


def _lesson(lesson: Lesson) -> list[str]:
    """Return the teaching notes of a notebook, and what to know about each of its exercises."""
    cells = lesson.cells
    title = cells["title"].source.splitlines()[0]
    parts = [f"{title} ({lesson.minutes} minutes)", _unfolded(cells["teaching-this"])]
    for name in (name for section in lesson.sections for name in section.exercises):
        task = cells[f"task-{name}"].source
        parts.append(task[: task.index("<details>")].replace("### ", "## ", 1))
        parts.append(f"**Solution.**\n\n{_unfolded(cells[f'solution-{name}'])}")
        answers: dict[str, str] = {}
        for answer in _catalogue(name).WRONG:
            answers.setdefault(answer.says, answer.title)
        rows = "\n".join(
            f"- {_plain(title)}: “{_plain(says)}”" for says, title in [*answers.items()][:MOST]
        )
        parts.append(f"**What people answer, and what the check says.**\n\n{rows}")
    return parts


def _catalogue(name: str) -> Any:
    """Return the module with the wrong answers to an exercise."""
    for folder in (ROOT, ROOT / "tests"):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
    return importlib.import_module(f"tests.answers.{name.replace('-', '_')}")


def _plain(words: str) -> str:
    """Keep Markdown from taking the signs in a text for its own."""
    return re.sub(r"([_*`<>\[\]\\])", r"\\\1", words)


def _unfolded(cell: Cell) -> str:
    return FOLD.sub(r"\2", cell.source)


def _printed(page: Path) -> list[Path]:
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
        raise Trouble(
            f"{page} is written, but {Path(browser).name} could not print it "
            f"({type(error).__name__}): open it in a browser and print it there."
        ) from error
    return [target]
