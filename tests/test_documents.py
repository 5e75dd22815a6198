"""The documents: one page for README, hours that add up, links and commands that work."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from notebooks import NOTEBOOKS, ROOT
from tutorial_support.__main__ import _parser

FOLDERS = (".binder", ".ci", ".github", ".pictures", "notebooks", "tests", "tutorial_support")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))]
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROUTE = re.compile(
    r"^\| [^|]+ \| (\d\d to \d\d|\d\d(?:, \d\d)+) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE
)
MINUTES = {notebook.number: notebook.content.metadata.tutorial.minutes for notebook in NOTEBOOKS}
A_PATH = re.compile(rf"(?<![\w/.])(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*")


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request: pytest.FixtureRequest) -> Path:
    return request.param


def hours(minutes: int) -> str:
    """Return minutes as README writes them: 4 h 20 min, 27 h."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def code(document: Path) -> Iterator[str]:
    """Give each line of a document's fences, and the code in its sentences and tables."""
    text = document.read_text(encoding="utf-8")
    for fence in FENCE.findall(text):
        yield from fence.splitlines()
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def commands(pattern: str) -> list[str]:
    """Return what follows a pattern in the commands of all documents, each once."""
    found = {
        command.strip()
        for document in DOCUMENTS
        for line in code(document)
        for command in re.findall(rf"{pattern}([^;&|>)]*)", line)
    }
    return sorted(found)


def test_the_readme_is_one_page() -> None:
    assert len(README.splitlines()) <= 120


def test_the_hours_of_a_route_are_the_sum_of_its_notebooks() -> None:
    routes = ROUTE.findall(README)
    assert len(routes) == 4
    for named, said in routes:
        ends = [int(number) for number in re.findall(r"\d\d", named)]
        assert set(ends) <= set(MINUTES), f"{named}: there is no such notebook"
        taken = range(ends[0], ends[1] + 1) if " to " in named else ends
        assert said == hours(sum(m for number, m in MINUTES.items() if number in taken)), named


def test_the_readme_says_how_long_all_of_it_takes() -> None:
    assert f"- **It takes** {hours(sum(MINUTES.values()))}, or less" in README


def test_a_link_leads_to_a_file_and_its_heading(document: Path) -> None:
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), f"{document.name}: {target}"
        assert path.is_relative_to(ROOT), f"{document.name}: {target}"
        if anchor:
            assert anchor in anchors(path), f"{document.name}: {target}"


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives a document's headings."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_document_is_one_that_somebody_is_led_to() -> None:
    linked = {
        (document.parent / target.partition("#")[0]).resolve()
        for document in DOCUMENTS
        for target in re.findall(
            r"\]\(([^)\s]+\.md[^)\s]*)\)", document.read_text(encoding="utf-8")
        )
    }
    assert set(DOCUMENTS) - linked == {ROOT / "README.md"}


def test_a_path_in_a_document_is_there(document: Path) -> None:
    for line in code(document):
        for path in A_PATH.findall(line):
            pattern = path.rstrip("/").replace("NAME", "*")
            assert any(ROOT.glob(pattern)), f"{document.name}: {path}"
        if re.fullmatch(r"test_\w+\.py", line):
            assert (ROOT / "tests" / line).exists(), f"{document.name}: {line}"


def test_every_file_of_tests_is_in_their_table_or_among_the_others() -> None:
    """What is missing in the table tests a module or a command, and is named after it."""
    table = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    others = {
        path.stem.removeprefix("test_")
        for path in (ROOT / "tests").glob("test_*.py")
        if f"`{path.name}`" not in table
    }
    assert others == {"command_line", "copies", "doctor", "projects", "support"}


def test_every_rule_of_form_has_its_row_with_a_reason() -> None:
    rows = re.findall(
        r"^\| .+ \| .+ \| `(\w+)` \|$",
        (ROOT / ".github" / "CONTRIBUTING-exercises.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    form = (ROOT / "tests" / "test_form.py").read_text(encoding="utf-8")
    assert rows == re.findall(r"^def test_(\w+)", form, re.MULTILINE)


@pytest.mark.parametrize("command", commands("-m tutorial_support "))
def test_the_command_line_knows_a_documents_command(command: str) -> None:
    _, others = _parser().parse_known_args(shlex.split(command))  # it exits where it does not
    assert others == []


@pytest.mark.parametrize("command", commands("-m tox run "))
def test_tox_has_the_environment_of_a_documents_command(command: str) -> None:
    (name,) = re.findall(r"^-e ([\w-]+)", command)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"[tool.tox.env.{name}]" in project


@pytest.mark.parametrize("command", [one for one in commands("-m pytest") if one])
def test_pytest_finds_what_a_documents_command_runs(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", *shlex.split(command), "-n0"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for path in A_PATH.findall(command):
        assert f"{path}::" in done.stdout, f"nothing of {path} is run"


def test_a_notebook_that_is_regenerated_is_there() -> None:
    for command in commands("python tests/regenerate.py "):
        for number in command.split():
            assert any(str(notebook).startswith(number) for notebook in NOTEBOOKS), command
