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
from tutorial_support import CourseError
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
    project_folder.cache_clear()


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


def test_a_project_stands_beside_the_learners_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".jupyter").mkdir()
    monkeypatch.chdir(tmp_path)
    folder = project_folder("my_app")
    assert folder == tmp_path / "my_app"
    (folder / "club").mkdir()
    (folder / "club" / "mine.py").write_text("mine", encoding="utf-8")
    (folder / ".env").write_text("SECRET", encoding="utf-8")
    assert project_folder("my_app") == folder  # in this kernel: nothing is copied
    assert not (tmp_path / "my_app-1").exists()
    for number in (1, 2):
        project_folder.cache_clear()  # the next kernel
        assert project_folder("my_app") == folder
        kept = tmp_path / f"my_app-{number}"
        assert (kept / "club" / "mine.py").read_text(encoding="utf-8") == "mine"
        assert (kept / ".env").exists()
    assert (folder / "club" / "mine.py").exists()


def test_elsewhere_a_project_is_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = project_folder("my_app")
    assert folder.is_dir()
    assert tmp_path not in folder.parents
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".jupyter").mkdir()
    (tmp_path / "my_app").write_text("a file", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        CourseError, match=r"cannot be made or kept .*then restart the kernel"
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
