"""What notebook 21 mends: each test fails on the lines as pasted and passes on the mended ones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi_users.password import PasswordHelper

from notebooks import NAMED, definitions, run_cell, solution
from tutorial_support.databases import fresh_database, sqlite_database
from tutorial_support.databases.postgresql import own_server
from tutorial_support.serving import client, serve

LESSON = NAMED["production"]
Test = Callable[[dict[str, Any], bool], Awaitable[None]]
EXAMPLE = "ada@example.com"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "PostgreSQL":
        server = own_server().url.render_as_string(hide_password=False)
        monkeypatch.setenv("DATABASE_URL", server)
    yield


async def with_lesson(test: Test, mended: bool) -> None:
    lesson: dict[str, Any] = {"__name__": "__main__", "fresh_database": fresh_database}
    await definitions(LESSON, lesson)
    try:
        await test(lesson, mended)
    finally:
        await lesson["engine"].dispose()


def fails_as_pasted_and_passes_mended(test: Test) -> None:
    with pytest.raises(AssertionError):
        asyncio.run(with_lesson(test, False))
    asyncio.run(with_lesson(test, True))


@pytest.mark.usefixtures("database")
def test_a_look_up_by_email_uses_an_index() -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        engine = lesson["engine"]
        lesson["LOOKUPS"] = dict.fromkeys(("SQLite", "PostgreSQL"), engine)
        name = "SQLite" if engine.dialect.name == "sqlite" else "PostgreSQL"
        await lesson["clean"](*[lesson["INDEX"]] * mended)
        await lesson["fill"](name, 1, 1000)
        assert "uq_user_email_lower" in await lesson["plan_of"](name)

    fails_as_pasted_and_passes_mended(test)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("emails", [[EXAMPLE] * 4, [EXAMPLE, "Ada@example.com", "ADA@example.com"]])
def test_one_of_several_registrations_at_once_succeeds(
    emails: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        quick_hash(monkeypatch, lesson)
        adapter = "CarefulUserDatabase" if mended else "SQLAlchemyUserDatabase"
        await lesson["clean"](*[lesson["INDEX"]] * mended)
        statuses = await lesson["register_at_once"](lesson[adapter], emails)
        assert statuses == {201: 1, 400: len(emails) - 1}
        assert await lesson["count_users"]() == 1

    fails_as_pasted_and_passes_mended(test)


def quick_hash(monkeypatch: pytest.MonkeyPatch, lesson: dict[str, Any]) -> None:
    monkeypatch.setattr("fastapi_users.manager.PasswordHelper", lambda: lesson["QUICK"])


def watch_hashing(monkeypatch: pytest.MonkeyPatch, look: Callable[[], object]) -> list[object]:
    """Note what `look` returns each time that a password is compared."""
    seen: list[object] = []
    real = PasswordHelper.verify_and_update

    def verify(self: Any, password: str, hashed: str) -> Any:
        seen.append(look())
        return real(self, password, hashed)

    monkeypatch.setattr(PasswordHelper, "verify_and_update", verify)
    return seen


def test_passwords_are_compared_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        await lesson["add_ada"]()
        seen = watch_hashing(monkeypatch, threading.get_ident)
        app = lesson["create_threaded_app"]() if mended else lesson["create_careful_app"]()
        assert await lesson["log_in_at_once"](app, 4) == {200: 4}
        assert len(seen) == 4
        assert threading.get_ident() not in seen

    fails_as_pasted_and_passes_mended(test)


@pytest.mark.usefixtures("database")
def test_no_connection_is_held_while_a_password_is_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        await lesson["add_ada"]()
        seen = watch_hashing(monkeypatch, lesson["engine"].pool.checkedout)
        manager = lesson["ReleasingUserManager" if mended else "ThreadedUserManager"]
        app = lesson["create_threaded_app"](manager)
        assert await lesson["log_in_at_once"](app, 1) == {200: 1}
        assert seen == [0]

    fails_as_pasted_and_passes_mended(test)


def test_writers_wait_for_each_other() -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        url = await sqlite_database("writers")
        wait = {"timeout": 20 if mended else 0.2}
        failed, _ = await lesson["eight_writers"](url, connect_args=wait)
        assert failed == 0

    fails_as_pasted_and_passes_mended(test)


def test_a_sixth_guess_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        quick_hash(monkeypatch, lesson)
        await lesson["clean"]()
        app = lesson["create_limited_app"]() if mended else lesson["create_app"]()
        async with client(app) as http:
            for _ in range(6):
                response = await http.post("/auth/jwt/login", data=lesson["WRONG"])
        assert response.status_code == 429

    fails_as_pasted_and_passes_mended(test)


def test_uvicorn_trusts_a_proxy_on_this_machine() -> None:
    async def host_of_the_visitor() -> str:
        app = FastAPI()

        @app.get("/")
        async def host(request: Request) -> str:
            return request.client.host if request.client else ""

        async with serve(app) as address, httpx.AsyncClient(base_url=address) as proxy:
            return str((await proxy.get("/", headers={"X-Forwarded-For": "203.0.113.7"})).json())

    assert asyncio.run(host_of_the_visitor()) == "203.0.113.7"


def test_a_right_password_is_refused_after_a_strangers_guesses() -> None:
    async def test() -> None:
        lesson: dict[str, Any] = {"__name__": "__main__", "fresh_database": fresh_database}
        await definitions(LESSON, lesson)
        await run_cell(solution(LESSON.cell("solution-login-limit")), lesson)
        await lesson["add_ada"]()
        app = lesson["create_threaded_app"](lesson["LimitedManager"])
        ada = {"username": EXAMPLE, "password": lesson["PASSWORD"]}
        async with client(app) as http:
            for _ in range(5):
                await http.post("/auth/jwt/login", data=lesson["WRONG"])
            assert (await http.post("/auth/jwt/login", data=ada)).status_code == 429
        await lesson["engine"].dispose()

    asyncio.run(test())


def test_a_forgotten_password_is_answered_before_the_work() -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        await lesson["add_ada"]()
        happened: list[str] = []
        asked = asyncio.Event()

        async def forgot_password(self: Any, user: Any, request: Any = None) -> None:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asked.wait(), 1)
            happened.append("done")

        lesson["ThreadedUserManager"].forgot_password = forgot_password
        manager = lesson["QuietUserManager" if mended else "ThreadedUserManager"]
        app = lesson["create_threaded_app"](manager)
        async with serve(app) as address, httpx.AsyncClient(base_url=address) as http:
            response = await http.post("/auth/forgot-password", json={"email": EXAMPLE})
            answered_first = not happened
            asked.set()
            await asyncio.gather(*lesson["WORKING"])
        assert response.status_code == 202
        assert happened == ["done"]
        assert answered_first

    fails_as_pasted_and_passes_mended(test)


@pytest.mark.usefixtures("database")
def test_a_new_password_ends_the_tokens_in_the_table() -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        manager = lesson["RevokingUserManager" if mended else "UserManager"]
        assert (await lesson["after_a_reset"](manager))["a row"] == 401

    fails_as_pasted_and_passes_mended(test)


def test_a_page_of_another_origin_cannot_log_a_person_out() -> None:
    async def test(lesson: dict[str, Any], mended: bool) -> None:
        await lesson["add_ada"]()
        log_out_from = lesson["log_out_from"]
        dependencies = [lesson["known_origin"]] * mended
        assert await log_out_from("http://course", *dependencies) == 204
        assert await log_out_from("https://app.club.example", *dependencies) == 204
        assert await log_out_from("https://evil.example", *dependencies) == 403

    fails_as_pasted_and_passes_mended(test)
