"""The frame: README, requirements, layout, style and types hold together."""

from __future__ import annotations

import ast
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tutorial_support"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
TOP_LEVEL = {
    ".binder",
    ".ci",
    ".constraints.txt",
    ".github",
    ".gitignore",
    ".pictures",
    ".pre-commit-config.yaml",
    "LICENSE",
    "README.md",
    "notebooks",
    "pyproject.toml",
    "requirements.txt",
    "tests",
    "tutorial_support",
}
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# What the modules of each folder may import of this course, apart from one another.
MAY_IMPORT = {
    "": set(),
    "showing": {""},
    "measuring": {""},
    "watching": {"", "showing"},
    "folders": {""},
    "databases": {"", "folders"},
    "serving": {""},
    "projects": {"", "folders"},
    "checks": {"", "databases"},
    "checks.samples": {"", "checks", "databases", "watching", "serving"},
    "checks.exercises": {"", "checks", "checks.samples", "databases", "watching", "serving"},
    "workspace": {"", "databases", "showing"},
    "classroom": {"", "workspace"},
    "__main__": {"", "workspace", "classroom"},
}


def lines(name: str) -> Iterator[str]:
    """Give the lines of a pip file that ask for a package."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "-")):
            yield line


def requirements(name: str) -> list[Requirement]:
    return [Requirement(line.partition("#")[0]) for line in lines(name)]


def commands(language: str, document: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*)\n```$", document, re.MULTILINE)


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
    assert windows == linux


def test_github_runs_the_readmes_test_command_of_each_system() -> None:
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    runs = re.findall(r"^ +run: (.* -m pytest)$", workflow, re.MULTILINE)
    assert runs == [commands("sh")[1], commands("powershell")[1]]


def test_github_tests_every_python_on_linux_and_the_ends_elsewhere() -> None:
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    pairs = re.findall(r"- \{system: (\w+)-latest, python: \"(.+)\"\}", workflow)
    ends = [PYTHONS[0], PYTHONS[-1]]
    assert pairs == [
        *itertools.product(["ubuntu"], PYTHONS),
        *itertools.product(["macos", "windows"], ends),
    ]
    audit = (ROOT / ".github" / "workflows" / "drift.yml").read_text(encoding="utf-8")
    assert f"python: {PYTHONS}".replace("'", '"') in audit


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_names_versions(path: Path) -> None:
    workflow = path.read_text(encoding="utf-8")
    assert re.findall(r"permissions:\n((?:  .*\n)+)", workflow) == ["  contents: read\n"]
    assert "secrets." not in workflow
    uses = re.findall(r"uses: (.+)", workflow)
    assert [name for name in uses if not re.fullmatch(r"actions/[\w-]+@v\d+", name)] == []
    assert workflow.count("persist-credentials: false") == workflow.count("actions/checkout@")
    assert workflow.count("timeout-minutes:") == workflow.count("runs-on:")


def test_a_workflow_starts_only_environments_that_tox_has() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for path in WORKFLOWS:
        for name in re.findall(r"tox .*run -e ([\w-]+)", path.read_text(encoding="utf-8")):
            assert f"[tool.tox.env.{name}]" in project, f"{path.name}: {name}"


def test_the_pythons_of_the_matrix_are_those_that_the_course_supports() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (names,) = re.findall(r"^env_list = \[(.*)\]$", project, re.MULTILINE)
    assert re.findall(r'"py3(\d+)"', names) == [python.partition(".")[2] for python in PYTHONS]
    assert {'"oldest"', '"newest"'} <= set(names.split(", "))
    assert f'requires-python = ">={PYTHONS[0]}"' in project
    assert f"You need Python {PYTHONS[0]} to {PYTHONS[-1]} and git." in README
    header = (ROOT / ".constraints.txt").read_text(encoding="utf-8").splitlines()[1]
    assert f"--python-version {PYTHONS[0]} " in header
    for version in ("oldest", "newest"):
        (base,) = re.findall(rf"env\.{version}\]\n.*\nbase_python = \[\"py3(\d+)\"", project)
        assert f"3.{base}" == PYTHONS[0 if version == "oldest" else -1]


def test_every_requirement_says_how_old_it_may_be() -> None:
    """Without this, `tox -e oldest` would try versions that nobody wants."""
    for line in requirements("requirements.txt"):
        assert {part.operator for part in line.specifier} & {">=", "=="}, line


def test_hooks_bring_no_tool_that_is_not_pinned() -> None:
    config = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (.+)", config) == ["local"]
    tools = re.findall(r"additional_dependencies: \[\"(.+)\"\]", config)
    assert len(tools) == config.count("language: python") == 2
    ours = {canonicalize_name(line.name) for line in requirements("requirements.txt")}
    for tool in map(Requirement, tools):
        assert str(tool.specifier).startswith("=="), tool
        assert canonicalize_name(tool.name) not in ours, tool


def test_contributors_renew_the_constraints_as_they_say() -> None:
    header = (ROOT / ".constraints.txt").read_text(encoding="utf-8").splitlines()[1]
    (renew,) = (one for one in commands("sh", CONTRIBUTING) if ".constraints.txt" in one)
    assert renew == header.removeprefix("# ")


def test_contributors_install_the_course_as_the_readme_does() -> None:
    learn = commands("sh")[0].rpartition(" && ")[0]
    assert commands("sh", CONTRIBUTING)[0].startswith(f"{learn} && ")


@pytest.mark.parametrize(
    ("python", "system"),
    list(itertools.product(PYTHONS, ["linux", "darwin", "win32"])),
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


def test_modules_import_one_way() -> None:
    files = {module_of(path): path for path in PACKAGE.rglob("*.py")}
    imports = {name: imported(path, files) for name, path in files.items()}
    wrong = [
        f"{name} imports {other}"
        for name, others in imports.items()
        for other in others
        if room(other) not in {room(name), *MAY_IMPORT[room(name)]}
    ]
    assert wrong == []
    TopologicalSorter(imports).prepare()  # raises a CycleError that names the modules


def module_of(path: Path) -> str:
    """Return a module's name without `tutorial_support`: "checks.running", or "" for itself."""
    return (
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        .removesuffix("__init__")
        .strip(".")
    )


def room(module: str) -> str:
    """Return the folder that a module is in, or the module at the top."""
    return max(
        (name for name in MAY_IMPORT if f"{module}.".startswith(f"{name}.")), key=len, default=""
    )


def imported(path: Path, files: dict[str, Path]) -> set[str]:
    """Return the modules of this course that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.partition(".")[0] == "tutorial_support":
                inner = name.removeprefix("tutorial_support").strip(".")
                found.add(inner if inner in files else inner.rpartition(".")[0])
    return found
