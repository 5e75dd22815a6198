"""Copies: the course's notebooks, and the learner's copies of them in `work/`."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.workspace.notebooks import parse

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
# A seat of a hub has a folder of its own, for all seats share this clone.
WORK = Path(os.environ.get("COURSE_WORK") or ROOT / "work")
TEACHING = "teaching-this"  # the cell with notes for teachers, which the handbook has
# A notebook's former name, and what it is now: several notebooks if it was split.
RENAMED = {
    "03_create_tables": ["04_create_tables"],
    "04_adapter_dependency": ["06_adapter_dependency"],
    "05_your_own_user": ["08_your_own_user"],
    "06_the_whole_app": ["10_the_whole_app"],
    "07_oauth_and_access_tokens": ["13_oauth_and_access_tokens"],
    "08_postgresql": ["16_postgresql"],
    "09_migrations": ["17_migrations"],
    "10_testing": ["19_testing"],
    "11_production": ["21_production"],
    "12_your_app": ["24_your_app"],
}


def course_notebooks() -> list[Path]:
    """Return the course's own notebooks, in their order, and the glossary last.

    Raises:
        CourseError: they are not beside this package.
    """
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not notebooks:
        raise CourseError(
            f"No notebooks in {NOTEBOOKS}: run `python -m pip install -r requirements.txt` "
            "in the folder that holds README.md."
        )
    return notebooks


def numbered_notebooks() -> list[Path]:
    """Return the notebooks that are lessons, in their order.

    Raises:
        CourseError: they are not beside this package.
    """
    return [notebook for notebook in course_notebooks() if notebook.stem[0].isdigit()]


def copy_missing() -> list[str]:
    """Copy to `work/` the notebooks that are not there yet, and never overwrite one.

    Returns:
        The names of the notebooks that are new there.

    Raises:
        CourseError: `work/` cannot be made or written.
    """
    make_work()
    missing = [n for n in course_notebooks() if not os.path.lexists(WORK / n.name)]
    for notebook in missing:
        _put(notebook, WORK / notebook.name)
    return [notebook.name for notebook in missing]


def former_copies(name: str | None = None) -> list[Path]:
    """Return the learner's copies that have the name of an earlier version of the course.

    Args:
        name: only copies of what this notebook was then; None for all of them.
    """
    return [
        copy
        for former, now in RENAMED.items()
        if name is None or name in now
        if (copy := WORK / f"{former}.ipynb").exists()
    ]


def reset(name: str) -> tuple[Path, Path | None]:
    """Put one notebook back as it was, and keep the learner's copy beside it.

    Args:
        name: a notebook's name, or how it begins: ``02``; a folder or ``.ipynb`` may be there.

    Returns:
        The notebook in `work/`, and the kept copy, None where there was nothing to keep.

    Raises:
        CourseError: no notebook or several have this name, or `work/` cannot be written.
    """
    original = find(name)
    make_work()
    target = WORK / original.name
    if not os.path.lexists(target):
        _put(original, target)
        return target, None
    kept = _free_name(target)
    try:
        target.rename(kept)
    except OSError as error:
        raise write_error(target, error) from error
    try:
        _put(original, target)
    except CourseError:
        kept.rename(target)
        raise
    return target, kept


def find(name: str) -> Path:
    """Return the course's notebook of this name.

    Args:
        name: its name, or how it begins: ``02``; a folder or ``.ipynb`` may be there.

    Raises:
        CourseError: none or several have it.
    """
    notebooks = course_notebooks()
    stem = Path(name).name.removesuffix(".ipynb")
    exact = [n for n in notebooks if n.stem == stem]
    found = exact or [n for n in notebooks if n.stem.startswith(stem)]
    if not found:
        _refuse_former(stem)
    if len(found) != 1:
        meaning = "Several notebooks begin" if found else "No notebook begins"
        names = ", ".join(n.stem for n in found or notebooks)
        raise CourseError(f'{meaning} with "{name}": name one of {names}.')
    return found[0]


def _refuse_former(stem: str) -> None:
    formers = [former for former in RENAMED if former.startswith(stem)]
    if len(formers) == 1:
        now = RENAMED[formers[0]]
        use = "this name" if len(now) == 1 else "one of these names"
        raise CourseError(f"{formers[0]} is now {' and '.join(now)}: use {use} instead.")


def _free_name(target: Path) -> Path:
    number = 1
    while os.path.lexists(kept := target.with_name(f"{target.stem}.kept-{number}.ipynb")):
        number += 1
    return kept


def make_work() -> None:
    """Make the learner's folder `work/`, if it is not there.

    Raises:
        CourseError: it cannot be made, or nothing can be saved there.
    """
    try:
        WORK.mkdir(exist_ok=True)
        tempfile.TemporaryFile(dir=WORK).close()
    except FileExistsError as error:
        raise CourseError(
            f"{WORK} is a file, and your notebooks need a folder of that name: "
            "move the file away, then try again."
        ) from error
    except OSError as error:
        raise write_error(WORK, error) from error


def _put(source: Path, target: Path) -> None:
    """Copy what is the learner's of a notebook."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise write_error(target, error) from error
    write_whole(target, _for_a_learner(content))


def write_whole(target: Path, content: bytes) -> None:
    """Write a file under another name first, so that a full disk leaves no half of it.

    Raises:
        CourseError: it cannot be written.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise write_error(target, error) from error


def _for_a_learner(file: bytes) -> bytes:
    """Return a notebook without outputs and without the notes for teachers.

    The outputs are the answers to what the learner is asked to predict.
    """
    try:
        content = parse(file)
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                cell.update(execution_count=None, outputs=[])
        content["cells"] = [cell for cell in content["cells"] if cell.get("id") != TEACHING]
    except (ValueError, LookupError, TypeError, AttributeError):
        return file  # Jupyter will say what is wrong with it
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def relative_to_course(path: Path) -> Path:
    """Return a path as README.md writes it, from the course's folder on, where it lies there."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def write_error(path: Path, error: OSError) -> CourseError:
    """Return the sentence for a file or folder that refused to be written."""
    why = error.strerror or error.args[0][0][2]  # the latter of a folder that was copied
    return CourseError(
        f"{path} cannot be written ({why}): close what uses it, free some space or "
        "make its folder writable, then try again."
    )
