"""A small clone of the course, in a folder of a test's own, and the command line run in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = {  # the exercises of each notebook
    "00_start_here.ipynb": ["toy"],
    "01_user_model.ipynb": ["own-model", "own-table"],
    "02_engine.ipynb": ["lazy-engine"],
    "glossary.ipynb": [],
}


def make_clone(folder: Path) -> Path:
    """Copy the command line into a folder whose name is not easy, with small notebooks."""
    clone = folder / "Kurs für Ω 1"
    shutil.copytree(
        ROOT / "tutorial_support",
        clone / "tutorial_support",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("requirements.txt", ".constraints.txt"):
        shutil.copy(ROOT / name, clone)
    (clone / "notebooks").mkdir()
    for name, exercises in NOTEBOOKS.items():
        write_notebook(
            clone / "notebooks" / name, [(f'await check("{e}", x)', []) for e in exercises]
        )
    return clone


def write_notebook(path: Path, cells: list[tuple[str, list[dict[str, object]]]]) -> None:
    """Write a notebook of code cells, each a source and its outputs."""
    code = {"cell_type": "code", "execution_count": None, "metadata": {}}
    content = {
        "cells": [{**code, "source": source, "outputs": outputs} for source, outputs in cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"  # as the course writes them
    path.write_text(text, encoding="utf-8")


def answer(text: str | list[str]) -> list[dict[str, object]]:
    """Return the saved outputs of a cell whose check gave this answer."""
    data = {"text/plain": text}
    return [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]


def make_environment(folder: Path) -> Path:
    """Make an environment without any package, as `python -m venv` does; return its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def run_python(
    clone: Path,
    *arguments: str,
    before: tuple[str, ...] = (),
    python: str | Path = sys.executable,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Run Python in a clone, whose tutorial_support comes before the installed one."""
    return subprocess.run(
        [*before, str(python), *arguments],
        cwd=clone,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def run(clone: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in a clone."""
    return run_python(clone, "-m", "tutorial_support", *arguments, **options)  # type: ignore[arg-type]


def copy_missing(clone: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Make the learner's copies as `lab` does, without JupyterLab."""
    code = "from tutorial_support.workspace import copies; print(*copies.copy_missing())"
    return run_python(clone, "-c", code, **options)  # type: ignore[arg-type]


def refuses(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Assert that a command ended with one sentence that holds these words."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.rstrip().endswith("."), done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def without_override() -> tuple[str, ...]:
    """Return what to put before a command so that even root may not write where modes forbid it."""
    if sys.platform == "win32":
        pytest.skip("Windows does not keep files from their owner by mode")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to change that")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
