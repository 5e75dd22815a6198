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
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest
from browsers import ARTIFACTS
from playwright.sync_api import Browser, expect
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from notebooks import ROOT
from tests.projects import copy_project
from tutorial_support.databases import postgresql_database, sqlite_database
from tutorial_support.serving import serve_project

PARTS = Path(__file__).parent / "app_programs"
PYTHON = ".venv/Scripts/python.exe" if os.name == "nt" else ".venv/bin/python"
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
    return call([python, "-m", *words], project, CLUB_DATABASE_URL=url, CLUB_SECRET=SECRET, **more)


def call(command: list[str] | str, project: Path, **settings: str) -> str:
    """Run a command in a project, or a line of a shell, with these settings and no others."""
    names = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "PIP_INDEX_URL")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    done = subprocess.run(
        command,
        cwd=project,
        env=environment | settings,
        shell=isinstance(command, str),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
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


async def verify_all(url: str) -> None:
    """Do what each person's click on the link in their email does."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text('UPDATE "user" SET is_verified = true'))
    await engine.dispose()


async def count(url: str, where: str = "true") -> int:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        query = text(f'SELECT count(*) FROM "user" WHERE {where}')
        number = int((await connection.execute(query)).scalar_one())
    await engine.dispose()
    return number


def commands(project: Path, heading: str) -> list[str]:
    """Return the commands below a heading of the project's README, for this system."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    section = readme.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^    (.+)$", section, re.MULTILINE)
    lines = [line.replace("python3 ", f'"{sys.executable}" ') for line in lines]
    return [line.replace(".venv/bin/python", str(Path(PYTHON))) for line in lines]


def test_it_stands_alone(project: Path) -> None:
    """Begun as its README says, in an environment of its own: migrate, test, serve; twice."""
    # The versions that this course is tested with.
    tested = {"PIP_CONSTRAINT": str(ROOT / ".constraints.txt")}
    for command in commands(project, "Begin"):
        call(command, project, **tested)
    call(commands(project, "Run")[0], project)
    assert (project / "club.db").exists()
    python = str(project / PYTHON)
    listed = run(python, project, "pip", "list")
    assert "tutorial" not in listed
    assert "jupyter" not in listed.lower()
    for new in (sqlite_database, postgresql_database):
        url = asyncio.run(new("alone"))
        run(python, project, "alembic", "upgrade", "head", url=url)
        assert "9 passed" in run(python, project, "pytest", url=url, CLUB_TEST_DATABASE_URL=url)
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


def change_models(project: Path, url: str, number: str, old: str, new: str) -> None:
    """Change the models and write a migration, with the line that the project's README gives."""
    models = project / "club" / "models.py"
    source = models.read_text(encoding="utf-8")
    assert source.count(old) == 1
    models.write_text(source.replace(old, new), encoding="utf-8")
    words = ("revision", "--autogenerate", "--rev-id", number, "-m", "change")
    run(sys.executable, project, "alembic", *words, url=url)
    (advice,) = (line for line in commands(project, "Change the models") if line[:3] == "op.")
    migration = project / "migrations" / "versions" / f"{number}_change.py"
    written, end = migration.read_text(encoding="utf-8"), "    # ### end Alembic commands ###"
    assert written.count(end) == 2
    migration.write_text(written.replace(end, f"    {advice}\n{end}"), encoding="utf-8")


async def refuses_twins(url: str) -> bool:
    """Tell whether the database refuses one email in two spellings; leave no rows."""
    engine = create_async_engine(url)
    insert = text(
        'INSERT INTO "user" (id, email, hashed_password, is_active, is_superuser, is_verified)'
        " VALUES (:id, :email, 'hash', true, false, true)"
    )
    try:
        async with engine.connect() as connection:
            for email in ("ada@example.com", "ADA@example.com"):
                await connection.execute(insert, {"id": str(uuid.uuid4()), "email": email})
    except IntegrityError:
        return True
    finally:
        await engine.dispose()
    return False


def test_the_readmes_advice_on_migrations_keeps_one_person_an_email(
    project: Path, url: str
) -> None:
    """Whether a migration copies the table of users or not, and in both directions."""
    alembic = partial(run, sys.executable, project, "alembic", url=url)
    alembic("upgrade", "head")
    old = "    oauth_accounts: Mapped"
    new = "    nickname: Mapped[str | None] = mapped_column(String(20))\n" + old
    change_models(project, url, "0002", old, new)  # adds a column, which copies nothing
    alembic("upgrade", "head")
    assert asyncio.run(refuses_twins(url))
    alembic("downgrade", "-1")  # drops it; on SQLite, that copies the table
    assert asyncio.run(refuses_twins(url))
    alembic("upgrade", "head")
    change_models(project, url, "0003", "String(20)", "String(30)")  # copies it both ways
    for words in (("upgrade", "head"), ("downgrade", "-1"), ("upgrade", "head")):
        alembic(*words)
        assert asyncio.run(refuses_twins(url))
    alembic("check")


def test_only_a_taken_email_is_answered_as_one(project: Path, url: str) -> None:
    """Beside two more unique columns, and with an email that has the name of one of them."""
    run(sys.executable, project, "alembic", "upgrade", "head", url=url)
    old = "    oauth_accounts: Mapped"
    new = "".join(
        f"    {name}: Mapped[str | None] = mapped_column(String(320), index=True, unique=True)\n"
        for name in ("handle", "backup_email")
    )
    change_models(project, url, "0002", old, new + old)
    run_tests(project, "taken", url=url)


def test_plain_alembic_works_in_a_folder_with_a_space(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "my projects")
    alembic = shutil.which("alembic", path=Path(sys.executable).parent)
    assert alembic
    settings = {"CLUB_DATABASE_URL": "sqlite+aiosqlite:///./club.db", "CLUB_SECRET": SECRET}
    call([alembic, "upgrade", "head"], project, **settings)
    assert "0001 (head)" in call([alembic, "current"], project, **settings)


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
            await verify_all(url)
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
    asyncio.run(verify_all(url))
    asyncio.run(started_again())


@contextmanager
def served_in_a_thread(project: Path, log: Path) -> Iterator[str]:
    """Serve while Playwright runs, whose own event loop has this thread; give the address."""
    ready: Future[str] = Future()
    done = threading.Event()

    async def serve() -> None:
        url = await sqlite_database("page")
        run(sys.executable, project, "alembic", "upgrade", "head", url=url)
        settings = {"CLUB_DATABASE_URL": url, "CLUB_SECRET": SECRET}
        async with serve_project(project, "club.main:app", log=log, **settings) as address:
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
    """Register, open the link, see the record, log out and in again; nothing fails in the page.

    The cookie has its default, which is for https, and the page comes from localhost without it.
    """
    problems: list[str] = []
    log = project / "server.log"
    ARTIFACTS.mkdir(exist_ok=True)
    with served_in_a_thread(project, log) as address, closing(browser.new_page()) as page:
        site = address.replace("127.0.0.1", "localhost")

        def links() -> list[str]:
            return re.findall(r"http://localhost:8000(/#verify=\S+)", log.read_text("utf-8"))

        page.set_viewport_size({"width": 700, "height": 620})
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(site)
        page.screenshot(path=ARTIFACTS / "my_app_door.png")
        page.get_by_label("Email").fill(ADA["email"])
        page.get_by_label("Password").fill("short")
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_role("status")).to_have_text("use 10 to 200 characters")
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Register").click()
        sent = "We have sent you an email. Open the link in it, then log in."
        expect(page.get_by_role("status")).to_have_text(sent)
        assert len(links()) == 1
        page.get_by_label("Password").fill("not-the-password")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("status")).to_have_text("Wrong email or password.")
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("status")).to_have_text(sent)
        expect(page.get_by_label("Password")).to_be_visible()
        first, second = links()
        page.goto(site + first[:-1])
        damaged = "This link is too old or damaged. Log in to get another."
        expect(page.get_by_role("status")).to_have_text(damaged)
        page.goto("about:blank")
        for link in (second, first):  # in a new tab, and then where the page is open
            page.goto(site + link)
            expect(page.get_by_role("status")).to_have_text("Your email is verified. Log in.")
            expect(page).to_have_url(site + "/")
        page.get_by_label("Email").fill(ADA["email"])
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Log in").click()
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
        page.get_by_label("Email").fill(ADA["email"].upper())
        page.get_by_label("Password").fill("not-the-password")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("status")).to_have_text("Wrong email or password.")
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("status")).to_have_text("Welcome.")
        page.reload()
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("Email").fill(ADA["email"])
        page.get_by_label("Password").fill(ADA["password"])
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_role("status")).to_have_text("This email has an account.")
    assert problems == []
