"""Folders: a kernel's temporary ones, which go with it, or after it where it was killed."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from tutorial_support import CourseError

PREFIX = "fastapi-users-course-"


def new_folder(word: str = "") -> Path:
    """Make a temporary folder whose name tells which kernel it is of.

    Raises:
        CourseError: there is no place for it.
    """
    try:
        return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-{word}"))
    except OSError as error:
        raise CourseError(
            f"There is no temporary folder to write to ({error.strerror}): set TMPDIR to one."
        ) from None


def write_guard(folder: Path, process: int) -> None:
    """Note which process will remove a folder of a kernel that is gone."""
    (folder / "guard").write_text(str(process), encoding="ascii")


@cache
def temporary_folder() -> Path:
    """Make this kernel's temporary folder, and remove those whose kernel was killed.

    Raises:
        CourseError: there is no place for it.
    """
    folder = new_folder()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for other in folder.parent.glob(f"{PREFIX}*-*"):
        owner = other.name.removeprefix(PREFIX).split("-")[0]
        # Data under a server that has yet to stop would keep it from stopping.
        if owner.isdigit() and not _lives(owner) and not _lives(_guard(other)):
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _guard(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "guard").read_text(encoding="ascii")
    return ""


def _lives(process: str) -> bool:
    import psutil  # here, for it is slow to load

    return process.isdigit() and psutil.pid_exists(int(process))
