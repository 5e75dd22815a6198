"""Hub: a room's seats, who may take one, and how one starts; for `jupyterhub_config.py`."""

from __future__ import annotations

import asyncio
import math
import os
import pwd
import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import compare_digest
from typing import Any

from jupyterhub.auth import LocalAuthenticator
from jupyterhub.spawner import LocalProcessSpawner, SpawnException
from tornado.web import HTTPError
from traitlets import Bool, Dict, Unicode

from tutorial_support import CourseError
from tutorial_support.workspace import lab
from tutorial_support.workspace.copies import write_error

SEAT = re.compile(r"([a-z][a-z0-9-]{0,30})\s+(\S{8,})")  # a name that Linux takes for a user
# Runs as the seat's own user, so that the copies are its own.
PREPARE = """
import sys
from tutorial_support.workspace import copies, lab
from tutorial_support import CourseError
try:
    copies.copy_missing()
    lab.prepare(copies.WORK)
except CourseError as sentence:
    sys.exit(str(sentence))
"""


def read_seats(path: Path) -> dict[str, str]:
    """Read a file with a line for each seat: its name and its password.

    Returns:
        Each name with its password, in the file's order.

    Raises:
        CourseError: it cannot be read, others can read it, a line is wrong, or two have one name.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        open_to_others = path.stat().st_mode & 0o077
    except (OSError, UnicodeError) as error:
        raise CourseError(
            f"{path} cannot be read ({getattr(error, 'strerror', 'it is no text')}): let"
            " COURSE_ROOM name the room's folder, and write each seat's name and password there."
        ) from None
    if open_to_others:
        raise CourseError(f"Others can read the passwords in {path}: run `chmod 600 {path}`.")
    seats: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        seat = SEAT.fullmatch(line.strip())
        if seat is None:
            raise CourseError(
                f"Line {number} of {path} is no seat: write a name of a-z, 0-9 and -, a space, and"
                " a password of at least 8 characters."
            )
        if seat[1] in seats:
            raise CourseError(
                f"Line {number} of {path} is a second {seat[1]}: give it another name."
            )
        seats[seat[1]] = seat[2]
    if not seats:
        raise CourseError(
            f"{path} is empty: write a line for each seat, its name and its password."
        )
    return seats


def refuse_others(names: dict[str, str], folder: Path) -> None:
    """Refuse seats that would run as a user whom this machine has for something else.

    Raises:
        CourseError: a seat has the name of such a user.
    """
    for user in pwd.getpwall():
        if user.pw_name in names and user.pw_dir != str(folder / user.pw_name):
            raise CourseError(
                f"{user.pw_name} is a user of this machine: give that seat another name."
            )


class Room(LocalAuthenticator):
    """Lets in who has the name and the password of one seat."""

    seats = Dict(config=True, help="Each seat's name with its password.")
    one_user = Bool(config=True, help="Whether all seats run as whoever started the hub.")

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str:
        """Return the seat's name, or refuse with one sentence on the page."""
        name = str(self.normalize_username(data["username"]))
        password = data["password"].encode()
        if name in self.seats and compare_digest(self.seats[name].encode(), password):
            return name
        raise HTTPError(
            403, "This seat has another password: take the name and the password of your own seat."
        )

    def system_user_exists(self, user: Any) -> bool:
        """Tell whether a seat's user is there, or none is needed."""
        return self.one_user or bool(super().system_user_exists(user))


class Seat(LocalProcessSpawner):
    """Starts a seat's Jupyter in the seat's folder, as the seat's user, within its limits."""

    seats_folder = Unicode(config=True, help="The folder in which each seat has its own.")
    one_user = Bool(config=True, help="Whether all seats run as whoever started the hub.")

    @property
    def folder(self) -> Path:
        """The seat's own folder, which is its home."""
        return Path(self.seats_folder, self.user.name)

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return what a new process does before it becomes the seat's."""
        become = (lambda: None) if self.one_user else super().make_preexec_fn(name)
        memory, number = int(self.mem_limit), math.ceil(self.cpu_limit)
        every = sorted(os.sched_getaffinity(0))
        cores = {every[(self.user.id * number + n) % len(every)] for n in range(number)}

        def begin() -> None:
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))  # of each process
            os.sched_setaffinity(0, cores)
            become()
            os.chdir(self.folder)

        return begin

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Add what makes this seat's Jupyter, kernels and terminals use the seat's folder."""
        work = self.folder / "work"
        return {
            **env,
            **lab.variables(work),
            "COURSE_WORK": str(work),
            "HOME": str(self.folder),
            "USER": self.user.name,
            "SHELL": "/bin/bash",
            "PATH": f"{Path(sys.executable).parent}:{env['PATH']}",
        }

    async def start(self) -> tuple[str, int]:
        """Make the seat's folder and the copies that are not there yet, then start its Jupyter.

        Raises:
            SpawnException: the folder or the copies cannot be written; its sentence is shown.
        """
        name = self.user.name
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            if not self.one_user:
                os.chown(self.folder, pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid)
        except OSError as error:
            sentence = str(write_error(self.folder, error))
            raise SpawnException(sentence, reason="folder") from None
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", PREPARE),
            env=self.get_env(),
            preexec_fn=self.make_preexec_fn(name),
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        if process.returncode:
            raise SpawnException(said.decode(errors="replace").strip(), reason="copies")
        ip, port = await super().start()
        return ip, port
