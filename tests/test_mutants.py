"""Notebooks with one thing wrong: each turns red the test that is there to see it."""

from __future__ import annotations

import copy
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from configparser import RawConfigParser
from pathlib import Path

import nbformat
import pytest
import test_form

from notebooks import GLOSSARY, NOTEBOOKS, ROOT, SANITIZE, Notebook, filled

Change = Callable[[Notebook], object]
GUARDS = {name: guard for name, guard in vars(test_form).items() if name.startswith("test_")}
FIGURE = {"output_type": "stream", "name": "stdout", "text": "it took ~ 12.30 ms\n"}
FAILURE = {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
WARNING = {"output_type": "stream", "name": "stderr", "text": "careful\n"}


def source(name: str, old: str, new: str) -> Change:
    """Change a cell: `old` is a pattern."""

    def change(notebook: Notebook) -> None:
        cell = notebook.cell(name)
        cell.source, count = re.subn(old, new, cell.source, count=1, flags=re.DOTALL)
        assert count, f"{notebook.where(name)} has no {old}"

    return change


def says(name: str, words: str) -> Change:
    """Let a cell print this."""
    output = {"output_type": "stream", "name": "stdout", "text": words}
    return lambda notebook: notebook.cell(name).outputs.append(nbformat.from_dict(output))


def shows(name: str, *outputs: dict[str, object]) -> Change:
    """Give a cell these outputs, and none besides."""
    return lambda notebook: notebook.cell(name).update(outputs=nbformat.from_dict([*outputs]))


def result(words: str, **data: str) -> dict[str, object]:
    return {"output_type": "display_data", "data": {"text/plain": words, **data}, "metadata": {}}


def answer_of(words: str, **data: str) -> dict[str, object]:
    return {**result(words, **data), "output_type": "execute_result", "execution_count": 1}


def without(*names: str) -> Change:
    return lambda notebook: [notebook.cells.remove(notebook.cell(name)) for name in names]


def renamed(name: str, new: str) -> Change:
    return lambda notebook: notebook.cell(name).update(id=new)


def tagged(name: str, *names: str) -> Change:
    return lambda notebook: notebook.cell(name).metadata.update(tags=[*names])


def on_slide(name: str, kind: str) -> Change:
    return lambda notebook: notebook.cell(name).metadata.update(slideshow={"slide_type": kind})


def stripped(notebook: Notebook) -> None:
    for cell in notebook.code:
        cell.update(outputs=[], execution_count=None)


def solved(notebook: Notebook) -> None:
    notebook.content.update(notebook.solved())


MUTANTS: list[tuple[str, int | None, Change]] = [  # None: the glossary
    ("it_is_valid", 2, lambda n: n.content.metadata.language_info.update(version="3.11.2")),
    ("it_is_valid", 2, lambda n: n.content.update(nbformat_minor=4)),
    ("it_is_valid", 2, lambda n: n.cell("setup").pop("outputs")),
    ("it_is_as_regenerating", 2, source("urls", "$", "\nx  =  1")),
    ("it_is_as_regenerating", 2, source("solution-async-url", ", ", " ,  ")),
    ("its_code_passes_ruff", 2, source("urls", "^", "import os\n")),
    ("nothing_is_left", 2, source("session-asked", "$", "\n\nFILL IN: the reason")),
    ("cell_ids_are_words", 2, renamed("urls", "setup")),
    ("cell_ids_are_words", 2, renamed("urls", "3f2a9c1b")),
    ("cell_ids_are_words", 2, renamed("urls", "deadbeef")),
    ("no_cell_is_empty", 2, source("urls", ".*", " ")),
    ("cell_metadata_are_tags", 2, tagged("urls", "skip")),
    ("cell_metadata_are_tags", 2, lambda n: n.cell("urls").metadata.update(scrolled=True)),
    ("a_slide_has_one_idea", 2, on_slide("session-asked", "subslide")),
    ("a_slide_has_one_idea", 2, on_slide("the-engine", "fragment")),
    ("a_slide_has_one_idea", 2, on_slide("teaching-this", "slide")),
    ("a_slide_has_one_idea", 2, source("session-asked", "^", "Before it.\n\n")),
    ("it_was_run_once", 2, stripped),
    ("it_was_run_once", 2, without("the-lazy-select")),
    ("checks_and_reveals_show", 2, shows("check-async-url")),
    ("checks_and_reveals_show", 2, shows("reveal-selects")),
    ("errors_are_tagged", 2, shows("urls", FAILURE)),
    ("errors_are_tagged", 2, tagged("after-the-commit")),
    ("errors_are_tagged", 2, shows("after-the-commit", FIGURE)),
    ("a_cell_that_fails_on_purpose", 2, source("after-the-commit", "# fails on purpose\n", "")),
    ("a_cell_that_fails_on_purpose", 2, source("urls", "^", "# fails on purpose\n")),
    ("nothing_goes_to_stderr", 2, shows("urls", WARNING)),
    ("outputs_are_the_same", 2, says("urls", "/tmp/course/club.db")),
    ("outputs_are_the_same", 2, says("urls", "C:\\course\\club.db")),
    ("outputs_are_the_same", 2, says("urls", "<object at 0x7f3a5c1b2d90>")),
    ("outputs_are_the_same", 2, says("urls", "it took 12.30 ms")),
    ("outputs_are_the_same", 2, says("urls", "8c6d4f1e-93a7-4b21-8f0e-5d2c7a9b1e34")),
    ("no_magic", 2, source("urls", "^", "%timeit 1\n")),
    ("no_magic", 2, source("urls", "^", "!pip list\n")),
    ("no_magic", 2, source("urls", "^", "%%time\n")),
    (
        "cells_import_what",
        2,
        source("urls", "^", "from tutorial_support.classroom import slides\n"),
    ),
    ("files_that_cells_write", 24, source("models", "class ", "class  ")),
    ("files_that_cells_write", 24, source("models", "\n", "\nimport json\n")),
    ("nothing_ends_the_kernel", 2, source("urls", "$", "\nexit()")),
    ("nothing_ends_the_kernel", 24, source("database", "$", "\nos._exit(0)")),
    ("the_title_says", 2, source("title", "60 minutes", "50 minutes")),
    ("the_title_says", 2, source("title", "- cause ", "- the ")),
    ("the_readme_lists_it", 2, source("title", "when", "where")),
    ("the_readme_lists_it", 2, lambda n: n.content.metadata.tutorial.update(minutes=61)),
    ("headings_descend", 2, source("session-asked", "## ", "# ")),
    ("headings_descend", 2, source("session-asked", "## ", "#### ")),
    ("the_first_code_cell_is_setup", 2, without("setup")),
    ("the_first_code_cell_is_setup", 2, source("setup", "%xmode Minimal\n", "")),
    ("it_asks_about_last_time", 2, source("from-last-time", "\n3. ", "\n")),
    ("it_closes_with_a_quiz", 2, without("quiz")),
    ("it_closes_with_a_quiz", 2, source("quiz", "4. There an", "There an")),
    ("it_ends_as_the_others", 2, without("teaching-this")),
    ("it_ends_as_the_others", 2, source("teaching-this", r"\*\*Cut\*\*", "Cut")),
    ("it_leads_to_the_next", 2, source("next", "04_create_tables.ipynb", "06_adapter.ipynb")),
    ("an_exercise_has_its_four", 2, without("solution-async-url")),
    ("an_exercise_has_its_four", 2, without("starter-async-url")),
    ("a_task_has_hints", 2, source("task-survives-commit", "Which of .*?like.", "")),
    ("a_task_has_hints", 2, source("task-survives-commit", "Hint 2", "Hint 3")),
    ("a_check_asks", 2, source("check-survives-commit", "survives-commit", "async-url")),
    ("a_solution_says_why", 2, source("solution-survives-commit", "The check commits.*?s.\n", "")),
    ("a_solution_says_why", 2, source("solution-survives-commit", ", expire_on_commit=False", "")),
    ("a_prediction_has_its_three", 2, without("reveal-selects")),
    ("a_prediction_has_its_three", 2, without("guesses-selects")),
    ("a_prediction_has_its_three", 2, source("predict-before-commit", r"\?", "")),
    ("a_solution_says_why", 2, solved),
    ("there_is_enough_to_do", 2, without("task-async-url", "task-unit-of-work")),
    ("there_is_enough_to_do", 0, without("predict-kind")),
    ("the_adapter_notebook", 6, source("starter-order-of-a-request", r"order = \.\.\.", "")),
    ("exercises_checks_and_catalogues", 2, renamed("task-async-url", "task-other-url")),
    ("so_far_is_what", 4, source("so-far", ", expire_on_commit=False", "")),
    ("so_far_is_what", 2, source("so-far", "$", "\n\nclass Other(Base): ...")),
    ("so_far_is_what", 2, without("so-far")),
    ("a_long_so_far_is_folded", 10, lambda n: n.cell("so-far").metadata.clear()),
    ("links_say_where", 2, source("urls-said", "$", "\n[here](https://example.com)")),
    ("links_say_where", 2, source("urls-said", "$", "\nhttps://example.com")),
    ("links_lead_somewhere", 2, source("next", "04_create_tables", "04_tables")),
    ("links_lead_somewhere", 2, source("session-asked", "#session", "#no-such-term")),
    ("links_lead_somewhere", 2, source("next", r"\.ipynb", ".ipynb#No-such-heading")),
    ("links_lead_somewhere", None, source("access-token", "#OAuth", "#no-such-term")),
    ("links_lead_somewhere", 2, source("sources", "https://", "http://")),
    ("links_lead_somewhere", 2, source("urls-said", "$", "\n[the host](../../passwd)")),
    ("prose_names_a_notebook", 2, source("driver-said", "$", " See notebook 06.")),
    ("prose_names_a_notebook", 2, source("driver-said", "$", " Notebook 03 was another one.")),
    (
        "prose_names_a_notebook",
        2,
        source("driver-said", "$", " See notebooks [01](01_user_model.ipynb) to 04."),
    ),
    ("prose_names_a_notebook", 2, source("driver-said", "$", " See the next one (10).")),
    ("prose_names_a_notebook", 2, source("driver-said", "$", " See 10's password.")),
    ("prose_names_a_notebook", 2, source("driver-said", "$", " The model comes from 01.")),
    ("prose_names_a_notebook", 2, source("session-asked", r"\[04\]", "[06]")),
    ("prose_names_a_notebook", None, source("session", r"\[02 ", "[04 ")),
    ("code_names_notebooks", 2, source("start-over", "$", "\n# as in notebook 03")),
    ("code_names_notebooks", 2, source("solution-async-url", "def", "# notebooks 01 to 03\ndef")),
    ("pictures_have_alternative", 2, source("urls-said", "$", "\n![](urls.png)")),
    ("pictures_have_alternative", 2, shows("urls", result("<Figure>", **{"image/png": "iVBOR"}))),
    ("pictures_have_alternative", 2, shows("urls", result("<O>", **{"text/html": "<p>x</p>"}))),
    ("folds_open_and_close", 2, source("quiz", "\n\n</details>", "")),
    ("folds_open_and_close", 2, source("quiz", "</summary>\n\n", "</summary>\n")),
    ("no_emoji", 2, source("urls-said", "$", " \u2705")),
    ("the_glossary_is_prose", None, renamed("session", "sessions")),
    ("the_glossary_is_prose", None, source("session", "## session", "## zone of a session")),
    ("a_term_is_defined", None, source("session", "\n\n.*\n\n", "\n\nA thing.\n\n")),
    ("a_term_is_defined", None, source("session", "First met in", "See")),
    ("a_term_is_first_met", None, source("session", r"02_\w+", "04_create_tables")),
    ("a_term_is_first_met", 2, source("session-asked", r"\[session\]\(\S+\)", "session")),
    ("a_notebook_links_a_term_once", 2, source("urls-said", "$", "\n[it](glossary.ipynb#session)")),
    (
        "a_notebook_links_a_term_once",
        2,
        source("quiz", "In", "[In](glossary.ipynb#kernel)"),
    ),
    ("as_committed_every_exercise", 2, shows("check-async-url", result("Passed: it runs."))),
    ("the_teaching_notes", 2, source("teaching-this", "`async-url`: ", "`async-url` ")),
    ("the_teaching_notes", 2, source("teaching-this", r"\*\*Review\*\*", "Review")),
    ("what_may_be_cut", 2, lambda n: n.content.metadata.tutorial.cut.append("no-such-thing")),
    ("what_may_be_cut", 2, source("teaching-this", r"\*\*Cut\*\*.*?\n", "**Cut** nothing.\n")),
    ("the_minutes_are_those", 2, lambda n: n.content.metadata.tutorial.update(minutes=30)),
]
# What no cell can break.
ELSEWHERE = {
    "test_the_notebooks_are_numbered",
    "test_the_readme_leads_to_the_glossary",
    "test_the_guide_says_what_each_day_holds",
    "test_only_measured_figures_and_plots_are_not_compared",  # below
}


def guard_of(words: str) -> str:
    (name,) = (name for name in GUARDS if name.startswith(f"test_{words}"))
    return name


def is_red(name: str, notebook: Notebook, folder: Path) -> bool:
    return bool(complaint(name, notebook, folder))


def complaint(name: str, notebook: Notebook, folder: Path) -> str:
    """Return what a test says of a notebook, nothing if it passes."""
    guard = GUARDS[name]
    wanted = inspect.signature(guard).parameters
    given = {"notebook": notebook, "page": notebook, "core": notebook, "tmp_path": folder}
    rounds = [{"what": what} for what in test_form.UNSTABLE] if "what" in wanted else [{}]
    try:
        for more in rounds:
            guard(**{key: given[key] for key in wanted if key in given}, **more)
    except (AssertionError, pytest.fail.Exception) as failure:
        return str(failure)
    return ""


@pytest.mark.parametrize(
    ("words", "number", "change"),
    MUTANTS,
    ids=[f"{number}-{words}-{i}" for i, (words, number, _) in enumerate(MUTANTS)],
)
def test_a_mutant_is_caught_by_the_test_that_is_there_for_it(
    words: str, number: int | None, change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = GLOSSARY if number is None else next(n for n in NOTEBOOKS if n.number == number)
    name = guard_of(words)
    assert not is_red(name, original, tmp_path)
    assert is_red(name, mutant_of(original, change, monkeypatch), tmp_path)


def mutant_of(original: Notebook, change: Change, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """Return a changed copy, which stands for the original in each rule."""
    mutant = Notebook(original.path, copy.deepcopy(original.content))
    change(mutant)
    monkeypatch.setattr(test_form, "GLOSSARY", mutant if original is GLOSSARY else GLOSSARY)
    pages = [mutant if notebook is original else notebook for notebook in NOTEBOOKS]
    monkeypatch.setattr(test_form, "NOTEBOOKS", pages)
    return mutant


# A notebook as it is while somebody writes it, and what a rule must say of it.
UNFINISHED: dict[str, tuple[Change, str, str]] = {
    "no_cells": (lambda n: n.cells.clear(), "the_title", "cell title: "),
    "no_title": (without("title"), "the_title", "cell title: "),
    "a_title_without_words": (source("title", ".*", "Hello"), "the_title", "begin it with # 02"),
    "no_heading_in_a_task": (source("task-async-url", "### .*", "Do it."), "a_task", "begin it"),
    "no_minutes": (source("task-async-url", r" \(8 minutes\)", ""), "a_task", "begin it with ###"),
    "a_long_quick_exercise": (source("task-async-url", "Ex", "Quick ex"), "a_task", "1 to 3"),
    "no_hints": (source("task-async-url", "\n<details>.*", ""), "a_task", "at least two hints"),
    "no_fence": (source("solution-async-url", "```", ""), "a_solution", "into one fence"),
    "no_python_in_a_fence": (source("solution-async-url", "def ", "de "), "a_solution", "cannot"),
    "no_fold": (source("solution-async-url", "<details>.*?\n", ""), "a_solution", "one fold"),
    "an_empty_solution": (source("solution-async-url", ".*", ""), "a_solution", "one fence"),
    "an_empty_check": (source("check-async-url", ".*", ""), "a_check", "write one line"),
    "a_broken_check": (source("check-async-url", ".*", "await (("), "a_check", "write one line"),
    "a_broken_starter": (source("starter-async-url", "$", "\n((:"), "its_code", "invalid-syntax"),
    "a_broken_reveal": (source("reveal-selects", "reveal", "((("), "a_prediction", "end it with"),
    "an_empty_question": (source("predict-selects", ".*", ""), "a_prediction", "write one line"),
    "no_task": (without("task-async-url"), "an_exercise_has", "four cells in a row"),
    "no_check": (without("check-async-url"), "an_exercise_has", "four cells in a row"),
    "prose_for_code": (
        lambda n: n.cell("check-async-url").update(cell_type="markdown"),
        "an_exercise_has",
        "four cells in a row",
    ),
    "no_teaching_notes": (without("teaching-this"), "it_ends", "teaching-this: it is missing"),
    "no_review": (
        source("teaching-this", r"- \*\*Review.*?\n", ""),
        "the_teaching",
        "- **Review**",
    ),
    "no_setup": (without("setup"), "the_first_code", "cell setup"),
    "no_code": (lambda n: without(*(c.id for c in n.code))(n), "the_first_code", "cell setup"),
    "no_quiz": (without("quiz"), "it_closes", "cell quiz: it is missing"),
    "no_answers": (source("quiz", "<details>.*", ""), "it_closes", "fold the answers"),
    "no_link_to_the_next": (without("next"), "it_leads", "cell next: link to"),
    "no_metadata": (lambda n: n.content.metadata.clear(), "it_is_valid", "lack tutorial"),
    "no_number_of_minutes": (
        lambda n: n.content.metadata.update(tutorial="an hour"),
        "it_is_valid",
        "its minutes, a number",
    ),
    "no_id": (renamed("urls", ""), "cell_ids", "no id; run `python tests/regenerate.py"),
    "no_id_and_broken_code": (
        lambda n: n.cell("urls").update(id="", source="(("),
        "its_code",
        "invalid-syntax",
    ),
    "no_outputs": (lambda n: n.cell("urls").pop("outputs"), "it_is_as", "run `python tests"),
    "no_metadata_of_a_cell": (
        lambda n: n.cell("task-async-url").pop("metadata"),
        "a_slide",
        "set its slide type to subslide",
    ),
}


@pytest.mark.parametrize("what", UNFINISHED)
def test_an_unfinished_notebook_is_told_what_to_do(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no rule stumbles over what another rule wants: none raises an exception of its own."""
    change, words, says = UNFINISHED[what]
    mutant = mutant_of(next(n for n in NOTEBOOKS if n.number == 2), change, monkeypatch)
    filled(mutant.content)
    assert says in complaint(guard_of(words), mutant, tmp_path)
    for name in GUARDS:
        folder = tmp_path / name
        folder.mkdir()
        for line in complaint(name, mutant, folder).splitlines():
            assert re.match(r"[\w./]+\.(ipynb|py|md)(, cell [\w -]+)?(, line \d+)?: \w", line), line


def test_a_rule_lists_every_place_that_breaks_it(tmp_path: Path) -> None:
    notebook = next(n for n in NOTEBOOKS if n.number == 2)
    mutant = Notebook(notebook.path, copy.deepcopy(notebook.content))
    for name in notebook.exercises:
        source(f"task-{name}", "Hint 1", "Hint 3")(mutant)
        source(f"task-{name}", "### Exercise", "### Task")(mutant)
    found = complaint("test_a_task_has_hints", mutant, tmp_path).splitlines()
    assert len(found) == 2 * len(notebook.exercises)


def test_every_test_of_the_form_has_a_mutant() -> None:
    assert set(GUARDS) - {guard_of(words) for words, _, _ in MUTANTS} == ELSEWHERE


@pytest.mark.parametrize(
    ("section", "regex"),
    [("measured", r"[\d,.]+"), ("plot", "data:.*"), ("other", "It was .*")],
)
def test_a_rule_that_lets_more_pass_is_seen(
    monkeypatch: pytest.MonkeyPatch, section: str, regex: str
) -> None:
    rules = {name: dict(SANITIZE[name]) for name in SANITIZE.sections()}
    rules[section] = {"regex": regex, "replace": "N"}
    changed = RawConfigParser()
    changed.read_dict(rules)
    monkeypatch.setattr(test_form, "SANITIZE", changed)
    with pytest.raises(AssertionError):
        GUARDS["test_only_measured_figures_and_plots_are_not_compared"]()


# What only nbval sees: the source of a cell, what stands in the notebook, and whether they agree.
CELLS: dict[str, tuple[str, list[dict[str, object]], bool]] = {
    "the_same": ('print("it took ~ 12.30 ms")', [FIGURE], True),
    "another_figure": ('print("it took ~ 9 ms")', [FIGURE], True),
    "another_unit": ('print("it took ~ 12.30 s")', [FIGURE], False),
    "a_figure_without_its_sign": ('print("it took 12.30 ms")', [FIGURE], False),
    "nothing_stored": ('print("it took ~ 12.30 ms")', [], False),
    "nothing_printed": ("1 + 1;", [FIGURE], False),
    "an_error": ('print("it took ~ 12.30 ms")\n1 / 0', [FIGURE], False),
    "another_result": ("1 + 1", [answer_of("3")], False),
    "another_form": ("1 + 1", [answer_of("2", **{"text/html": "<b>2</b>"})], False),
}


def test_nbval_sees_an_output_that_is_another(tmp_path: Path) -> None:
    for name, (code, outputs, _) in CELLS.items():
        cell = nbformat.v4.new_code_cell(code, execution_count=1)
        cell.outputs = nbformat.from_dict(outputs)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / f"{name}.ipynb")
    options = ["-cpyproject.toml", "--rootdir=.", "-n0", "-rA", "--tb=no", "-pno:cacheprovider"]
    command = ["-m", "pytest", *options, str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    found = re.findall(r"^(PASSED|FAILED) .*?(\w+)\.ipynb::", done.stdout, re.MULTILINE)
    assert {name: how == "PASSED" for how, name in found} == {
        name: passes for name, (_, _, passes) in CELLS.items()
    }, done.stdout
