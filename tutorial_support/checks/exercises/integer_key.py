"""The check integer-key: a login app around a model with an integer key."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

import httpx
from fastapi_users import BaseUserManager
from sqlalchemy import BigInteger, Integer, SmallInteger

from tutorial_support.checks.classes import need_class, need_model, need_schema
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.samples.login_app import (
    Parts,
    ask,
    log_in,
    login_client,
    register,
    reply_of,
)
from tutorial_support.databases import throwaway_database


async def integer_key(Customer: Any, CustomerManager: Any, CustomerRead: Any) -> str:
    """A customer with an integer key registers, logs in and sees their record."""
    table = need_model(Customer, "Customer", "email", "hashed_password", "is_active")
    wanted = "a class that inherits from `BaseUserManager`"
    need_class(CustomerManager, BaseUserManager, "CustomerManager", wanted)
    need_schema(CustomerRead, "CustomerRead", "schemas.BaseUser[int]")
    key, *others = table.primary_key.columns
    if others:
        raise NotYet(f"the key of `Customer` has {1 + len(others)} columns; one, `id`, is wanted")
    if not isinstance(key.type, Integer):
        raise NotYet(f"the key of `Customer` is {key.name}, {key.type!r}; an integer is wanted")
    if isinstance(key.type, BigInteger | SmallInteger):
        raise NotYet(f"SQLite numbers keys of the type Integer only, and this one is {key.type!r}")
    parts = Parts(Customer, CustomerManager, CustomerRead)
    async with throwaway_database(table.metadata) as engine, login_client(engine, parts) as http:
        for email in ("ada@example.com", "grace@example.com"):
            response = await register(http, email)
            if response.status_code != 201:
                raise NotYet(f"a customer could not register: {reply_of(response)}")
            if "hashed_password" in response.json():
                raise NotYet("the answer holds the hashed password")
            await log_in(http, email)
            await _need_me(http, CustomerManager, response.json().get("id"))
    return "two customers registered, logged in and saw their records, with integers as ids"


async def _need_me(http: httpx.AsyncClient, manager: Any, key: Any) -> None:
    parsed = _explain_id(manager, str(key))
    response = await ask(http, "GET", "/users/me")
    if response.status_code != 200:
        raise NotYet(
            f"registering and the login worked, and /users/me answered {response.status_code}: the"
            f" manager makes {parsed} of the id {str(key)!r} in the token"
        )
    found = response.json().get("id")
    if type(found) is not int or found != key:
        raise NotYet(f"/users/me shows the id {found!r}, and the table has {key!r}, an integer")
    if parsed != repr(key):
        raise NotYet(f"the manager makes {parsed} of the id {str(key)!r}; {key!r} is wanted")
    if (wrong := _explain_id(manager, "abc")) != "InvalidID":
        raise NotYet(
            f"the manager makes {wrong} of the id 'abc'; InvalidID is wanted, which becomes a 404"
        )


def _explain_id(manager: Any, words: str) -> str:
    """Return what the manager makes of an id, as it would be written, or which exception."""
    try:
        parsed = manager.__new__(manager).parse_id(words)
    except NotImplementedError:
        raise NotYet(
            "`parse_id` of the manager is that of `BaseUserManager`, which only raises"
            " NotImplementedError: a mixin is missing, or stands after it"
        ) from None
    except Exception as error:
        return type(error).__name__
    if isawaitable(parsed):
        parsed.close()  # type: ignore[attr-defined]
        raise NotYet("`parse_id` is an `async def`; a plain `def` is wanted")
    return repr(parsed)
