"""The check taken-handle of notebook 06: registrations, one by one and at the same moment."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpx
from fastapi_users import BaseUserManager, schemas
from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import select

from tutorial_support.checks.login_app import (
    Parts,
    login_client,
    register,
    said,
)
from tutorial_support.checks.models import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article
from tutorial_support.checks.sample import sessions
from tutorial_support.databases import throwaway_database


class _Registration(schemas.BaseUserCreate):
    handle: str | None = None


async def taken_handle(User: Any, HandleManager: Any) -> str:
    """A taken handle is answered 400 HANDLE_TAKEN, in a race too; all else is as before."""
    need_model(User, "User", "email", "handle")
    if not isinstance(HandleManager, type) or not issubclass(HandleManager, BaseUserManager):
        raise NotYet(
            f"`HandleManager` is {article(HandleManager)}; a class on `UserManager` is wanted"
        )
    arrived: list[asyncio.Event] = []
    welcomed: list[str] = []

    class Adapter(SQLAlchemyUserDatabase[Any, Any]):
        async def create(self, create_dict: dict[str, Any]) -> Any:
            await _meet(arrived)
            return await super().create(create_dict)

    class Manager(HandleManager):  # type: ignore[misc]
        async def on_after_register(self, user: Any, request: Any = None) -> None:
            welcomed.append(user.email)

    read = schemas.BaseUser[uuid.UUID]
    parts = Parts(User, Manager, read, _Registration, schemas.BaseUserUpdate, adapter=Adapter)
    async with throwaway_database(User.metadata) as engine, login_client(engine, parts) as http:
        await _need_taken_one_by_one(http)
        arrived[:] = [asyncio.Event(), asyncio.Event()]
        both = await asyncio.gather(
            _race(http, "emmy@example.com", handle="deuce"),
            _race(http, "kurt@example.com", handle="deuce"),
        )
        _need_one_winner(both)
        arrived[:] = [asyncio.Event(), asyncio.Event()]
        for answer in await asyncio.gather(*[_race(http, "rosa@example.com") for _ in range(2)]):
            if isinstance(answer, httpx.Response) and "HANDLE_TAKEN" in answer.text:
                raise NotYet(
                    "two registered the same e-mail at the same moment, without a handle, and one"
                    " was told HANDLE_TAKEN: look at what the database refused"
                )
        async with sessions(engine)() as session:
            emails = set(await session.scalars(select(User.email)))
    if set(welcomed) != emails or len(welcomed) != len(emails):
        raise NotYet("`on_after_register` did not run once for each person who registered")
    return (
        "one by one and at the same moment, the second was told HANDLE_TAKEN, and nobody else was"
    )


async def _meet(arrived: list[asyncio.Event]) -> None:
    """Let two registrations wait for each other, right before their INSERT."""
    if arrived:
        mine = arrived.pop()
        mine.set()
        for other in [mine, *arrived]:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(other.wait(), 0.3)


async def _race(http: httpx.AsyncClient, email: str, **more: Any) -> httpx.Response | NotYet:
    try:
        return await register(http, email, **more)
    except NotYet as reason:
        return reason


async def _need_taken_one_by_one(http: httpx.AsyncClient) -> None:
    wanted: list[tuple[str, dict[str, Any], int, str]] = [
        ("ada@example.com", {"handle": "ace", "is_superuser": True}, 201, ""),
        ("grace@example.com", {"handle": "ace"}, 400, "HANDLE_TAKEN"),
        ("grace@example.com", {}, 201, ""),
        ("alan@example.com", {}, 201, ""),
        ("ADA@example.com", {"handle": "ada"}, 400, "REGISTER_USER_ALREADY_EXISTS"),
    ]
    for email, more, status, detail in wanted:
        what = f"{email} with {more.get('handle') or 'no handle'}"
        response = await register(http, email, **more)
        if response.status_code != status or (detail and response.json()["detail"] != detail):
            answer = f"{status}, {detail}" if detail else str(status)
            raise NotYet(f"{what} was answered {said(response)}; {answer} is wanted")
        if status == 201 and response.json()["is_superuser"]:
            raise NotYet("a person registered with `is_superuser` and is one: pass on `safe`")


def _need_one_winner(both: Iterable[httpx.Response | NotYet]) -> None:
    for answer in both:
        if isinstance(answer, NotYet):
            raise NotYet(f"two registered the same handle at the same moment: {answer}")
    answers = sorted((answer.status_code, answer.text) for answer in both)  # type: ignore[union-attr]
    (first, _), (second, text) = answers
    if (first, second) != (201, 400) or "HANDLE_TAKEN" not in text:
        raise NotYet(
            f"two registered the same handle at the same moment and were answered {first} and"
            f" {second}, {text[:60]}; one 201, and one 400 with HANDLE_TAKEN are wanted"
        )
