"""The exercises: unsolved as committed, and solved by the solution beside each."""

from __future__ import annotations

from pathlib import Path

from notebooks import Notebook, error, run, shown, tags, text


def test_as_committed_every_exercise_is_unsolved(notebook: Notebook) -> None:
    for name in notebook.exercises:
        cell = notebook.cell(f"check-{name}")
        assert text(cell).startswith(("Not yet: ", "Not attempted: ")), (
            f"{notebook.where(cell)}: the starter is solved already: {text(cell)}"
        )


def test_solutions_pass_and_nothing_else_changes(notebook: Notebook, tmp_path: Path) -> None:
    """So the rest of a notebook does not depend on what a learner answers."""
    content = run(notebook.solved(), tmp_path)
    for before, cell in zip(notebook.cells, content.cells, strict=True):
        where = notebook.where(cell)
        if cell.cell_type != "code" or cell.id.startswith("starter-"):
            continue
        if cell.id.startswith("check-"):
            assert text(cell).startswith("Passed: "), f"{where}: {text(cell)}"
            continue
        assert "raises-exception" in tags(cell) or not error(cell), f"{where}: {text(cell)}"
        assert shown(cell) == shown(before), f"{where}: with the solutions, its output differs"
    assert list(tmp_path.iterdir()) == [], f"{notebook}: it leaves files beside it"
