"""Projects: a folder for the app that a learner writes."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.folders import temporary_folder


@cache
def project_folder(name: str) -> Path:
    """Return the folder of a project, made if it is not there.

    Beside the learner's notebook in `work/`, so that the project stays; elsewhere in a temporary
    folder, which goes with the kernel. What is there already is kept: the first call of a kernel
    copies it to a folder beside it, such as ``my_app-1``.

    Args:
        name: the folder's name, such as ``"my_app"``.

    Raises:
        CourseError: the folder cannot be made or copied.
    """
    here = Path.cwd()
    folder = (here if (here / ".jupyter").is_dir() else temporary_folder()) / name
    try:
        if folder.is_dir() and any(folder.iterdir()):
            number = next(n for n in range(1, 1000) if not _beside(folder, n).exists())
            leave = shutil.ignore_patterns(".venv", "__pycache__", "*.db*")
            shutil.copytree(folder, _beside(folder, number), ignore=leave)
        folder.mkdir(exist_ok=True)
    except (OSError, shutil.Error) as error:
        words = getattr(error, "strerror", None) or "some files cannot be copied"
        raise CourseError(
            f"The folder {folder} cannot be made or kept ({words}): free some space, or move the"
            " folder away, then restart the kernel."
        ) from None
    return folder


def _beside(folder: Path, number: int) -> Path:
    return folder.with_name(f"{folder.name}-{number}")
