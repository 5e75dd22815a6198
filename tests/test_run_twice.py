"""Every cell run twice in a row; the exercises as committed, and then solved.

Notebooks 17 to 21 use both databases anyhow, and the app of 24 is tested on both elsewhere. So they
run here on a server that is named to them; tests/test_postgresql.py has the others there.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from nbformat import NotebookNode

from notebooks import NOTEBOOKS, ON_BOTH, Notebook, error, run, solution, tags, text
from tutorial_support.databases.postgresql import own_server


@pytest.mark.parametrize("notebook", NOTEBOOKS[::-1], ids=str)  # the last take longest
def test_every_cell_runs_twice(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if notebook.slug in ON_BOTH:
        url = own_server().url
        monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    content = run(doubled(notebook), tmp_path)
    for cell in content.cells:
        if cell.cell_type == "code":
            wanted = "raises-exception" in tags(cell)
            assert bool(error(cell)) is wanted, f"{notebook.where(cell)}: {text(cell)}"
            if cell.id.endswith("-solved-last"):
                assert text(cell).startswith("Passed: "), f"{notebook.where(cell)}: {text(cell)}"


def doubled(notebook: Notebook) -> NotebookNode:
    """Return a copy in which each code cell stands twice; after a check come solution and check."""
    content = copy.deepcopy(notebook.content)
    cells = []
    for cell in content.cells:
        cells.append(cell)
        if cell.cell_type == "code":
            cells.append(again(cell, "again"))
        if cell.cell_type == "code" and cell.id.startswith("check-"):
            name = cell.id.removeprefix("check-")
            solved = again(notebook.cell(f"starter-{name}"), "solved")
            solved.source = solution(notebook.cell(f"solution-{name}"))
            twice = again(solved, "again")
            cells += [solved, twice, again(cell, "solved"), again(cell, "solved-last")]
    content.cells = cells
    return content


def again(cell: NotebookNode, word: str) -> NotebookNode:
    cell = copy.deepcopy(cell)
    cell.id = f"{cell.id}-{word}"
    return cell
