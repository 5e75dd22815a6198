"""Projects: a folder for the app that a learner writes."""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.folders import temporary_folder

# No cell writes these, so they stay where they are and need no copy.
UNTOUCHED = (".git", "__pycache__", "*.db*", "*.log")


def project_folder(name: str) -> Path:
    """Return the folder of a project, made if it does not exist.

    It is next to the learner's notebook in `work/`, so that the project stays. Elsewhere it is in
    a temporary folder, which is deleted with the kernel. If it has files already, each call copies
    them to a folder next to it, such as ``my_app-1``, and says so. It makes no copy if the newest
    one has the same files.

    Args:
        name: the folder's name, such as ``"my_app"``.

    Raises:
        CourseError: the folder cannot be made or copied.
    """
    folder = _home() / name
    try:
        folder.mkdir(exist_ok=True)
        if files := _files(folder):
            kept = _kept(folder, files)
            print(  # noqa: T201, it appears below the cell
                f"{name} has files already, and a copy of them is in {kept.name}. Cells that begin"
                " with %%writefile overwrite theirs; all others stay as they are."
            )
    except (OSError, shutil.Error) as error:
        words = getattr(error, "strerror", None) or "some files cannot be copied"
        raise CourseError(
            f"The folder {folder} cannot be made or kept ({words}): free some space, or move the"
            " folder away, then run the cell again."
        ) from None
    return folder


@cache
def _home() -> Path:
    """Return the folder in which this kernel started, or a temporary one outside `work/`."""
    here = Path.cwd()
    # Where an image made `work/`, no JupyterLab of the course has left its settings in it.
    return here if (here / ".jupyter").is_dir() or here.name == "work" else temporary_folder()


def _kept(folder: Path, files: dict[Path, bytes]) -> Path:
    """Return the newest copy of a project; make one if there is none with these files."""
    number = next(n for n in range(1, 10_000) if not _beside(folder, n).exists())
    newest = _beside(folder, number - 1)
    if number > 1 and _files(newest) == files:
        return newest
    return Path(shutil.copytree(folder, _beside(folder, number), symlinks=True, ignore=_left_out))


def _files(folder: Path) -> dict[Path, bytes]:
    """Return the content of each file that a copy of a project has."""
    found: dict[Path, bytes] = {}
    paths = list(folder.iterdir())
    left_out = _left_out(str(folder), [path.name for path in paths])
    for path in paths:
        if path.name in left_out:
            continue
        if path.is_dir() and not path.is_symlink():
            found |= {path.name / inner: content for inner, content in _files(path).items()}
        elif path.is_file():
            found[Path(path.name)] = path.read_bytes()
    return found


def _left_out(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if any(fnmatch(name, pattern) for pattern in UNTOUCHED)
        or Path(folder, name, "pyvenv.cfg").is_file()  # an environment of Python's, of any name
    }


def _beside(folder: Path, number: int) -> Path:
    return folder.with_name(f"{folder.name}-{number}")
