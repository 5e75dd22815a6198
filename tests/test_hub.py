"""A hub for a room: a real JupyterHub, its real proxy, two seats at work, one database server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import nbformat
import psutil
import pytest
from nbformat import NotebookNode
from sqlalchemy import make_url
from websocket import WebSocket, create_connection

from notebooks import GLOSSARY, NAMED, NOTEBOOKS, ROOT, tags
from tutorial_support import CourseError
from tutorial_support.databases.postgresql import own_server
from tutorial_support.databases.server_databases import PREFIX, new_database

if sys.platform != "linux":
    pytest.skip("the hub for a room runs on Linux alone", allow_module_level=True)

from tutorial_support.classroom.hub import read_seats, refuse_others

CONFIG = ROOT / "tutorial_support" / "classroom" / "jupyterhub_config.py"
SEATS = {name: f"{name}-secret" for name in ("teacher", "ada", "bob", "carl")}
NOTEBOOK = NAMED["create_tables"]  # quick, and on the class's server
LIMIT = 1 << 30


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that JupyterHub's documentation has you install beside it."""
    if shutil.which("npm") is None:
        assert not os.environ.get("COURSE_REQUIRE_BROWSER"), (
            "no npm, and JupyterHub's proxy needs it"
        )
        pytest.skip("there is no npm, with which JupyterHub's proxy is installed")
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--silent", "--prefix", str(folder), "configurable-http-proxy@4"]
    subprocess.run(command, check=True, timeout=120)
    return folder / "node_modules" / ".bin" / "configurable-http-proxy"


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{condition} did not hold within {seconds} seconds"
        time.sleep(0.3)


class Hub:
    """A hub on this machine's loopback, which can be killed and started again."""

    def __init__(self, room: Path, proxy: Path, **variables: str) -> None:
        self.room, self.proxy, self.variables = room, proxy, variables
        with ExitStack() as stack:
            free = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
            self.ports = [one.getsockname()[1] for one in free]
        self.url = f"http://127.0.0.1:{self.ports[0]}"
        self.databases = databases()

    def start(self) -> None:
        command = [sys.executable, "-m", "jupyterhub", f"--config={CONFIG}"]
        command += [f"--JupyterHub.bind_url={self.url}", f"--JupyterHub.hub_port={self.ports[1]}"]
        command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{self.ports[2]}"]
        command += [f"--ConfigurableHTTPProxy.command={self.proxy}"]
        command += [f"--Spawner.mem_limit={LIMIT}"]
        variables = {"COURSE_ROOM": str(self.room), "COURSE_ONE_USER": "1", **self.variables}
        with (self.room / "hub.log").open("a") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.room,
                env=os.environ | variables,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for(self.answers)

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(f"{self.url}/hub/api/").is_success
        except httpx.TransportError:
            return False

    def log(self) -> str:
        return (self.room / "hub.log").read_text(encoding="utf-8")

    def family(self) -> list[psutil.Process]:
        """Return what runs for this room, whoever its parent is by now."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                words = [*process.cmdline(), *process.environ().values()]
                if process.pid != os.getpid() and str(self.room) in " ".join(words):
                    found.append(process)
        return found

    def free_ports(self) -> int:
        free = 0
        for port in self.ports:
            with suppress(OSError), socket.create_server(("127.0.0.1", port)):
                free += 1
        return free


def write_seats(room: Path, *lines: str) -> Path:
    path = room / "seats.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    path.chmod(0o600)
    return path


class Person:
    """Somebody who logs in with a browser's requests, and works in a seat's kernel."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.home = hub.room / "seats" / name
        self.browser = httpx.Client(base_url=hub.url, follow_redirects=True, timeout=60)
        self.token = ""

    def log_in(self, password: str) -> httpx.Response:
        self.browser.get("/hub/login")
        form = {"username": self.name, "password": password, "_xsrf": self.xsrf()}
        return self.browser.post("/hub/login", data=form)

    def xsrf(self) -> str:
        return next(c.value or "" for c in self.browser.cookies.jar if c.name == "_xsrf")

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask the hub's API, or that of a Jupyter."""
        headers = {"X-XSRFToken": self.xsrf(), "Referer": f"{self.hub.url}/hub/"}
        if self.token:
            headers = {"Authorization": f"token {self.token}"}
        return self.browser.request(method, path, headers=headers, **options)

    def sit_down(self) -> None:
        """Log in, start this seat's Jupyter and a kernel, as the page does."""
        assert self.log_in(SEATS[self.name]).is_success
        tokens = self.ask("POST", f"/hub/api/users/{self.name}/tokens", json={})
        self.token = tokens.json()["token"]
        assert self.ask("POST", f"/hub/api/users/{self.name}/server").is_success, self.hub.log()
        wait_for(self.is_ready)
        kernel = {"name": "python3", "path": NOTEBOOK.path.name}
        self.kernel = self.ask("POST", f"/user/{self.name}/api/kernels", json=kernel).json()["id"]

    def is_ready(self) -> bool:
        servers = self.ask("GET", f"/hub/api/users/{self.name}").json()["servers"]
        return bool(servers) and servers[""]["ready"]

    def run(self, *sources: str) -> list[tuple[str, str]]:
        """Run cells in the seat's kernel; of each, return the error's name and the text."""
        url = f"{self.hub.url}/user/{self.name}/api/kernels/{self.kernel}/channels"
        header = {"Authorization": f"token {self.token}"}
        with closing(create_connection(f"ws{url[4:]}", timeout=60, header=header)) as channels:
            return [run_cell(channels, source) for source in sources]

    def value(self, code: str) -> str:
        """Run code in the seat's kernel, without an error, and return what it shows."""
        ((error, text),) = self.run(code)
        assert not error, (error, text)
        return text.strip().strip("'")

    def command(self, words: str) -> str:
        """Run a command in the seat, as its terminal does."""
        return self.value(f"get_ipython().system({words!r})")


def run_cell(channels: WebSocket, source: str) -> tuple[str, str]:
    request = uuid.uuid4().hex
    header = {"msg_id": request, "msg_type": "execute_request", "session": "s", "version": "5.4"}
    content = {"code": source, "allow_stdin": False, "stop_on_error": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    channels.send(json.dumps({**message, "channel": "shell", "buffers": []}))
    error = text = ""
    done: set[str] = set()
    while done != {"execute_reply", "status"}:
        answer = json.loads(channels.recv())
        kind, content = answer["msg_type"], answer["content"]
        if answer["parent_header"].get("msg_id") != request:
            continue
        if kind == "execute_reply" or content.get("execution_state") == "idle":
            done.add(kind)
        error = content["ename"] if kind == "error" else error
        text += content.get("text") or content.get("data", {}).get("text/plain", "")
    return error, text


@pytest.fixture(scope="module")
def hub(proxy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A room with four seats and a database server for the class; nothing of it is left."""
    room = tmp_path_factory.mktemp("room")
    write_seats(room, *map(" ".join, SEATS.items()))
    hub = Hub(room, proxy, DATABASE_URL=own_server().url.render_as_string(hide_password=False))
    try:
        hub.start()
        yield hub
    finally:
        left = hub.family()
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, 10)
        hub.process.wait(10)


@pytest.fixture(scope="module")
def people(hub: Hub) -> Iterator[list[Person]]:
    """Ada and Bob, who sit down at once."""
    people = [Person(hub, "ada"), Person(hub, "bob")]
    with ExitStack() as stack:
        for person in people:
            stack.enter_context(person.browser)
        with ThreadPoolExecutor() as pool:
            list(pool.map(Person.sit_down, people))
        yield people


def test_a_seat_has_its_own_copies_and_commands(people: list[Person]) -> None:
    for person in people:
        work = person.home / "work"
        assert person.value("import os; os.getcwd()") == str(work)
        assert {path.name for path in work.glob("*.ipynb")} == {
            page.path.name for page in (*NOTEBOOKS, GLOSSARY)
        }
    ada, bob = people
    mine = ada.home / "work" / NOTEBOOK.path.name
    mine.write_text("{}", encoding="utf-8")
    number = NOTEBOOK.path.stem[:2]
    assert "cannot be read as a notebook" in ada.command("python -m tutorial_support progress")
    assert "is as it was" in ada.command(f"python -m tutorial_support reset {number}")
    copy = nbformat.read(mine, as_version=4)
    theirs = [cell.source for cell in NOTEBOOK.cells if cell.id != "teaching-this"]
    assert [cell.source for cell in copy.cells] == theirs
    assert len(list(mine.parent.glob("*.kept-1.ipynb"))) == 1
    assert not list((bob.home / "work").glob("*.kept-1.ipynb"))
    assert "0 of " in bob.command("python -m tutorial_support progress")


def test_two_seats_share_a_server_and_no_database_and_outlive_two_hubs(
    hub: Hub, people: list[Person]
) -> None:
    third = len(NOTEBOOK.code) // 3
    first = [works_as_tagged(person, NOTEBOOK.code[:third]) for person in people]
    for cells, end in (
        (NOTEBOOK.code[third : 2 * third], signal.SIGKILL),  # the hub crashes
        (NOTEBOOK.code[2 * third :], signal.SIGTERM),  # somebody restarts it
    ):
        hub.process.send_signal(end)
        hub.process.wait(60)
        if end == signal.SIGKILL:
            works_as_tagged(people[0], [])  # a seat goes on without a hub
        hub.start()
        for person in people:
            wait_for(person.is_ready)
        assert [works_as_tagged(person, cells) for person in people] == first
    urls = [make_url(url) for url, _ in first]
    assert len({url.database for url in urls}) == len({pid for _, pid in first}) == 2
    assert {url.port for url in urls} == {own_server().url.port}


def works_as_tagged(person: Person, cells: list[NotebookNode]) -> tuple[str, str]:
    """Run cells; return which database they use, and in which process."""
    for cell, (name, text) in zip(cells, person.run(*(c.source for c in cells)), strict=True):
        raises = "raises-exception" in tags(cell)
        assert bool(name) == raises, f"{NOTEBOOK.where(cell)}: {name} {text}"
    url = person.value("engine.url.render_as_string(hide_password=False)")
    return url, person.value("import os; os.getpid()")


def test_no_seat_reaches_another_ones_jupyter(people: list[Person]) -> None:
    ada, _ = people
    assert ada.ask("GET", "/user/ada/api/contents").is_success
    assert ada.ask("GET", "/user/bob/api/contents").status_code == 403
    assert ada.browser.get("/user/ada/lab").status_code == 200
    assert ada.browser.get("/user/bob/lab").status_code == 403
    assert ada.ask("DELETE", "/hub/api/users/bob/server").status_code in (403, 404)


def test_a_kernel_that_wants_too_much_is_refused_and_all_live_on(people: list[Person]) -> None:
    ada, bob = people
    pids = [person.value("import os; os.getpid()") for person in people]
    assert ada.value(f"len(bytearray({LIMIT // 2}))") == str(LIMIT // 2)
    ((error, text),) = ada.run(f"len(bytearray({LIMIT}))")
    assert error == "MemoryError", text
    in_a_child = f"python -c 'bytearray({LIMIT})' 2>&1"
    assert "MemoryError" in ada.command(in_a_child)  # in colour, on a new Python
    assert bob.value("len(os.sched_getaffinity(0))") == "1"
    assert [person.value("os.getpid()") for person in people] == pids


def test_a_seat_cannot_be_taken_by_a_second_person(hub: Hub) -> None:
    for name, password in (("ada", SEATS["bob"]), ("ada", ""), ("nobody", "none"), ("eve", "")):
        second = Person(hub, name)
        with second.browser:
            answer = second.log_in(password)
        assert answer.status_code == 403
        assert "take the name and the password of your own seat" in answer.text


def test_a_seat_whose_folder_refuses_gets_a_sentence(hub: Hub) -> None:
    carl = Person(hub, "carl")
    carl.home.mkdir()
    (carl.home / "work").write_text("notes", encoding="utf-8")
    with carl.browser:
        page = carl.log_in(SEATS["carl"])  # which opens the seat
    assert page.status_code == 400
    assert re.search(r"work is a file, and .*: move the file away, then try again\.", page.text)


def test_the_instructor_ends_the_day_and_nothing_is_left(hub: Hub, people: list[Person]) -> None:
    server = own_server().url
    teacher = Person(hub, "teacher")
    with teacher.browser:
        assert teacher.log_in(SEATS["teacher"]).is_success
        assert "admin" in teacher.browser.get("/hub/admin").text
        for person in people:
            assert person.ask("POST", "/hub/api/shutdown", json={}).status_code == 403
        everything = {"servers": True, "proxy": True}
        assert teacher.ask("POST", "/hub/api/shutdown", json=everything).is_success
    assert hub.process.wait(60) == 0
    wait_for(lambda: not hub.family())
    wait_for(lambda: hub.free_ports() == 3)
    new = make_url(asyncio.run(new_database(server, "next", shared=True)))
    assert databases() <= {*hub.databases, new.database}


def databases() -> set[str]:
    """Return the names of the course's databases on this process's server."""

    async def ask() -> list[Any]:
        dsn = own_server().url.set(drivername="postgresql")
        connection = await asyncpg.connect(dsn.render_as_string(hide_password=False))
        try:
            return await connection.fetch("SELECT datname FROM pg_database")
        finally:
            await connection.close()

    return {row[0] for row in asyncio.run(ask()) if row[0].startswith(PREFIX)}


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0o600, "cannot be read (No such file or directory): let COURSE_ROOM name the"),
        (b"\xff\xfe", 0o600, "cannot be read (it is no text)"),
        (b"ada ada-secret", 0o644, "Others can read the passwords in"),
        (b"\n", 0o600, "is empty: write a line for each seat"),
        (b"ada\n", 0o600, "Line 1 of"),
        (b"ada ada-secret\n\nbob short", 0o600, "Line 3 of"),
        (b"../ada ada-secret", 0o600, "is no seat: write a name of a-z"),
        (b"ada ada-secret\nada two-secret", 0o600, "is a second ada: give it another name."),
    ],
)
def test_a_list_of_seats_that_is_not_right_gets_a_sentence(
    content: bytes | None, mode: int, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "seats.txt"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(CourseError) as refused:
        read_seats(path)
    assert words in str(refused.value)


def test_a_seat_is_no_user_whom_the_machine_has_for_something_else(tmp_path: Path) -> None:
    with pytest.raises(
        CourseError, match=r"^root is a user of this machine: give that seat another"
    ):
        refuse_others({"ada": "", "root": ""}, tmp_path)
    refuse_others({"a-name-that-no-machine-has": ""}, tmp_path)


@pytest.mark.parametrize(
    ("variables", "words"),
    [({"COURSE_ONE_USER": "1"}, "seats.txt cannot be read"), ({}, "Start the hub as root")],
)
def test_a_hub_that_cannot_open_ends_with_a_sentence(
    variables: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as refused:
        runpy.run_path(str(CONFIG))
    assert words in str(refused.value)
    assert not list(tmp_path.iterdir())
