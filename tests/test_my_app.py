"""The project that notebook 24 writes: it stands alone, and holds what it promises."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from browsers import ARTIFACTS
from playwright.sync_api import Browser, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from notebooks import ROOT
from tests.projects import copy_project
from tutorial_support.databases import postgresql_database, sqlite_database
from tutorial_support.serving import serve_project

PARTS = Path(__file__).parent / "app_programs"
SECRET = "of the tests, with 32 bytes or more"
ADA = {"email": "ada@example.com", "password": "analytical-engine"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest) -> str:
    new = sqlite_database if request.param == "SQLite" else postgresql_database
    return asyncio.run(new("my_app"))


def run(python: str, project: Path, *words: str, url: str = "", **more: str) -> str:
    """Run ``python -m ...`` in a project, far from this course; return what it says."""
    names = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "PIP_INDEX_URL")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    environment |= {"CLUB_DATABASE_URL": url, "CLUB_SECRET": SECRET, **more}
    done = subprocess.run(
        [python, "-m", *words],
        cwd=project,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def run_tests(project: Path, *parts: str, url: str, plugins: str = "anyio", **more: str) -> str:
    """Run parts of `tests/app_programs` among the project's own tests, by its pytest."""
    for part in parts:
        shutil.copy(PARTS / f"{part}.py", project / "tests" / f"test_{part}.py")
    files = [f"tests/test_{part}.py" for part in parts] or ["tests"]
    words = ["pytest", "-q", "-rP", "-p", "no:cacheprovider"]
    for plugin in plugins.split():
        words += ["-p", plugin]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "CLUB_TEST_DATABASE_URL": url, **more}
    return run(sys.executable, project, *words, *files, url=url, **alone)


@asynccontextmanager
async def served(project: Path, url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Serve it with a cheap hash; open a client."""
    shutil.copy(PARTS / "quick.py", project)
    settings = {"CLUB_DATABASE_URL": url, "CLUB_SECRET": SECRET}
    async with (
        serve_project(project, "quick:app", **settings) as address,
        httpx.AsyncClient(base_url=address, timeout=60) as http,
    ):
        yield http


async def count(url: str, where: str = "true") -> int:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        query = text(f'SELECT count(*) FROM "user" WHERE {where}')
        number = int((await connection.execute(query)).scalar_one())
    await engine.dispose()
    return number


def test_it_stands_alone(project: Path, tmp_path: Path) -> None:
    """In an empty environment, with its own requirements: migrate, test, serve; twice."""
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = str(environment / ("Scripts" if os.name == "nt" else "bin") / "python")
    tested = ["-c", str(ROOT / ".constraints.txt")]  # the versions that this course is tested with
    run(python, project, "pip", "install", "-q", "-r", "requirements.txt", *tested)
    listed = run(python, project, "pip", "list")
    assert "tutorial" not in listed
    assert "jupyter" not in listed.lower()
    for new in (sqlite_database, postgresql_database):
        url = asyncio.run(new("alone"))
        run(python, project, "alembic", "upgrade", "head", url=url)
        assert "8 passed" in run(python, project, "pytest", url=url, CLUB_TEST_DATABASE_URL=url)
        made = run(
            python,
            project,
            "club.superuser",
            "root@example.com",
            url=url,
            CLUB_SUPERUSER_PASSWORD="correct-horse-battery",
        )
        assert "root@example.com is a superuser." in made
        assert asyncio.run(count(url, "is_superuser AND is_verified")) == 1
        asyncio.run(_ask_alone(python, project, url))


async def _ask_alone(python: str, project: Path, url: str) -> None:
    environment = os.environ | {"CLUB_DATABASE_URL": url, "CLUB_SECRET": SECRET}
    command = [python, "-m", "uvicorn", "club.main:app", "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=project, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        assert process.stderr
        while True:
            line = (await asyncio.wait_for(process.stderr.readline(), 30)).decode()
            assert line, "uvicorn ended"
            if address := re.search(r"http://127.0.0.1:\d+", line):
                break
        async with httpx.AsyncClient(base_url=address[0]) as http:
            assert (await http.post("/auth/register", json=ADA)).status_code == 201
            assert "<h1>Club</h1>" in (await http.get("/")).text
    finally:
        process.terminate()
        await process.wait()


def test_its_tests_pass_and_the_adapters_contract_holds(project: Path, url: str) -> None:
    run_tests(project, url=url)
    run_tests(project, "contract", "refusals", url=url)


ALTER = '''
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade():
    op.execute("""UPDATE "user" SET display_name = 'Ada'""")
    with op.batch_alter_table("user") as batch:
        batch.alter_column("display_name", existing_type=sa.String(50), nullable=False)
'''


def test_a_migration_that_alters_users_keeps_what_is_theirs(project: Path, url: str) -> None:
    run(sys.executable, project, "alembic", "upgrade", "head", url=url)

    async def rows(*statements: str) -> list[int]:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
            names = ("user", "accesstoken", "oauth_account")
            numbers = [await connection.scalar(text(f'SELECT count(*) FROM "{n}"')) for n in names]
        await engine.dispose()
        return numbers

    key = "00000000-0000-0000-0000-000000000001"
    now = "CURRENT_TIMESTAMP"
    before = asyncio.run(
        rows(
            'INSERT INTO "user" (id, email, hashed_password, is_active, is_superuser, is_verified)'
            f" VALUES ('{key}', 'ada@example.com', 'hash', true, false, true)",
            f"INSERT INTO accesstoken (token, user_id, created_at) VALUES ('t', '{key}', {now})",
            "INSERT INTO oauth_account (id, user_id, oauth_name, access_token, account_id,"
            f" account_email) VALUES ('{key}', '{key}', 'github', 't', '7', 'ada@example.com')",
        )
    )
    (project / "migrations" / "versions" / "0002_name.py").write_text(ALTER, encoding="utf-8")
    run(sys.executable, project, "alembic", "upgrade", "head", url=url)
    assert asyncio.run(rows()) == before == [1, 1, 1]


def test_no_request_of_hundreds_gets_a_500(project: Path) -> None:
    url = asyncio.run(sqlite_database("schema"))
    said = run_tests(
        project, "schema", url=url, plugins="anyio schemathesis.pytest.plugin", CASES="2"
    )
    assert re.search(r"requests: \d{3}", said), said


def test_of_two_hundred_registrations_at_once_one_succeeds(project: Path, url: str) -> None:
    run(sys.executable, project, "alembic", "upgrade", "head", url=url)

    async def race() -> Counter[int]:
        async with served(project, url) as http:
            emails = ["ada@example.com", "Ada@example.com", "ADA@example.com", "aDa@example.com"]
            forms = [ADA | {"email": emails[number % 4]} for number in range(200)]
            answers = await asyncio.gather(*(http.post("/auth/register", json=f) for f in forms))
            form = {"username": ADA["email"], "password": ADA["password"]}
            assert (await http.post("/auth/login", data=form)).status_code == 200
            return Counter(answer.status_code for answer in answers)

    assert asyncio.run(race()) == {201: 1, 400: 199}
    assert asyncio.run(count(url)) == 1


def test_killed_in_the_middle_of_writes_it_loses_nothing_answered(project: Path, url: str) -> None:
    run(sys.executable, project, "alembic", "upgrade", "head", url=url)
    answered: list[str] = []
    enough = asyncio.Event()

    async def register(http: httpx.AsyncClient, worker: int) -> None:
        with suppress(httpx.TransportError):
            for number in range(1000):
                email = f"user{worker}-{number}@example.com"
                answer = await http.post("/auth/register", json=ADA | {"email": email})
                assert answer.status_code == 201, answer.text
                answered.append(email)
                if len(answered) == 100:
                    enough.set()

    async def killed() -> None:
        async with served(project, url) as http:
            writing = [asyncio.create_task(register(http, n)) for n in range(8)]
            await asyncio.wait_for(enough.wait(), 60)
            (server,) = (
                child for child in psutil.Process().children() if "quick:app" in child.cmdline()
            )
            server.kill()
            await asyncio.gather(*writing)

    async def started_again() -> None:
        async with served(project, url) as http:
            for email in answered:
                form = {"username": email, "password": ADA["password"]}
                answer = await http.post("/auth/login", data=form)
                assert answer.status_code == 200, f"{email} was answered 201, and is lost"
            new = ADA | {"email": f"{uuid.uuid4()}@example.com"}
            assert (await http.post("/auth/register", json=new)).status_code == 201

    asyncio.run(killed())
    assert len(answered) >= 100
    asyncio.run(started_again())


@contextmanager
def served_in_a_thread(project: Path) -> Iterator[str]:
    """Serve while Playwright runs, whose own event loop has this thread; give the address."""
    ready: Future[str] = Future()
    done = threading.Event()

    async def serve() -> None:
        url = await sqlite_database("page")
        run(sys.executable, project, "alembic", "upgrade", "head", url=url)
        settings = {"CLUB_DATABASE_URL": url, "CLUB_SECRET": SECRET}
        async with serve_project(project, "club.main:app", **settings) as address:
            ready.set_result(address)
            await asyncio.to_thread(done.wait)

    with ThreadPoolExecutor(1) as thread:
        serving = thread.submit(asyncio.run, serve())
        try:
            yield ready.result(30)
        finally:
            done.set()
            serving.result()


def test_a_person_uses_its_page(project: Path, browser: Browser) -> None:
    """Register, see the record, log out, be refused, log in; nothing fails in the page."""
    problems: list[str] = []
    ARTIFACTS.mkdir(exist_ok=True)
    with served_in_a_thread(project) as address, closing(browser.new_page()) as page:
        page.set_viewport_size({"width": 700, "height": 620})
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address.replace("127.0.0.1", "localhost"))
        page.screenshot(path=ARTIFACTS / "my_app_door.png")
        page.get_by_label("E-mail").fill(ADA["email"])
        page.get_by_label("Password").fill("short")
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_role("status")).to_have_text("use 10 to 200 characters")
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_role("heading", name="Your record")).to_be_visible()
        expect(page.locator("#record")).to_contain_text(ADA["email"])
        expect(page.get_by_label("Password")).to_be_hidden()
        assert page.evaluate("document.cookie") == ""  # HttpOnly
        page.screenshot(path=ARTIFACTS / "my_app_record.png")
        page.reload()
        expect(page.locator("#record")).to_contain_text(ADA["email"])
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("status")).to_have_text("Goodbye.")
        expect(page.locator("#inside")).to_be_hidden()
        page.get_by_label("E-mail").fill(ADA["email"].upper())
        page.get_by_label("Password").fill("not-the-password")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("status")).to_have_text("Wrong e-mail or password.")
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("status")).to_have_text("Welcome.")
        page.reload()
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("E-mail").fill(ADA["email"])
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_role("status")).to_have_text("This e-mail has an account.")
    assert problems == []
