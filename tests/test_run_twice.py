"""Every cell run twice in a row: as committed, and with the solutions."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from nbformat import NotebookNode

from notebooks import Notebook, error, run, tags, text


@pytest.mark.parametrize("solved", [False, True], ids=["starters", "solutions"])
def test_every_cell_runs_twice(notebook: Notebook, solved: bool, tmp_path: Path) -> None:
    content = run(doubled(notebook.solved() if solved else notebook.content), tmp_path)
    for cell in content.cells:
        if cell.cell_type == "code":
            wanted = "raises-exception" in tags(cell)
            assert bool(error(cell)) is wanted, f"{notebook.where(cell)}: {text(cell)}"


def doubled(content: NotebookNode) -> NotebookNode:
    """Return a copy in which each code cell stands twice."""
    content = copy.deepcopy(content)
    cells = []
    for cell in content.cells:
        cells.append(cell)
        if cell.cell_type == "code":
            cells.append(copy.deepcopy(cell))
            cells[-1].id = f"{cell.id}-again"
    content.cells = cells
    return content
