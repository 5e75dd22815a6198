"""The form of the notebooks: what each of them has, and what nbval would let pass."""

from __future__ import annotations

import ast
import html
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

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
    sanitized,
    solution,
    tags,
)
from tutorial_support.checks import FOLDER, find_check
from tutorial_support.workspace.notebooks import FOLD, folds

README = (ROOT / "README.md").read_text(encoding="utf-8")
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
    assert not found, "\n" + "\n".join(found)


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


def items(text: str, bullet: str) -> list[str]:
    """Return the items of the lists in a text: `bullet` is ``-`` or ``1``."""
    sign = r"-" if bullet == "-" else r"\d+\."
    return re.findall(rf"^{sign} +(.+)$", text, re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Return the Python of a cell: its own, or that of the file which it writes."""
    file = WRITE_FILE.match(source)
    if file and not file[1].endswith(".py"):
        return ast.Module([], [])
    return ast.parse(WRITE_FILE.sub("", source.replace(MINIMAL, "", 1), count=1))


# The file


def test_it_is_valid_and_says_nothing_of_a_machine(page: Notebook) -> None:
    nbformat.validate(page.content)
    assert (page.content.nbformat, page.content.nbformat_minor) == (4, 5)
    metadata = page.content.metadata
    where = f"{page.path.name}: the notebook's metadata"
    minutes = set() if page is GLOSSARY else {"tutorial"}
    assert set(metadata) == {"kernelspec", "language_info"} | minutes, where
    assert metadata.kernelspec.name == "python3", where
    assert metadata.language_info == {"name": "python"}, f"{where}: language_info is only the name"
    assert set(metadata.get("tutorial", ["minutes"])) - {"cut"} == {"minutes"}, where


def test_the_notebooks_are_numbered(notebook: Notebook) -> None:
    assert re.fullmatch(r"\d\d(_[a-z]+)+", str(notebook)), notebook.path.name
    numbers = [one.number for one in NOTEBOOKS]
    assert numbers.count(notebook.number) == 1, f"{notebook}: another notebook has its number"


def test_cell_ids_are_words(page: Notebook) -> None:
    none_of(
        f"{page.where(name)}: name it with words joined by hyphens"
        for name in page.ids
        if not re.fullmatch(r"[a-z]+(-([a-z]+|\d\d?))*", name) or re.fullmatch("[a-f-]{8,}", name)
    )
    none_of(
        f"{page.where(name)}: another cell has this id"
        for name in set(page.ids)
        if page.ids.count(name) > 1
    )


def test_no_cell_is_empty(page: Notebook) -> None:
    none_of(
        f"{page.where(cell)}: it is empty, delete it"
        for cell in page.cells
        if not cell.source.strip()
    )


def test_cell_metadata_are_tags_that_the_course_knows(page: Notebook) -> None:
    for cell in page.cells:
        where = page.where(cell)
        left = set(cell.metadata) - {"tags", "jupyter", "slideshow"}
        assert not left, f"{where}: remove {left}"
        assert set(cell.metadata.get("jupyter", {})) <= {"source_hidden"}, where
        assert set(tags(cell)) <= TAGS, f"{where}: only the tags {TAGS} are allowed"
        assert cell.cell_type == "code" or not tags(cell), f"{where}: tags are for code"


def test_only_measured_figures_and_plots_are_not_compared() -> None:
    assert {name: dict(SANITIZE[name]) for name in SANITIZE.sections()} == {
        "measured": {"regex": r"~ *[\d,.]+", "replace": "~N"},
        "plot": {"regex": r"data:image/png;base64,[\w+/=]+", "replace": "PLOT"},
    }


# The slides of the core notebooks


@pytest.mark.parametrize("core", NOTEBOOKS[:6], ids=str)
def test_a_slide_has_one_idea(core: Notebook) -> None:
    """A heading begins a slide; a prediction is asked on one, and seen on the next."""
    for before, cell in zip(core.cells, core.cells[1:], strict=False):
        where, kind = core.where(cell), slide(cell)
        assert kind in {"slide", "subslide", "fragment", "skip", "-"}, f"{where}: {kind}"
        begins = kind in {"slide", "subslide"}
        prose = cell.cell_type == "markdown" and kind != "skip"
        if prose and any(level <= 2 for level, _ in headings(cell.source)):
            assert kind == "slide", f"{where}: a heading begins a slide"
            assert cell.source.startswith("## "), f"{where}: a heading begins a cell"
        if cell.id.startswith(("task-", "solution-")) or before.id.startswith("predict-"):
            assert begins, f"{where}: it begins a slide of its own"
    shown_on_slides = {cell.id for cell in core.cells if slide(cell) != "skip"}
    assert not shown_on_slides & {"setup", "teaching-this", "next"}, f"{core}: not on a slide"


def slide(cell: NotebookNode) -> str:
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


# The outputs, and what nbval lets pass


def test_it_was_run_once_from_top_to_bottom(notebook: Notebook) -> None:
    counts = [cell.execution_count for cell in notebook.code]
    assert counts == list(range(1, len(counts) + 1)), (
        f"{notebook.path.name}: run it in a fresh kernel, top to bottom, and save it"
    )
    none_of(
        f"{notebook.where(cell)}: the output of In [{cell.execution_count}] is of another run"
        for cell in notebook.code
        for output in cell.outputs
        if output.get("execution_count", cell.execution_count) != cell.execution_count
    )


def test_checks_and_reveals_show_their_answer(notebook: Notebook) -> None:
    none_of(
        f"{notebook.where(cell)}: no output is stored, run the notebook again"
        for cell in notebook.code
        if cell.id.startswith(("check-", "reveal-")) and not cell.outputs
    )


def test_errors_are_tagged_and_stored(notebook: Notebook) -> None:
    for cell in notebook.code:
        where = notebook.where(cell)
        if "raises-exception" in tags(cell):
            assert error(cell), f"{where}: it is tagged raises-exception and has no error output"
        else:
            assert not error(cell), f"{where}: an error, and no tag raises-exception"


def test_a_cell_that_fails_on_purpose_says_so_in_its_first_line(notebook: Notebook) -> None:
    for cell in notebook.code:
        says = cell.source.startswith(f"{ON_PURPOSE}\n")
        wanted = "raises-exception" in tags(cell)
        assert says == wanted, f"{notebook.where(cell)}: {ON_PURPOSE} begins a cell that raises"


def test_nothing_goes_to_stderr(notebook: Notebook) -> None:
    none_of(
        f"{notebook.where(cell)}: nbval does not compare warnings, let none appear"
        for cell in notebook.code
        for output in cell.outputs
        if output.get("name") == "stderr"
    )


@pytest.mark.parametrize("what", UNSTABLE)
def test_outputs_are_the_same_everywhere(notebook: Notebook, what: str) -> None:
    for cell in notebook.code:
        outputs = sanitized(json.dumps(cell.outputs, ensure_ascii=False))
        match = re.search(UNSTABLE[what], outputs)
        assert not match, f"{notebook.where(cell)}: its output holds {what}, {match}"


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


def test_files_that_cells_write_are_in_style(notebook: Notebook, tmp_path: Path) -> None:
    """Ruff leaves cells with `%%writefile` out."""
    for cell in notebook.code:
        if file := WRITE_FILE.match(cell.source):
            path = tmp_path / f"{cell.id}.py"
            if file[1].endswith(".py"):
                path.write_text(cell.source[file.end() :] + "\n", encoding="utf-8")
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    lint = [
        "check",
        *options,
        "--ignore=D,E402,T20",
        "--config=lint.isort.known-first-party=['club']",
    ]
    for command in (lint, ["format", "--check", *options]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, str(tmp_path)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{notebook}: {done.stdout}{done.stderr}"


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


def test_the_title_says_what_you_will_be_able_to_do(notebook: Notebook) -> None:
    title = notebook.cells[0]
    where = notebook.where(title)
    assert (title.id, title.cell_type) == ("title", "markdown"), where
    lines = title.source.splitlines()
    assert re.fullmatch(rf"# {notebook.number:02} · .+\?", lines[0]), f"{where}: a question"
    assert "\nAfter this notebook you can\n" in title.source, where
    abilities = items(title.source, "-")
    assert 3 <= len(abilities) <= 5, f"{where}: three to five things, not {len(abilities)}"
    none_of(
        f"{where}: begin with a verb: {words}"
        for words in abilities
        if not re.match(r"[a-z]+ |`await`", words) or re.match(r"(the|a|an|what|how|why) ", words)
    )
    minutes = re.findall(r"\b(\d+) minutes\b", title.source)
    assert minutes == [str(notebook.content.metadata.tutorial.minutes)], (
        f"{where}: the minutes are those of the metadata"
    )
    assert "You need " in title.source, f"{where}: say what it needs"


def test_the_readme_lists_it(notebook: Notebook) -> None:
    question = headings(notebook.cells[0].source)[0][1].partition(" · ")[2]
    minutes = notebook.content.metadata.tutorial.minutes
    start = f"| [{notebook}](notebooks/{notebook.path.name}) | {question} | "
    rows = [row for row in README.splitlines() if row.startswith(start)]
    assert len(rows) == 1, f"README.md needs one row that starts with {start}"
    assert rows[0].endswith(f" | {minutes} |"), f"README.md: {notebook} takes {minutes} minutes"


def test_headings_descend_one_level_at_a_time(page: Notebook) -> None:
    levels = [0]
    for cell in page.prose:
        for level, words in headings(cell.source):
            assert level <= levels[-1] + 1, f"{page.where(cell)}: {words} skips a level"
            levels.append(level)
    assert levels.count(1) == 1, f"{page.path.name}: one heading of level 1, the title"


def test_the_first_code_cell_is_setup(notebook: Notebook) -> None:
    setup = notebook.code[0]
    assert setup.id == "setup", f"{notebook.where(setup)}: the first code cell is setup"
    assert setup.source.startswith(f"{MINIMAL}\n"), notebook.where(setup)


def test_it_asks_about_last_time(notebook: Notebook) -> None:
    if notebook.number >= 1:
        asks(notebook, "from-last-time", 3, 3)


def test_it_closes_with_a_quiz(notebook: Notebook) -> None:
    asks(notebook, "quiz", 3, 6)


def asks(notebook: Notebook, name: str, least: int, most: int) -> None:
    """Assert that a cell asks numbered questions in the open and folds as many answers."""
    where = notebook.where(name)
    assert notebook.has(name, "markdown"), f"{where} is missing"
    cell = notebook.cell(name)
    questions = items(outside_folds(cell.source), "1")
    assert least <= len(questions) <= most, f"{where}: {len(questions)} open questions"
    assert list(folded(cell)) == ["Answers"], f"{where}: fold the answers, as Answers"
    answers = items(folded(cell)["Answers"], "1")
    assert len(answers) == len(questions), f"{where}: an answer for each question"


def test_it_ends_as_the_others_do(notebook: Notebook) -> None:
    assert notebook.ids[-5:] == LAST_CELLS, f"{notebook.path.name}: it ends with {LAST_CELLS}"
    for name in LAST_CELLS:
        assert notebook.has(name, "markdown"), f"{notebook.where(name)}: this is prose"
    three, sources, teaching = map(notebook.cell, ["three-things", "sources", "teaching-this"])
    assert "## Three things to remember" in three.source, notebook.where(three)
    assert len(items(three.source, "1")) == 3, f"{notebook.where(three)}: three items"
    assert "](https://" in sources.source, f"{notebook.where(sources)}: link to documentation"
    fold = folded(teaching).get("Teaching this", "")
    for word in ("**Ask**", "**Show**", "**People get wrong**", "**Cut**"):
        assert word in fold, f"{notebook.where(teaching)}: fold it, and say {word}"


def test_it_leads_to_the_next(notebook: Notebook) -> None:
    links = [target for _, target in links_of(notebook.cell("next"))]
    following = NOTEBOOKS[NOTEBOOKS.index(notebook) + 1 :]
    wanted = following[0].path.name if following else NAMED["start_here"].path.name
    assert wanted in links, f"{notebook.where('next')}: link to {wanted}"


# Exercises and predictions


def test_an_exercise_has_its_four_cells(notebook: Notebook) -> None:
    parts = {"task": "markdown", "starter": "code", "check": "code", "solution": "markdown"}
    for name in notebook.exercises:
        place = notebook.ids.index(f"task-{name}")
        cells = notebook.cells[place : place + 4]
        assert [(c.id, c.cell_type) for c in cells] == [
            (f"{part}-{name}", kind) for part, kind in parts.items()
        ], f"{notebook.where(cells[0])}: then starter (code), check (code), solution (prose)"
    for part in parts:
        assert notebook.named(part) == notebook.exercises, f"{notebook}: {part} without its task"


def test_a_task_has_hints(notebook: Notebook) -> None:
    for name in notebook.exercises:
        task = notebook.cell(f"task-{name}")
        where = notebook.where(task)
        assert headings(task.source)[0][1].startswith(("Exercise: ", "Quick exercise: ")), (
            f"{where}: begin with ### Exercise: ... or ### Quick exercise: ..."
        )
        hints = folded(task)
        assert list(hints) == [f"Hint {n + 1}" for n in range(len(hints))], where
        assert len(hints) >= 2, f"{where}: at least two hints, each folded"
        assert all(words.strip() for words in hints.values()), f"{where}: a hint is empty"
        assert outside_folds(task.source).count("\n") >= 2, f"{where}: say what to do"


def test_a_check_asks_for_its_exercise(notebook: Notebook) -> None:
    for name in notebook.exercises:
        check = notebook.cell(f"check-{name}")
        (call,) = parse(check.source).body
        assert ast.unparse(call).startswith(f"await check('{name}', "), notebook.where(check)


def test_a_solution_says_why(notebook: Notebook) -> None:
    for name in notebook.exercises:
        cell = notebook.cell(f"solution-{name}")
        where = notebook.where(cell)
        assert list(folded(cell)) == ["Solution"], f"{where}: fold it, as Solution"
        assert not outside_folds(cell.source).strip(), f"{where}: everything in the fold"
        assert cell.source.count("```") == 2, f"{where}: one fence, ```python"
        code, starter = solution(cell), notebook.cell(f"starter-{name}").source
        assert ast.unparse(parse(code)) != ast.unparse(parse(starter)), f"{where}: it is solved"
        why = folded(cell)["Solution"].rpartition("```")[2]
        assert len(why.split()) >= 5, f"{where}: after the fence, say why"


def test_a_prediction_has_its_three_cells(notebook: Notebook) -> None:
    for part in ("reveal", "guesses"):
        assert notebook.named(part) == notebook.named("predict"), f"{notebook}: {part} cells"
    for name in notebook.named("predict"):
        cells = [notebook.cell(f"{part}-{name}") for part in ("predict", "reveal", "guesses")]
        predict, reveal, guesses = cells
        kinds = [cell.cell_type for cell in cells]
        assert kinds == ["code", "code", "markdown"], notebook.where(predict)
        asked = re.fullmatch(r"(\w+) = \.\.\.  # .*\?.*", predict.source)
        assert asked, f"{notebook.where(predict)}: one line, `name = ...  # a question?`"
        places = [notebook.ids.index(cell.id) for cell in cells]
        assert places[0] < places[1], f"{notebook.where(reveal)}: after {predict.id}"
        assert places[2] == places[1] + 1, f"{notebook.where(guesses)}: right after {reveal.id}"
        last = ast.unparse(parse(reveal.source).body[-1])
        assert last.startswith(f"reveal({asked[1]}, "), f"{notebook.where(reveal)}: its last line"
        assert list(folded(guesses)) == ["What each guess assumes"], notebook.where(guesses)
        fold = folded(guesses)["What each guess assumes"]
        assert len(items(fold, "-")) >= 2, f"{notebook.where(guesses)}: two guesses or more"


def test_there_is_enough_to_do(notebook: Notebook) -> None:
    least = 1 if notebook.number == 0 else 3
    assert len(notebook.exercises) >= least, f"{notebook}: at least {least} exercises"
    assert len(notebook.named("predict")) >= least, f"{notebook}: at least {least} predictions"


def test_the_adapter_notebook_has_an_ordering_exercise() -> None:
    notebook = next(one for one in NOTEBOOKS if one.slug == "adapter_dependency")
    starters = [notebook.cell(f"starter-{name}").source for name in notebook.exercises]
    assert "order = ..." in starters, f"{notebook}: a starter `order = ...`"


def test_exercises_checks_and_catalogues_match() -> None:
    """One name everywhere: of ``first-await``, `first_await.py` with the check and the answers."""
    exercises = sorted(name for notebook in NOTEBOOKS for name in notebook.exercises)
    for folder in (FOLDER, ROOT / "tests" / "answers"):
        names = sorted(path.stem.replace("_", "-") for path in folder.glob("[!_]*.py"))
        assert names == exercises, f"a file for each exercise in {folder.relative_to(ROOT)}"
    for name in exercises:
        assert find_check(name).__name__.replace("_", "-") == name


# What earlier notebooks built


def test_so_far_is_what_the_earlier_notebooks_built(notebook: Notebook) -> None:
    before = [
        (earlier, cell)
        for earlier in NOTEBOOKS[: NOTEBOOKS.index(notebook)]
        for cell in earlier.code
        if "built" in tags(cell)
    ]
    if notebook.slug in {
        "start_here",
        "user_model",
        "your_app",
    }:  # the last begins with a blank page
        return
    built_in = {earlier.slug for earlier, _ in before}
    part = NOTEBOOKS[1 : NOTEBOOKS.index(NAMED["postgresql"]) + 1]
    earlier_ones = NOTEBOOKS[: NOTEBOOKS.index(notebook)]
    assert built_in >= {one.slug for one in part if one in earlier_ones} - {"queries"}, (
        "each notebook from 01 to 16 but 05 builds something, in cells tagged built"
    )
    assert notebook.has("so-far", "code"), f"{notebook.where('so-far')} is missing"
    so_far = notebook.cell("so-far")
    imports, statements = parts(so_far)
    built_imports: set[str] = set()
    built: dict[str, tuple[str, str]] = {}  # by name: what is built again replaces the older one
    for earlier, cell in before:
        cell_imports, cell_statements = parts(cell)
        built_imports |= cell_imports
        for name, statement in cell_statements.items():
            built[name] = (statement, earlier.where(cell))
    for name, (theirs, where) in built.items():
        assert name in statements, f"{notebook.where(so_far)}: {name} of {where} is missing"
        assert statements[name] == theirs, f"{notebook.where(so_far)}: {name} differs from {where}"
    left = set(statements) - set(built)
    assert not left, f"{notebook.where(so_far)}: nothing built {left}"
    if WRITE_FILE.match(so_far.source):
        imports -= {"os as None"}  # a module takes its URL from the environment
    assert imports == built_imports, f"{notebook.where(so_far)}: its imports"


def test_a_long_so_far_is_folded(notebook: Notebook) -> None:
    for cell in notebook.cells:
        lines = len(cell.source.splitlines())
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert hidden is (cell.id == "so-far" and lines > 30), (
            f"{notebook.where(cell)}: only a so-far of more than 30 lines is folded"
        )


def parts(cell: NotebookNode) -> tuple[set[str], dict[str, str]]:
    """Return a cell's imports, and its other statements by the name that each binds.

    The database's URL is left out, for each notebook has its own.
    """
    imports: set[str] = set()
    statements = {}
    for node in parse(cell.source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            imports |= {f"{module}{name.name} as {name.asname}" for name in node.names}
            continue
        statement = re.sub(r"^DATABASE_URL = .*", "DATABASE_URL = ...", ast.unparse(node))
        (target,) = node.targets if isinstance(node, ast.Assign) else [node]
        name = target.id if isinstance(target, ast.Name) else getattr(node, "name", statement)
        assert name not in statements, f"{cell.id}: it binds {name} twice"
        statements[name] = statement
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


def test_links_say_where_they_lead(page: Notebook) -> None:
    for cell in page.prose:
        where = page.where(cell)
        for words, _ in links_of(cell):
            assert words.strip(" `*").lower() not in NO_NAMES, f"{where}: what is behind [{words}]?"
        bare = re.search(r"(?<!\]\()(?<![`\w<])https?://\S+", outside_fences(cell.source))
        assert not bare, f"{where}: say in words where {bare} leads"


def test_links_lead_somewhere(page: Notebook) -> None:
    for cell in page.prose:
        for words, target in links_of(cell):
            where = f"{page.where(cell)}: [{words}]({target})"
            parts = urlsplit(target)
            if parts.scheme:
                assert parts.scheme == "https", f"{where}: https"
                assert re.fullmatch(r"([\w-]+\.)+[a-z]{2,}", parts.netloc), f"{where}: no host"
                continue
            path = (page.path.parent / parts.path).resolve() if parts.path else page.path
            assert path.is_file(), f"{where}: there is no such file"
            assert path.is_relative_to(ROOT), f"{where}: it leaves the repository"
            assert not parts.fragment or parts.fragment in anchors(path), (
                f"{where}: no such heading"
            )


def anchors(path: Path) -> Iterator[str]:
    """Give the anchors that JupyterLab makes of a notebook's headings."""
    for page in (*NOTEBOOKS, GLOSSARY):
        if page.path == path:
            for cell in page.prose:
                for _, words in headings(cell.source):
                    shown = LINK.sub(r"\1", words)
                    yield re.sub(r"[`*]", "", shown).replace(" ", "-")


def test_prose_names_a_notebook_by_a_link(page: Notebook) -> None:
    """A number that is no link stays behind when the notebooks are numbered anew."""
    numbers = {f"{one.number:02}" for one in NOTEBOOKS}
    for cell in page.prose:
        where = page.where(cell)
        prose = re.sub(r"`[^`\n]*`", "``", outside_fences(cell.source))
        prose = LINK.sub("[]", re.sub(r"^#+ .*$", "", prose, flags=re.MULTILINE))
        for match in IN_PROSE.finditer(prose):
            certain, maybe = match.group(1) or match.group(2), match.group(3) or match.group(4)
            assert not certain, f"{where}: {match[0]}: link to this notebook"
            assert maybe not in numbers, f"{where}: {match[0]}: link to this notebook"
        for words, target in links_of(cell):
            number = re.match(r"(\d\d)(?: ·|$)", words)
            leads = not number or target.startswith(f"{number[1]}_")
            assert leads, f"{where}: [{words}]({target}): another notebook has this number"


def test_code_names_notebooks_that_exist(page: Notebook) -> None:
    numbers = {f"{one.number:02}" for one in NOTEBOOKS}
    for cell in page.cells:
        fences = re.findall(r"^```.*?^```$", cell.source, re.MULTILINE | re.DOTALL)
        code = cell.source if cell.cell_type == "code" else "\n".join(fences)
        named = {number for words in IN_CODE.findall(code) for number in re.findall(r"\d\d", words)}
        left = named - numbers
        assert not left, f"{page.where(cell)}: there is no notebook {left}"


def test_pictures_have_alternative_text(notebook: Notebook) -> None:
    for cell in notebook.prose:
        where = notebook.where(cell)
        source = outside_fences(cell.source)
        for words in re.findall(r"!\[([^\]]*)\]", source):
            assert len(words.split()) >= 2, f"{where}: say what the picture shows"
        for tag in re.findall(r"<img[^>]*>", source):
            assert re.search(r'alt="[^"]+ [^"]+"', tag), f"{where}: say what the picture shows"
    none_of(
        f"{notebook.where(cell)}: its picture has no words, or others than its text"
        for cell in notebook.code
        for output in cell.outputs
        for page in [output.get("data", {}).get("text/html", "")]
        if "<img" in page and f'alt="{html.escape(output.data["text/plain"])}"' not in page
    )
    none_of(
        f"{notebook.where(cell)}: show a plot with show_plot, and with words"
        for cell in notebook.code
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    )
    none_of(
        f"{notebook.where(cell)}: its output has no form as text"
        for cell in notebook.code
        for output in cell.outputs
        if len(output.get("data", [])) > 1 and output.data.get("text/plain", "<")[:1] in "<"
    )


def test_folds_open_and_close(notebook: Notebook) -> None:
    for cell in notebook.prose:
        where = (
            f"{notebook.where(cell)}: <details><summary>Words</summary>, an empty line, the text"
        )
        source = outside_fences(cell.source)
        assert "details>" not in outside_folds(source), where
        assert source.count("<summary>") == len(FOLD.findall(source)), where


def test_no_emoji(page: Notebook) -> None:
    none_of(
        f"{page.where(cell)}: {EMOJI.findall(cell.source)}, use words"
        for cell in page.cells
        if EMOJI.search(cell.source)
    )


# The glossary


def terms() -> dict[str, NotebookNode]:
    """Return the glossary's cells by their term, without the title."""
    return {headings(cell.source)[0][1]: cell for cell in GLOSSARY.cells[1:]}


def terms_linked(notebook: Notebook) -> list[str]:
    """Return the glossary's anchors to which a notebook's prose links, in reading order."""
    return [
        target.partition("#")[2]
        for cell in notebook.prose
        for _, target in links_of(cell)
        if target.partition("#")[0] == GLOSSARY.path.name
    ]


def test_the_glossary_is_prose_from_a_to_z() -> None:
    assert {cell.cell_type for cell in GLOSSARY.cells} == {"markdown"}
    title, *cells = GLOSSARY.cells
    assert title.id == "title"
    assert headings(title.source) == [(1, "Glossary")]
    names = list(terms())
    assert names == sorted(names, key=str.casefold), "the terms are in alphabetical order"
    assert len(names) == len(cells), "each term is there once"
    for term, cell in terms().items():
        where = GLOSSARY.where(cell)
        assert headings(cell.source) == [(2, term)], f"{where}: one term, as ## term"
        assert not re.search(r"[^\w -]", term), f"{where}: plain words make a plain anchor"
        words = re.findall(r"[a-z]+|\d+", term.casefold())
        assert cell.id == "-".join(words), f"{where}: its id is the term"


def test_a_term_is_defined_and_says_where_it_is_first_met() -> None:
    titles = {nb.path.name: headings(nb.cells[0].source)[0][1] for nb in NOTEBOOKS}
    for cell in terms().values():
        where = GLOSSARY.where(cell)
        paragraphs = cell.source.split("\n\n")
        assert len(paragraphs) == 3, f"{where}: ## term, a paragraph, First met in [...](...)."
        definition = paragraphs[1]
        assert len(definition.split()) >= 10, f"{where}: define it"
        assert len(re.findall(r"[.?](?=\s|$)", definition)) <= 5, f"{where}: in fewer sentences"
        first = re.fullmatch(r"First met in \[(.+)\]\((.+)\)\.", paragraphs[2])
        assert first, f"{where}: First met in [...](...)."
        assert titles.get(first[2]) == first[1], f"{where}: name the notebook by its title"
        own = f"#{cell.source.splitlines()[0][3:].replace(' ', '-')}"
        assert own not in [target for _, target in links_of(cell)], f"{where}: it leads to itself"


def test_a_term_is_first_met_where_the_first_link_to_it_stands() -> None:
    first: dict[str, str] = {}
    for notebook in NOTEBOOKS:
        for anchor in terms_linked(notebook):
            first.setdefault(anchor, notebook.path.name)
    for term, cell in terms().items():
        where = GLOSSARY.where(cell)
        anchor = term.replace(" ", "-")
        assert anchor in first, f"{where}: no notebook links to {term}"
        assert f"]({first[anchor]})." in cell.source, f"{where}: {first[anchor]} has it before"


def test_a_notebook_links_a_term_once_and_in_the_open(notebook: Notebook) -> None:
    linked = terms_linked(notebook)
    twice = {anchor for anchor in linked if linked.count(anchor) > 1}
    assert not twice, f"{notebook}: one link for each term, not two for {twice}"
    assert len(linked) <= 15, f"{notebook}: {len(linked)} terms are linked, keep the prose calm"
    for cell in notebook.prose:
        hidden = [words for _, words in headings(cell.source)] + list(folded(cell).values())
        assert GLOSSARY.path.name not in "".join(hidden), (
            f"{notebook.where(cell)}: a link to the glossary stands in a heading or a fold"
        )


def test_the_readme_leads_to_the_glossary() -> None:
    assert f"](notebooks/{GLOSSARY.path.name})" in README
