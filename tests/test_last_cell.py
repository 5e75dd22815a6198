"""What a check says when the cell with the answer raised, or bound another name."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from notebooks import run, text

STARTER = 'async def greet(fetch_name):\n    return ""'
RIGHT = 'async def greet(fetch_name):\n    return f"Hello, {await fetch_name()}!"'
CHECK = 'await check("first-await", greet)'
OLD = "so `greet` is still what it was before"
# The cells between the starter and the check, and what the check says.
CASES = {
    "the starter": ([], "which never ran"),
    "right": ([RIGHT], "Passed: "),
    "a syntax error": (
        ["async def greet(:"],
        f"raised SyntaxError: invalid syntax, at its line 1, {OLD}",
    ),
    "an error before the answer": (
        [f"1 / 0\n{RIGHT}"],
        f"raised ZeroDivisionError: division by zero, at its line 1, {OLD}",
    ),
    "an error after the answer": ([f"{RIGHT}\nprint(nothing)"], "Passed: "),
    "an error of another cell": ([RIGHT, "1 / 0"], OLD),
    "checked twice": (["1 / 0", CHECK], OLD),
    "corrected": (["1 / 0", CHECK, RIGHT], "Passed: "),
    "another name": ([RIGHT.replace("greet", "greets")], f"binds `greets`, {OLD}"),
    "something else in between": ([RIGHT, "number = 5"], "Passed: "),
    "the same name in a magic": ([RIGHT, "%who_ls function"], "Passed: "),
    "a function of a function": (
        [RIGHT, "def other():\n    return greet"],
        "Passed: ",
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the check says in each case, all in one kernel."""
    cells, ends = ["from tutorial_support.checks import check"], {}
    for name, (between, _) in CASES.items():
        cells += [STARTER, *between, CHECK]
        ends[name] = len(cells) - 1
    content = new_notebook(cells=[new_code_cell(source) for source in cells])
    done = run(content, Path(tmp_path_factory.mktemp("kernel")))
    return {name: text(done.cells[place]) for name, place in ends.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_check_does_not_judge_what_is_left_over(said: dict[str, str], name: str) -> None:
    assert CASES[name][1] in said[name]
    assert "\n" not in said[name]


def test_two_names_are_both_new(tmp_path: Path) -> None:
    """The second was not bound, for the cell raised after the first."""
    cells = [
        "from tutorial_support.checks import check",
        "def get_async_session(): ...\ndef client_for(): ...",
        "def get_async_session(): ...\n1 / 0\ndef client_for(): ...",
        'await check("client-for-tests", get_async_session, client_for)',
    ]
    done = run(new_notebook(cells=[new_code_cell(source) for source in cells]), tmp_path)
    assert "so `client_for` is still what it was before" in text(done.cells[-1])
