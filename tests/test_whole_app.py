"""Notebook 10: what its solutions say of the libraries, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import HTTPException
from fastapi_users import InvalidPasswordException
from fastapi_users.password import PasswordHelper
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.exc import IntegrityError

from notebooks import NAMED, run_cell, solution
from tutorial_support.databases import postgresql_database, sqlite_database

WHOLE_APP = NAMED["the_whole_app"]
PASSWORD = "analytical"
# A real hash takes a tenth of a second.
QUICK = PasswordHelper(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
ON_EACH = pytest.mark.parametrize(
    "database", [sqlite_database, postgresql_database], ids=["SQLite", "PostgreSQL"]
)
Database = Callable[[str], Awaitable[str]]


@asynccontextmanager
async def whole_app(database: Database) -> AsyncIterator[dict[str, Any]]:
    """Give the names of the notebook's app, on an empty database of this kind."""
    names: dict[str, Any] = {"__name__": "__main__", "fresh_database": database}
    for cell in ("so-far", "user-manager", "auth-backend", "create-app"):
        await run_cell(WHOLE_APP.cell(cell).source, names)
    await names["create_db_and_tables"]()
    try:
        yield names
    finally:
        await names["engine"].dispose()


@asynccontextmanager
async def client_of(
    names: dict[str, Any], manager: type, adapter: type | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client on the notebook's app with another manager, and with Ada logged in."""
    adapter = adapter or names["SQLAlchemyUserDatabase"]

    async def get_manager() -> AsyncIterator[Any]:
        async with names["async_session_maker"]() as session:
            one = manager(adapter(session, names["User"]))
            one.password_helper = QUICK
            yield one

    app = names["create_app"]()
    app.dependency_overrides[names["get_user_manager"]] = get_manager
    ada = names["UserCreate"](email="ada@example.com", password=PASSWORD, is_verified=True)
    async with asynccontextmanager(get_manager)() as one:
        await one.create(ada)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # as a server: 500
    async with httpx.AsyncClient(transport=transport, base_url="http://course") as http:
        form = {"username": ada.email, "password": PASSWORD}
        token = (await http.post("/auth/jwt/login", data=form)).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield http


async def register(http: httpx.AsyncClient, email: str, handle: str) -> httpx.Response:
    json = {"email": email, "password": PASSWORD, "handle": handle}
    return await http.post("/auth/register", json=json)


@ON_EACH
def test_the_solution_knows_a_taken_handle_on_both_databases(database: Database) -> None:
    async def try_it() -> None:
        async with whole_app(database) as names:
            await run_cell(solution(WHOLE_APP.cell("solution-taken-handle")), names)

            class TooEarly(names["SQLAlchemyUserDatabase"]):  # type: ignore[misc]
                async def get_by_email(self, email: str) -> Any:
                    """Look before the other one has come; a login finds its user."""
                    return None if "handle" in email else await super().get_by_email(email)

            async with client_of(names, names["HandleManager"], TooEarly) as http:
                for email, handle, answer in [
                    ("handle@example.com", "ace", (201, None)),
                    ("grace@example.com", "ace", (400, "HANDLE_TAKEN")),
                    ("handle@example.com", "king", (500, None)),
                    ("user.handle@example.com", "queen", (201, None)),
                    ("user.handle@example.com", "king", (500, None)),
                    ("user_handle_key@example.com", "jack", (201, None)),
                    ("user_handle_key@example.com", "king", (500, None)),
                    ("grace@example.com", "king", (201, None)),
                ]:
                    response = await register(http, email, handle)
                    detail = response.json().get("detail") if response.status_code < 500 else None
                    assert (response.status_code, detail) == answer, (email, handle)
                update = await http.patch("/users/me", json={"handle": "ace"})
                assert update.status_code == 500

    asyncio.run(try_it())


@ON_EACH
def test_the_word_handle_may_come_from_an_email_on_postgresql(database: Database) -> None:
    async def refusal() -> str:
        async with whole_app(database) as names, names["async_session_maker"]() as session:
            for _ in range(2):
                adapter = names["SQLAlchemyUserDatabase"](session, names["User"])
                row = {"email": "handle@example.com", "hashed_password": "not-a-hash"}
                try:
                    await adapter.create(row)
                except IntegrityError as error:
                    return str(error.orig)
        raise AssertionError("nothing was refused")

    words = asyncio.run(refusal())
    assert ("handle" in words) is (database is postgresql_database), words


@pytest.mark.parametrize(
    ("exception", "status", "detail"),
    [
        (InvalidPasswordException("too short"), 400, {"code": ..., "reason": "too short"}),
        (HTTPException(400, "too short"), 400, "too short"),
        (ValueError("too short"), 500, None),
    ],
    ids=["InvalidPasswordException", "HTTPException", "ValueError"],
)
def test_what_becomes_of_an_exception_of_validate_password(
    exception: Exception, status: int, detail: Any
) -> None:
    """At a registration, at a change and at a reset."""

    async def try_it() -> None:
        async with whole_app(sqlite_database) as names:

            class Manager(names["UserManager"]):  # type: ignore[misc]
                async def validate_password(self, password: str, user: Any) -> None:
                    if len(password) < 10:
                        raise exception

            async with client_of(names, Manager) as http:
                await http.post("/auth/forgot-password", json={"email": "ada@example.com"})
                _, _, token = names["outbox"][-1]
                new = {"email": "grace@example.com", "password": "short"}
                reset = {"token": token, "password": "short"}
                for response, code in [
                    (await http.post("/auth/register", json=new), "REGISTER_INVALID_PASSWORD"),
                    (await http.patch("/users/me", json=new), "UPDATE_USER_INVALID_PASSWORD"),
                    (
                        await http.post("/auth/reset-password", json=reset),
                        "RESET_PASSWORD_INVALID_PASSWORD",
                    ),
                ]:
                    assert response.status_code == status, code
                    if status < 500:
                        wanted = detail | {"code": code} if isinstance(detail, dict) else detail
                        assert response.json()["detail"] == wanted

    asyncio.run(try_it())
