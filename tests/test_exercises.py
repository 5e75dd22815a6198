"""The exercises, as committed; tests/test_browser.py runs them solved, in a real JupyterLab."""

from __future__ import annotations

from notebooks import Notebook, text


def test_as_committed_every_exercise_is_unsolved(notebook: Notebook) -> None:
    for name in notebook.exercises:
        cell = notebook.cell(f"check-{name}")
        assert text(cell).startswith(("Not yet: ", "Not attempted: ")), (
            f"{notebook.where(cell)}: the starter is solved already: {text(cell)}"
        )
