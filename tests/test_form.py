"""The form of the notebooks: what each of them has, and what nbval would let pass."""

from __future__ import annotations

import ast
import copy
import functools
import html
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from canonical import canonical, give_ids, is_python, ruff, written
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.validator import iter_validate

from notebooks import (
    GLOSSARY,
    MINIMAL,
    NAMED,
    NOTEBOOKS,
    ROOT,
    SANITIZE,
    WRITE_FILE,
    Notebook,
    error,
    fences,
    sanitized,
    tags,
    text,
)
from tutorial_support.checks import FOLDER, find_check
from tutorial_support.classroom import agenda
from tutorial_support.classroom.handbook import GUIDE, REVIEW
from tutorial_support.classroom.lessons import EXERCISE, Lesson, lesson_of
from tutorial_support.workspace.notebooks import FOLD, folds

README = (ROOT / "README.md").read_text(encoding="utf-8")
ANSWERS = ROOT / "tests" / "answers"
CELLS_CALL = {  # what of the course a cell may import; the rest works behind it
    *("showing", "measuring", "watching", "folders", "databases", "serving", "projects"),
    *("checks", "workspace.doctor"),
}
WORDS = re.compile(r"[a-z]+(-([a-z]+|\d\d?))*")  # joined by hyphens
FILL_IN = "FILL IN"  # what `tests/new_exercise.py` leaves to its author
EXERCISE_CELLS = {"task": "markdown", "starter": "code", "check": "code", "solution": "markdown"}
PREDICTION_CELLS = {"predict": "code", "reveal": "code", "guesses": "markdown"}
LAST_CELLS = ["three-things", "quiz", "sources", "teaching-this", "next"]
TAGS = {"built", "raises-exception"}
ON_PURPOSE = "# fails on purpose"  # as notebook 00 promises
EMOJI = re.compile("[\u2600-\u27bf\u2b50\ufe0f\U0001f000-\U0001faff]")
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\(([^)\s]*)\)")
# A number in prose, where [] stands for a link and `` for code; `pool_size` (10) is no notebook.
IN_PROSE = re.compile(
    r"\b[Nn]otebooks? (?:(?:\[\]|\d\d)(?:, | to | and | or ))*(\d\d)\b"
    r"|(?<![\w.:-])(0\d)(?![\w.:-]?\d)\b"
    r"|(?<!`` )\((?:(?:\[\]|\d\d), )*(\d\d)\)"
    r"|\b(\d\d)['\u2019]s\b"
)
IN_CODE = re.compile(r"\bnotebooks? (\d\d(?:(?:, | to | and | or )\d\d)*)\b", re.IGNORECASE)
NO_NAMES = {"here", "this", "link", "this link", "this page", "click here", "more", "source"}
# What differs from run to run, or from machine to machine.
UNSTABLE = {
    "an address in memory": r"\b0x[0-9a-f]{6,}",
    "a random UUID": r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}\b",
    "a time of day": r"\b\d\d:\d\d:\d\d\b",
    "a date": r"\b20\d\d-\d\d-\d\d\b",
    "a duration": r"\b\d+\.\d+ ?m?s\b",
    "a password's hash": r"\$(argon2|2b)",
    "a token": r"\beyJ[\w-]+\.",
    "a folder of the machine": "|".join(
        [
            r"(?<![\w.])/(root|home|Users|tmp|var|private|usr|opt|work)/",
            r"\b[A-Z]:\\",
            "site-packages",
            "fastapi-users-course-",
            re.escape(str(ROOT)),
            re.escape(tempfile.gettempdir()),
        ]
    ),
}


@pytest.fixture(params=[*NOTEBOOKS, GLOSSARY], ids=str)
def page(request: pytest.FixtureRequest) -> Notebook:
    """Give each notebook, and the glossary."""
    return request.param


def none_of(problems: Iterable[str]) -> None:
    """Fail with one line for each problem."""
    found = list(problems)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def rule(problems: Callable[..., Iterator[str]]) -> Callable[..., None]:
    """Make a test of a rule of form, which gives a sentence for each place that breaks it."""

    @functools.wraps(problems)
    def test(*args: object, **kwargs: object) -> None:
        none_of(problems(*args, **kwargs))

    return test


def outside_fences(source: str) -> str:
    return re.sub(r"^```.*?^```$", "", source, flags=re.MULTILINE | re.DOTALL)


def outside_folds(source: str) -> str:
    return FOLD.sub("", source)


def folded(cell: NotebookNode) -> dict[str, str]:
    """Return what a cell folds away, by its summary."""
    return folds(cell.source)


def headings(source: str) -> list[tuple[int, str]]:
    found = re.findall(r"^(#+) +(.+)$", outside_fences(source), re.MULTILINE)
    return [(len(marks), words.strip()) for marks, words in found]


def heading(cell: NotebookNode) -> str:
    """Return the words of a cell's first heading; nothing if it has none."""
    return next((words for _, words in headings(cell.source)), "")


def title_of(notebook: Notebook) -> str:
    return heading(notebook.cells[0]) if notebook.cells else ""


def whole(notebook: Notebook, parts: Mapping[str, str]) -> list[str]:
    """Return the exercises or predictions that have all their cells; other rules want the rest."""
    return [
        name
        for name in dict.fromkeys(notebook.named(next(iter(parts))))
        if all(notebook.has(f"{part}-{name}", kind) for part, kind in parts.items())
    ]


def lesson(notebook: Notebook) -> Lesson | None:
    """Return what the instructor's tools read; nothing if the metadata have no minutes."""
    return lesson_of(notebook) if minutes_of(notebook) else None


def minutes_of(notebook: Notebook) -> int | None:
    about = notebook.content.metadata.get("tutorial")
    minutes = about.get("minutes") if isinstance(about, dict) else None
    return minutes if isinstance(minutes, int) else None


def items(text: str, bullet: str) -> list[str]:
    """Return the items of the lists in a text: `bullet` is ``-`` or ``1``."""
    sign = r"-" if bullet == "-" else r"\d+\."
    return re.findall(rf"^{sign} +(.+)$", text, re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Return the Python of a cell: its own, or that of the file which it writes.

    Where there is none, the module is empty; ruff finds code that Python cannot read.
    """
    file = WRITE_FILE.match(source)
    if file and not file[1].endswith(".py"):
        return ast.Module([], [])
    try:
        return ast.parse(WRITE_FILE.sub("", source.replace(MINIMAL, "", 1), count=1))
    except SyntaxError:
        return ast.Module([], [])


# The file


@rule
def test_it_is_valid_and_says_nothing_of_a_machine(page: Notebook) -> Iterator[str]:
    for wrong in iter_validate(page.content):
        path = [*wrong.absolute_path, "", ""]
        if path[-3:] == ["id", "", ""]:
            continue  # the rule about ids reports it
        where = page.where(page.cells[path[1]]) if path[0] == "cells" else page.file
        words = str(wrong.message).splitlines()[0][:150]
        yield f"{where}: correct what breaks the notebook format: {words}"
    if (page.content.get("nbformat"), page.content.get("nbformat_minor")) != (4, 5):
        yield f"{page.file}: set nbformat to 4 and nbformat_minor to 5"
    metadata = page.content.metadata
    where = f"{page.file}: the notebook's metadata"
    wanted = {"kernelspec", "language_info"} | (set() if page is GLOSSARY else {"tutorial"})
    for key in wanted - set(metadata):
        yield f"{where} lack {key}: copy it from another notebook"
    for key in set(metadata) - wanted:
        yield f"{where}: remove {key}"
    if metadata.get("kernelspec", {}).get("name") != "python3":
        yield f"{where}: the kernelspec's name is python3"
    if metadata.get("language_info") != {"name": "python"}:
        yield f"{where}: language_info is only the name, python"
    if "tutorial" in metadata and (
        not minutes_of(page) or set(metadata.tutorial) - {"cut"} != {"minutes"}
    ):
        yield f"{where}: write in tutorial its minutes, a number, and perhaps cut, a list"


def with_ids(page: Notebook) -> NotebookNode:
    """Return a copy in which each cell has an id."""
    content = copy.deepcopy(page.content)
    give_ids(content)
    return content


@rule
def test_it_is_as_regenerating_writes_it(page: Notebook) -> Iterator[str]:
    """A regenerated notebook then differs only where something changed."""
    content = with_ids(page)
    if any(iter_validate(content)):
        return  # the rule above reports it
    wanted = canonical(content)
    if written(content) != wanted or page.path.read_bytes() != wanted.encode():
        yield (
            f"{page.file}: its code, its ids or the order of its keys are not as committed ones"
            f" are; run `python tests/regenerate.py --form {page.path.stem[:2]}`"
        )


@rule
def test_its_code_passes_ruff(page: Notebook) -> Iterator[str]:
    content = with_ids(page)
    if any(iter_validate(content)):
        return
    options = ("--output-format=json", "--stdin-filename", page.file, "-")
    done = ruff("check", *options, code=written(content))
    if not done.stdout.startswith("["):
        yield f"{page.file}: ruff cannot read it: {done.stderr.strip()}"
        return
    for found in json.loads(done.stdout):
        where = page.where(page.cells[found["cell"] - 1])
        yield f"{where}, line {found['location']['row']}: {found['code']} {found['message']}"


@rule
def test_the_notebooks_are_numbered(notebook: Notebook) -> Iterator[str]:
    if not re.fullmatch(r"\d\d(_[a-z]+)+", str(notebook)):
        yield f"{notebook.file}: name it with two digits and words, joined by underscores"
    if [one.path.name[:2] for one in NOTEBOOKS].count(notebook.path.name[:2]) > 1:
        yield f"{notebook.file}: another notebook has its number"


@rule
def test_cell_ids_are_words(page: Notebook) -> Iterator[str]:
    for cell in page.cells:
        if not cell.id:
            yield f"{page.where(cell)}: no id; run `python tests/regenerate.py --form`"
        elif not WORDS.fullmatch(cell.id) or re.fullmatch("[a-f-]{8,}", cell.id):
            yield f"{page.where(cell)}: name it with words joined by hyphens"
    for name in sorted({name for name in page.ids if page.ids.count(name) > 1}):
        yield f"{page.where(name)}: another cell has this id"


def test_no_cell_is_empty(page: Notebook) -> None:
    none_of(
        f"{page.where(cell)}: it is empty, delete it"
        for cell in page.cells
        if not cell.source.strip()
    )


@rule
def test_cell_metadata_are_tags_that_the_course_knows(page: Notebook) -> Iterator[str]:
    for cell in page.cells:
        where = page.where(cell)
        if left := set(cell.metadata) - {"tags", "jupyter", "slideshow"}:
            yield f"{where}: remove {sorted(left)} from its metadata"
        if left := set(cell.metadata.get("jupyter", {})) - {"source_hidden"}:
            yield f"{where}: remove {sorted(left)} from jupyter in its metadata"
        if left := set(tags(cell)) - TAGS:
            yield f"{where}: remove the tags {sorted(left)}; the course has {sorted(TAGS)}"
        if cell.cell_type != "code" and tags(cell):
            yield f"{where}: remove its tags, which are for code"


@rule
def test_nothing_is_left_to_fill_in() -> Iterator[str]:
    """What `tests/new_exercise.py` could not know, each with its place."""
    mark = re.compile(rf"{FILL_IN}:? *([^\n\"]*)")
    for notebook in NOTEBOOKS:
        for cell in notebook.cells:
            for words in mark.findall(cell.source):
                yield f"{notebook.where(cell)}: fill in {words}"
    for path in [*sorted(FOLDER.glob("*.py")), *sorted(ANSWERS.glob("*.py"))]:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            for words in mark.findall(line):
                yield f"{path.relative_to(ROOT).as_posix()}, line {number}: fill in {words}"


def test_only_measured_figures_and_plots_are_not_compared() -> None:
    assert {name: dict(SANITIZE[name]) for name in SANITIZE.sections()} == {
        "measured": {"regex": r"~ *[\d,.]+", "replace": "~N"},
        "plot": {"regex": r"data:image/png;base64,[\w+/=]+", "replace": "PLOT"},
    }


# The slides of the core notebooks


@pytest.mark.parametrize("core", NOTEBOOKS[:6], ids=str)
@rule
def test_a_slide_has_one_idea(core: Notebook) -> Iterator[str]:
    """A heading begins a slide; a prediction is asked on one, and seen on the next."""
    for before, cell in zip(core.cells, core.cells[1:], strict=False):
        where, kind = core.where(cell), slide(cell)
        if kind not in {"slide", "subslide", "fragment", "skip", "-"}:
            yield f"{where}: there is no slide type {kind}"
        begins = kind in {"slide", "subslide"}
        prose = cell.cell_type == "markdown" and kind != "skip"
        if prose and any(level <= 2 for level, _ in headings(cell.source)):
            if kind != "slide":
                yield f"{where}: set its slide type to slide, because it has a heading"
            if not cell.source.startswith("## "):
                yield f"{where}: begin the cell with its heading"
        starts = cell.id.startswith(("task-", "solution-")) or before.id.startswith("predict-")
        if starts and not begins:
            yield f"{where}: set its slide type to subslide, because it begins a slide"
        if cell.id in {"setup", "teaching-this", "next"} and kind != "skip":
            yield f"{where}: set its slide type to skip, because it is for nobody in the room"


def slide(cell: NotebookNode) -> str:
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


# The outputs, and what nbval lets pass


@rule
def test_it_was_run_once_from_top_to_bottom(notebook: Notebook) -> Iterator[str]:
    counts = [cell.execution_count for cell in notebook.code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"{notebook.file}: run `python tests/regenerate.py {notebook.path.name[:2]}`"
    for cell in notebook.code:
        for output in cell.outputs:
            if output.get("execution_count", cell.execution_count) != cell.execution_count:
                yield f"{notebook.where(cell)}: its output is that of another run"


def test_checks_and_reveals_show_their_answer(notebook: Notebook) -> None:
    none_of(
        f"{notebook.where(cell)}: no output is stored, run the notebook again"
        for cell in notebook.code
        if cell.id.startswith(("check-", "reveal-")) and not cell.outputs
    )


@rule
def test_errors_are_tagged_and_stored(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.code:
        where = notebook.where(cell)
        if "raises-exception" in tags(cell) and not error(cell):
            yield f"{where}: it is tagged raises-exception and has no error output"
        if error(cell) and "raises-exception" not in tags(cell):
            yield f"{where}: it raises; correct it, or tag it raises-exception"


@rule
def test_a_cell_that_fails_on_purpose_says_so_in_its_first_line(
    notebook: Notebook,
) -> Iterator[str]:
    for cell in notebook.code:
        says = cell.source.startswith(f"{ON_PURPOSE}\n")
        if says != ("raises-exception" in tags(cell)):
            yield f"{notebook.where(cell)}: begin cells that raise, and no other, with {ON_PURPOSE}"


def test_nothing_goes_to_stderr(notebook: Notebook) -> None:
    none_of(
        f"{notebook.where(cell)}: nbval does not compare warnings, let none appear"
        for cell in notebook.code
        for output in cell.outputs
        if output.get("name") == "stderr"
    )


@pytest.mark.parametrize("what", UNSTABLE)
@rule
def test_outputs_are_the_same_everywhere(notebook: Notebook, what: str) -> Iterator[str]:
    for cell in notebook.code:
        outputs = sanitized(json.dumps(cell.outputs, ensure_ascii=False))
        if match := re.search(UNSTABLE[what], outputs):
            yield f"{notebook.where(cell)}: print something else than {what}, {match[0]}"


def test_no_magic_and_no_shell(notebook: Notebook) -> None:
    """Under nbval, an unknown magic, a failing shell command and %load pass."""
    none_of(
        f"{notebook.where(cell)}: the magics are {MINIMAL}, in the cell setup, and %%writefile"
        for cell in notebook.code
        if "get_ipython(" in TransformerManager().transform_cell(without_magic(cell))
    )


def without_magic(cell: NotebookNode) -> str:
    if cell.id == "setup":
        return cell.source.removeprefix(MINIMAL)
    return "" if WRITE_FILE.match(cell.source) else cell.source


@rule
def test_cells_import_what_is_there_for_them(page: Notebook) -> Iterator[str]:
    for cell in page.cells:
        for module in re.findall(r"(?:from|import) tutorial_support\.([\w.]+)", cell.source):
            if module not in CELLS_CALL:
                wanted = ", ".join(sorted(CELLS_CALL))
                yield f"{page.where(cell)}: don't import {module}; cells import {wanted}"


@rule
def test_files_that_cells_write_are_in_style(notebook: Notebook, tmp_path: Path) -> Iterator[str]:
    """Ruff leaves cells with `%%writefile` out."""
    for cell in notebook.code:
        file = WRITE_FILE.match(cell.source)
        if file and file[1].endswith(".py"):
            path = tmp_path / f"{cell.id}.py"
            path.write_text(cell.source[file.end() :] + "\n", encoding="utf-8")
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    lint = [
        "check",
        *options,
        "--ignore=D,E402,T20",
        "--config=lint.isort.known-first-party=['club']",
        "--output-format=concise",
    ]
    for command in (lint, ["format", "--check", *options]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, tmp_path.name],
            cwd=tmp_path.parent,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for line in (done.stdout + done.stderr).splitlines() if done.returncode else []:
            if found := re.search(r"([\w-]+)\.py(?::(\d+))?(.*)", line):
                place = f", line {int(found[2]) + 1}" if found[2] else ""
                problem = found[3].lstrip(":0123456789 ") or "format it as ruff does"
                yield f"{notebook.where(found[1])}{place}: {problem}"


def test_nothing_ends_the_kernel(notebook: Notebook) -> None:
    """Under nbval, exit() is ignored, and a kernel that is gone is waited for."""
    ends = {"exit", "quit", "sys.exit", "os._exit", "os.abort", "os.kill"}
    none_of(
        f"{notebook.where(cell)}: {ast.unparse(node)} ends the kernel"
        for cell in notebook.code
        for node in ast.walk(parse(cell.source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ends
    )


# How it begins and ends


@rule
def test_the_title_says_what_you_will_be_able_to_do(notebook: Notebook) -> Iterator[str]:
    if not notebook.has("title", "markdown") or notebook.ids[0] != "title":
        yield f"{notebook.where('title')}: it is the first cell, and prose; write it"
        return
    title = notebook.cells[0]
    where = notebook.where(title)
    first = rf"# {notebook.path.name[:2]} · .+\?"
    if not re.fullmatch(first, title.source.partition("\n")[0]):
        yield f"{where}: begin it with # {notebook.path.name[:2]} · and a question"
    if "\nAfter this notebook you can\n" not in title.source:
        yield f"{where}: write the line `After this notebook you can`"
    abilities = items(title.source, "-")
    if not 3 <= len(abilities) <= 5:
        yield f"{where}: list three to five things that one can do then, not {len(abilities)}"
    for words in abilities:
        if not re.match(r"[a-z]+ |`await`", words) or re.match(r"(the|a|an|what|how) ", words):
            yield f"{where}: begin with a verb: {words}"
    if re.findall(r"\b(\d+) minutes\b", title.source) != [str(minutes_of(notebook))]:
        yield f"{where}: say the metadata's minutes, once: {minutes_of(notebook)} minutes"
    if "You need " not in title.source:
        yield f"{where}: write a sentence that begins with `You need`"


@rule
def test_the_readme_lists_it(notebook: Notebook) -> Iterator[str]:
    question = title_of(notebook).partition(" · ")[2]
    if not question:
        return  # the rule about the title reports it
    start = f"| [{notebook}](notebooks/{notebook.path.name}) | {question} | "
    rows = [row for row in README.splitlines() if row.startswith(start)]
    if len(rows) != 1:
        yield f"README.md: write one row that begins with {start}"
    elif not rows[0].endswith(f" | {minutes_of(notebook)} |"):
        yield f"README.md: in the row of {notebook}, write {minutes_of(notebook)} for its minutes"


@rule
def test_headings_descend_one_level_at_a_time(page: Notebook) -> Iterator[str]:
    levels = [0]
    for cell in page.prose:
        for level, words in headings(cell.source):
            if level > levels[-1] + 1:
                yield f"{page.where(cell)}: {words} skips a level; use fewer #"
            levels.append(level)
    if levels.count(1) != 1:
        yield f"{page.file}: write one heading with a single #, the title's"


@rule
def test_the_first_code_cell_is_setup(notebook: Notebook) -> Iterator[str]:
    setup = notebook.code[0] if notebook.code else None
    if not setup or setup.id != "setup" or not setup.source.startswith(f"{MINIMAL}\n"):
        yield f"{notebook.where('setup')}: make it the first code cell; begin it with {MINIMAL}"


@rule
def test_it_asks_about_last_time(notebook: Notebook) -> Iterator[str]:
    if notebook.slug != "start_here":
        yield from asks(notebook, "from-last-time", 3, 3)


@rule
def test_it_closes_with_a_quiz(notebook: Notebook) -> Iterator[str]:
    yield from asks(notebook, "quiz", 3, 6)


def asks(notebook: Notebook, name: str, least: int, most: int) -> Iterator[str]:
    """Give what is wrong in a cell of numbered questions in the open and as many folded answers."""
    where = notebook.where(name)
    if not notebook.has(name, "markdown"):
        yield f"{where}: it is missing, or is no prose; write it"
        return
    cell = notebook.cell(name)
    questions = items(outside_folds(cell.source), "1")
    if not least <= len(questions) <= most:
        yield f"{where}: ask {least} to {most} numbered questions, not {len(questions)}"
    if list(folded(cell)) != ["Answers"]:
        yield f"{where}: fold the answers, with <summary>Answers</summary>"
    answers = items(folded(cell).get("Answers", ""), "1")
    if len(answers) != len(questions):
        yield f"{where}: {len(questions)} questions, {len(answers)} answers; write one for each"


@rule
def test_it_ends_as_the_others_do(notebook: Notebook) -> Iterator[str]:
    if notebook.ids[-5:] != LAST_CELLS:
        yield f"{notebook.file}: end it with the cells {', '.join(LAST_CELLS)}"
    there = [name for name in LAST_CELLS if notebook.has(name, "markdown")]
    for name in set(LAST_CELLS) - set(there):
        yield f"{notebook.where(name)}: it is missing, or is no prose; write it"
    cells = {name: notebook.cell(name).source for name in there}
    three = cells.get("three-things")
    if three and ("## Three things to remember" not in three or len(items(three, "1")) != 3):
        where = notebook.where("three-things")
        yield f"{where}: write ## Three things to remember, and three numbered items"
    if "](https://" not in cells.get("sources", "](https://"):
        yield f"{notebook.where('sources')}: link to documentation"
    if "teaching-this" in cells:
        fold = folds(cells["teaching-this"]).get("Teaching this", "")
        for word in ("Ask", "Show", "People get wrong", "Cut", "Review"):
            if f"**{word}**" not in fold:
                where = notebook.where("teaching-this")
                yield f"{where}: write an item that begins with **{word}**, in its fold"


@rule
def test_it_leads_to_the_next(notebook: Notebook) -> Iterator[str]:
    following = NOTEBOOKS[NOTEBOOKS.index(notebook) + 1 :]
    wanted = following[0].path.name if following else NAMED["start_here"].path.name
    cells = [cell for cell in notebook.cells if cell.id == "next"]
    if wanted not in [target for cell in cells for _, target in links_of(cell)]:
        yield f"{notebook.where('next')}: link to {wanted}"


# Exercises and predictions


@rule
def test_an_exercise_has_its_four_cells(notebook: Notebook) -> Iterator[str]:
    """Each is followed by the next, and none is there without the others."""
    found = {part: notebook.named(part) for part in EXERCISE_CELLS}
    for name in dict.fromkeys(name for names in found.values() for name in names):
        wanted = [(f"{part}-{name}", kind) for part, kind in EXERCISE_CELLS.items()]
        ids = {cell for cell, _ in wanted}
        first = next(place for place, one in enumerate(notebook.ids) if one in ids)
        cells = notebook.cells[first : first + 4]
        if [(cell.id, cell.cell_type) for cell in cells] != wanted:
            names = ", ".join(f"{cell} ({kind})" for cell, kind in wanted)
            yield f"{notebook.where(cells[0])}: the exercise {name} is four cells in a row: {names}"


@rule
def test_a_task_has_hints(notebook: Notebook) -> Iterator[str]:
    for task in notebook.prose:
        if not task.id.startswith("task-"):
            continue
        where = notebook.where(task)
        minutes = EXERCISE.match(task.source)
        if not minutes:
            yield (
                f"{where}: begin it with ### Exercise: what it is about (8 minutes), or with"
                " ### Quick exercise: what it is about (2 minutes)"
            )
        elif task.source.startswith("### Quick") and int(minutes[1]) > 3:
            yield f"{where}: a quick exercise takes 1 to 3 minutes, not {minutes[1]}"
        hints = folded(task)
        if len(hints) < 2:
            yield f"{where}: write at least two hints, each folded"
        if list(hints) != [f"Hint {n + 1}" for n in range(len(hints))]:
            yield f"{where}: name its folds Hint 1, Hint 2 and so on, not {', '.join(hints)}"
        for label, words in hints.items():
            if not words.strip():
                yield f"{where}: {label} is empty; write it"
        if outside_folds(task.source).count("\n") < 2:
            yield f"{where}: say below its heading what to do"


@rule
def test_a_check_asks_for_its_exercise(notebook: Notebook) -> Iterator[str]:
    for name in notebook.named("check"):
        calls = parse(notebook.cell(f"check-{name}").source).body
        if len(calls) != 1 or not ast.unparse(calls[0]).startswith(f"await check('{name}', "):
            where = notebook.where(f"check-{name}")
            yield f'{where}: write one line, `await check("{name}", ...)` with what is handed in'


@rule
def test_as_committed_every_exercise_is_unsolved(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.code:
        unsolved = text(cell).startswith(("Not yet: ", "Not attempted: "))
        if cell.id.startswith("check-") and cell.outputs and not unsolved:
            where = notebook.where(cell)
            yield f"{where}: leave the starter unsolved; this says {text(cell)[:80]}"


@rule
def test_a_solution_says_why(notebook: Notebook) -> Iterator[str]:
    for name in whole(notebook, EXERCISE_CELLS):
        cell = notebook.cell(f"solution-{name}")
        where = notebook.where(cell)
        if list(folded(cell)) != ["Solution"] or outside_folds(cell.source).strip():
            yield f"{where}: put everything into one fold, with <summary>Solution</summary>"
        codes = fences(cell)
        if len(codes) != 1 or cell.source.count("```") != 2:
            yield f"{where}: write its code into one fence, ```python"
            continue
        starter = notebook.cell(f"starter-{name}").source
        if not is_python(codes[0]):
            yield f"{where}: Python cannot read its code"
        elif ast.dump(parse(codes[0])) == ast.dump(parse(starter)):
            yield f"{where}: its code is that of the starter; solve the exercise in it"
        why = folded(cell).get("Solution", cell.source).rpartition("```")[2]
        if len(why.split()) < 5:
            yield f"{where}: say after its code why this is right"


@rule
def test_a_prediction_has_its_three_cells(notebook: Notebook) -> Iterator[str]:
    found = {part: notebook.named(part) for part in PREDICTION_CELLS}
    complete = whole(notebook, PREDICTION_CELLS)
    for name in dict.fromkeys(name for names in found.values() for name in names):
        names = [f"{part}-{name}" for part in PREDICTION_CELLS]
        if name not in complete:
            kinds = ", ".join(f"{part}-{name} ({kind})" for part, kind in PREDICTION_CELLS.items())
            yield f"{notebook.file}: the prediction {name} has three cells: {kinds}"
            continue
        predict, reveal, guesses = map(notebook.cell, names)
        asked = re.fullmatch(r"(\w+) = \.\.\.  # .*\?.*", predict.source)
        if not asked:
            yield f"{notebook.where(predict)}: write one line, `name = ...  # a question?`"
        places = [notebook.ids.index(one) for one in names]
        if places[0] > places[1] or places[2] != places[1] + 1:
            yield f"{notebook.where(guesses)}: move it right after {reveal.id}, after {predict.id}"
        last = [ast.unparse(node) for node in parse(reveal.source).body][-1:]
        if asked and not "".join(last).startswith(f"reveal({asked[1]}, "):
            yield f"{notebook.where(reveal)}: end it with `reveal({asked[1]}, ...)`"
        fold = folded(guesses).get("What each guess assumes", "")
        if len(folded(guesses)) != 1 or len(items(fold, "-")) < 2:
            where = notebook.where(guesses)
            yield f"{where}: fold two guesses or more, as What each guess assumes"


@rule
def test_there_is_enough_to_do(notebook: Notebook) -> Iterator[str]:
    least = 1 if notebook.slug == "start_here" else 3
    for what, names in (
        ("exercises", notebook.exercises),
        ("predictions", notebook.named("predict")),
    ):
        if len(names) < least:
            yield f"{notebook.file}: write at least {least} {what}, not {len(names)}"


@rule
def test_the_adapter_notebook_has_an_ordering_exercise() -> Iterator[str]:
    notebook = next(one for one in NOTEBOOKS if one.slug == "adapter_dependency")
    starters = [cell.source for cell in notebook.code if cell.id.startswith("starter-")]
    if "order = ..." not in starters:
        yield f"{notebook.file}: one of its exercises has the starter `order = ...`"


@rule
def test_exercises_checks_and_catalogues_match() -> Iterator[str]:
    """One name everywhere: of ``first-await``, `first_await.py` with the check and the answers."""
    where: dict[str, str] = {}
    for notebook in NOTEBOOKS:
        for name in notebook.exercises:
            place = notebook.where(f"task-{name}")
            if name in where:
                yield f"{place}: rename it, {where[name]} has this name"
            where[name] = place
    for folder, what in ((FOLDER, "check"), (ANSWERS, "catalogue")):
        place = folder.relative_to(ROOT).as_posix()
        files = {path.stem.replace("_", "-") for path in folder.glob("[!_]*.py")}
        for name in sorted(set(where) - files):
            yield f"{place}/{name.replace('-', '_')}.py: write the {what} of {where[name]}"
        for name in sorted(files - set(where)):
            file = f"{place}/{name.replace('-', '_')}.py"
            yield f"{file}: no exercise has this name; rename or delete it"
    for name in where:
        try:
            function = find_check(name).__name__
        except LookupError:
            continue  # without its file; reported above
        except Exception as reason:
            function = f"{type(reason).__name__}: {reason}"
        if function != name.replace("-", "_"):
            file = f"{FOLDER.relative_to(ROOT).as_posix()}/{name.replace('-', '_')}.py"
            yield f"{file}: define `async def {name.replace('-', '_')}` in it ({function})"


# What earlier notebooks built


@rule
def test_so_far_is_what_the_earlier_notebooks_built(notebook: Notebook) -> Iterator[str]:
    earlier_ones = NOTEBOOKS[: NOTEBOOKS.index(notebook)]
    before = [
        (earlier, cell)
        for earlier in earlier_ones
        for cell in earlier.code
        if "built" in tags(cell)
    ]
    # The last begins with a blank page.
    if notebook.slug in {"start_here", "user_model", "your_app"}:
        return
    built_in = {earlier.slug for earlier, _ in before}
    for one in NOTEBOOKS[1 : NOTEBOOKS.index(NAMED["postgresql"]) + 1]:
        if one in earlier_ones and one.slug not in {*built_in, "queries"}:
            yield f"{one.file}: tag what later notebooks need of it with built"
    if not notebook.has("so-far", "code"):
        yield f"{notebook.where('so-far')}: it is missing; write what earlier notebooks built"
        return
    so_far = notebook.cell("so-far")
    where = notebook.where(so_far)
    imports, statements = parts(so_far)
    for name in {name for name, _ in statements if [n for n, _ in statements].count(name) > 1}:
        yield f"{where}: define {name} once"
    built_imports: set[str] = set()
    built: dict[str, tuple[str, str]] = {}  # by name: what is built again replaces the older one
    for earlier, cell in before:
        cell_imports, cell_statements = parts(cell)
        built_imports |= cell_imports
        names = [name for name, _ in cell_statements]
        for name, statement in cell_statements:
            if names.count(name) > 1:
                yield f"{earlier.where(cell)}: define {name} once in what is tagged built"
            built[name] = (statement, earlier.where(cell))
    mine = dict(statements)
    for name, (theirs, place) in built.items():
        if name not in mine:
            yield f"{where}: add {name}, which {place} builds"
        elif mine[name] != theirs:
            yield f"{where}: write {name} as {place} does"
    for name in set(mine) - set(built):
        yield f"{where}: remove {name}, which no earlier notebook builds"
    if WRITE_FILE.match(so_far.source):
        imports -= {"os as None"}  # a module takes its URL from the environment
    for name in sorted(built_imports - imports):
        yield f"{where}: import {name.removesuffix(' as None')}"
    for name in sorted(imports - built_imports):
        yield f"{where}: don't import {name.removesuffix(' as None')}"


@rule
def test_a_long_so_far_is_folded(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.cells:
        long = cell.id == "so-far" and len(cell.source.splitlines()) > 30
        if cell.metadata.get("jupyter", {}).get("source_hidden", False) is not long:
            change = "set source_hidden in jupyter of its metadata" if long else "show its source"
            yield f"{notebook.where(cell)}: {change}; only a so-far of more than 30 lines is folded"


def parts(cell: NotebookNode) -> tuple[set[str], list[tuple[str, str]]]:
    """Return a cell's imports, and its other statements, each with the name that it binds.

    The database's URL is left out, for each notebook has its own.
    """
    imports: set[str] = set()
    statements = []
    for node in parse(cell.source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            imports |= {f"{module}{name.name} as {name.asname}" for name in node.names}
            continue
        statement = re.sub(r"^DATABASE_URL = .*", "DATABASE_URL = ...", ast.unparse(node))
        target = node.targets[0] if isinstance(node, ast.Assign) else node
        name = target.id if isinstance(target, ast.Name) else getattr(node, "name", statement)
        statements.append((name, statement))
    return imports, statements


# Links, pictures and prose


def links_of(cell: NotebookNode) -> list[tuple[str, str]]:
    """Return the words and the target of each link, pictures left out."""
    source = re.sub(
        r"`[^`\n]*`(\]?)",
        lambda code: code[0] if code[1] else "`code`",
        outside_fences(cell.source),
    )
    return LINK.findall(source)


@rule
def test_links_say_where_they_lead(page: Notebook) -> Iterator[str]:
    for cell in page.prose:
        where = page.where(cell)
        for words, _ in links_of(cell):
            if words.strip(" `*").lower() in NO_NAMES:
                yield f"{where}: say in the words of [{words}] what is behind it"
        bare = r"(?<!\]\()(?<![`\w<])https?://\S+"
        for address in re.findall(bare, outside_fences(cell.source)):
            yield f"{where}: say in words where {address} leads, in a link"


@rule
def test_links_lead_somewhere(page: Notebook) -> Iterator[str]:
    for cell in page.prose:
        for words, target in links_of(cell):
            where = f"{page.where(cell)}: [{words}]({target})"
            parts = urlsplit(target)
            if parts.scheme:
                host = re.fullmatch(r"([\w-]+\.)+[a-z]{2,}", parts.netloc)
                if parts.scheme != "https" or not host:
                    yield f"{where}: begin it with https:// and a host"
                continue
            path = (page.path.parent / parts.path).resolve() if parts.path else page.path
            if not path.is_relative_to(ROOT):
                yield f"{where}: stay in the repository"
            elif not path.is_file():
                yield f"{where}: there is no such file; correct its name"
            elif parts.fragment and parts.fragment not in anchors(path):
                yield f"{where}: there is no such heading; correct what follows the #"


def anchors(path: Path) -> Iterator[str]:
    """Give the anchors that JupyterLab makes of a notebook's headings."""
    for page in (*NOTEBOOKS, GLOSSARY):
        if page.path == path:
            for cell in page.prose:
                for _, words in headings(cell.source):
                    shown = LINK.sub(r"\1", words)
                    yield re.sub(r"[`*]", "", shown).replace(" ", "-")


@rule
def test_prose_names_a_notebook_by_a_link(page: Notebook) -> Iterator[str]:
    """A number that is no link stays behind when the notebooks are numbered anew."""
    numbers = {f"{one.number:02}" for one in NOTEBOOKS}
    for cell in page.prose:
        where = page.where(cell)
        prose = re.sub(r"`[^`\n]*`", "``", outside_fences(cell.source))
        prose = LINK.sub("[]", re.sub(r"^#+ .*$", "", prose, flags=re.MULTILINE))
        for match in IN_PROSE.finditer(prose):
            certain, maybe = match.group(1) or match.group(2), match.group(3) or match.group(4)
            if certain or maybe in numbers:
                yield f"{where}: {match[0]}: link to this notebook"
        for words, target in links_of(cell):
            number = re.match(r"(\d\d)(?: ·|$)", words)
            if number and not target.startswith(f"{number[1]}_"):
                yield f"{where}: [{words}]({target}): write the number of the notebook it leads to"


@rule
def test_code_names_notebooks_that_exist(page: Notebook) -> Iterator[str]:
    numbers = {f"{one.number:02}" for one in NOTEBOOKS}
    for cell in page.cells:
        fences = re.findall(r"^```.*?^```$", cell.source, re.MULTILINE | re.DOTALL)
        code = cell.source if cell.cell_type == "code" else "\n".join(fences)
        named = {number for words in IN_CODE.findall(code) for number in re.findall(r"\d\d", words)}
        for number in sorted(named - numbers):
            yield f"{page.where(cell)}: there is no notebook {number}; name one that exists"


@rule
def test_pictures_have_alternative_text(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.prose:
        source = outside_fences(cell.source)
        words = [len(one.split()) for one in re.findall(r"!\[([^\]]*)\]", source)]
        tagged = re.findall(r"<img[^>]*>", source)
        words += [2 if re.search(r'alt="[^"]+ [^"]+"', tag) else 0 for tag in tagged]
        if any(count < 2 for count in words):
            yield f"{notebook.where(cell)}: say in words what the picture shows"
    for cell in notebook.code:
        for output in cell.outputs:
            where, data = notebook.where(cell), output.get("data", {})
            plain, page = data.get("text/plain", ""), data.get("text/html", "")
            if "<img" in page and f'alt="{html.escape(plain)}"' not in page:
                yield f"{where}: give its picture the words that its plain text has"
            if "image/png" in data:
                yield f"{where}: show a plot with show_plot, and with words"
            if len(data) > 1 and (plain or "<")[0] == "<":
                yield f"{where}: give its output a form as text"


@rule
def test_folds_open_and_close(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.prose:
        source = outside_fences(cell.source)
        unfolded = "details>" in outside_folds(source)
        if unfolded or source.count("<summary>") != len(FOLD.findall(source)):
            yield (
                f"{notebook.where(cell)}: write a fold as <details><summary>Words</summary>, an"
                " empty line, the text, an empty line, </details>"
            )


def test_no_emoji(page: Notebook) -> None:
    none_of(
        f"{page.where(cell)}: {EMOJI.findall(cell.source)}, use words"
        for cell in page.cells
        if EMOJI.search(cell.source)
    )


# The glossary


def terms() -> dict[str, NotebookNode]:
    """Return the glossary's cells by their term, without the title."""
    return {heading(cell): cell for cell in GLOSSARY.cells[1:]}


def terms_linked(notebook: Notebook) -> list[str]:
    """Return the glossary's anchors to which a notebook's prose links, in reading order."""
    return [
        target.partition("#")[2]
        for cell in notebook.prose
        for _, target in links_of(cell)
        if target.partition("#")[0] == GLOSSARY.path.name
    ]


@rule
def test_the_glossary_is_prose_from_a_to_z() -> Iterator[str]:
    for cell in GLOSSARY.code:
        yield f"{GLOSSARY.where(cell)}: the glossary is prose; remove this cell"
    first = [(cell.id, headings(cell.source)) for cell in GLOSSARY.cells[:1]]
    if first != [("title", [(1, "Glossary")])]:
        yield f"{GLOSSARY.where('title')}: begin the notebook with it, and it with # Glossary"
    names = [heading(cell) for cell in GLOSSARY.cells[1:]]
    for name, wanted in zip(names, sorted(names, key=str.casefold), strict=True):
        if name != wanted:
            yield f"{GLOSSARY.file}: {wanted} comes before {name} in the alphabet; move it"
            break
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{GLOSSARY.file}: {name} is there twice; join the two"
    for cell in GLOSSARY.cells[1:]:
        where, term = GLOSSARY.where(cell), heading(cell)
        if headings(cell.source) != [(2, term)]:
            yield f"{where}: write one term, as ## term"
        if re.search(r"[^\w -]", term):
            yield f"{where}: write the term in plain words, which make a plain anchor"
        wanted = "-".join(re.findall(r"[a-z]+|\d+", term.casefold()))
        if cell.id != wanted:
            yield f"{where}: call the cell {wanted}, after its term"


@rule
def test_a_term_is_defined_and_says_where_it_is_first_met() -> Iterator[str]:
    titles = {nb.path.name: title_of(nb) for nb in NOTEBOOKS}
    for term, cell in terms().items():
        where = GLOSSARY.where(cell)
        paragraphs = cell.source.split("\n\n")
        first = re.fullmatch(r"First met in \[(.+)\]\((.+)\)\.", paragraphs[-1])
        if len(paragraphs) != 3 or not first:
            yield f"{where}: write ## term, one paragraph, and First met in [title](notebook)."
            continue
        sentences = len(re.findall(r"[.?](?=\s|$)", paragraphs[1]))
        if len(paragraphs[1].split()) < 10 or sentences > 5:
            yield f"{where}: define it in ten words or more and at most five sentences"
        if titles.get(first[2]) not in {first[1], ""}:
            yield f"{where}: link to a notebook, and name it by its title"
        if f"#{term.replace(' ', '-')}" in [target for _, target in links_of(cell)]:
            yield f"{where}: remove the link that leads to this very term"


@rule
def test_a_term_is_first_met_where_the_first_link_to_it_stands() -> Iterator[str]:
    first: dict[str, str] = {}
    for notebook in NOTEBOOKS:
        for anchor in terms_linked(notebook):
            first.setdefault(anchor, notebook.path.name)
    for term, cell in terms().items():
        where = GLOSSARY.where(cell)
        anchor = term.replace(" ", "-")
        if anchor not in first:
            yield f"{where}: no notebook links to {term}; link to it where it is first used"
        elif f"]({first[anchor]})." not in cell.source:
            yield f"{where}: it is first met in {first[anchor]}, which links to it; say so"


@rule
def test_a_notebook_links_a_term_once_and_in_the_open(notebook: Notebook) -> Iterator[str]:
    linked = terms_linked(notebook)
    for anchor in sorted({anchor for anchor in linked if linked.count(anchor) > 1}):
        yield f"{notebook.file}: link to the term {anchor} once"
    if len(linked) > 15:
        yield f"{notebook.file}: link to at most 15 terms, not {len(linked)}"
    for cell in notebook.prose:
        hidden = [words for _, words in headings(cell.source)] + list(folded(cell).values())
        if GLOSSARY.path.name in "".join(hidden):
            yield f"{notebook.where(cell)}: link to the glossary in plain prose, not here"


@rule
def test_the_readme_leads_to_the_glossary() -> Iterator[str]:
    if f"](notebooks/{GLOSSARY.path.name})" not in README:
        yield f"README.md: link to notebooks/{GLOSSARY.path.name}"


# For instructors


@rule
def test_the_teaching_notes_review_every_exercise(notebook: Notebook) -> Iterator[str]:
    if not notebook.has("teaching-this", "markdown"):
        return  # it does not end as the others do
    where = notebook.where("teaching-this")
    reviews = REVIEW.findall(notebook.cell("teaching-this").source)
    if len(reviews) != 1:
        yield f"{where}: write one line that begins with - **Review** and names each exercise"
    for name in notebook.exercises:
        if f"`{name}`: " not in "".join(reviews):
            yield f"{where}: add `{name}`: and how to review it to the line - **Review**"


@rule
def test_what_may_be_cut_is_there_and_said(notebook: Notebook) -> Iterator[str]:
    known = lesson(notebook)
    if not known or not notebook.has("teaching-this", "markdown"):
        return
    names = {name for section in known.sections for name in [section.title, *section.exercises]}
    said = re.findall(r"\*\*Cut\*\*(.*)", notebook.cell("teaching-this").source)
    for name in known.cuts:
        if name not in names:
            yield (
                f"{notebook.file}: correct {name} in cut of the metadata: it is no exercise and"
                f" none of the sections {'; '.join(section.title for section in known.sections)}"
            )
        if name not in "".join(said):
            yield f"{notebook.where('teaching-this')}: name {name} after **Cut**, as metadata do"


@rule
def test_the_minutes_are_those_of_its_parts(notebook: Notebook) -> Iterator[str]:
    known = lesson(notebook)
    if known and not 0.75 <= known.estimate / known.minutes <= 1.25:
        yield (
            f"{notebook.file}: its parts take about {known.estimate:.0f} minutes; write that number"
            f" for {known.minutes} in its metadata, in its title and in README.md"
        )


@rule
def test_the_guide_says_what_each_day_holds() -> Iterator[str]:
    guide = (ROOT / GUIDE).read_text(encoding="utf-8")
    if not all(minutes_of(notebook) for notebook in NOTEBOOKS):
        return  # there is no agenda before each notebook has its minutes
    for day, (_, end, _) in agenda.DAYS.items():
        plan = agenda.agenda(day)
        taught = sorted({notebook for _, _, notebook, _ in plan.rows} - {"", "00"})
        notebooks = f"{taught[0]} to {taught[-1]}"
        if plan.left and plan.left[0].startswith(taught[-1]):  # only its beginning is taught
            (rest,) = re.findall('"(.+)"', plan.left[0])
            notebooks = f'{taught[0]} to {taught[-2]}, and {taught[-1]} before "{rest}"'
        row = f"| `--{day}` | {plan.rows[0][0]} | {notebooks} | {end // 60}:{end % 60:02} |"
        if row not in guide:
            yield f"{GUIDE}: in the table of the agendas, write the row {row}"
