"""The checks member-schemas and integer-key of notebook 05: a login app around the answer."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
from fastapi_users import BaseUserManager, UUIDIDMixin, schemas
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from fastapi_users.exceptions import InvalidID
from pydantic import BaseModel
from sqlalchemy import Integer, String, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support.checks.login_app import Parts, ask, log_in, login_client, register, said
from tutorial_support.checks.models import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article
from tutorial_support.checks.sample import sessions
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
    _need_schema(MemberRead, "MemberRead", "schemas.BaseUser[uuid.UUID]")
    for value, label in [(MemberCreate, "MemberCreate"), (MemberUpdate, "MemberUpdate")]:
        _need_schema(value, label, f"schemas.BaseUser{label.removeprefix('Member')}")
        if not hasattr(value, "create_update_dict"):
            raise NotYet(
                f"`{label}` has no `create_update_dict`, by which FastAPI Users takes it: inherit"
                f" from `schemas.BaseUser{label.removeprefix('Member')}`"
            )
    parts = Parts(_Member, _Manager, MemberRead, MemberCreate, MemberUpdate)
    async with throwaway_database(_Base.metadata) as engine, login_client(engine, parts) as http:
        await _need_registration(http, engine)
        await _need_changes(http, engine)
    return (
        "a nickname was given, changed and left alone, one too long refused; credit was shown, and"
        " neither a registration nor a change could set it"
    )


def _need_schema(value: Any, label: str, base: str) -> None:
    if not isinstance(value, type) or not issubclass(value, BaseModel):
        raise NotYet(
            f"`{label}` is {article(value)}; a class that inherits from `{base}` is wanted"
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
        raise NotYet(f"a person with a nickname could not register: {said(response)}")
    member = await _stored(engine, ada)
    _need_unprivileged(member, "registered")
    if member.nickname != "ace":
        raise NotYet(
            f"a person registered with the nickname 'ace', and the row has {member.nickname!r}:"
            " `MemberCreate` lets none through"
        )
    _need_answer(response, member)
    if (response := await register(http, "grace@example.com")).status_code != 201:
        raise NotYet(f"a person without a nickname could not register: {said(response)}")
    if (await _stored(engine, "grace@example.com")).nickname is not None:
        raise NotYet("a person without a nickname got one in the database; it should be NULL")
    if (response := await register(http, "alan@example.com", nickname="x" * 31)).is_success:
        raise NotYet("a nickname of 31 characters was taken at a registration; 422 is wanted")
    for left_out in ("email", "password"):
        new = {"email": "emmy@example.com", "password": "analytical-engine"}
        del new[left_out]
        if (response := await ask(http, "POST", "/register", json=new)).status_code != 422:
            raise NotYet(f"a registration without `{left_out}` gave {said(response)}, not 422")


def _need_unprivileged(member: _Member, what: str) -> None:
    if member.credit != 0:
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
    changes: list[dict[str, Any]] = [{"nickname": "countess"}, {"email": "ada@club.example"}]
    for change in changes:
        response = await ask(http, "PATCH", "/users/me", json=change)
        if response.status_code != 200:
            raise NotYet(f"a change of {', '.join(change)} alone was refused: {said(response)}")
        email = change.get("email", email)
        member = await _stored(engine, email)
        if member.nickname != "countess":
            raise NotYet(
                f"after a change of {', '.join(change)} the nickname is {member.nickname!r}"
            )
        _need_answer(response, member)
    changes = [
        {"credit": 1000},
        {"nickname": "duchess", "credit": 1000},
        {"is_superuser": True},
    ]
    for change in changes:
        await ask(http, "PATCH", "/users/me", json=change)
        _need_unprivileged(await _stored(engine, email), "changed their record")
    response = await ask(http, "PATCH", "/users/me", json={"nickname": "x" * 31})
    if response.is_success:
        raise NotYet("a nickname of 31 characters was taken as a change; 422 is wanted")


async def integer_key(Customer: Any, CustomerManager: Any, CustomerRead: Any) -> str:
    """A customer with an integer key registers, logs in and sees their record."""
    table = need_model(Customer, "Customer", "email", "hashed_password", "is_active")
    if not isinstance(CustomerManager, type) or not issubclass(CustomerManager, BaseUserManager):
        raise NotYet(
            f"`CustomerManager` is {article(CustomerManager)}; a class that inherits from"
            " `BaseUserManager` is wanted"
        )
    _need_schema(CustomerRead, "CustomerRead", "schemas.BaseUser[int]")
    key, *others = table.primary_key.columns
    if others or not isinstance(key.type, Integer):
        raise NotYet(f"the key of `Customer` is {key.name}, {key.type!r}; an integer is wanted")
    parts = Parts(
        Customer, CustomerManager, CustomerRead, schemas.BaseUserCreate, schemas.BaseUserUpdate
    )
    async with throwaway_database(table.metadata) as engine, login_client(engine, parts) as http:
        response = await register(http, "ada@example.com")
        if response.status_code != 201:
            raise NotYet(f"a customer could not register: {said(response)}")
        await log_in(http, "ada@example.com")
        await _need_me(http, CustomerManager, response.json().get("id"))
    return "a customer registered, logged in and saw their record, with an integer as id throughout"


async def _need_me(http: httpx.AsyncClient, manager: Any, key: Any) -> None:
    try:
        parsed = manager.parse_id(manager.__new__(manager), str(key))
    except NotImplementedError:
        raise NotYet(
            "`parse_id` of the manager is that of `BaseUserManager`, which only raises"
            " NotImplementedError: a mixin is missing, or stands after it"
        ) from None
    except InvalidID:
        parsed = InvalidID
    response = await ask(http, "GET", "/users/me")
    if response.status_code != 200:
        why = "InvalidID" if parsed is InvalidID else repr(parsed)
        raise NotYet(
            f"registering and the login worked, and /users/me answered {response.status_code}: the"
            f" manager makes {why} of the id {str(key)!r} in the token"
        )
    found = response.json().get("id")
    if not isinstance(found, int) or found != key:
        raise NotYet(f"/users/me shows the id {found!r}, and the table has {key!r}, an integer")
