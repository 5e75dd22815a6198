"""What a failure says below the difference: how to renew the output, and where its words are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import other_places
import pytest
from nbformat import NotebookNode

from notebooks import NAMED, ROOT

NOTEBOOK = ROOT / "notebooks" / "02_engine_and_session_factory.ipynb"
OLD = "one line\nthis factory still expires objects on commit\nAda is there as before"
PLACES = [
    ("notebooks/other.ipynb, cell a", " so this factory still expires objects again "),
    ("notebooks/02_engine_and_session_factory.ipynb, cell own", f" {OLD} "),
    ("tests/answers/x.py, line 3", " one line and Ada is there too "),
]


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_places, "texts", lambda: PLACES)


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("", ["notebooks/other.ipynb, cell a: this factory still expires objects"]),
        (OLD, []),
        ("this factory still expires objects on rollback\nAda is there as before", []),
        ("one line\nthis factory expires objects on commit", ["notebooks/other.ipynb, cell a: "]),
    ],
    ids=["gone", "the_same", "the_quoted_words_stay", "another_word"],
)
@pytest.mark.usefixtures("places")
def test_what_quotes_words_that_are_gone_is_listed(new: str, found: list[str]) -> None:
    first, *others = other_places.advice(NOTEBOOK, "own", OLD, new).splitlines()
    assert first.endswith(": python tests/regenerate.py 02")
    assert others[:1] == (["The old words are also in:"] if found else [])
    assert len(others[1:]) == len(found)
    for line, place in zip(others[1:], found, strict=True):
        assert line.startswith(f"- {place}")


def test_many_places_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(f"README.md, line {n}", PLACES[0][1]) for n in range(other_places.MOST + 5)]
    monkeypatch.setattr(other_places, "texts", lambda: many)
    lines = other_places.advice(NOTEBOOK, "own", OLD, "").splitlines()
    assert (len(lines), lines[-1]) == (other_places.MOST + 3, "- and 5 more places")


def test_prose_checks_catalogues_and_documents_are_looked_through() -> None:
    files = {place.partition(",")[0] for place, _ in other_places.texts()}
    for name in (
        NAMED["testing"].file,
        "notebooks/glossary.ipynb",
        "tutorial_support/checks/exercises/survives_commit.py",
        "tutorial_support/checks/running.py",
        "tests/answers/survives_commit.py",
        "README.md",
        ".github/CONTRIBUTING.md",
    ):
        assert name in files, name


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A folder with a notebook of one cell, whose committed output is another one."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    cell = nbformat.v4.new_code_cell("print('Ada')", id="say", execution_count=1)
    says = "this factory still expires objects on commit\n"
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=says)]
    content: NotebookNode = nbformat.v4.new_notebook(cells=[cell])
    nbformat.write(content, folder / "02_engine.ipynb")
    return folder


def test_a_failure_of_nbval_ends_with_what_to_do(changed: Path) -> None:
    """Here its notebook is not in the course's folder, so that folder is set to the other one."""
    (changed.parent / "elsewhere.py").write_text(
        "from pathlib import Path\n"
        "from tests import environment\n"
        f"environment.NOTEBOOKS = Path({str(changed)!r})\n",
        encoding="utf-8",
    )
    options = ["-cpyproject.toml", "--rootdir=.", "-n0", "-pno:cacheprovider", "-pelsewhere"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(changed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [changed.parent, ROOT]))},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    told = done.stdout.partition("renew it: ")[2]
    assert told.startswith("python tests/regenerate.py 02\nThe old words are also in:\n- ")
    assert re.search(r"tests/answers/survives_commit\.py, line \d+: this factory", told)
