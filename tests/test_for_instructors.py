"""For instructors: agenda and handbook are what the notebooks say, and slides need no network."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import ARTIFACTS
from clone import make_clone, refuses, run
from nbformat import NotebookNode
from playwright.sync_api import Browser

from notebooks import NAMED, NOTEBOOKS, ROOT, Notebook, text
from tutorial_support import CourseError
from tutorial_support.classroom import agenda, handbook, slides
from tutorial_support.classroom.lessons import NOT_TAUGHT, Lesson, Section, lessons
from tutorial_support.workspace import doctor

LESSONS = lessons()
NAMED_LESSONS = {lesson.name: lesson for lesson in LESSONS}
MADE_UP = {  # the beginnings of what eight lessons that are made up below fill
    "half-day": """
        09:00 Arrive
        09:10 Opening
        09:16 Middle 1
        09:47 End 1, quiz
        09:58 Opening
        10:05 Break
        10:15 Middle 2
        10:49 More 2
        11:04 End 2, quiz
        11:16 Opening
        11:24 Break
        11:34 Middle 3
        12:11 More 3
        12:33 End 3, quiz
    """,
    "full-day": """
        09:00 Arrive
        09:10 Opening
        09:16 Middle 1
        09:47 More 1
        10:09 End 1, quiz
        10:20 Opening
        10:27 Break
        10:37 Middle 2
        11:11 More 2
        11:33 End 2, quiz
        11:45 Opening
        11:53 Middle 3
        12:30 Lunch
        13:30 More 3
        13:52 End 3, quiz
        14:05 Opening
        14:14 Middle 4
        14:54 Break
        15:04 More 4
        15:26 End 4, quiz
        15:40 Opening
        15:50 Middle 5
    """,
    "evening": """
        18:30 Arrive
        18:40 Opening
        18:46 Middle 1
        19:17 End 1, quiz
        19:28 Opening
        19:35 Break
        19:45 Middle 2
        20:19 More 2
        20:34 End 2, quiz
    """,
}
# How much the slide says, and how tall it is.
SLIDE = """() => {
  const slide = Reveal.getCurrentSlide();
  return [slide.innerText.trim().length, slide.scrollHeight * (slide.style.zoom || 1)];
}"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A clone with the notebooks and the tests."""
    clone = make_clone(tmp_path)
    shutil.rmtree(clone / "notebooks")
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("notebooks", "tests"):
        shutil.copytree(ROOT / name, clone / name, ignore=ignore)
    return clone


# Agenda


@pytest.mark.parametrize("day", agenda.DAYS)
def test_a_day_is_full_and_ends_in_time(day: str) -> None:
    begin, end, _ = agenda.DAYS[day]
    rows = agenda.agenda(day).rows
    now, sat = begin, 0
    for clock, minutes, _, what in rows:
        assert clock == f"{now // 60:02}:{now % 60:02}", what
        now += minutes
        sat = 0 if what in {"Break", "Lunch"} else sat + minutes
        assert sat <= 100, f"{what}: nobody sits {sat} minutes"
    assert end - 45 <= now <= end - agenda.SLACK
    assert [what for *_, what in rows].count("Lunch") == (day == "full-day")
    assert all(minutes > 0 for _, minutes, *_ in rows)


@pytest.mark.parametrize(
    ("day", "cut", "left"),
    [
        ("half-day", ['01 "More 1"', '02 "second-2"'], "04_made_up"),
        ("full-day", [], '05_made_up, from "More 5" on'),
        ("evening", ['01 "More 1"', '02 "second-2"'], "03_made_up"),
    ],
)
def test_breaks_lunch_and_cuts_come_where_they_belong(
    day: str, cut: list[str], left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody sits for more than 90 minutes; lunch is after noon; the core is cut last."""
    monkeypatch.setattr(agenda, "lessons", lambda: [made_up(number) for number in range(9)])
    plan = agenda.agenda(day)
    beginnings = [f"{clock} {re.split('[:;]', what)[0]}" for clock, _, _, what in plan.rows]
    assert beginnings == [line.strip() for line in MADE_UP[day].strip().splitlines()]
    assert (plan.cut, plan.left[0]) == (cut, left)


def made_up(number: int) -> Lesson:
    sections = [
        Section("Opening", 5 + number),
        Section(f"Middle {number}", 20 + 3 * number, {f"first-{number}": 6}),
        Section(f"More {number}", 14.6, {f"second-{number}": 5}),
        Section(f"End {number}, quiz", 10 + number),
    ]
    cuts = [f"second-{number}", f"More {number}"]
    return Lesson(f"{number:02}_made_up", 60, 60, sections, cuts, {})


@pytest.mark.parametrize("day", agenda.DAYS)
def test_what_a_day_leaves_out_is_said(day: str) -> None:
    plan = agenda.agenda(day)
    said = " ".join(what for *_, what in plan.rows)
    left = {name.partition(",")[0] for name in plan.left}
    for lesson in LESSONS[1:]:
        number = lesson.name[:2]
        if lesson.name in left:
            continue
        for section in lesson.sections:
            for name in [section.title, *section.exercises]:
                out = {f'{number} "{name}"', f'{number} "{section.title}"'} & set(plan.cut)
                assert bool(out) != (name in said), f"{day}, {number}: {name}"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_an_exercise_stands_in_its_section(notebook: Notebook) -> None:
    lesson, title, where = NAMED_LESSONS[str(notebook)], "Opening", {}
    for cell in notebook.prose:
        if cell.id.startswith("task-"):
            where[cell.id.removeprefix("task-")] = title
        elif cell.id not in NOT_TAUGHT:
            title = [title, *re.findall("^## (.+)$", cell.source, re.MULTILINE)][-1]
    found = {name: s.title for s in lesson.sections for name in s.exercises}
    assert all(where[name] in found.get(name, "") for name in notebook.exercises), found
    assert [s.title.endswith(", quiz") for s in lesson.sections[-2:]] == [False, True]
    tasks = sum(sum(section.exercises.values()) for section in lesson.sections)
    reading = sum(section.reading for section in lesson.sections)
    assert reading + tasks == pytest.approx(max(lesson.minutes, lesson.estimate))
    for section in lesson.sections[:-2]:
        assert section.exercises or section.reading >= 4, f"{section.title}: a row of its own"


@pytest.mark.parametrize(("form", "begins"), [("text", "# "), ("markdown", "# "), ("html", "<!")])
def test_the_command_prints_an_agenda(course: Path, form: str, begins: str) -> None:
    done = run(course, "agenda", "--evening", "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(begins)
    for words in ("18:30", "Break", "The trap: an attribute after the commit", "For at home"):
        assert words in done.stdout


# Handbook


def test_the_handbook_holds_notes_solutions_answers_and_agendas(course: Path) -> None:
    done = run(course, "handbook")
    assert (done.returncode, done.stderr) == (0, "")
    page = (course / "work" / "handbook.html").read_text(encoding="utf-8")
    assert page.count("<strong>Solution.</strong>") == sum(len(n.exercises) for n in NOTEBOOKS)
    assert page.count("<strong>Review</strong>") == page.count("<strong>Solution.</strong>")
    assert ".ipynb" not in re.sub(
        "https?://[^<]*|<code>.*?</code>|<pre>.*?</pre>", "", page, flags=re.DOTALL
    )
    for target in re.findall('href="#([^"]*)"', page):
        assert f'id="{target}"' in page, target
    assert not re.search('href="(?!#|https?:)', page), "a link to a file that is not beside it"
    assert page.index('<h1 id="A-hub-for-the-room">') > page.index('<h1 id="For-instructors">')
    for notebook in NOTEBOOKS:  # what JupyterLab does not show is no name for a cell
        assert not re.findall("<code>(?:reveal|predict|check)-", page), notebook
    for day in agenda.DAYS:
        assert f">{day.capitalize()}<" in page
    for words in (
        "For instructors",
        "A hub for the room",
        "MissingGreenlet): this factory still expires objects",
    ):
        assert words in page
    assert "<details>" not in page, "what is folded cannot be printed"
    assert not re.search(r'(src|href)="?https?://[^"]*\.(js|css)', page)
    printed = course / "work" / "handbook.pdf"
    assert printed.exists() is bool(doctor.find_browser())
    if printed.exists():
        assert printed.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_a_chapter_asks_what_its_notebook_asks(notebook: Notebook) -> None:
    lesson = NAMED_LESSONS[str(notebook)]
    title = notebook.cell("title").source.splitlines()[0]
    chapter = list(handbook._lesson(lesson))
    assert chapter[0] == f"{title} ({lesson.minutes} minutes)"
    whole = re.sub(r"\\([_*`<>\[\]\\])", r"\1", "\n".join(chapter))
    for name in notebook.named("predict"):
        question = notebook.cell(f"predict-{name}").source.partition("# ")[2]
        value = re.findall(r"It was (.*?)\. You", text(notebook.cell(f"reveal-{name}")))
        assert f"*{question}* **{value[0]}**" in whole
    for name in {"from-last-time", "quiz"} & {*notebook.ids}:
        for asked in re.findall(r"^\d\. .*$", notebook.cell(name).source, re.MULTILINE):
            assert asked in whole
    for name in notebook.exercises:
        assert (
            len(re.findall(f"^## (E|Quick e)xercise `{name}`: .*minutes", whole, re.MULTILINE)) == 1
        )
    code = [re.sub(r"^((#|from |import ).*)?\n", "", c.source, flags=re.M) for c in notebook.code]
    for place in re.findall("the cell `([^`]+)`", chapter[1]):
        assert any(source.startswith(place) for source in code), place
    for place in re.findall("the prediction `([^`]+)`", chapter[1]):
        assert any(source.startswith(f"{place} = ...") for source in code), place


def test_a_handbook_without_the_tests_says_what_to_do(course: Path) -> None:
    shutil.rmtree(course / "tests")
    refuses(run(course, "handbook"), "git checkout -- tests")


def test_a_handbook_without_the_guide_says_what_to_do(course: Path) -> None:
    (course / handbook.GUIDE).unlink()
    refuses(run(course, "handbook"), f"git checkout -- {handbook.GUIDE}")


def test_a_browser_that_cannot_print_leaves_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(handbook, "WORK", tmp_path)
    monkeypatch.setattr(handbook, "find_browser", lambda: sys.executable)
    with pytest.raises(CourseError, match="could not print it"):
        handbook.write()
    assert (tmp_path / "handbook.html").exists()


# Slides


@pytest.fixture(scope="module")
def reveal(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with reveal.js, installed as the command says."""
    folder = str(tmp_path_factory.mktemp("reveal"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*command, "sphinx-revealjs"], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", ["13", "glossary"])
def test_a_notebook_without_slides_says_which_have(course: Path, reveal: str, name: str) -> None:
    refuses(run(course, "slides", name, PYTHONPATH=reveal), "has no slides", "from 00 to 06")


def test_slides_of_a_seat_go_to_its_own_folder(course: Path, reveal: str, tmp_path: Path) -> None:
    work = tmp_path / "seat"
    done = run(course, "slides", "00", PYTHONPATH=reveal, COURSE_WORK=str(work))
    page = work / "slides" / "00_start_here.html"
    assert (done.returncode, done.stdout) == (0, f"Written: {page}\n"), done.stderr
    assert page.exists()


def test_slides_that_cannot_be_written_say_what_to_do(course: Path, reveal: str) -> None:
    (course / "work").mkdir()
    (course / "work" / "slides").write_text("a file", encoding="utf-8")
    refuses(run(course, "slides", "02", PYTHONPATH=reveal), "slides", "cannot be written")


def test_a_prediction_is_asked_in_large_words() -> None:
    engine = NAMED["engine_and_session_factory"]

    def cell(name: str) -> NotebookNode:
        return slides._for_a_room(copy.deepcopy(engine.cell(name)))

    name, question = engine.cell("predict-selects").source.split(" = ...  # ")
    asked = cell("predict-selects")
    assert (asked.cell_type, "outputs" in asked) == ("markdown", False)
    words = asked.source.splitlines()
    assert words[0] == "## Your guess"
    assert words[2] == "### With" + question.removeprefix("with")
    assert words[4] == f"`{name} = ...`"
    first = engine.code[0]
    assert cell(first.id).source == first.source


def test_slides_without_reveal_say_what_to_install(course: Path) -> None:
    code = "import importlib.metadata as m\nm.files = lambda name: None\n"
    (course / "sitecustomize.py").write_text(code, encoding="utf-8")
    done = run(course, "slides", "02", PYTHONPATH=str(course))
    refuses(done, "-m pip install --no-deps sphinx-revealjs")


@pytest.fixture
def seen(browser: Browser) -> Iterator[list[str]]:
    """What a page asked for elsewhere, and what failed in it."""
    trouble: list[str] = []
    yield trouble
    assert trouble == []


@pytest.mark.parametrize("notebook", NOTEBOOKS[:6], ids=str)
def test_the_core_notebooks_are_slides_without_a_network(
    course: Path, reveal: str, browser: Browser, notebook: Notebook, seen: list[str]
) -> None:
    done = run(course, "slides", str(notebook), PYTHONPATH=reveal)
    assert (done.returncode, done.stderr) == (0, "")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("requestfailed", lambda request: seen.append(request.url))
    page.on("request", lambda r: None if r.url.startswith("file:") else seen.append(r.url))
    page.goto((course / "work" / "slides" / f"{notebook}.html").as_uri())
    page.wait_for_function("Reveal.isReady()")
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type", "-") for cell in notebook.cells]
    assert page.evaluate("Reveal.getTotalSlides()") == kinds.count("slide") + kinds.count(
        "subslide"
    )
    seen_slides = set()
    while True:
        words, height = page.evaluate(SLIDE)
        assert words
        assert height <= 705, f"slide {len(seen_slides) + 1} is {height} pixels tall, 700 are seen"
        assert not page.get_by_text("You made no prediction").first.is_visible()
        seen_slides.add(page.evaluate("Reveal.getSlidePastCount()"))
        if page.evaluate("Reveal.isLastSlide()"):
            break
        page.keyboard.press("ArrowRight")
    assert len(seen_slides) == page.evaluate("Reveal.getTotalSlides()"), "an arrow skips slides"
    assert page.locator("a[href*=ipynb]").count() == 0
    page.screenshot(path=ARTIFACTS / f"slides-{notebook}.png")
    page.close()
