"""The skeleton of an exercise: what is left to fill in is listed, and filled in it passes."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import new_exercise
import pytest

from notebooks import NAMED, ROOT

PARTS = ("notebooks", "tests", "tutorial_support")
REFUSED = {  # what is typed, and what the sentence says
    "capitals": ("Loud-Name 06 update", "lowercase words joined by hyphens"),
    "underscores": ("loud_name 06 update", "lowercase words joined by hyphens"),
    "a_keyword": ("class 06 update", "lowercase words joined by hyphens"),
    "a_word_of_the_cells": ("check 06 update", "lowercase words joined by hyphens"),
    "the_name_of_another": ("deactivate 08 who-said", "exists in notebooks/06_adapter_dependency"),
    "no_such_notebook": ("loud-name 99 update", "There is no notebook 99: the numbers are 00, 01"),
    "no_such_cell": ("loud-name 06 updat", "has no cell updat: is it update?"),
    "inside_an_exercise": ("loud-name 06 check-deactivate", "use solution-deactivate"),
    "inside_a_prediction": ("loud-name 06 predict-updates", "use guesses-updates"),
    "after_the_lesson": ("loud-name 06 quiz", "choose a cell of the lesson"),
    "before_the_lesson": ("loud-name 06 title", "choose a cell of the lesson"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the repository."""
    copy = tmp_path / "course"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "work"))
    for name in (".github", ".binder"):
        shutil.copytree(ROOT / name, copy / name)
    shutil.copy(ROOT / ".constraints.txt", copy)  # `doctor` in notebook 00 reads it
    return copy


def python(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def form_and(tree: Path, *names: str, words: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of form, and those of other files that have these words in their name."""
    options = ("-q", "-n0", "-pno:cacheprovider", "--tb=short", "-k", f"test_form or {words}")
    return python(tree, "-m", "pytest", *options, "tests/test_form.py", *names)


def everything(tree: Path) -> dict[Path, bytes]:
    """Return the files that the skeleton may write to."""
    files = [path for part in PARTS for path in (tree / part).rglob("*.*") if path.is_file()]
    return {file: file.read_bytes() for file in files if file.suffix != ".pyc"}


def fill_in(tree: Path, before: dict[Path, bytes]) -> None:
    for file, old in everything(tree).items():
        if old != before.get(file):
            words = re.sub(r"FILL IN:? *", "", old.decode())
            file.write_text(words, encoding="utf-8", newline="\n")


def test_a_quick_exercise_that_is_filled_in_passes_and_runs(tree: Path) -> None:
    before = everything(tree)
    notebook = NAMED["start_here"]
    place = f"solution-{notebook.exercises[-1]}"
    done = python(
        tree, "tests/new_exercise.py", "twice-it", "--notebook=0", f"--after={place}", "--quick"
    )
    assert (done.returncode, done.stderr) == (0, "")
    for name in (notebook.file, "tutorial_support/checks/exercises/twice_it.py"):
        assert f"- {name}" in done.stdout
    unfinished = form_and(tree, words="none")
    assert re.findall(r"^FAILED \S+::(\w+)", unfinished.stdout, re.MULTILINE) == [
        "test_nothing_is_left_to_fill_in"
    ]
    for place in (
        f"{notebook.file}, cell task-twice-it",
        f"{notebook.file}, cell solution-twice-it",
        f"{notebook.file}, cell teaching-this",
        "tutorial_support/checks/exercises/twice_it.py, line 14",
        "tests/answers/twice_it.py, line 10",
    ):
        assert f"\n{place}: fill in " in unfinished.stdout, place
    fill_in(tree, before)
    made = everything(tree)
    done = python(tree, "tests/regenerate.py", "00")
    assert (done.returncode, done.stdout) == (0, "")
    # The outputs in the skeleton are those of a run.
    changed = {
        name: (made[name], new) for name, new in everything(tree).items() if new != made[name]
    }
    assert changed == {}, "\n".join(
        line
        for old, new in changed.values()
        for line in difflib.unified_diff(old.decode().splitlines(), new.decode().splitlines())
    )
    others = (notebook.file, "tests/test_answers.py", "tests/test_run_twice.py")
    done = form_and(tree, *others, words="twice-it or 00_")
    assert done.returncode == 0, done.stdout


def test_an_exercise_in_a_notebook_with_slides_and_what_came_before(tree: Path) -> None:
    before = everything(tree)
    options = ("--notebook", "04_create_tables", "--after", NAMED["create_tables"].ids[-6])
    done = python(tree, "tests/new_exercise.py", "twice-it", *options)
    assert (done.returncode, done.stderr) == (0, "")
    fill_in(tree, before)
    done = form_and(tree, "tests/test_answers.py", words="twice-it")
    # The notebook takes longer, which is for its author to say.
    longer = {"test_the_minutes_are_those_of_its_parts", "test_the_guide_says_what_each_day_holds"}
    assert set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE)) <= longer, done.stdout
    assert "passed" in done.stdout


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(what: str) -> None:
    typed, says = REFUSED[what]
    name, number, after = typed.split()
    before = everything(ROOT)
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        new_exercise.main(name, number, after, quick=False)
    assert re.fullmatch(r"[^\n]+[.?]", str(refused.value))
    assert everything(ROOT) == before


def test_a_refusal_is_all_that_is_printed(tree: Path) -> None:
    done = python(tree, "tests/new_exercise.py", "Loud", "--notebook=06", "--after=update")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_notebook_without_the_line_for_the_review_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(new_exercise, "REVIEW", re.compile("no such line"))
    with pytest.raises(ValueError, match="no line - "):
        name = NAMED["adapter_dependency"].path.name
        new_exercise.main("loud-name", name, "update-said", quick=True)
