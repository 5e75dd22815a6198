"""The frame: README, requirements, layout, style and types hold together."""

from __future__ import annotations

import ast
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tutorial_support"
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOP_LEVEL = {
    ".binder",
    ".ci",
    ".constraints.txt",
    ".gitignore",
    ".pictures",
    "LICENSE",
    "README.md",
    "notebooks",
    "pyproject.toml",
    "requirements.txt",
    "tests",
    "tutorial_support",
}
# Each may import what stands before it in its line, and nothing else of this course.
LAYERS = (
    (
        "trouble",
        "showing",
        "measuring",
        "watching",
        "folders",
        "postgresql",
        "server_databases",
        "databases",
        "projects",
        "serving",
        "adapter",
        "checks",
    ),
    (
        "trouble",
        "showing",
        "folders",
        "postgresql",
        "server_databases",
        "databases",
        "copies",
        "packages",
        "kit",
        "progress",
        "lessons",
        "agenda",
        "doctor",
        "handbook",
        "slides",
        "lab",
        "hub",
        "jupyterhub_config",
        "__main__",
    ),
)


def lines(name: str) -> Iterator[str]:
    """Give the lines of a pip file that ask for a package."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "-")):
            yield line


def requirements(name: str) -> list[Requirement]:
    return [Requirement(line.partition("#")[0]) for line in lines(name)]


def commands(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*)\n```$", README, re.MULTILINE)


def tracked() -> list[str]:
    """Return the files that git keeps or would keep."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git clone")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [name for name in listing.stdout.split("\0") if (ROOT / name).is_file()]


def test_ci_runs_the_readmes_test_command() -> None:
    test = commands("sh")[1]
    assert test.endswith("python -m pytest")
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_readmes_commands_for_windows_are_those_for_linux() -> None:
    linux, windows = commands("sh"), commands("powershell")
    assert linux[0].endswith(" -m tutorial_support lab")
    assert linux[0].rpartition(" && ")[0] == linux[1].rpartition(" && ")[0]
    for old, new in (("python3 ", "py "), (" && ", "; "), (".venv/bin/", ".venv\\Scripts\\")):
        linux = [command.replace(old, new) for command in linux]
    assert windows == linux[:2]


def test_the_readme_renews_the_constraints_as_they_say() -> None:
    header = (ROOT / ".constraints.txt").read_text(encoding="utf-8").splitlines()[1]
    assert commands("sh")[2] == header.removeprefix("# ")


@pytest.mark.parametrize(
    ("python", "system"),
    list(itertools.product(["3.10", "3.11", "3.12", "3.13", "3.14"], ["linux", "darwin", "win32"])),
)
def test_every_requirement_is_held_to_one_tested_version(python: str, system: str) -> None:
    here = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    tested: dict[str, list[str]] = {}
    for line in requirements(".constraints.txt"):
        if line.marker is None or line.marker.evaluate(here):
            version = str(line.specifier).removeprefix("==")
            tested.setdefault(canonicalize_name(line.name), []).append(version)
    assert [name for name, versions in tested.items() if len(versions) > 1] == []
    for direct in requirements("requirements.txt"):
        if direct.marker is None or direct.marker.evaluate(here):
            (version,) = tested[canonicalize_name(direct.name)]
            assert direct.specifier.contains(version), direct


def test_every_requirement_says_what_it_is_for() -> None:
    previous = ""
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-c")):
            assert "# " in line or previous.startswith("# "), line
        previous = line


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert {name.partition("/")[0] for name in tracked()} <= TOP_LEVEL


def test_notebooks_holds_nothing_but_notebooks() -> None:
    names = [Path(name) for name in tracked() if name.startswith("notebooks/")]
    assert {name.suffix for name in names} == {".ipynb"}


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:root|home|Users)/\w|[A-Z]:\\+Users\\", re.MULTILINE)
    for name in tracked():
        text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")  # pictures, too
        assert not pattern.search(text), f"{name}: {pattern.search(text)}"


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy", "--strict", "tutorial_support"),
    ],
    ids=" ".join,
)
def test_style_and_types(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.name)
def test_a_module_is_short_and_imports_one_way(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    room = path.relative_to(PACKAGE).with_suffix("").parts[0]
    before = {name for layer in LAYERS if room in layer for name in layer[: layer.index(room)]}
    allowed = before | ({"checks"} if room == "checks" else set())
    assert imported_rooms(source) <= allowed


def imported_rooms(source: str) -> set[str]:
    """Return the modules of this course that a source imports, each by its first name."""
    modules = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "tutorial_support" if node.level else node.module
            modules += [f"{module}.{alias.name}" for alias in node.names]
    ours = [m.split(".") for m in modules if m.split(".")[0] == "tutorial_support"]
    return {m[1] for m in ours if len(m) > 1}
