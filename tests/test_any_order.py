"""The notebooks as nobody meant them: killed, side by side, bottom-up, in an odd place.

A few of them here; with ``--long`` each notebook, with a kill in each of its cells.
"""

from __future__ import annotations

import asyncio
import copy
import os
import re
import shutil
import subprocess
import venv
from pathlib import Path
from site import getsitepackages

import pytest
from kernels import differences, failures, place, run_in, with_a_kill_in

from notebooks import MINIMAL, NAMED, ROOT, Notebook, error, text

COPIES = 16
FEW = {
    # A request whose session has a transaction open; two engines on a server that restarts.
    "killed": {"adapter_dependency": ["reveal-same-session"], "postgresql": ["restart"]},
    "side_by_side": ["engine_and_session_factory"],
    "bottom_up": ["your_own_user", "postgresql"],
    "elsewhere": ["postgresql"],  # it starts a server, and keeps its data in files
}
ALONE = {"quiet"}  # 21 shows there that an answer does not wait; beside fifteen others, each does
COLOUR = re.compile(r"\\x1b\[[\d;]*m")  # as repr() writes it; Python 3.10's IPython colours code
ODD = "Kurs für Ω 1"
COMMANDS = {"doctor": "This machine is ready.", "progress": "0 of ", "reset 16": "is as it was"}
RUN = """
import sys
sys.path[:0] = ["tests"]
from pathlib import Path
from kernels import differences
from notebooks import NOTEBOOKS, run
notebook = next(n for n in NOTEBOOKS if n.path.name == sys.argv[1])
for line in differences(notebook, run(notebook.content, Path("work")).cells):
    print(line)
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    long = metafunc.config.getoption("long")
    for argument, few in FEW.items():
        if argument in metafunc.fixturenames:
            slugs = NAMED if long else few
            metafunc.parametrize(argument, [NAMED[slug] for slug in slugs], ids=str)


def test_after_a_kill_in_any_cell_it_runs_again(
    killed: Notebook, request: pytest.FixtureRequest
) -> None:
    """In the same folder, in a new kernel, as if nothing had been."""
    every = request.config.getoption("long")
    names = [cell.id for cell in killed.code] if every else FEW["killed"][killed.slug]
    with place() as here:
        (here.folder / ".jupyter").mkdir()  # a learner's folder: 24 finds its project there again
        wrong = failures if killed.slug == "your_app" else differences
        for name in names:
            content = with_a_kill_in(killed, name)
            assert not asyncio.run(run_in(content, here)), f"{killed.where(name)}: it lived"
            assert here.wait_for_the_dead() == [], f"{killed.where(name)}: it left these behind"
            before = content.cells[: killed.ids.index(name)]
            assert wrong(killed, before) == [], f"the run before the kill in {name}"
        content = copy.deepcopy(killed.content)
        assert asyncio.run(run_in(content, here))
        assert wrong(killed, content.cells) == []
        assert here.left() == []


def test_copies_side_by_side_share_nothing(side_by_side: Notebook) -> None:
    """Half of them in one folder, the others each in one of its own below."""
    with place() as here:
        folders = [here.folder] * (COPIES // 2)
        folders += [here.folder / "below" / str(number) for number in range(COPIES - COPIES // 2)]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        contents = [copy.deepcopy(side_by_side.content) for _ in folders]

        async def run() -> list[bool]:
            return await asyncio.gather(
                *(run_in(c, here, folder) for c, folder in zip(contents, folders, strict=True))
            )

        assert all(asyncio.run(run()))
        for content in contents:
            assert failures(side_by_side, content.cells) == []
            cells = [cell for cell in content.cells if cell.id not in ALONE]
            assert differences(side_by_side, cells) == []
        assert here.left() == []


def test_bottom_up_it_only_says_what_is_missing(bottom_up: Notebook) -> None:
    """Twice: then the imports are there, and what the cells above should have made is not."""
    content = copy.deepcopy(bottom_up.content)
    code = [cell for cell in reversed(content.cells) if cell.cell_type == "code"]
    content.cells = code + [copy.deepcopy(cell) for cell in code]
    for number, cell in enumerate(content.cells):
        cell.id = f"{cell.id}-{number}"
        cell.source = cell.source.removeprefix(MINIMAL)  # tracebacks with all their lines
    with place() as here:
        assert asyncio.run(run_in(content, here))
        for cell in content.cells:
            where = bottom_up.where(cell)
            said = COLOUR.sub("", str(cell.outputs))
            raised = error(cell)
            if not raised or raised.ename != "CourseError":
                assert not re.search(r"tutorial_support[/\\]+\w+", said), f"{where}: {said}"
            if cell.id.startswith("check-") and not raised:
                outcome = text(cell)
                assert outcome.startswith(("Passed: ", "Not yet: ", "Not attempted: ")), where
                assert len(outcome.splitlines()) == 1, f"{where}: {outcome}"
        assert here.left() == []


def test_it_runs_in_a_folder_with_spaces_and_other_letters(
    elsewhere: Notebook, request: pytest.FixtureRequest
) -> None:
    """The course, its environment and the temporary folder; with --long, installed there."""
    with place(ODD) as here:
        course = here.folder / "course"
        leave = shutil.ignore_patterns(".[!c]*", "work", "__pycache__")
        shutil.copytree(ROOT, course, ignore=leave)
        python = make_environment(course, install=request.config.getoption("long"))
        for command, words in COMMANDS.items():
            arguments = ["-m", "tutorial_support", *command.split()]
            done = run_there(python, course, here.environment, *arguments)
            assert (done.returncode, done.stderr) == (0, ""), f"{command}: {done}"
            assert words in done.stdout, f"{command}: {done.stdout}"
        (course / "work").mkdir(exist_ok=True)
        done = run_there(python, course, here.environment, "-c", RUN, elsewhere.path.name)
        assert (done.returncode, done.stdout) == (0, ""), f"{done.stdout}{done.stderr}"
        assert here.left() == []


def make_environment(course: Path, *, install: bool) -> Path:
    """Return the Python of an environment there, with packages of its own or lent ones."""
    folder = course / ".venv"
    venv.create(folder, with_pip=install, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if install:
        words = ["-m", "pip", "install", "-q", "-r", "requirements.txt"]
    else:
        (packages,) = folder.rglob("site-packages")
        lines = [*getsitepackages(), str(course)]
        (packages / "lent.pth").write_text("\n".join(lines), encoding="utf-8")
        words = ["-m", "ipykernel", "install", "--sys-prefix"]
    done = run_there(python, course, {**os.environ}, *words)
    assert done.returncode == 0, done
    return python


def run_there(
    python: Path, course: Path, environment: dict[str, str], *words: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), *words],
        cwd=course,
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
