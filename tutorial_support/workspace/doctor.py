"""Doctor: is this machine ready for the course, and what to do where it is not."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tutorial_support import CourseError
from tutorial_support.workspace.copies import ROOT, WORK
from tutorial_support.workspace.packages import (
    INSTALL,
    PYTHON,
    is_installed,
    packages,
    right_command,
)

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


@dataclass(frozen=True)
class Finding:
    """What one examination found; the advice is empty where there is nothing to do."""

    what: str
    ok: bool
    detail: str
    advice: str = ""


async def examine() -> list[Finding]:
    """Examine this machine, one finding after the other, and change nothing on it."""
    if not is_installed():  # everything else would be about the wrong Python
        return [_python()]
    return [*_machine(), await _database(), await _postgresql(), *_packages(), _browser()]


async def ready() -> object:
    """Examine this machine for a notebook, without versions, paths or times.

    Returns:
        A table of what was checked and whether it is ready, or what to do.
    """
    rows = [
        [finding.what, "ready" if finding.ok else f"{finding.detail}; {finding.advice}"]
        for finding in (*_machine(), await _database())
    ]
    bad = [f"{finding.what}: {finding.detail}" for finding in _packages() if not finding.ok]
    rows.append(["packages", f"{', '.join(bad)}; {INSTALL}" if bad else "ready"])
    try:
        from tutorial_support.showing import Table
    except ImportError:  # it needs packages, and just then the learner must read which are missing
        return _Lines("\n".join(": ".join(row) for row in rows))
    return Table(["check", "result"], rows)


def find_browser() -> str | None:
    """Return the path of a Chromium, Chrome or Edge, None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class _Lines(str):
    def __repr__(self) -> str:
        return str(self)


def _machine() -> list[Finding]:
    return [_python(), _kernel(), _folder(), _port()]


def _python() -> Finding:
    """Find whether this Python has the course installed, and is one that the course allows."""
    version = platform.python_version()
    try:
        allowed = metadata.metadata("tutorial-support")["Requires-Python"]
    except metadata.PackageNotFoundError:
        right = right_command("doctor")
        advice = f"run `{right}`" if right else INSTALL
        return Finding("Python", False, f"{version}, without this course", advice)
    return Finding("Python", True, f"{version} (this course: {allowed})")


def _packages() -> list[Finding]:
    try:
        tested_set = packages()
    except CourseError as trouble:
        return [Finding("packages", False, str(trouble), INSTALL)]
    findings = []
    for package in tested_set:
        detail = package.installed or "not installed"
        if package.installed not in ("", package.tested):
            detail += f" (tested with {package.tested})"
        if package.direct or not package.fits:
            advice = "" if package.fits else INSTALL
            findings.append(Finding(package.name, package.fits, detail, advice))
    return findings


def _kernel() -> Finding:
    """Find which Python runs the cells: the kernel "python3" must be of this environment."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # as `lab` does
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError as error:
        return Finding("kernel", False, str(error), INSTALL)
    try:
        program = Path(KernelSpecManager().get_kernel_spec("python3").argv[0])
        # Jupyter runs its own Python where a kernel only says "python".
        ours = program.name == str(program) or program.parent.samefile(Path(sys.executable).parent)
    except (NoSuchKernel, OSError):
        ours = False
    if ours:
        return Finding("kernel", True, "runs in this environment")
    advice = f"run `{PYTHON} -m ipykernel install --sys-prefix` in {ROOT}"
    return Finding("kernel", False, "python3 is of another environment", advice)


def _folder() -> Finding:
    folder = WORK if WORK.exists() else WORK.parent
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        advice = f"make {folder} a folder that you may write in"
        return Finding("folder", False, str(error.strerror), advice)
    return Finding("folder", True, f"{folder} can be written")


def _port() -> Finding:
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
    except OSError as error:
        advice = "let Python listen on 127.0.0.1 in your firewall's settings"
        return Finding("local server", False, str(error.strerror), advice)
    return Finding("local server", True, "can listen on 127.0.0.1")


async def _database() -> Finding:
    try:
        from sqlalchemy import text
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine("sqlite+aiosqlite://")
        async with engine.connect() as connection:
            version = await connection.scalar(text("SELECT sqlite_version()"))
        await engine.dispose()
    except Exception as error:  # whatever it was, the learner needs to know what to do
        return Finding("SQLite", False, f"{type(error).__name__}: {error}", INSTALL)
    return Finding("SQLite", True, f"{version}, over aiosqlite")


async def _postgresql() -> Finding:
    """Make a database on the server of DATABASE_URL, else on one of this process's own; drop it."""
    try:
        from sqlalchemy import text

        from tutorial_support.databases import throwaway_postgresql

        async with throwaway_postgresql() as engine, engine.connect() as connection:
            version = await connection.scalar(text("SHOW server_version"))
    except CourseError as trouble:
        advice = str(trouble).replace("restart the kernel", "run `doctor` again")
        return Finding("PostgreSQL", False, "not ready", advice)
    except Exception as error:  # whatever it was, the learner needs to know what to do
        return Finding("PostgreSQL", False, f"{type(error).__name__}: {error}", INSTALL)
    whose = "of DATABASE_URL" if os.environ.get("DATABASE_URL") else "started for a lesson"
    return Finding("PostgreSQL", True, f"{version}, {whose}")


def _browser() -> Finding:
    found = find_browser() or "none: the browser test will be skipped"
    return Finding("browser for tests", True, found)
