"""The check first-superuser: a function that makes a superuser, called again and again."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi_users import BaseUserManager, InvalidPasswordException, UUIDIDMixin
from fastapi_users.exceptions import UserAlreadyExists
from sqlalchemy import select

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, describe, need_function
from tutorial_support.checks.samples.login_app import (
    PASSWORD,
    QUICK,
    Parts,
    make_manager,
)
from tutorial_support.checks.samples.users import add_users, rows, sessions
from tutorial_support.databases import throwaway_database


async def first_superuser(User: Any, make_superuser: Any) -> str:
    """`make_superuser` makes a verified superuser once, and leaves others alone."""
    need_model(User, "User", "email", "hashed_password")
    need_function(make_superuser, "make_superuser")
    seen: list[Any] = []

    class Manager(UUIDIDMixin, BaseUserManager[Any, uuid.UUID]):
        async def validate_password(self, password: str, user: Any) -> None:
            if len(password) < 10:
                raise InvalidPasswordException("use at least 10 characters")

        async def on_after_register(self, user: Any, request: Any = None) -> None:
            seen.append((user.email, user.is_superuser, user.is_verified))

    parts = Parts(User, Manager)
    async with throwaway_database(User.metadata) as engine:
        ada = User(email="Ada@example.com", hashed_password=QUICK.hash(PASSWORD))
        await add_users(engine, ada)

        async def make(email: str, password: str = f"{PASSWORD}!") -> Any:
            async with sessions(engine)() as session:
                return await _call(make_superuser, make_manager(parts, session), email, password)

        for email in ("root-7@example.com", "admin-8@example.com"):
            if (given := await make(email)) is None:
                raise NotYet(
                    f"for {email}, which is new, it returned None; the user is wanted, made with"
                    " the `manager` that is handed in"
                )
            await _need_superuser(engine, User, given, email)
            if seen != [(email, True, True)]:
                raise NotYet(_about_the_hook(seen))
            seen.clear()
        for email in ("admin-8@example.com", "ada@example.com"):
            before = await rows(engine, User.__table__)
            given = await make(email)
            if await rows(engine, User.__table__) != before:
                raise NotYet(f"{email} had an account already, and the table has changed")
            if given is not None:
                raise NotYet(f"for {email}, which is taken, it returned {article(given)}, not None")
        try:
            await make("weak@example.com", "short")
        except NotYet as reason:
            if not isinstance(reason.__cause__, InvalidPasswordException):
                raise
        else:
            raise NotYet(
                "a password that the manager refuses went through without a word: let the"
                " manager's rule and its exception stand"
            )
    return "two superusers can log in; a second run and somebody else's account changed nothing"


def _about_the_hook(seen: list[Any]) -> str:
    if not seen:
        return "the manager's `on_after_register` did not run: make the user with the manager"
    return "`on_after_register` saw somebody who was no verified superuser yet: set the flags first"


async def _call(make_superuser: Any, manager: Any, email: str, password: str) -> Any:
    try:
        return await call(make_superuser, manager, email, password)
    except NotYet as error:
        if isinstance(error.__cause__, UserAlreadyExists):
            raise NotYet(
                f"for {email}, which is taken, UserAlreadyExists came out of it; None is wanted"
            ) from None
        raise


async def _need_superuser(engine: Any, model: Any, given: Any, email: str) -> None:
    async with sessions(engine)() as session:
        user = await session.scalar(select(model).filter_by(email=email))
    if user is None:
        raise NotYet(f"afterwards the table has nobody with the e-mail {email}")
    for flag in ("is_superuser", "is_verified", "is_active"):
        if getattr(user, flag) is not True:
            why = ": `safe=True` drops the flags" if flag == "is_superuser" else ""
            raise NotYet(f"{email} is in the table, and `{flag}` is False{why}")
    if user.hashed_password == f"{PASSWORD}!":
        raise NotYet(f"the row of {email} holds the password itself, not a hash")
    try:
        fits, _ = QUICK.verify_and_update(f"{PASSWORD}!", user.hashed_password)
    except Exception as error:
        raise NotYet(f"{email} cannot log in: {describe(error)}") from error
    if not fits:
        raise NotYet(f"{email} cannot log in: the hash in the row is of another password")
    if getattr(given, "email", None) != email:
        raise NotYet(f"for {email} it returned {article(given)}; the user is wanted")
