"""Kit: the tested set as wheels in a folder, for a room whose network is slow or missing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.workspace.copies import WORK, make_work, write_error
from tutorial_support.workspace.packages import requirements

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
GLIBC = [f"manylinux_2_{minor}" for minor in range(28, 4, -1)]
MANYLINUX = [*GLIBC, "manylinux2014", "manylinux2010", "manylinux1", "linux"]
# sys_platform, os_name, platform_system, platform_machine, and the tags of wheels.
# Not Intel's macOS: argon2-cffi-bindings has no wheel for it.
SYSTEMS = {
    "linux": ("linux", "posix", "Linux", "x86_64", [f"{tag}_x86_64" for tag in MANYLINUX]),
    "linux-arm": ("linux", "posix", "Linux", "aarch64", [f"{tag}_aarch64" for tag in MANYLINUX]),
    "macos": ("darwin", "posix", "Darwin", "arm64", ["macosx_14_0_arm64"]),
    "windows": ("win32", "nt", "Windows", "AMD64", ["win_amd64"]),
}
# What pyproject.toml needs to install the course itself; what shows slides.
MORE = ["flit_core >=3.12,<3.13", "sphinx-revealjs"]


def download(systems: Iterable[str], pythons: Iterable[str]) -> Path:
    """Download the wheels of the tested set to `work/kit/`; what is there already stays.

    Args:
        systems: keys of `SYSTEMS`.
        pythons: versions such as ``3.12``.

    Returns:
        The folder.

    Raises:
        CourseError: a wheel cannot be had, or the folder cannot be written.
    """
    make_work()
    folder = WORK / "kit"
    for system in systems:
        for python in pythons:
            first, last = f"{python}.0", f"{python}.99"
            _download(folder, system, last)
            if pins(system, first) != pins(system, last):
                _download(folder, system, first)
    return folder


def pins(system: str, python: str) -> list[str]:
    """Return what the tested set holds for a system and a Python, such as ``3.12.0``."""
    platform, name, kind, machine, _ = SYSTEMS[system]
    there = {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": platform,
        "os_name": name,
        "platform_system": kind,
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    tested = requirements(".constraints.txt", there)
    return [*(f"{one.name}{one.specifier}" for one in tested), *MORE]


def _download(folder: Path, system: str, python: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(folder)]
    command += ["--only-binary=:all:", "--python-version", python, "--implementation", "cp"]
    command += [f"--platform={tag}" for tag in SYSTEMS[system][4]]
    try:
        with tempfile.TemporaryDirectory() as place:
            wanted = Path(place, "wanted.txt")
            wanted.write_text("\n".join(pins(system, python)), encoding="utf-8")
            done = subprocess.run([*command, "-r", str(wanted)], capture_output=True, text=True)
    except OSError as error:
        raise write_error(folder, error) from error
    if done.returncode:
        raise CourseError(
            f"The wheels for {system} and Python {python.rpartition('.')[0]} cannot all be "
            f"downloaded (pip: {done.stderr.strip().splitlines()[-1].removeprefix('ERROR: ')}): "
            "what was downloaded is kept, so look at the network and try again."
        )
