"""The check off-the-loop of notebook 11: passwords are hashed in threads, two at once."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from fastapi_users import BaseUserManager
from sqlalchemy import select

from tutorial_support.checks.logins import RIGHT, Helper, Logins
from tutorial_support.checks.models import need_class
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.sample import SampleBase, SampleUser, add_users, sessions
from tutorial_support.databases import throwaway_database

USER: Any = SampleUser.__table__
WORKS = 0.03  # seconds that the helper needs for a password


async def off_the_loop(OffLoopManager: Any) -> str:
    """`authenticate` leaves the loop free, two at once at most, and is else as it was."""
    need_class(OffLoopManager, BaseUserManager, "OffLoopManager", "a class on `UserManager`")
    helper = Helper(WORKS)
    async with throwaway_database(SampleBase.metadata) as engine:
        old = SampleUser(email="kurt@example.com", hashed_password=f"old hash of {RIGHT}")
        ada = SampleUser(email="ada@example.com", hashed_password=f"hash of {RIGHT}")
        await add_users(engine, ada, old)
        logins = Logins(engine, OffLoopManager, helper)
        await _need_same_answers(logins, helper)
        if threading.get_ident() in helper.threads:
            raise NotYet("`password_helper` worked in the event loop's own thread, and held it up")
        async with sessions(engine)() as session:
            query = select(USER.c.hashed_password).order_by(USER.c.email)
            stored = list(await session.scalars(query))
        if stored != [f"hash of {RIGHT}"] * 2:
            raise NotYet(
                "`verify_and_update` gave a new hash for kurt@example.com; it is not saved"
            )
        helper.most = 0
        emails = ["ada@example.com", "nobody@example.com"] * 3
        await asyncio.gather(*(logins.log_in(email) for email in emails))
        if helper.most > 2:
            raise NotYet(
                f"six logins at once, and {helper.most} passwords were worked on at the same time;"
                " two at most: is the limit one for all instances?"
            )
        if threading.get_ident() in helper.threads:
            raise NotYet("with six logins at once, the event loop's own thread computed a hash")
    return "the loop stayed free, two passwords at once at most, the same answers, new hashes saved"


async def _need_same_answers(logins: Logins, helper: Helper) -> None:
    cases = [
        ("ada@example.com", RIGHT, "ada@example.com"),
        ("ada@example.com", "wrong", None),
        ("nobody@example.com", RIGHT, None),
        ("kurt@example.com", RIGHT, "kurt@example.com"),
        ("KURT@example.com", RIGHT, "kurt@example.com"),
    ]
    for email, password, wanted in cases:
        before = len(helper.threads)
        given = await logins.log_in(email, password)
        which = "the right password" if password == RIGHT else "a wrong password"
        if given != wanted:
            words = "the user" if wanted else "None"
            raise NotYet(f"for {email} with {which}, it gave {given}; {words} is wanted")
        worked = len(helper.threads) - before
        if worked != 1:
            raise NotYet(
                f"for {email} the helper worked {worked} times, and once for others: the time"
                " would tell who has an account"
            )
