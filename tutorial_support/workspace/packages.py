"""Packages: what requirements.txt asks for, what was tested, and what is installed."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from tutorial_support import CourseError
from tutorial_support.workspace.copies import ROOT, relative_to_course

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PYTHON = relative_to_course(Path(sys.executable))
# The environment that README.md makes, and its Python.
ENVIRONMENT = ROOT / ".venv"
OURS = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def is_installed() -> bool:
    """Return whether this Python has the course installed."""
    return bool(_version("tutorial-support"))


def right_command(command: str) -> str:
    """Return how to run one of the course's commands with the Python that has the course.

    Args:
        command: its name and arguments, such as ``reset 02``.

    Returns:
        What to type in the folder that the user is in. It is empty if this Python has the course,
        if it is the one of the course's folder, or if there is none.
    """
    if is_installed() or not OURS.exists() or ENVIRONMENT.samefile(sys.prefix):
        return ""
    python = str(OURS)
    with suppress(OSError, ValueError):  # the user's folder is gone, or on another drive
        python = min(os.path.relpath(python), python, key=len)
    if sys.platform == "win32":
        python = python.removesuffix(".exe")
        python = f'& "{python}"' if " " in python else python  # as PowerShell needs it
    else:
        python = shlex.quote(python)
    return f"{python} -m tutorial_support {command}"


def _how_to_install() -> str:
    install = "-m pip install -r requirements.txt"
    if is_installed() or sys.prefix != sys.base_prefix:
        return f"run `{PYTHON} {install}` in {ROOT}"
    # A system's own Python often refuses to install packages.
    ours = relative_to_course(OURS).with_suffix("")
    return f"run `{PYTHON} -m venv .venv` and then `{ours} {install}` in {ROOT}"


INSTALL = _how_to_install()


@dataclass(frozen=True)
class Package:
    """One package of the tested set.

    Attributes:
        name: its name.
        direct: whether requirements.txt names it; the others are there because these need them.
        tested: the version that was tested.
        installed: the version that is installed, "" where there is none.
        fits: whether the installed version is one that requirements.txt allows.
    """

    name: str
    direct: bool
    tested: str
    installed: str
    fits: bool


def packages() -> list[Package]:
    """Compare the tested set with what is installed; markers for another system do not count.

    Raises:
        CourseError: `packaging` is not installed, or one of the two files cannot be read.
    """
    try:
        from packaging.utils import canonicalize_name

        direct = {canonicalize_name(r.name): r for r in requirements("requirements.txt")}
        tested = {canonicalize_name(r.name): r for r in requirements(".constraints.txt")}
    except ImportError as error:
        raise CourseError(f"The package `packaging` is not installed: {INSTALL}.") from error
    except (OSError, ValueError) as error:
        raise CourseError(
            f"requirements.txt or .constraints.txt cannot be read ({str(error).splitlines()[0]}): "
            "get both back with `git checkout requirements.txt .constraints.txt`."
        ) from error
    found = []
    for name in sorted(tested, key=lambda name: (name not in direct, name)):
        installed = _version(name)
        fits = bool(installed) and (
            name not in direct or direct[name].specifier.contains(installed, prereleases=True)
        )
        version = str(tested[name].specifier).removeprefix("==")
        found.append(Package(name, name in direct, version, installed, fits))
    return found


def missing() -> list[str]:
    """Return the names of the packages that are not installed.

    Raises:
        CourseError: as `packages` does.
    """
    return [package.name for package in packages() if not package.installed]


def requirements(name: str, there: dict[str, str] | None = None) -> Iterator[Requirement]:
    """Read the requirements of a pip file that hold for a Python on a system.

    Args:
        name: the file's, in the course's folder.
        there: the markers' variables, as `packaging.markers` names them; None for those of here.

    Yields:
        Each requirement.

    Raises:
        OSError, ValueError: the file cannot be read, or a line of it is no requirement.
    """
    from packaging.requirements import Requirement

    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].strip()
        if words and not words.startswith("-"):
            requirement = Requirement(words)
            if requirement.marker is None or requirement.marker.evaluate(there):
                yield requirement
