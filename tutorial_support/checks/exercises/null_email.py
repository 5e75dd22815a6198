"""The check null-email: what an update lets through."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
from fastapi_users import BaseUserManager, UUIDIDMixin
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from pydantic import BaseModel
from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support.checks.classes import need_class
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.samples.login_app import (
    PASSWORD,
    QUICK,
    Parts,
    ask,
    log_in,
    login_client,
    reply_of,
)
from tutorial_support.checks.samples.users import add_users, sessions
from tutorial_support.databases import throwaway_database


class _Base(DeclarativeBase):
    pass


class _Member(SQLAlchemyBaseUserTableUUID, _Base):
    full_name: Mapped[str | None] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(5), default="en")
    handle: Mapped[str | None] = mapped_column(String(30))


class _Manager(UUIDIDMixin, BaseUserManager[_Member, uuid.UUID]):
    pass


async def null_email(SafeUpdate: Any) -> str:
    """`SafeUpdate` refuses null where the column is NOT NULL, and nothing else."""
    need_class(SafeUpdate, BaseModel, "SafeUpdate", "a class on `UserUpdate`")
    if not hasattr(SafeUpdate, "create_update_dict"):
        raise NotYet("`SafeUpdate` has no `create_update_dict`: let it inherit from `UserUpdate`")
    parts = Parts(_Member, _Manager, update=SafeUpdate)
    async with throwaway_database(_Base.metadata) as engine, login_client(engine, parts) as http:
        root = _Member(
            id=uuid.UUID(int=1),
            email="root@example.com",
            hashed_password=QUICK.hash(PASSWORD),
            full_name="Ada",
            is_superuser=True,
        )
        await add_users(engine, root)
        await log_in(http, root.email)
        mine = f"/users/{root.id}"  # here, a superuser may change the flags
        for name in ("email", "is_active", "is_superuser", "is_verified"):
            await _need_refused(http, engine, mine, name)
        await _need_refused(http, engine, "/users/me", "email")
        changes: list[dict[str, Any]] = [
            {"is_verified": True},
            {"is_verified": False},
            {"email": "root@club.example"},
            {"full_name": None},
            {"handle": "ace"},
            {"handle": None},
            {"language": "pt"},
            {"password": f"{PASSWORD}!"},
            {},
        ]
        for change in changes:
            response = await _change(http, mine, change, f"the change {change} was not made")
            if response.status_code != 200:
                raise NotYet(f"the change {change} was refused: {reply_of(response)}")
            row = await _row(engine)
            for name, value in change.items():
                if name != "password" and getattr(row, name) != value:
                    raise NotYet(f"the change {change} left {getattr(row, name)!r} in the row")
        nobody = {"email": "nobody"}
        response = await _change(http, mine, nobody, "the e-mail 'nobody' was not refused")
        if response.status_code != 422:
            raise NotYet(f"the e-mail 'nobody' was answered {reply_of(response)}; 422 is wanted")
        if not QUICK.verify_and_update(f"{PASSWORD}!", (await _row(engine)).hashed_password)[0]:
            raise NotYet("a change of the password was answered 200, and it has not changed")
    return "null was refused in four fields; what else could be changed still can"


async def _change(
    http: httpx.AsyncClient, path: str, change: dict[str, Any], words: str
) -> httpx.Response:
    with about(f"{words}:"):
        return await ask(http, "PATCH", path, json=change)


async def _row(engine: AsyncEngine) -> _Member:
    async with sessions(engine)() as session:
        return (await session.scalars(select(_Member))).one()


async def _need_refused(http: httpx.AsyncClient, engine: AsyncEngine, path: str, name: str) -> None:
    before = getattr(await _row(engine), name)
    response = await _change(http, path, {name: None}, f"null for `{name}` was not refused")
    if response.status_code != 422:
        raise NotYet(f"null for `{name}` was answered {reply_of(response)}; 422 is wanted")
    if getattr(await _row(engine), name) != before:
        raise NotYet(f"null for `{name}` was refused, and the row has changed all the same")
