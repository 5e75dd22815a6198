"""The check taken-handle: registrations, one by one and at the same moment."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi_users import BaseUserManager, schemas
from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tutorial_support.checks.classes import need_class, need_model
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article
from tutorial_support.checks.samples.login_app import PASSWORD, Parts, login_client, register
from tutorial_support.checks.samples.users import add_users, sessions
from tutorial_support.databases import throwaway_database


class _Registration(schemas.BaseUserCreate):
    handle: str | None = None


async def taken_handle(User: Any, HandleManager: Any) -> str:
    """A taken handle is answered 400 HANDLE_TAKEN, in a race too; all else is as before."""
    need_model(User, "User", "email", "handle")
    need_class(HandleManager, BaseUserManager, "HandleManager", "a class on `UserManager`")
    async with throwaway_database(User.metadata) as engine:
        rivals: list[dict[str, str]] = []
        welcomed: list[str] = []
        lost: list[bool] = []

        class Adapter(SQLAlchemyUserDatabase[Any, Any]):
            async def create(self, create_dict: dict[str, Any]) -> Any:
                while rivals:  # they register after this one has looked, and before it inserts
                    await add_users(engine, User(hashed_password="no", **rivals.pop()))
                return await super().create(create_dict)

        class Manager(HandleManager):  # type: ignore[misc]
            async def create(self, *arguments: Any, **options: Any) -> Any:
                user = await super().create(*arguments, **options)
                if not isinstance(user, User):
                    raise NotYet(f"`create` returned {article(user)}; the user is wanted")
                return user

            async def on_after_register(self, user: Any, request: Any = None) -> None:
                welcomed.append(user.email)
                lost.append(request is None)

        parts = Parts(User, Manager, create=_Registration, adapter=Adapter)
        async with login_client(engine, parts) as http:
            await _need_taken_one_by_one(http)
            rivals.append({"email": "emmy@example.com", "handle": "deuce"})
            await _need_handle_race(http)
            rivals.append({"email": ROSA, "handle": "queen"})
            await _need_email_race(http)
            await _need_answer(http, KURT, {"handle": "jack"}, 201, None)
        async with sessions(engine)() as session:
            handles = set(await session.scalars(select(User.handle)))
    if not {"Ace", "jack"} <= handles:
        raise NotYet(f"two registered with the handles 'Ace' and 'jack'; the table has {handles}")
    if sorted(welcomed) != ["ada@example.com", "alan@example.com", "grace@example.com", KURT]:
        raise NotYet("`on_after_register` did not run once for each person who registered")
    if any(lost):
        raise NotYet("`on_after_register` got no request: pass it on in `create`")
    return "one by one and at the same moment, a taken handle was told HANDLE_TAKEN; nothing else"


KURT = "kurt@example.com"
ROSA = "user.handle@example.com"  # an error that quotes it need not be about a handle


async def _need_answer(
    http: httpx.AsyncClient, email: str, more: dict[str, Any], status: int, detail: str | None
) -> None:
    response = await register(http, email, **more)
    given = response.json().get("detail")
    code = given.get("code") if isinstance(given, dict) and "reason" in given else given
    if response.status_code != status or code != detail:
        what = f"{email} with {more.get('handle') or 'no handle'}"
        wanted = f"{status}, {detail!r}" if detail else str(status)
        answered = f"{response.status_code}, {given!r}" if given else str(response.status_code)
        raise NotYet(f"{what} was answered {answered}; {wanted} is wanted")
    if status == 201 and response.json()["is_superuser"]:
        raise NotYet("a person registered with `is_superuser` and is one: pass on `safe`")


async def _need_taken_one_by_one(http: httpx.AsyncClient) -> None:
    ace = {"handle": "Ace", "is_superuser": True}
    await _need_answer(http, "ada@example.com", ace, 201, None)
    await _need_answer(http, "grace@example.com", {"handle": "Ace"}, 400, "HANDLE_TAKEN")
    await _need_answer(http, "grace@example.com", {}, 201, None)
    await _need_answer(http, "alan@example.com", {}, 201, None)
    again = {"handle": "ada"}
    await _need_answer(http, "ADA@example.com", again, 400, "REGISTER_USER_ALREADY_EXISTS")
    weak = {"password": "short"}
    await _need_answer(http, KURT, weak, 400, "REGISTER_INVALID_PASSWORD")


async def _need_handle_race(http: httpx.AsyncClient) -> None:
    with about("somebody took the same handle after the look and before the insert:"):
        await _need_answer(http, KURT, {"handle": "deuce"}, 400, "HANDLE_TAKEN")


async def _need_email_race(http: httpx.AsyncClient) -> None:
    """Whatever comes out, it is not about the handle, and no answer of None."""
    new = {"email": ROSA, "password": PASSWORD, "handle": "king"}
    try:
        response = await http.post("/register", json=new)
    except IntegrityError:
        return
    except NotYet as reason:
        raise NotYet(
            f"where the database refused a taken e-mail, {reason}: raise what is not yours again"
        ) from reason
    if "HANDLE_TAKEN" in response.text:
        raise NotYet(
            "somebody took the same *e-mail* after the look and before the insert, and the answer"
            " was HANDLE_TAKEN: look at what the database refused"
        )
