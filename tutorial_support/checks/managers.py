"""The checks password-rule and first-superuser of notebook 10: a manager, without HTTP."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from fastapi_users import BaseUserManager, InvalidPasswordException, UUIDIDMixin, schemas
from fastapi_users.exceptions import UserAlreadyExists
from sqlalchemy import select

from tutorial_support.checks.login_app import (
    PASSWORD,
    QUICK,
    Parts,
    make_manager,
)
from tutorial_support.checks.models import need_class, need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, describe, need_function
from tutorial_support.checks.sample import SampleUser, add_users, sessions
from tutorial_support.databases import throwaway_database

RULES = {  # a password, and the rule that it breaks, for an e-mail
    ("ada@example.com", "short"): "12 characters",
    ("grace@example.com", "elevenchars"): "12 characters",
    ("ada@example.com", "twelve chars"): "",
    ("ada@example.com", "Love-lace-1815-ADA"): "e-mail",
    ("Grace@example.com", "amazinggrace-1906"): "e-mail",
    ("ada@example.com", "example.com-is-a-domain"): "",
    ("a.l@example.com", "tail of a whale"): "",
    ("ada@example.com", "x" * 60): "",
    ("ada@example.com", " twelve char "[:12]): "",
    ("ada@example.com", "a-d-a lovelace"): "",
    ("ada@example.com", "übergröße\u00df"): "12 characters",  # ten characters, thirteen bytes
}


async def password_rule(ClubManager: Any) -> str:
    """`validate_password` refuses short passwords and those that hold the e-mail's name."""
    need_class(ClubManager, BaseUserManager, "ClubManager", "a class on `UserManager`")
    if "validate_password" not in vars(ClubManager):
        raise NotYet("`ClubManager` has no `validate_password` of its own")
    reasons: dict[str, str] = {}
    async with throwaway_database() as engine, sessions(engine)() as session:
        manager = make_manager(Parts(SampleUser, ClubManager), session)
        drawn = {("emmy@example.com", secrets.token_hex(5)): "12 characters"}  # nobody knows it
        drawn[("emmy@example.com", f"{secrets.token_hex(5)}Emmy")] = "e-mail"
        drawn[("emmy@example.com", secrets.token_hex(6))] = ""
        for (email, password), rule in (RULES | drawn).items():
            new = schemas.BaseUserCreate(email=email, password=password)
            old = SampleUser(email=email, hashed_password="not-a-hash")
            for user, when in [(new, "at a registration"), (old, "at a change")]:
                words = f"{password!r} for {email}, {when},"
                reason = await _reason(manager, password, user, words, rule)
                reasons.setdefault(rule, reason)
    if reasons["12 characters"] == reasons["e-mail"]:
        raise NotYet(
            f"both rules give the same reason, {reasons['e-mail']!r}: say which one was broken"
        )
    return (
        f"{len(RULES | drawn)} passwords, at a registration and at a change; the reasons are"
        f" {reasons['12 characters']!r} and {reasons['e-mail']!r}"
    )


async def _reason(manager: Any, password: str, user: Any, words: str, rule: str) -> str:
    """Return the reason of a refusal, "" where the password was taken."""
    try:
        given = await call(manager.validate_password, password, user)
    except NotYet as error:
        cause = error.__cause__
        if not isinstance(cause, InvalidPasswordException):
            why = "" if cause is None else "; InvalidPasswordException is wanted"
            raise NotYet(f"{words[:-1]}: {error}{why}") from error
        reason = cause.reason
    else:
        if not rule:
            return ""
        more = ""
        if given is not None:
            more = f"; it returned {given!r}, and nobody looks at what it returns"
        raise NotYet(f"{words} was taken, and it breaks the rule about the {rule}{more}")
    if not rule:
        raise NotYet(f"{words} was refused with {reason!r}, and it breaks no rule")
    if not isinstance(reason, str) or not reason.strip():
        raise NotYet(f"{words} was refused with the reason {reason!r}; words are wanted")
    if len(password) > 9 and password in reason:  # "short" is in "too short"
        raise NotYet("the reason repeats the password, and would show it in logs")
    return reason


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
                return await _made(make_superuser, make_manager(parts, session), email, password)

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
            before = await _rows(engine, User)
            given = await make(email)
            if await _rows(engine, User) != before:
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


async def _made(make_superuser: Any, manager: Any, email: str, password: str) -> Any:
    try:
        return await call(make_superuser, manager, email, password)
    except NotYet as error:
        if isinstance(error.__cause__, UserAlreadyExists):
            raise NotYet(
                f"for {email}, which is taken, UserAlreadyExists came out of it; None is wanted"
            ) from None
        raise


async def _rows(engine: Any, user: Any) -> list[tuple[Any, ...]]:
    async with sessions(engine)() as session:
        return [tuple(row) for row in await session.execute(select(user.__table__))]


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
