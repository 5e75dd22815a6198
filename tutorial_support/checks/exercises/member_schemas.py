"""The check member-schemas: a login app around three schemas."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
from fastapi_users import BaseUserManager, UUIDIDMixin
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support.checks.classes import need_schema
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import learners_code
from tutorial_support.checks.samples.login_app import (
    Parts,
    ask,
    log_in,
    login_client,
    register,
    reply_of,
)
from tutorial_support.checks.samples.users import sessions
from tutorial_support.databases import throwaway_database


class _Base(DeclarativeBase):
    pass


class _Member(SQLAlchemyBaseUserTableUUID, _Base):
    nickname: Mapped[str | None] = mapped_column(String(30))
    credit: Mapped[int] = mapped_column(default=0)


class _Manager(UUIDIDMixin, BaseUserManager[_Member, uuid.UUID]):
    pass


async def member_schemas(MemberRead: Any, MemberCreate: Any, MemberUpdate: Any) -> str:
    """Three schemas: a nickname comes in and out, credit only goes out."""
    need_schema(MemberRead, "MemberRead", "schemas.BaseUser[uuid.UUID]")
    for value, label in [(MemberCreate, "MemberCreate"), (MemberUpdate, "MemberUpdate")]:
        need_schema(value, label, f"schemas.BaseUser{label.removeprefix('Member')}")
        if not hasattr(value, "create_update_dict"):
            raise NotYet(
                f"`{label}` has no `create_update_dict`, by which FastAPI Users takes it: inherit"
                f" from `schemas.BaseUser{label.removeprefix('Member')}`"
            )
        _need_no_credit(value, label)
    parts = Parts(_Member, _Manager, MemberRead, MemberCreate, MemberUpdate)
    async with throwaway_database(_Base.metadata) as engine, login_client(engine, parts) as http:
        await _need_registration(http, engine)
        await _need_changes(http, engine)
    return (
        "a nickname was given, changed and left alone, one too long refused; credit was shown, and"
        " neither a registration nor a change could set it"
    )


def _need_no_credit(schema: Any, label: str) -> None:
    """Refuse a field that lets some values through: here, none is validated."""
    values = {"email": "ada@example.com", "password": "analytical", "credit": 1}
    with learners_code():
        sent = schema.model_construct(set(values), **values).create_update_dict()
    if "credit" in sent and "credit" in schema.model_fields:
        raise NotYet(
            f"`{label}` has a field `credit`, and what it lets through is stored: a person could"
            " give themselves credit"
        )


async def _stored(engine: AsyncEngine, email: str) -> _Member:
    async with sessions(engine)() as session:
        member = await session.scalar(select(_Member).filter_by(email=email))
    if member is None:
        raise NotYet(f"after the registration the table has nobody with the e-mail {email}")
    return member


async def _need_registration(http: httpx.AsyncClient, engine: AsyncEngine) -> None:
    ada, wants = "ada@example.com", {"nickname": "ace", "credit": 1000, "is_superuser": True}
    response = await register(http, ada, **wants)
    if response.status_code == 422:  # a schema may also refuse what it does not know
        response = await register(http, ada, nickname="ace")
    if response.status_code != 201:
        raise NotYet(f"a person with a nickname could not register: {reply_of(response)}")
    member = await _stored(engine, ada)
    _need_unprivileged(member, "registered")
    if member.nickname != "ace":
        raise NotYet(
            f"a person registered with the nickname 'ace', and the row has {member.nickname!r}:"
            " `MemberCreate` lets none through"
        )
    _need_answer(response, member)
    if (response := await register(http, "grace@example.com")).status_code != 201:
        raise NotYet(f"a person without a nickname could not register: {reply_of(response)}")
    if (await _stored(engine, "grace@example.com")).nickname is not None:
        raise NotYet("a person without a nickname got one in the database; it should be NULL")
    for length, status in [(1, 201), (30, 201), (31, 422)]:
        response = await register(http, f"n{length}@example.com", nickname="x" * length)
        if response.status_code != status:
            raise NotYet(
                f"at a registration, a nickname of {length} character(s) was answered"
                f" {reply_of(response)}; {status} is wanted"
            )
    for left_out in ("email", "password"):
        new = {"email": "emmy@example.com", "password": "analytical-engine"}
        del new[left_out]
        if (response := await ask(http, "POST", "/register", json=new)).status_code != 422:
            raise NotYet(f"a registration without `{left_out}` gave {reply_of(response)}, not 422")


def _need_unprivileged(member: _Member, what: str, credit: int = 0) -> None:
    if member.credit != credit:
        raise NotYet(f"a person {what} with a credit of their own, and the row has {member.credit}")
    if member.is_superuser:
        raise NotYet(f"a person {what} with `is_superuser`, and the row has it")


def _need_answer(response: httpx.Response, member: _Member) -> None:
    body = response.json()
    if "hashed_password" in body:
        raise NotYet("the answer holds the hashed password")
    for name in ("id", "email", "nickname", "credit"):
        if name not in body:
            raise NotYet(f"the answer has no `{name}`: `MemberRead` says what goes out")
        if body[name] != (str(member.id) if name == "id" else getattr(member, name)):
            raise NotYet(f"the answer has {body[name]!r} as `{name}`, and the row another value")


async def _need_changes(http: httpx.AsyncClient, engine: AsyncEngine) -> None:
    await log_in(http, email := "ada@example.com")
    async with sessions(engine)() as session:
        (await session.scalars(select(_Member).filter_by(email=email))).one().credit = 50
        await session.commit()
    changes: list[dict[str, Any]] = [
        {"nickname": "x" * 30},
        {"nickname": None},
        {"nickname": "countess"},
        {"email": "ada@club.example"},
    ]
    nickname: str | None = "ace"
    for change in changes:
        response = await ask(http, "PATCH", "/users/me", json=change)
        what = f"a change of {', '.join(change)} to {next(iter(change.values()))!r}"
        if response.status_code != 200:
            raise NotYet(f"{what} was refused: {reply_of(response)}")
        email, nickname = change.get("email", email), change.get("nickname", nickname)
        member = await _stored(engine, email)
        if member.nickname != nickname:
            raise NotYet(f"after {what} the nickname is {member.nickname!r}, not {nickname!r}")
        _need_answer(response, member)
    changes = [{"credit": 1000}, {"nickname": "duchess", "credit": -5}, {"is_superuser": True}]
    for change in changes:
        await ask(http, "PATCH", "/users/me", json=change)
        _need_unprivileged(await _stored(engine, email), "changed their record", 50)
    response = await ask(http, "PATCH", "/users/me", json={"nickname": "x" * 31})
    if response.status_code != 422:
        raise NotYet(
            f"a change to a nickname of 31 characters was answered {reply_of(response)}, not 422"
        )
