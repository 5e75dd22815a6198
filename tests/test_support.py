"""What notebooks import: watching, showing, databases, serving, and how a check runs."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from clone import run_python
from fastapi import FastAPI
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import ForeignKey, String, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support import CourseError
from tutorial_support.checks import check, reveal, running, time_limit
from tutorial_support.checks.ordering import need_order
from tutorial_support.checks.outcomes import NotAttempted, NotYet, Outcome
from tutorial_support.checks.samples.login_app import reply_of
from tutorial_support.checks.samples.users import (
    SampleBase,
    SampleUser,
    add_users,
    sample_user,
    sessions,
)
from tutorial_support.databases import fresh_database, throwaway_database
from tutorial_support.folders import temporary_folder
from tutorial_support.serving import client, serve
from tutorial_support.showing import Table, entity_diagram, show_columns, show_rows
from tutorial_support.watching import SQLLog, watch_sql

ADA = sample_user(1, "").id


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    nickname: Mapped[str | None] = mapped_column(String(40), default="")


class Book(Base):
    __tablename__ = "book"
    number: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[Any] = mapped_column(ForeignKey("user.id"))


def on_a_database(use: Callable[[AsyncEngine], Awaitable[Any]]) -> Any:
    """Give a function a throw-away database with the table of users."""

    async def run() -> Any:
        async with throwaway_database(SampleBase.metadata) as engine:
            return await use(engine)

    return asyncio.run(run())


# Watching


def a_unit_of_work() -> SQLLog:
    async def save(engine: AsyncEngine) -> SQLLog:
        with watch_sql(engine) as log:
            await add_users(engine, sample_user(1, "ada@example.com"))
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 'not watched'"))
        return log

    return on_a_database(save)


def test_a_log_holds_the_statements_and_marks_of_its_block_in_order() -> None:
    log = a_unit_of_work()
    assert [event.what for event in log.events] == ["BEGIN", "INSERT", "COMMIT"]
    assert log.marks == ["BEGIN", "COMMIT"]
    (insert,) = log.statements
    assert insert.startswith("INSERT INTO user (")
    assert "\n" not in insert
    assert "ada@example.com" in log.events[1].parameters


def test_a_log_is_shown_as_a_table_with_numbered_statements() -> None:
    rows = repr(a_unit_of_work()).splitlines()
    assert rows[0].split() == ["#", "what", "SQL", "parameters"]
    assert [row.split()[0] for row in rows[2:] if not row.startswith("  ")] == ["1"]
    assert "connection" not in rows[0]
    assert "ada@example.com" in repr(rows)
    assert "BEGIN" in a_unit_of_work()._repr_mimebundle_()["text/markdown"]


def test_an_empty_log_says_so() -> None:
    log = SQLLog()
    assert repr(log) == "no SQL was sent"
    assert log._repr_mimebundle_() == {"text/plain": "no SQL was sent"}


def test_a_log_numbers_the_connections() -> None:
    async def use(engine: AsyncEngine) -> SQLLog:
        with watch_sql(engine) as log:
            async with engine.connect() as first, engine.connect() as second:
                for connection in (first, second, first):
                    await connection.execute(text("SELECT 1"))
        log.note("a reader", "waits")
        return log

    log = on_a_database(use)
    assert [e.connection for e in log.events if e.what == "SELECT"] == [1, 2, 1]
    assert repr(log).splitlines()[0].split() == ["#", "what", "connection", "SQL", "parameters"]
    assert [row[2] for row in log._table().rows if row[1] == "SELECT"] == [1, 2, 1]
    assert log._table().rows[-1] == ["", "note", "", "a reader: waits", ""]


def test_a_log_ends_with_its_block_even_after_an_error() -> None:
    async def use(engine: AsyncEngine) -> SQLLog:
        with pytest.raises(DBAPIError), watch_sql(engine) as log:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT * FROM nowhere"))
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        return log

    assert on_a_database(use).marks == ["BEGIN", "ROLLBACK"]


def test_a_log_is_drawn_with_its_notes() -> None:
    log = a_unit_of_work()
    log.note("endpoint", "it starts")
    log.note("FastAPI", "the answer", to="client")
    diagram = log.diagram()
    assert diagram.mermaid.splitlines() == [
        "sequenceDiagram",
        "    session-->>database: BEGIN",
        "    session->>database: INSERT",
        "    session-->>database: COMMIT",
        "    Note over endpoint: it starts",
        "    FastAPI->>client: the answer",
    ]
    assert repr(diagram).splitlines()[1:] == [
        "session -> database: INSERT",
        "session -> database: COMMIT",
        "endpoint: it starts",
        "FastAPI -> client: the answer",
    ]
    assert set(diagram._repr_mimebundle_()) == {"text/vnd.mermaid", "text/plain"}
    assert "endpoint: it starts" in repr(log)


# Showing


def test_columns_are_shown_with_the_class_that_wrote_them() -> None:
    rows = {row[0]: [str(value) for value in row[1:]] for row in show_columns(User).rows}
    uuid_mixin, mixin = "SQLAlchemyBaseUserTableUUID", "SQLAlchemyBaseUserTable"
    assert rows["id"] == ["CHAR(36)", "NOT NULL", "primary key", "uuid4()", uuid_mixin]
    assert rows["email"] == ["VARCHAR(320)", "NOT NULL", "unique index", "", mixin]
    assert rows["is_active"] == ["BOOLEAN", "NOT NULL", "", "True", mixin]
    assert rows["nickname"] == ["VARCHAR(40)", "NULL", "", "", "User"]
    assert len(rows) == 7


def test_rows_are_shown_as_the_database_has_them() -> None:
    async def use(engine: AsyncEngine) -> Table:
        await add_users(engine, sample_user(1, "ada@example.com"))
        return await show_rows(engine, "user")

    table = on_a_database(use)
    assert table.headers[1] == "email"
    assert table.rows[0][1] == "ada@example.com"
    assert table.rows[0][0] == str(ADA)
    assert table.rows[0][table.headers.index("is_active")] == 1


@pytest.mark.parametrize("value", [True, False, None, "False", "007", "1e5", "a|b", "<b>", "*"])
def test_a_table_shows_each_value_as_it_is(value: object) -> None:
    table = Table(["one", "two"], [[value, "x"]])
    assert repr(table).splitlines()[2].split() == [str(value), "x"]
    row = table._repr_mimebundle_()["text/markdown"].splitlines()[2]
    assert row.replace("\\|", "").count("|") == 3
    assert str(value) in row.replace("\\|", "|")
    assert ("`" in row) is (value in ("a|b", "<b>", "*"))


def test_long_text_is_wrapped_and_not_cut() -> None:
    words = " ".join(f"word{n}" for n in range(40))
    shown = repr(Table(["text"], [[words]]))
    assert shown.split()[2:] == words.split()
    assert max(map(len, shown.splitlines())) <= 64


def test_entities_are_drawn_from_the_metadata() -> None:
    diagram = entity_diagram(Base.metadata)
    lines = diagram.mermaid.splitlines()
    assert lines[0] == "erDiagram"
    assert "        CHAR(36) id PK" in lines
    assert "        VARCHAR(320) email UK" in lines
    assert lines[-1] == "    user ||--o{ book : owner"
    assert repr(diagram).splitlines()[-1] == "    owner -> user.id"


# Databases


def test_each_fresh_database_is_a_new_empty_file() -> None:
    first, second = asyncio.run(fresh_database("a")), asyncio.run(fresh_database("a"))
    assert first != second
    assert make_url(first).drivername == "sqlite+aiosqlite"
    path = Path(str(make_url(first).database))
    assert path.is_absolute()
    assert path.parent.is_dir()
    assert not path.exists()


def test_a_throwaway_database_goes_away_with_what_was_left_open() -> None:
    async def use() -> tuple[AsyncEngine, set[str]]:
        async with throwaway_database(SampleBase.metadata) as engine:
            left_open = await engine.connect()
            tables = await left_open.run_sync(lambda sync: inspect(sync).get_table_names())
            raw = await left_open.get_raw_connection()
        assert not raw.is_valid
        return engine, set(tables)

    engine, tables = asyncio.run(use())
    assert tables == {"user"}
    assert not Path(str(engine.url.database)).exists()


def test_database_url_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'my.db'}")
    url = make_url(asyncio.run(fresh_database("a")))
    assert Path(str(url.database)).parent == tmp_path
    assert Path(str(url.database)).name != "my.db"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "DATABASE_URL is not a database URL"),
        ("postgresql://ada@host:port/club", "DATABASE_URL is not a database URL"),
        ("mysql+aiomysql://host/club", "names a mysql+aiomysql database"),
        ("postgresql+psycopg2://host/club", "names a postgresql+psycopg2 database"),
        ("postgresql://ada@127.0.0.1:1/club", "at 127.0.0.1:1 made no database"),
        ("sqlite:///./my.db", "names a sqlite database"),
        ("sqlite+aiosqlite://", "point it to a file"),
        ("sqlite+aiosqlite:///:memory:", "point it to a file"),
        ("sqlite+aiosqlite:////no/such/folder/my.db", "folder /no/such/folder cannot be written"),
    ],
)
def test_a_database_url_of_no_use_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(CourseError) as raised:
        asyncio.run(fresh_database("a"))
    assert words in str(raised.value)
    assert raised.value._render_traceback_() == [str(raised.value)]


@pytest.mark.parametrize("url", ["", "  "])
def test_an_empty_database_url_is_none(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert asyncio.run(fresh_database("a"))


def test_folders_go_with_their_kernel_or_after_it(tmp_path: Path) -> None:
    code = """if True:
        import asyncio, os, sys
        from tutorial_support.databases import fresh_database
        asyncio.run(fresh_database("a"))
        if sys.argv[1] == "killed":
            os._exit(0)
    """
    for end, left in [("killed", 1), ("stopped", 0)]:
        environment = os.environ | {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
        subprocess.run([sys.executable, "-c", code, end], env=environment, check=True)
        assert len(list(tmp_path.iterdir())) == left, end


@pytest.mark.parametrize(
    ("owner", "guard", "stays"),
    [
        ("dead", None, False),
        ("dead", "dead", False),
        ("dead", "", False),
        ("dead", "living", True),
        ("living", None, True),
        ("living", "dead", True),
    ],
)
def test_a_folder_stays_while_somebody_will_remove_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, owner: str, guard: str | None, stays: bool
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    numbers = {"dead": str(process.pid), "living": str(os.getppid()), "": ""}
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / f"fastapi-users-course-{numbers[owner]}-word"
    folder.mkdir()
    if guard is not None:
        (folder / "guard").write_text(numbers[guard], encoding="ascii")
    odd = tmp_path / f"fastapi-users-course-{process.pid}-file"
    odd.touch()  # what cannot be removed so is left, such as another person's folder
    mine = temporary_folder.__wrapped__()
    assert odd.exists()
    assert folder.exists() is stays
    assert mine.is_dir()


def test_no_temporary_folder_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(CourseError, match=r"no temporary folder to write to .*: set TMPDIR to one"):
        temporary_folder.__wrapped__()


# Serving


def an_app(seen: list[str]) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        seen.append("start")
        yield
        seen.append("stop")

    app = FastAPI(lifespan=lifespan)

    @app.get("/fails")
    async def fails() -> None:
        raise RuntimeError

    return app


@pytest.mark.parametrize(("lifespan", "wanted"), [(True, ["start", "stop"]), (False, [])])
def test_a_client_runs_the_lifespan_and_turns_errors_into_500(
    lifespan: bool, wanted: list[str]
) -> None:
    seen: list[str] = []

    async def ask() -> list[httpx.Response]:
        async with client(an_app(seen), lifespan=lifespan) as http:
            assert seen == wanted[:1]
            return [await http.get(path) for path in ("/fails", "/nowhere")]

    assert [answer.status_code for answer in asyncio.run(ask())] == [500, 404]
    assert seen == wanted


def test_a_client_ends_the_lifespan_after_an_error() -> None:
    seen: list[str] = []

    async def ask() -> None:
        async with client(an_app(seen)):
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(ask())
    assert seen == ["start", "stop"]


def test_a_server_answers_over_tcp_and_is_gone_after_its_block() -> None:
    seen: list[str] = []

    async def use() -> None:
        with pytest.raises(KeyError, match="in the block"):
            async with serve(an_app(seen)) as url, httpx.AsyncClient(base_url=url) as http:
                assert url.startswith("http://127.0.0.1:")
                assert (http.base_url.port or 0) > 1023  # a free one
                assert (await http.get("/")).headers["server"] == "uvicorn"
                raise KeyError("in the block")
        async with httpx.AsyncClient(base_url=url) as http:
            with pytest.raises(httpx.ConnectError):
                await http.get("/")

    asyncio.run(use())
    assert seen == ["start", "stop"]


def test_a_server_stops_though_a_request_never_ends() -> None:
    app = FastAPI()
    started = asyncio.Event()

    @app.get("/")
    async def forever() -> None:
        started.set()
        await asyncio.sleep(3600)

    async def use() -> None:
        async with httpx.AsyncClient() as http:
            async with serve(app) as url:
                waiting = asyncio.create_task(http.get(url))
                await started.wait()
            assert (await waiting).status_code == 500

    asyncio.run(asyncio.wait_for(use(), 5))


def test_a_server_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("the lifespan")
        yield

    def no_port(address: object) -> None:
        raise OSError(13, "Permission denied")

    async def use(app: FastAPI) -> None:
        async with serve(app):
            pass

    with pytest.raises(CourseError, match="its lifespan raised"):
        asyncio.run(use(FastAPI(lifespan=lifespan)))
    monkeypatch.setattr("socket.create_server", no_port)
    with pytest.raises(CourseError, match=r"No port .* \(Permission denied\)"):
        asyncio.run(use(FastAPI()))


# Predictions


@pytest.mark.parametrize(
    ("prediction", "actual", "words"),
    [
        (3, 3, "You predicted 3, and so it was."),
        ("3", 3, "You predicted '3', and so it was."),
        (" UUID", "uuid", "You predicted ' UUID', and so it was."),
        (2, 3, "You predicted 2; it was 3."),
        (None, "str", "You predicted None; it was 'str'."),
        (..., 3, "It was 3. You made no prediction: "),
    ],
)
def test_reveal_compares(prediction: object, actual: object, words: str) -> None:
    assert repr(reveal(prediction, actual)).startswith(words)


# Running a check


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(204), "204"),
        (httpx.Response(404, json={"detail": "Not Found"}), "404, Not Found"),
        (httpx.Response(400, json={"detail": {"code": "BAD", "reason": "no"}}), "400, BAD"),
        (
            httpx.Response(422, json={"detail": [{"loc": ["body"], "msg": "Field required"}]}),
            "422, for `body` 'Field required'",
        ),
        (
            httpx.Response(422, json={"detail": [{"loc": ["body", "a", 0], "msg": "No number"}]}),
            "422, for `0` 'No number'",
        ),
        (httpx.Response(400, json={"detail": ["weak"]}), '400 {"detail":["weak"]}'),
        (httpx.Response(400, json={"detail": []}), '400 {"detail":[]}'),
        (httpx.Response(400, json={"error": "weak"}), '400 {"error":"weak"}'),
        (httpx.Response(400, json=["weak"]), '400 ["weak"]'),
        (httpx.Response(500, text="Internal Server Error"), "500 Internal Server Error"),
        (httpx.Response(502), "502"),
    ],
)
def test_an_answer_is_said_in_short(answer: httpx.Response, words: str) -> None:
    assert reply_of(answer) == words


async def takes_one(answer: Any) -> str:
    result = await running.call(answer)
    return f"it gave {result}"


def outcome_of(answer: object, asks: Callable[..., Awaitable[str]] = takes_one) -> Outcome:
    return asyncio.run(running.run(asks, "a-name", (answer,)))


def learners(source: str, name: str = "answer") -> Any:
    """Run a learner's cell and return what it defines."""
    namespace: dict[str, Any] = {"__name__": "__main__", "asyncio": asyncio, "time": time}
    exec(compile(source, "cell", "exec", dont_inherit=True), namespace)
    return namespace[name]


def test_a_check_that_returns_has_passed() -> None:
    outcome = outcome_of(learners("async def answer(): return 3"))
    assert repr(outcome) == "Passed: it gave 3"
    assert outcome._repr_mimebundle_()["text/markdown"] == "**Passed:** it gave 3"


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (NotYet("too small"), "Not yet: too small"),
        (NotAttempted("nothing there"), "Not attempted: nothing there"),
        (CourseError("no room"), "Not yet: no room"),
        (KeyError("x"), "Not yet: using what you handed in raised KeyError: 'x'"),
    ],
)
def test_what_a_check_raises_is_an_outcome(raised: Exception, words: str) -> None:
    async def raises(answer: object) -> str:
        raise raised

    assert repr(outcome_of(1, raises)) == words


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise KeyError", "KeyError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_the_learners_exception_comes_with_its_line(fault: str, words: str) -> None:
    outcome = outcome_of(learners(f"async def answer():\n    x = 1\n    {fault}"))
    assert repr(outcome) == f"Not yet: your code raised {words}, at line 3 of its cell"


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "time.sleep(60)",
        "await asyncio.sleep(60)",
        "await asyncio.Event().wait()",
        "while True:\n        try: time.sleep(60)\n        except Exception: pass",
        "while True:\n        try: await asyncio.sleep(0.1)\n        except Exception: pass",
        "await asyncio.gather(*(asyncio.to_thread(time.sleep, 0), *map(blocks, range(3))))",
    ],
)
def test_an_answer_that_never_ends_is_broken_off(
    monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(time_limit, "TIME_LIMIT", 0.1)
    handler, start = signal.getsignal(signal.SIGINT), time.monotonic()
    blocks = "async def blocks(number): time.sleep(60)\n"
    outcome = outcome_of(learners(f"{blocks}async def answer():\n    {body}"))
    assert outcome == Outcome("Not yet", time_limit.TOO_SLOW)
    assert time.monotonic() - start < 3
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to a thread")
@pytest.mark.parametrize("body", ["while True: pass", "await asyncio.sleep(60)"])
def test_the_stop_button_stops_the_check_and_not_the_kernel(body: str) -> None:
    main = threading.main_thread().ident or 0
    timer = threading.Timer(0.2, lambda: signal.pthread_kill(main, signal.SIGINT))
    timer.start()
    start = time.monotonic()
    outcome = outcome_of(learners(f"async def answer():\n    {body}"))
    assert outcome.kind == "Not yet"
    assert time.monotonic() - start < 2
    timer.join()


def test_a_check_changes_no_context_variable_of_the_learner() -> None:
    variable = contextvars.ContextVar("variable", default="learner's")

    async def sets(answer: object) -> str:
        variable.set("check's")
        return "set"

    async def learn() -> str:
        await running.run(sets, "a-name", (1,))
        return variable.get()

    assert asyncio.run(learn()) == "learner's"


def test_a_call_takes_what_the_check_hands_over_or_says_so() -> None:
    async def hands_two(answer: Any) -> str:
        return str(await running.call(answer, 1, 2))

    outcome = outcome_of(learners("async def answer(one): pass"), hands_two)
    assert outcome.message.startswith("`answer(one)` does not take 2 argument(s)")
    outcome = outcome_of(learners("def answer(one, two): return 3"), hands_two)
    assert "nothing to await" in outcome.message
    outcome = outcome_of(learners("async def answer(one, two): yield 3"), hands_two)
    assert "holds a `yield`" in outcome.message


def test_a_plain_function_must_be_plain() -> None:
    async def calls(answer: Any) -> str:
        return str(running.call_sync(answer))

    assert (
        "a plain `def` is wanted" in outcome_of(learners("async def answer(): pass"), calls).message
    )
    assert outcome_of(learners("def answer(): return 3"), calls).message == "3"


def test_a_check_that_is_not_awaited_says_so() -> None:
    assert repr(check("first-await", 3)) == (
        'Not checked: put await before it, `await check("first-await", ...)`'
    )


NESTED = """
import asyncio
import nest_asyncio
from tutorial_support.checks import check

async def awaits(fetch_name):
    return f"Hello, {await fetch_name()}!"

async def nests(fetch_name):
    return f"Hello, {asyncio.run(fetch_name())}!"

async def learn():
    print([await check("first-await", answer) for answer in (awaits, nests)])

nest_asyncio.apply()
asyncio.run(learn())
"""


def test_an_answer_that_only_nest_asyncio_lets_run_is_refused(tmp_path: Path) -> None:
    """In a process of its own, for nest_asyncio stays."""
    said = run_python(tmp_path, "-c", NESTED).stdout
    assert said.startswith("[Passed: ")
    assert "Not yet: `fetch_name()` ran in an event loop inside the event loop" in said


@pytest.mark.parametrize("name", ["first-awiat", "", 3, None])
def test_a_check_of_an_unknown_name_says_which_are_near(name: Any) -> None:
    async def learn() -> Outcome:
        return await check(name, 3)

    outcome = asyncio.run(learn())
    assert outcome.kind == "Not yet"
    assert f"there is no exercise {name!r}: is it '" in outcome.message


LINES = {1: "first", 2: "second", 3: "third", 4: "does not belong"}


def test_an_order_passes_where_it_is_that_of_the_run() -> None:
    need_order([2, 1, 3], LINES, [2, 1, 3])
    need_order((2, 1, 3), LINES, [2, 1, 3])


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("213", "`order` is a str; a list of numbers"),
        ({2, 1, 3}, "`order` is a set; a list of numbers"),
        ([2, ..., 3], "still holds `...`"),
        ([2, 1, 5], "there is no line 5: "),
        ([True, 2, 3], "there is no line True: "),
        (["2", 1, 3], "'2' is a text: write the numbers"),
        ([[2], 1, 3], "there is no line [2]"),
        ([2, 2, 1, 3], "line 2 stands there twice"),
        ([2, 4, 1, 3], 'line 4 ("does not belong") did not happen'),
        ([2, 1], 'line 3 ("third") is missing'),
        ([], 'line 2 ("second") is missing'),
        ([1, 2, 3], 'line 2 ("second") came before line 1 ("first")'),
        ([2, 3, 1], 'line 1 ("first") came before line 3 ("third")'),
    ],
)
def test_an_order_that_differs_is_told_the_first_difference(order: object, words: str) -> None:
    with pytest.raises(NotYet) as raised:
        need_order(order, LINES, [2, 1, 3])
    assert words in str(raised.value)


def test_the_sample_is_the_courses_user() -> None:
    async def use(engine: AsyncEngine) -> Any:
        await add_users(engine, sample_user(1, "ada@example.com"))
        async with sessions(engine)() as session:
            return await session.get(SampleUser, ADA)

    ada = on_a_database(use)
    assert (ada.email, ada.is_active, ada.is_superuser) == ("ada@example.com", True, False)
