"""Drift: its report names what changed, and says nothing where nothing did."""

from __future__ import annotations

import copy

import drift
import pytest
from nbformat.v4 import new_output

from notebooks import NAMED, NOTEBOOKS, Notebook
from tutorial_support.workspace.packages import Package

TESTED = [
    Package("aiosqlite", True, "0.1", "0.2", True),
    Package("schemathesis", True, "1.0", "2.0", True),
    Package("jupyterlab", True, "4.0", "4.0", True),
]
SAID = "a sentence that no version said before"


def fabricated(notebook: Notebook, *added: str) -> Notebook:
    """Return a notebook whose second code cell also says what it did not say."""
    content = copy.deepcopy(notebook.content)
    cell = next(cell for cell in content.cells if cell.id == notebook.code[1].id)
    cell.outputs.append(new_output("stream", name="stdout", text="\n".join(added)))
    return Notebook(notebook.path, content)


def test_the_same_outputs_are_no_difference() -> None:
    for notebook in NOTEBOOKS:
        assert list(drift.differences(notebook, copy.deepcopy(notebook.content))) == []


def test_a_difference_names_its_cell_and_shows_the_lines_that_changed() -> None:
    notebook = NAMED["user_model"]
    (passage,) = drift.differences(notebook, fabricated(notebook, SAID).content)
    assert notebook.where(notebook.code[1]) in passage
    assert passage.splitlines()[1:4] == ["```diff", f"+[stdout] {SAID}", "```"]
    assert passage.endswith("\nIf the new output is right, renew it: python tests/regenerate.py 01")


def test_a_long_difference_is_cut() -> None:
    notebook = NAMED["user_model"]
    many = fabricated(notebook, *(f"{SAID} {number}" for number in range(100)))
    (passage,) = drift.differences(notebook, many.content)
    assert f"… {100 - drift.LINES} more lines\n```\n" in passage


def test_a_difference_names_the_places_that_quote_the_old_words() -> None:
    notebook = NAMED["user_model"]
    content = copy.deepcopy(notebook.content)
    cell = next(cell for cell in content.cells if cell.id == "user-class-again")
    cell.outputs = [new_output("stream", name="stdout", text="It worked.")]
    (passage,) = drift.differences(notebook, content)
    assert "python tests/regenerate.py 01\nThe old words are also in:\n- " in passage
    places = passage.partition("also in:")[2]
    assert "tests/answers/fresh_models.py, line " in places
    assert "is already defined" in places


def test_an_error_that_is_new_is_a_difference() -> None:
    notebook = NAMED["user_model"]
    content = copy.deepcopy(notebook.content)
    cell = next(cell for cell in content.cells if cell.id == notebook.code[1].id)
    cell.outputs = [new_output("error", ename="ImportError", evalue="it is gone", traceback=[])]
    (passage,) = drift.differences(notebook, content)
    assert "+[error] ImportError: it is gone" in passage


def test_the_report_names_a_notebooks_own_packages_and_then_all() -> None:
    notebook = NAMED["user_model"]
    words = drift.report([(notebook, ["a passage"])], TESTED)
    first, _, rest = words.partition("## All versions that changed")
    assert "that differ from what is committed: 1 " in first
    assert f"## {notebook}\n\na passage\n\n" in first
    assert "- aiosqlite 0.1 → 0.2" in first
    assert "schemathesis" not in first
    assert rest.split("\n") == ["", "", "- aiosqlite 0.1 → 0.2", "- schemathesis 1.0 → 2.0"]


def test_a_notebook_uses_what_it_imports_and_what_that_needs() -> None:
    used = drift.uses(NAMED["testing"])
    assert {"fastapi-users", "makefun", "pytest", "sqlalchemy", "aiosqlite"} <= used
    assert "matplotlib" not in used


@pytest.mark.parametrize("added", [(), (SAID,)], ids=["same", "different"])
def test_only_a_difference_fails_the_run(
    added: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = NAMED["user_model"]
    ran = fabricated(notebook, *added) if added else notebook
    monkeypatch.setattr(drift, "same_for_everybody", lambda profile: None)
    monkeypatch.setattr(drift, "run", lambda content, folder: ran.content)
    assert drift.main(("01",)) == len(added)
    printed = capsys.readouterr().out
    assert (SAID in printed) is bool(added)
    assert "## All versions that changed" in printed


def test_a_kernel_that_dies_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def dies(content: object, folder: object) -> None:
        raise drift.DeadKernelError("Kernel died")

    monkeypatch.setattr(drift, "same_for_everybody", lambda profile: None)
    monkeypatch.setattr(drift, "run", dies)
    assert drift.main(("01",)) == 1
    assert "Its run ended early: Kernel died" in capsys.readouterr().out
