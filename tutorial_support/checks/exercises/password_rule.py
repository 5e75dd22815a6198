"""The check password-rule: passwords at a registration and at a change."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi_users import BaseUserManager, InvalidPasswordException, schemas

from tutorial_support.checks.classes import need_class
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import call
from tutorial_support.checks.samples.login_app import (
    Parts,
    make_manager,
)
from tutorial_support.checks.samples.users import SampleUser, sessions
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
    ("ada@example.com", " twelve char"): "",
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
