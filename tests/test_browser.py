"""A real JupyterLab in a real browser: each notebook is run, solved; an exercise wrong, then right.

Pictures of what the browser showed are left in `.artifacts/`, outside git.
"""

from __future__ import annotations

import copy
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import nbformat
import psutil
import pytest
from browsers import ARTIFACTS
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page, expect

from notebooks import NAMED, ROOT, Notebook, error, shown, solution, tags, text

WIDTH, HEIGHT = 1280, 900
expect.set_options(timeout=30_000)
# These look at the open notebook itself: the page does not show what a cell is waiting for.
CONTENT = "jupyterapp.shell.currentWidget.content"
KERNEL = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
HAS_RUN = "(c.executionCount && c.executionState == 'idle')"
HOW_TALL = "document.querySelector('.jp-WindowedPanel-inner').clientHeight"
# On a busy machine a browser is never idle, and what waits for that runs at its deadline.
NEVER_IDLE = """
    window.requestIdleCallback = (callback, options) => setTimeout(
        () => callback({ didTimeout: true, timeRemaining: () => 0 }), options?.timeout ?? 2000
    )
"""
TO_THE_TOP = "document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0"


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it is, the token that it asks for, and its notebooks' folder."""

    url: str
    token: str
    work: Path

    def request(self, path: str, method: str = "GET") -> Any:
        headers = {"Authorization": f"token {self.token}"}
        request = Request(f"{self.url}/{path}", headers=headers, method=method)
        with urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab as `python -m tutorial_support lab` starts it, in a copy of the course."""
    course = tmp_path_factory.mktemp("course")
    for name in ("tutorial_support", "notebooks"):
        shutil.copytree(ROOT / name, course / name)
    for name in ("requirements.txt", ".constraints.txt"):
        shutil.copy(ROOT / name, course)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    mine = tmp_path_factory.mktemp("jupyter")
    folders = {f"JUPYTER_{name}_DIR": str(mine / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "tutorial_support", "lab", "--no-browser", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    ARTIFACTS.mkdir(exist_ok=True)
    with (
        (ARTIFACTS / "jupyterlab.log").open("w") as log,
        stopped_for_sure(
            subprocess.Popen(
                command, cwd=course, env=os.environ | folders, stdout=log, stderr=subprocess.STDOUT
            )
        ) as process,
    ):
        lab = Lab(f"http://127.0.0.1:{port}", token, course / "work")
        wait_until_it_answers(lab, process)
        yield lab
        lab.request("api/shutdown", "POST")
        process.wait(20)


@contextmanager
def stopped_for_sure(process: subprocess.Popen[Any]) -> Iterator[subprocess.Popen[Any]]:
    try:
        yield process
    finally:
        if process.poll() is None:
            family = psutil.Process(process.pid).children(recursive=True)  # its kernels
            for member in [*family, process]:
                member.kill()
            process.wait(10)


def wait_until_it_answers(lab: Lab, process: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "JupyterLab stopped; see .artifacts/jupyterlab.log"
        try:
            lab.request("api/status")
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("JupyterLab does not answer; see .artifacts/jupyterlab.log")


@pytest.fixture
def page(browser: Browser, lab: Lab) -> Iterator[Page]:
    """A new window; no script in it may fail, and it may need no other server."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(45_000)  # a kernel starts slowly on a busy machine
    errors: list[str] = []
    elsewhere: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: elsewhere.append(request.url))
    yield page
    page.close()
    for session in lab.request("api/sessions"):
        lab.request(f"api/sessions/{session['id']}", "DELETE")
    assert errors == []
    here = (lab.url, lab.url.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in elsewhere if not url.startswith(here)] == [], "it needs the network"


def open_notebook(page: Page, lab: Lab, notebook: Notebook, *, solved: bool = False) -> None:
    """Open a copy that nobody has run yet, as committed or with the solutions in place."""
    content = notebook.solved() if solved else copy.deepcopy(notebook.content)
    open_content(page, lab, notebook, content)


def open_content(page: Page, lab: Lab, notebook: Notebook, content: NotebookNode) -> None:
    """Open a copy with this content, which nobody has run yet."""
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    name = notebook.path.name
    nbformat.write(content, lab.work / name)
    page.goto(f"{lab.url}/lab/tree/{name}?reset&token={lab.token}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    """Wait for the kernel; before there is one, the page shows the sign of an idle one, too."""
    page.wait_for_function(f"{KERNEL}?.connectionStatus == 'connected'")
    page.wait_for_function(f"{KERNEL}.status == 'idle'")


def run_all(page: Page, lab: Lab, notebook: Notebook) -> NotebookNode:
    """Run all cells, and return what was saved when each had run."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    have_run = f"[...{CONTENT}.model.cells].every(c => c.type != 'code' || {HAS_RUN})"
    page.wait_for_function(have_run, timeout=240_000)
    wait_until_idle(page)
    return save(page, lab, notebook)


def save(page: Page, lab: Lab, notebook: Notebook) -> NotebookNode:
    """Save as a person does, and return what is on the disk then."""
    name = notebook.path.name
    with page.expect_response(lambda r: r.request.method == "PUT" and name in r.url) as response:
        page.keyboard.press("ControlOrMeta+s")
    assert response.value.ok
    return nbformat.read(lab.work / name, as_version=nbformat.NO_CONVERT)


def take_picture(page: Page, name: str) -> None:
    """Make the window as tall as the notebook, and take a picture."""
    make_tall(page, WIDTH)
    page.screenshot(path=ARTIFACTS / f"{name}.png")


def make_tall(page: Page, width: int) -> None:
    for _ in range(2):  # what is drawn late makes the notebook taller
        page.set_viewport_size({"width": width, "height": page.evaluate(HOW_TALL) + 150})
        page.evaluate(TO_THE_TOP)
        page.wait_for_timeout(300)


def test_lab_opens_the_first_notebook_and_nothing_in_its_way(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.url}/?token={lab.token}")
    expect(page.get_by_role("heading", name="00 ·")).to_be_visible()
    expect(page.locator("#table-of-contents")).to_be_visible()
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    page.screenshot(path=ARTIFACTS / "first-window.png")


def test_a_click_in_the_table_of_contents_reaches_the_end_of_the_longest_notebook(
    page: Page, lab: Lab
) -> None:
    notebook = max(NAMED.values(), key=lambda notebook: len(notebook.cells))
    last = [cell.source for cell in notebook.prose if cell.source.startswith("## ")][-1]
    title = last.splitlines()[0].removeprefix("## ")
    page.add_init_script(NEVER_IDLE)
    open_notebook(page, lab, notebook)
    page.get_by_role("tab", name="Table of Contents").click()
    page.locator("#table-of-contents").get_by_text(title, exact=True).click()
    heading = page.locator(".jp-Notebook").get_by_role("heading", name=title)
    expect(heading).to_be_in_viewport(timeout=10_000)
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(notebook.cells))


def test_a_window_without_the_token_sees_nothing(page: Page, lab: Lab) -> None:
    page.goto(f"{lab.url}/lab/tree/{NAMED['start_here'].path.name}")
    expect(page.get_by_label("Password or token")).to_be_visible()


def test_solutions_pass_and_nothing_else_changes(page: Page, lab: Lab, notebook: Notebook) -> None:
    """So the rest of a notebook does not depend on what a learner answers."""
    before_it = names_in(lab.work)
    open_notebook(page, lab, notebook, solved=True)
    saved = run_all(page, lab, notebook)
    for before, cell in zip(notebook.cells, saved.cells, strict=True):
        where = notebook.where(cell)
        if cell.cell_type != "code" or cell.id.startswith("starter-"):
            continue
        if cell.id.startswith("check-"):
            assert text(cell).startswith("Passed: "), f"{where}: {text(cell)}"
            continue
        assert "raises-exception" in tags(cell) or not error(cell), f"{where}: {text(cell)}"
        assert kept(cell) == kept(before), f"{where}: with the solutions, its output differs"
    assert names_in(lab.work) == before_it, f"{notebook}: it leaves files beside it"
    take_picture(page, str(notebook))
    saved = save(page, lab, notebook)  # again: JupyterLab keeps a diagram's SVG once it is drawn
    mimes = [
        mime
        for cell in saved.cells
        for output in cell.get("outputs", ())
        for mime in output.get("data", ())
    ]
    counts = [cell.execution_count for cell in saved.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), "run all ran them once and in order"
    outputs = page.locator(".jp-OutputArea-output")
    assert mimes.count("image/svg+xml") == mimes.count("text/vnd.mermaid")
    tables = sum(
        "|---" in str(output.get("data", {}).get("text/markdown"))
        for cell in saved.cells
        for output in cell.get("outputs", ())
    )
    assert outputs.locator("table").count() == tables


def names_in(work: Path) -> set[str]:
    """Return what a notebook has no business to leave; the app of notebook 24 is meant to stay."""
    return {path.name for path in work.iterdir()} - {"my_app", ".ipynb_checkpoints"}


def kept(cell: NotebookNode) -> dict[str, object]:
    """Return what a cell shows; of a diagram, its source, for JupyterLab adds and drops forms."""
    return {
        name: part.get("text/vnd.mermaid", part) if isinstance(part, dict) else part
        for name, part in shown(cell).items()
    }


def test_a_terminal_reaches_the_app_as_notebook_24_says(page: Page, lab: Lab) -> None:
    """It starts in the course's folder, not in `work/`; the command is the notebook's."""
    said = NAMED["your_app"].cell("page-look-said").source
    (command,) = re.findall(r"^```sh\n(.*)\n```$", said, re.MULTILINE)
    app = lab.work / "my_app"
    app.mkdir(exist_ok=True)
    page.goto(f"{lab.url}/lab/tree/{NAMED['your_app'].path.name}?reset&token={lab.token}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    menus = page.locator(".lm-Menu-item")
    page.locator(".lm-MenuBar-item").filter(has_text="File").click()
    menus.filter(has_text="New").first.hover()
    menus.filter(has_text="Terminal").click()
    connected = "jupyterapp.shell.currentWidget.content?.session?.connectionStatus == 'connected'"
    page.wait_for_function(connected)
    keys = page.locator(".jp-Terminal .xterm-helper-textarea")
    end = time.monotonic() + 60
    while not (app / "here").exists():  # a shell that still starts loses what is typed
        assert time.monotonic() < end, f"`{command}` in a terminal does not reach my_app"
        keys.focus()
        page.keyboard.type(f"{command}\n")
        page.keyboard.type("mkdir here\n")
        page.wait_for_timeout(2000)
    (app / "here").rmdir()
    for terminal in lab.request("api/terminals"):
        lab.request(f"api/terminals/{terminal['name']}", "DELETE")


def test_an_exercise_done_wrong_and_then_right(page: Page, lab: Lab) -> None:
    notebook = NAMED["engine_and_session_factory"]
    starter = notebook.cell("starter-survives-commit").source
    right = solution(notebook.cell("solution-survives-commit"))
    wrong = "member_session_maker = async_sessionmaker(engine, autoflush=False)"
    open_notebook(page, lab, notebook)
    run_all(page, lab, notebook)
    cells = page.locator(".jp-CodeCell")
    check = cells.filter(has_text='"survives-commit", ')
    for before, answer, words in [(starter, wrong, "Not yet:"), (wrong, right, "Passed:")]:
        cell = cells.filter(has=page.get_by_text(before, exact=True))
        cell.scroll_into_view_if_needed()
        cell.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(answer)
        page.keyboard.press("Shift+Enter")  # runs it and goes on to the check
        page.keyboard.press("Shift+Enter")
        expect(check.locator(".jp-OutputArea-output")).to_contain_text(words)
        page.screenshot(path=ARTIFACTS / f"exercise-{words[:-1].lower().replace(' ', '-')}.png")
    saved = save(page, lab, notebook)
    sources = [cell.source for cell in saved.cells]
    assert right in sources


def test_a_prediction_and_a_check_as_the_readme_shows_them(browser: Browser, lab: Lab) -> None:
    """Where one of these cells changes, copy the new picture to `.pictures/`."""
    notebook = NAMED["engine_and_session_factory"]
    content = copy.deepcopy(notebook.content)
    cells = {cell.id: cell for cell in content.cells}
    for name, old, new in [
        ("predict-selects", "...", "1"),
        ("starter-survives-commit", "(engine)", "(engine, autoflush=False)"),
    ]:
        cells[name].source = cells[name].source.replace(old, new, 1)
    # Narrow and a little magnified: README shows the picture 800 to 1,000 pixels wide.
    width = 960
    page = browser.new_page(viewport={"width": width, "height": HEIGHT}, device_scale_factor=1.15)
    open_content(page, lab, notebook, content)
    page.evaluate("jupyterapp.shell.collapseLeft()")
    saved = {cell.id: cell for cell in run_all(page, lab, notebook).cells}
    make_tall(page, width)
    first, last = (
        page.locator(".jp-Cell").filter(has_text=words).bounding_box() or {}
        for words in ("selects = 1", 'check("survives-commit"')
    )
    clip = first | {"height": last["y"] + last["height"] - first["y"]}
    page.screenshot(path=ARTIFACTS / "prediction_and_check.png", clip=clip)
    page.close()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (words,) = re.findall(r"!\[(.*)\]\(\.pictures/prediction_and_check\.png\)", readme)
    for name in ("reveal-selects", "check-survives-commit"):
        assert text(saved[name]).splitlines()[-1] in words, "the picture, and its text, are old"
