"""The command line, run as a person runs it."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from clone import (
    NOTEBOOKS,
    ROOT,
    answer,
    copy_missing,
    make_clone,
    make_environment,
    refuses,
    run,
    run_python,
    write_notebook,
)
from tornado.websocket import websocket_connect

from tutorial_support.workspace import copies, packages

PASSED = answer("Passed: the session was closed.")
NOT_YET = answer(["Not yet: the session ", "is open."])  # the format allows a list of lines
NOT_ATTEMPTED = answer("Not attempted: it is still `...`.")
ERROR: list[dict[str, object]] = [
    {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return make_clone(tmp_path)


def states(clone: Path) -> dict[str, str]:
    """Run `progress` and read its lines."""
    done = run(clone, "progress")
    assert done.stderr == ""
    return dict(re.findall(r"^  ([\w-]+) {2,}(.*)$", done.stdout, re.MULTILINE))


def test_an_old_python_gets_one_sentence(clone: Path) -> None:
    source = (ROOT / "tutorial_support" / "__main__.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    pretend = "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); "
    command = "runpy.run_module('tutorial_support', run_name='__main__')"
    refuses(run_python(clone, "-c", pretend + command), "needs Python 3.10", "Python 3.9", "README")


@pytest.mark.parametrize("arguments", [[], ["labb"], ["progress", "--all"], ["reset"]])
def test_a_wrong_command_line_shows_the_usage(clone: Path, arguments: list[str]) -> None:
    done = run(clone, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m tutorial_support")
    assert "Traceback" not in done.stderr


def test_help_names_every_command(clone: Path) -> None:
    done = run(clone, "--help")
    assert done.returncode == 0
    for command in ("lab", "doctor", "progress", "reset"):
        assert re.search(rf"^ +{command} ", done.stdout, re.MULTILINE)


def test_progress_before_anything_is_copied(clone: Path) -> None:
    names = [name for exercises in NOTEBOOKS.values() for name in exercises]
    assert states(clone) == dict.fromkeys(names, "not run")
    assert not (clone / "work").exists()


def test_progress_reads_the_saved_answers(clone: Path) -> None:
    copy_missing(clone)
    work = clone / "work"
    write_notebook(work / "00_start_here.ipynb", [("await check('toy', f)", PASSED)])
    cells = [('x = 1\nawait check("own-table", x)', NOT_YET), ('await check("own-model")', ERROR)]
    write_notebook(work / "01_user_model.ipynb", cells)
    write_notebook(work / "02_engine.ipynb", [('await check("lazy-engine", ...)', NOT_ATTEMPTED)])
    assert list(states(clone).items()) == [  # in the course's order, not the copy's
        ("toy", "passed"),
        ("own-model", "not run"),
        ("own-table", "not yet"),
        ("lazy-engine", "not attempted"),
    ]
    assert run(clone, "progress").stdout.splitlines()[-1].startswith("1 of 4 exercises passed")


def test_progress_lists_only_notebooks_with_exercises(clone: Path) -> None:
    copy_missing(clone)
    (clone / "work" / "glossary.ipynb").write_text("no notebook", encoding="utf-8")
    done = run(clone, "progress")
    assert done.returncode == 0, done
    names = re.findall(r"^\S+$", done.stdout, re.MULTILINE)
    assert names == [name.removesuffix(".ipynb") for name, e in NOTEBOOKS.items() if e]


def test_progress_takes_the_best_answer_and_no_comment(clone: Path) -> None:
    copy_missing(clone)
    cells = [
        ('await check("own-model", x)', PASSED),
        ('await check("own-model", y)', NOT_YET),
        ('# await check("own-table", x)', PASSED),
        ('await check("of-my-own", x)', PASSED),
    ]
    write_notebook(clone / "work" / "01_user_model.ipynb", cells)
    found = states(clone)
    assert found["own-model"] == "passed"
    assert found["own-table"] == "not run"
    assert "of-my-own" not in found


def with_former_names(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line where 01 and 02 were one notebook before, and 00 had another name."""
    code = """
import sys
from tutorial_support import __main__
from tutorial_support.workspace import copies
copies.RENAMED.update({"03_models": ["01_user_model", "02_engine"], "04_hello": ["00_start_here"]})
sys.exit(__main__.main())
"""
    return run_python(clone, "-c", code, *arguments)


def test_progress_counts_what_passed_in_a_copy_with_a_former_name(clone: Path) -> None:
    copy_missing(clone)
    work = clone / "work"
    cells = [
        ('await check("own-model", x)', PASSED),
        ('await check("own-table", x)', PASSED),
        ('await check("lazy-engine", x)', NOT_YET),
        ('await check("toy", x)', PASSED),  # it never was in that notebook
    ]
    write_notebook(work / "03_models.ipynb", cells)
    write_notebook(work / "04_hello.kept-1.ipynb", [('await check("toy", f)', PASSED)])
    write_notebook(work / "01_user_model.kept-1.ipynb", [('await check("own-table", x)', PASSED)])
    write_notebook(
        work / "01_user_model.ipynb",
        [('await check("own-model", x)', PASSED), ('await check("own-table", x)', NOT_YET)],
    )
    done = with_former_names(clone, "progress")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^  ([\w-]+) {2,}(.*)$", done.stdout, re.MULTILINE) == [
        ("toy", "not run"),
        ("own-model", "passed"),
        ("own-table", "passed, in 03_models.ipynb"),
        ("lazy-engine", "not yet, in 03_models.ipynb"),
    ]
    assert done.stdout.splitlines()[-1].startswith("2 of 4 exercises passed")


def test_progress_with_a_broken_copy_of_either_name(clone: Path) -> None:
    copy_missing(clone)
    write_notebook(clone / "work" / "03_models.ipynb", [('await check("own-model")', PASSED)])
    for name in ("01_user_model.ipynb", "04_hello.ipynb"):
        (clone / "work" / name).write_text("{", encoding="utf-8")
    done = with_former_names(clone, "progress")
    assert (done.returncode, done.stderr) == (1, "")
    assert (
        "  04_hello.ipynb cannot be read as a notebook, so nothing in it counts.\n" in done.stdout
    )
    assert "reset 01_user_model`" in done.stdout
    assert "own-model                       passed, in 03_models.ipynb" in done.stdout


def test_lab_tells_of_copies_with_former_names_and_leaves_them_alone(clone: Path) -> None:
    assert "former" not in with_former_names(clone, "lab", "--version").stdout
    for name in ("03_models.ipynb", "03_models.kept-1.ipynb", "04_hello.ipynb"):
        (clone / "work" / name).write_text("mine", encoding="utf-8")
    (clone / "work" / "02_engine.ipynb").unlink()
    done = with_former_names(clone, "lab", "--version")
    assert done.returncode == 0, done
    new, former, *_ = (line for line in done.stdout.splitlines() if line.endswith(("ipynb", ".")))
    assert new == "New in work/: 02_engine.ipynb"
    assert former.endswith(": 03_models.ipynb, 04_hello.ipynb.")
    for name in ("03_models.ipynb", "03_models.kept-1.ipynb", "04_hello.ipynb"):
        assert (clone / "work" / name).read_text(encoding="utf-8") == "mine"


def test_reset_of_a_former_name_says_the_new_one(clone: Path) -> None:
    copy_missing(clone)
    for name in ("03_models.ipynb", "04_hello.ipynb", "00_old.ipynb"):
        (clone / "work" / name).write_text("mine", encoding="utf-8")
    for name in ("04_hello", "04_h", "work/04_hello.ipynb"):
        refuses(with_former_names(clone, "reset", name), "04_hello is now 00_start_here: use this ")
    done = with_former_names(clone, "reset", "03_models")
    refuses(done, "03_models is now 01_user_model and 02_engine: use one of these names")
    refuses(with_former_names(clone, "reset", "99"), 'No notebook begins with "99"')
    shutil.copy(clone / "notebooks" / "00_start_here.ipynb", clone / "notebooks" / "04_new.ipynb")
    done = with_former_names(clone, "reset", "04")  # a copy with a former name is no second one
    assert done.returncode == 0, done
    assert (clone / "work" / "04_new.ipynb").exists()
    assert (clone / "work" / "04_hello.ipynb").read_text(encoding="utf-8") == "mine"


def test_each_former_name_leads_to_notebooks_of_the_course() -> None:
    course = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert not copies.RENAMED.keys() & course
    for now in copies.RENAMED.values():
        assert now
        assert set(now) <= course


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"cells": 1}', b'{"cells": [{}]}', b"<<<<<<< HEAD"]
)
def test_progress_names_a_broken_notebook_and_shows_the_others(clone: Path, content: bytes) -> None:
    copy_missing(clone)
    (clone / "work" / "01_user_model.ipynb").write_bytes(content)
    write_notebook(clone / "work" / "00_start_here.ipynb", [('await check("toy", f)', PASSED)])
    done = run(clone, "progress")
    assert done.returncode == 1
    assert done.stderr == ""
    assert "01_user_model.ipynb cannot be read as a notebook" in done.stdout
    assert "reset 01_user_model" in done.stdout
    assert re.search(r"toy +passed", done.stdout)
    assert re.search(r"lazy-engine +not run", done.stdout)


def test_any_folder_and_a_terminal_that_cannot_show_its_name(clone: Path, tmp_path: Path) -> None:
    copy_missing(clone)
    place = {"PYTHONPATH": str(clone), "PYTHONIOENCODING": "ascii"}
    done = run_python(tmp_path, "-m", "tutorial_support", "progress", **place)
    assert (done.returncode, done.stderr) == (0, "")
    assert "own-model" in done.stdout
    done = run_python(tmp_path, "-m", "tutorial_support", "doctor", **place)
    assert done.stderr == ""
    assert "Kurs f\\xfcr \\u03a9 1" in done.stdout


def test_lab_without_a_package_says_which(clone: Path) -> None:
    with (clone / ".constraints.txt").open("a") as constraints:
        constraints.write("not-installed-here==1.0\n")
    words = ("Not installed: not-installed-here: run `", "-m pip install -r requirements.txt`")
    refuses(run(clone, "lab"), *words)


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another error there")
@pytest.mark.parametrize("unbuffered", ["", "1"])  # noticed at the exit, or at the first line
@pytest.mark.parametrize("command", ["--help", "progress", "reset 01", "agenda --full-day"])
def test_output_that_nobody_reads_to_its_end_ends_quietly(
    clone: Path, command: str, unbuffered: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)  # as `head` does when it has seen enough
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "tutorial_support", *command.split()],
            cwd=ROOT if command.startswith("agenda") else clone,  # it needs the real notebooks
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode == 1 or command == "--help"  # argparse lets an error of print pass


def add_course(python: Path, clone: Path) -> None:
    """Install a clone into an environment as pip does in editable mode, without its packages."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = Path(run_python(clone, "-c", code, python=python).stdout.rstrip("\n"))
    about = folder / "tutorial_support-1.0.0.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text(
        "Metadata-Version: 2.3\nName: tutorial-support\nVersion: 1.0.0\nRequires-Python: >=3.10\n"
    )
    (folder / "course.pth").write_text(f"{clone}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def other_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a Python without the course and without any package, as a system has one."""
    return make_environment(tmp_path_factory.mktemp("system"))


def installed(clone: Path) -> Path:
    """Make the clone's environment, with the course in it; return its Python."""
    python = make_environment(clone / ".venv")
    add_course(python, clone)
    return python


def advised(sentence: str) -> str:
    """Return the command in a sentence."""
    return re.findall("`(.+)`", sentence)[0]


NEED_THE_COURSE = ["lab", "agenda --evening", "handbook", "kit", "slides 01"]


@pytest.mark.parametrize("command", NEED_THE_COURSE)
def test_a_command_with_the_wrong_python_names_the_right_one(
    clone: Path, other_python: Path, command: str
) -> None:
    installed(clone)
    place = {"python": other_python, "PYTHONPATH": str(clone)}
    (clone / "work").mkdir()
    python = str(Path(".venv", "Scripts" if os.name == "nt" else "bin", "python"))
    for folder, way in ((clone, python), (clone / "work", str(Path("..", python)))):
        done = run(folder, *command.split(), **place)
        refuses(done, "doesn't have the course installed")
        assert advised(done.stderr) == f"{way} -m tutorial_support {command}"


def test_the_doctor_with_the_wrong_python_says_only_that(clone: Path, other_python: Path) -> None:
    installed(clone)
    done = run(clone, "doctor", python=other_python, PYTHONPATH="")
    assert (done.returncode, done.stderr) == (1, "")
    found, advice, last = done.stdout.splitlines()
    assert re.match(r"NOT OK +Python +3[\d.]+, without this course$", found)
    assert advised(advice).endswith("python -m tutorial_support doctor")
    assert last.startswith("1 of 1 ")
    done = run(clone, "doctor", "--json", python=other_python, PYTHONPATH="")
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["advice"] == advice.partition("-> ")[2]


@pytest.mark.parametrize("folder", [".", "work", "/".join("abcdefghijklmnopqrstuvwxyz")])
def test_what_needs_no_package_works_and_the_command_that_it_names_works_everywhere(
    clone: Path, other_python: Path, folder: str
) -> None:
    """Also from far away, where the path from the root is shorter, with spaces in it."""
    if os.name == "nt" and len(folder) > 4:
        pytest.skip("this test's shell is not PowerShell, which reads the quotes")
    installed(clone)
    here = clone / folder
    here.mkdir(parents=True, exist_ok=True)
    for command in ("progress", "reset 01"):
        done = run(here, *command.split(), python=other_python, PYTHONPATH=str(clone))
        assert done.returncode == 0
        assert len(done.stderr.splitlines()) == 1
        again = subprocess.run(
            advised(done.stderr),
            shell=True,
            cwd=here,
            env=os.environ | {"PYTHONPATH": "", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (again.returncode, again.stderr) == (0, "")
        if command == "progress":
            assert again.stdout == done.stdout


def test_a_wrong_python_without_a_right_one_says_how_to_install(
    clone: Path, other_python: Path
) -> None:
    for command in NEED_THE_COURSE:
        done = run(clone, *command.split(), python=other_python, PYTHONPATH="")
        refuses(done, "doesn't have the course installed", "-m pip install -r requirements.txt")
    done = run(clone, "doctor", python=other_python, PYTHONPATH="")
    assert done.stdout.count("-m pip install -r requirements.txt") == 1
    done = run(clone, "progress", python=other_python, PYTHONPATH="")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_right_python_says_nothing_of_another(clone: Path) -> None:
    python = installed(clone)
    done = run(clone, "progress", python=python, PYTHONPATH="")
    assert (done.returncode, done.stderr) == (0, "")
    done = run(clone, "doctor", python=python, PYTHONPATH="")
    assert re.search(r"^ok +Python ", done.stdout, re.MULTILINE)
    assert "-m tutorial_support" not in done.stdout


def test_the_environment_of_the_course_is_not_sent_to_itself(clone: Path) -> None:
    """Its install failed, so it is there and does not have the course."""
    python = make_environment(clone / ".venv")
    for command in ("doctor", "lab"):
        done = run(clone, command, python=python, PYTHONPATH="")
        assert done.returncode == 1
        words = re.escape(str(python.relative_to(clone)))
        assert re.search(f"{words} -m pip install -r requirements.txt", done.stdout + done.stderr)


def test_a_systems_python_is_told_to_make_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "is_installed", lambda: False)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    make, install = re.findall("`(.+?)`", packages._how_to_install())
    assert make.endswith("-m venv .venv")
    assert install.startswith(".venv")


def test_lab_that_cannot_keep_its_settings_says_what_to_do(clone: Path) -> None:
    copy_missing(clone)
    (clone / "work" / ".jupyter").write_text("a file", encoding="utf-8")
    refuses(run(clone, "lab"), ".jupyter", "cannot be written")


@pytest.fixture
def lab(clone: Path, tmp_path: Path) -> Iterator[str]:
    """Run `lab` without a browser; give its address, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"HOME": str(tmp_path), "SHELL": "/bin/sh"}  # a shell without anybody's own settings
    # Without a terminal as its output, JupyterLab would run login shells.
    terminal = subprocess.DEVNULL if sys.platform == "win32" else os.openpty()[1]
    arguments = ["--no-browser", f"--port={port}", "--IdentityProvider.token=secret"]
    server = subprocess.Popen(
        [sys.executable, "-m", "tutorial_support", "lab", *arguments],
        cwd=clone,
        env=os.environ | own,
        stderr=subprocess.DEVNULL,
        stdout=terminal,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 40
        while True:
            try:
                get(f"{address}/api/status")
                break
            except URLError:
                assert server.poll() is None, "JupyterLab ended"
                assert time.monotonic() < deadline, "JupyterLab did not start"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        assert server.wait(20) == 0 or os.name == "nt"


def get(url: str, method: str = "GET") -> str:
    request = Request(url, headers={"Authorization": "token secret"}, method=method)
    with urlopen(request, timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def test_lab_opens_on_the_copies_with_the_courses_layout(lab: str, clone: Path) -> None:
    contents = json.loads(get(f"{lab}/api/contents/"))["content"]
    assert {entry["name"] for entry in contents} == set(NOTEBOOKS)  # and no .jupyter
    first = get(f"{lab}/")  # where it sends a browser
    assert '"treePath": "00_start_here.ipynb"' in first
    layout = json.loads(get(f"{lab}/lab/api/workspaces/default"))["data"]["layout-restorer:data"]
    assert layout["left"]["current"] == "@jupyterlab/toc:plugin"
    assert (layout["left"]["collapsed"], layout["left"]["visible"]) == (False, True)
    assert sum(layout["relativeSizes"]) == 1
    plugin = "@jupyterlab/apputils-extension:notification"
    notification = json.loads(get(f"{lab}/lab/api/settings/{plugin}"))
    assert notification["settings"] == {"fetchNews": "false", "checkForUpdates": False}
    tracker = json.loads(get(f"{lab}/lab/api/settings/@jupyterlab/notebook-extension:tracker"))
    assert tracker["settings"] == {"windowingMode": "none"}  # tests/test_browser.py tells why
    assert (clone / "work" / ".jupyter" / "settings").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="PowerShell answers in another way")
def test_python_in_jupyterlabs_terminal_is_the_one_with_the_course(lab: str) -> None:
    name = json.loads(get(f"{lab}/api/terminals", "POST"))["name"]
    address = f"{lab.replace('http', 'ws')}/terminals/websocket/{name}?token=secret"

    async def ask(line: str, awaited: str) -> None:
        terminal = await websocket_connect(address)
        await terminal.write_message(json.dumps(["stdin", f"{line}\r"]))
        said = ""
        while awaited not in said.replace("\r\n", ""):  # it wraps long lines
            message = await asyncio.wait_for(terminal.read_message(), 20)
            assert message is not None, said
            kind, *texts = json.loads(message)
            said += texts[0] if kind == "stdout" else ""
        terminal.close()

    asyncio.run(
        ask("""python -c 'import sys; print("It is", sys.prefix)'""", f"It is {sys.prefix}")
    )


def test_lab_leaves_the_learners_layout_and_settings_alone(lab: str, clone: Path) -> None:
    """A second start finds what the learner changed; their own Jupyter folders hold none of it."""
    private = clone / "work" / ".jupyter"
    seeded = [path for path in private.rglob("*") if path.is_file()]
    assert len(seeded) == 3
    for path in seeded:
        path.write_text("{}", encoding="utf-8")
        path.with_name("other").touch()
    code = (
        "from pathlib import Path; from tutorial_support.workspace import lab;"
        " lab._seed(Path({!r}))"
    )
    assert run_python(clone, "-c", code.format(str(private))).returncode == 0
    assert [path.read_text(encoding="utf-8") for path in seeded] == ["{}", "{}", "{}"]
    for new in seeded:  # such as a setting that an earlier version of the course did not have
        new.unlink()  # its folder, and what else is in it, stays
        assert run_python(clone, "-c", code.format(str(private))).returncode == 0
        kept = [path for path in seeded if path.read_text(encoding="utf-8") == "{}"]
        assert kept == [path for path in seeded if path != new]
        new.write_text("{}", encoding="utf-8")
    own = {p.name for p in clone.parent.rglob("*jupyterlab-*") if private not in p.parents}
    assert own == set()
