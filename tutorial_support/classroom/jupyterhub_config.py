"""A hub for a room, on one Linux machine: `jupyterhub -f` with the path of this file.

The environment variable COURSE_ROOM names the room's folder. `seats.txt` in it has a line for each
seat, its name and its password; the first is the instructor's, who gets the hub's admin page.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tutorial_support import CourseError
from tutorial_support.workspace.copies import course_notebooks

if TYPE_CHECKING:
    from traitlets.config import Config

    def get_config() -> Config:
        """Return the configuration; JupyterHub gives this file the function."""


if sys.platform != "linux":
    sys.exit("The hub for a room runs on Linux alone: start it on a Linux machine.")

from tutorial_support.classroom.hub import Room, Seat, read_seats, refuse_others

room = Path(os.environ.get("COURSE_ROOM", "room")).absolute()
# For a trial: all seats run as whoever started the hub, and can read one another's files.
one_user = os.environ.get("COURSE_ONE_USER") == "1"
try:
    if not one_user and os.geteuid() != 0:
        raise CourseError(
            "Start the hub as root, so that each seat runs as a user of its own; or, for a trial in"
            " which seats can read one another's files, set COURSE_ONE_USER=1."
        )
    seats = read_seats(room / "seats.txt")
    if not one_user:
        refuse_others(seats, room / "seats")
    first = course_notebooks()[0].name
except CourseError as sentence:
    sys.exit(str(sentence))
(room / "seats").mkdir(exist_ok=True)
(room / "seats").chmod(0o711)  # whatever the umask: each seat reaches its own, and none lists them
(room / "hub").mkdir(mode=0o700, exist_ok=True)  # the hub's secrets

c = get_config()
c.JupyterHub.db_url = f"sqlite:///{room}/hub/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{room}/hub/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{room}/hub/proxy.pid"  # a new hub ends an old one's proxy
c.JupyterHub.cleanup_servers = False  # a hub that is restarted finds the seats at work

c.JupyterHub.authenticator_class = Room
c.Room.seats = seats
c.Authenticator.allowed_users = set(seats)
c.Authenticator.admin_users = {next(iter(seats))}
c.LocalAuthenticator.create_system_users = True
home = ["--home-dir", f"{room}/seats/USERNAME"]
c.LocalAuthenticator.add_user_cmd = ["useradd", "--no-create-home", "--shell=/bin/bash", *home]

c.JupyterHub.spawner_class = Seat
c.Seat.seats_folder = str(room / "seats")
c.Room.one_user = c.Seat.one_user = one_user
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"] if one_user and os.geteuid() == 0 else []
c.Spawner.notebook_dir = f"{room}/seats/{{username}}/work"
c.Spawner.default_url = f"/lab/tree/{first}"
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "DATABASE_URL"]  # a server for the class
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # the morning, when all start at once
c.Spawner.mem_limit = "2G"  # of each kernel; it gets a MemoryError
c.Spawner.cpu_limit = 1  # cores of a seat
