"""The learner's copies: made once, never overwritten, given back on demand."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from clone import (
    NOTEBOOKS,
    answer,
    copy_missing,
    make_clone,
    refuses,
    run,
    run_python,
    without_override,
    write_notebook,
)

from tutorial_support.workspace.copies import _for_a_learner, course_notebooks
from tutorial_support.workspace.notebooks import read
from tutorial_support.workspace.progress import _checks


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Give a clone with the learner's copies."""
    clone = make_clone(tmp_path)
    assert copy_missing(clone).returncode == 0
    return clone


def files(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.iterdir())}


def test_copies_are_the_originals(clone: Path) -> None:
    assert files(clone / "work") == files(clone / "notebooks")
    assert set(files(clone / "work")) == set(NOTEBOOKS)


def test_a_copy_is_never_overwritten_and_a_new_notebook_arrives(clone: Path) -> None:
    mine = clone / "work" / "01_user_model.ipynb"
    mine.write_text("mine", encoding="utf-8")
    (clone / "notebooks" / "01_user_model.ipynb").write_text("updated", encoding="utf-8")
    (clone / "notebooks" / "03_new.ipynb").write_text("new", encoding="utf-8")
    assert copy_missing(clone).stdout == "03_new.ipynb\n"
    assert mine.read_text(encoding="utf-8") == "mine"
    assert files(clone / "work")["03_new.ipynb"] == "new"


@pytest.mark.parametrize(
    "name", ["01", "01_user_model", "01_user_model.ipynb", "work/01_user_model.ipynb"]
)
def test_reset_gives_the_original_back_and_keeps_the_copy(clone: Path, name: str) -> None:
    mine = clone / "work" / "01_user_model.ipynb"
    for kept, text in (("kept-1", "first"), ("kept-2", "second")):
        mine.write_text(text, encoding="utf-8")
        done = run(clone, "reset", name)
        assert done.returncode == 0, done
        assert f"kept as 01_user_model.{kept}.ipynb: to get it back, rename it" in done.stdout
    original = files(clone / "notebooks")
    assert files(clone / "work") == original | {
        "01_user_model.kept-1.ipynb": "first",
        "01_user_model.kept-2.ipynb": "second",
    }


def test_a_copy_has_no_outputs_which_answer_the_predictions(tmp_path: Path) -> None:
    clone = make_clone(tmp_path)
    cells = [("columns = ...  # how many?", []), ("reveal(columns, 6)", answer("It was 6."))]
    write_notebook(clone / "notebooks" / "01_user_model.ipynb", cells)
    (clone / "notebooks" / "02_engine.ipynb").write_text("no notebook", encoding="utf-8")
    (clone / "notebooks" / "03_no_text.ipynb").write_bytes(b"\xff")
    assert copy_missing(clone).returncode == 0
    assert (clone / "work" / "03_no_text.ipynb").read_bytes() == b"\xff"
    (clone / "work" / "03_no_text.ipynb").unlink()
    copies = files(clone / "work")
    assert "It was 6." not in copies["01_user_model.ipynb"]
    assert "reveal(columns, 6)" in copies["01_user_model.ipynb"]
    assert copies["02_engine.ipynb"] == "no notebook"


@pytest.mark.parametrize("notebook", course_notebooks(), ids=lambda path: path.stem)
def test_a_copy_lacks_only_the_notes_for_teachers(notebook: Path, tmp_path: Path) -> None:
    copy = tmp_path / notebook.name
    copy.write_bytes(_for_a_learner(notebook.read_bytes()))
    original, mine = read(notebook), read(copy)
    assert mine.ids == [name for name in original.ids if name != "teaching-this"]
    assert [cell.source for cell in mine.cells] == [
        cell.source for cell in original.cells if cell.id != "teaching-this"
    ]
    assert mine.exercises == original.exercises == [name for name, _ in _checks(copy)]


def test_the_glossary_can_be_reset(clone: Path) -> None:
    (clone / "work" / "glossary.ipynb").write_text("mine", encoding="utf-8")
    assert run(clone, "reset", "glossary").returncode == 0
    original = files(clone / "notebooks")
    assert files(clone / "work") == original | {"glossary.kept-1.ipynb": "mine"}


def test_reset_of_a_notebook_without_a_copy_only_copies(clone: Path) -> None:
    (clone / "work" / "01_user_model.ipynb").unlink()
    done = run(clone, "reset", "01")
    assert done.returncode == 0
    assert "kept" not in done.stdout
    assert files(clone / "work") == files(clone / "notebooks")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "99",
            'No notebook begins with "99": name one of 00_start_here, 01_user_model, 02_engine, '
            "glossary.",
        ),
        ("0", 'Several notebooks begin with "0": name one of 00_start_here, 01_user_model,'),
        ("", 'Several notebooks begin with ""'),
    ],
)
def test_reset_of_an_unclear_name_lists_the_names(clone: Path, name: str, words: str) -> None:
    before = files(clone / "work")
    refuses(run(clone, "reset", name), words)
    assert files(clone / "work") == before


def test_work_that_is_a_file(tmp_path: Path) -> None:
    clone = make_clone(tmp_path)
    (clone / "work").write_text("notes", encoding="utf-8")
    for command in (["lab"], ["reset", "01"]):
        refuses(run(clone, *command), "work is a file", "move the file away")
    assert (clone / "work").read_text(encoding="utf-8") == "notes"


def test_no_notebooks(clone: Path) -> None:
    for notebook in (clone / "notebooks").iterdir():
        notebook.unlink()
    for command in (["lab"], ["progress"], ["reset", "01"]):
        refuses(run(clone, *command), "No notebooks in")


def locked_reset(clone: Path, locked: Path, mode: int) -> subprocess.CompletedProcess[str]:
    usual = locked.stat().st_mode
    before = without_override()
    locked.chmod(mode)
    try:
        return run(clone, "reset", "01", before=before)
    finally:
        locked.chmod(usual)


def test_a_read_only_folder_loses_nothing(clone: Path) -> None:
    before = files(clone / "work")
    done = locked_reset(clone, clone / "work", 0o555)
    refuses(done, "cannot be written (Permission denied)", "make its folder writable")
    assert files(clone / "work") == before


def test_an_original_that_cannot_be_read_leaves_the_copy_in_its_place(clone: Path) -> None:
    (clone / "work" / "01_user_model.ipynb").write_text("mine", encoding="utf-8")
    before = files(clone / "work")
    done = locked_reset(clone, clone / "notebooks" / "01_user_model.ipynb", 0)
    refuses(done, "Permission denied")
    assert files(clone / "work") == before


@pytest.mark.parametrize("state", ["new", "with copies", "used before"])
def test_a_read_only_course_is_told_so_and_loses_nothing(tmp_path: Path, state: str) -> None:
    clone = make_clone(tmp_path)
    before = without_override()
    if state != "new":
        copy_missing(clone)
    if state == "used before":
        code = (
            "from tutorial_support.workspace import copies, lab;"
            " lab._seed(copies.WORK / '.jupyter')"
        )
        assert run_python(clone, "-c", code).returncode == 0
    folders = [clone, *(path for path in clone.rglob("*") if path.is_dir())]
    there = everything(clone)
    for folder in folders:
        folder.chmod(0o555)
    try:
        for command in (["lab", "--no-browser"], ["reset", "01"]):
            words = ("work cannot be written (Permission denied)", "make its folder writable")
            refuses(run(clone, *command, before=before), *words)
        assert run(clone, "progress", before=before).returncode == 0
        found = run(clone, "doctor", before=before)
        assert (found.returncode, found.stderr) == (1, "")
        assert re.search(
            r"^NOT OK +folder +Permission denied\n +-> make ", found.stdout, re.MULTILINE
        )
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert everything(clone) == there


def test_a_seat_of_a_hub_has_its_copies_elsewhere(tmp_path: Path) -> None:
    """All seats share one clone, which they may not write."""
    clone = make_clone(tmp_path)
    work = tmp_path / "seat" / "work"
    work.parent.mkdir()
    seat = {"COURSE_WORK": str(work)}
    assert copy_missing(clone, **seat).returncode == 0
    assert files(work) == files(clone / "notebooks")
    assert run(clone, "reset", "01", **seat).returncode == 0
    assert "01_user_model.kept-1.ipynb" in files(work)
    work.joinpath("01_user_model.ipynb").write_text("[]", encoding="utf-8")
    assert "01_user_model.ipynb cannot be read" in run(clone, "progress", **seat).stdout
    assert f"{work} can be written" in run(clone, "doctor", **seat).stdout
    assert not (clone / "work").exists()


def everything(clone: Path) -> dict[Path, bytes]:
    files = (p for p in clone.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {path: path.read_bytes() for path in files}
