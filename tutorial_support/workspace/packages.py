"""Packages: what requirements.txt asks for, what was tested, and what is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from tutorial_support import CourseError
from tutorial_support.workspace.copies import ROOT, relative_to_course

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PYTHON = relative_to_course(Path(sys.executable))
INSTALL = f"run `{PYTHON} -m pip install -r requirements.txt` in {ROOT}"


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


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
