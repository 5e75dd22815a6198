"""Measured figures, plots, a learner's project folder, and a server for what stands in it."""

from __future__ import annotations

import asyncio
import struct
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest
from matplotlib.figure import Figure

from notebooks import sanitized
from tutorial_support import CourseError, projects
from tutorial_support.measuring import measured, show_plot
from tutorial_support.projects import project_folder
from tutorial_support.serving import serve_project

APP = """
async def app(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})
"""

STUBBORN = """
import time

async def stubborn(scope, receive, send):
    if scope["type"] != "lifespan":
        return await app(scope, receive, send)
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def a_new_kernel() -> None:
    projects._home.cache_clear()


def test_measured_figures_have_one_width_and_are_not_compared() -> None:
    figures = [measured(value, "ms") for value in (0.001, 3.14159, 1234.5, 999_999)]
    assert len({len(figure) for figure in figures}) == 1
    assert {sanitized(figure) for figure in figures} == {"~N ms"}
    assert sanitized("3.1 ms") == "3.1 ms"
    assert measured(3.14159, "ms") == "~      3.14 ms"
    assert measured(20, "of 30", 0) == "~        20 of 30"


def test_a_plot_has_words() -> None:
    figure = Figure()
    figure.subplots().plot([1, 2])
    picture = show_plot(figure, 'a line that "rises"')
    bundle = picture._repr_mimebundle_()
    assert bundle["text/plain"] == repr(picture) == 'a line that "rises"'
    assert 'alt="a line that &quot;rises&quot;"' in bundle["text/html"]
    assert "iVBOR" in bundle["text/html"]
    assert struct.unpack(">2I", picture.png[16:24]) == (640, 480)  # pixels, as a PNG says it
    assert "iVBOR" not in sanitized(bundle["text/html"])


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder, in which a kernel has just started."""
    (tmp_path / ".jupyter").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_project_is_next_to_the_learners_notebook(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project_folder("my_app") == work / "my_app"
    assert (work / "my_app").is_dir()
    assert capsys.readouterr().out == ""


def test_what_a_learner_wrote_is_kept_and_they_are_told(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the same kernel and in the next one; nothing in the project changes, nothing is lost."""
    folder = project_folder("my_app")
    theirs = {
        "club/mine.py": "mine",
        ".env": "CLUB_SECRET=mine",
        "club.db": "rows",
        ".git/HEAD": "commits",
        ".venv/pyvenv.cfg": "packages",
        "venv of another name/pyvenv.cfg": "packages",
        "club/__pycache__/mine.pyc": "bytes",
    }
    for name, content in theirs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(folder)  # as the notebook's cell does
    written = ["mine", "changed in this kernel", "changed in the next kernel"]
    for number, content in enumerate(written, 1):
        (folder / "club" / "mine.py").write_text(content, encoding="utf-8")
        if number == 3:
            monkeypatch.chdir(work)
            projects._home.cache_clear()
        assert project_folder("my_app") == folder
        said = capsys.readouterr().out
        assert f"my_app-{number}" in said
        assert "overwrite" in said
        now = {name: (folder / name).read_text(encoding="utf-8") for name in theirs}
        assert now == theirs | {"club/mine.py": content}
        assert project_folder("my_app") == folder  # nothing new since the copy
        assert capsys.readouterr().out == said
    copies = sorted(path.name for path in work.iterdir() if path.name.startswith("my_app-"))
    assert copies == ["my_app-1", "my_app-2", "my_app-3"]
    for name, content in zip(copies, written, strict=True):
        files = {path for path in (work / name).rglob("*") if path.is_file()}
        assert files == {work / name / "club" / "mine.py", work / name / ".env"}
        assert (work / name / "club" / "mine.py").read_text(encoding="utf-8") == content


def test_in_work_it_stays_without_settings_of_jupyterlab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in an image that nobody's `tutorial_support lab` has prepared."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert project_folder("my_app") == tmp_path / "work" / "my_app"


def test_elsewhere_a_project_is_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = project_folder("my_app")
    assert folder.is_dir()
    assert tmp_path not in folder.parents
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_gets_a_sentence(work: Path) -> None:
    (work / "my_app").write_text("a file", encoding="utf-8")
    with pytest.raises(
        CourseError, match=r"cannot be made or kept .*then run the cell again"
    ) as raised:
        project_folder("my_app")
    assert "copied" not in str(raised.value)  # the system's own words


def test_a_project_is_served_and_stopped(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text(APP, encoding="utf-8")

    async def ask() -> str:
        async with serve_project(tmp_path, "here:app") as address, httpx.AsyncClient() as http:
            assert (await http.get(address)).text == "here"
        return address

    address = asyncio.run(ask())
    with pytest.raises(httpx.TransportError):
        httpx.get(address)


def test_what_a_projects_server_says_is_in_its_log(tmp_path: Path) -> None:
    says = "import logging\nlogging.getLogger('club').warning('an email')\n"
    (tmp_path / "here.py").write_text(says + APP, encoding="utf-8")
    log = tmp_path / "server.log"
    log.write_text("of an earlier server", encoding="utf-8")

    async def read() -> str:
        async with serve_project(tmp_path, "here:app", log=log):
            return log.read_text(encoding="utf-8")

    assert asyncio.run(read()).split() == ["an", "email"]


def test_a_project_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text(APP + STUBBORN, encoding="utf-8")

    async def ask() -> psutil.Process:
        before = set(psutil.Process().children())
        async with serve_project(tmp_path, "here:stubborn"):
            (server,) = set(psutil.Process().children()) - before
        return server

    assert not asyncio.run(ask()).is_running()


def test_a_project_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text("raise SystemExit('no secret')", encoding="utf-8")

    async def ask() -> None:
        async with serve_project(tmp_path, "here:app"):
            pass

    with pytest.raises(CourseError, match="The app did not start: no secret"):
        asyncio.run(ask())


KERNEL = """
import asyncio, sys
from pathlib import Path
from tutorial_support.serving import serve_project

async def use():
    async with serve_project(Path(sys.argv[1]), "here:app") as address:
        print(address, flush=True)
        await asyncio.sleep(60)

asyncio.run(use())
"""


def test_a_server_goes_with_a_kernel_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text(APP, encoding="utf-8")
    command = [sys.executable, "-c", KERNEL, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as kernel:
        assert kernel.stdout
        assert kernel.stdout.readline().startswith("http://127.0.0.1:")
        (server,) = psutil.Process(kernel.pid).children()
        kernel.kill()
    gone, alive = psutil.wait_procs([server], timeout=10)
    for process in alive:
        process.kill()
    assert gone
