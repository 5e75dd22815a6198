"""The check off-the-loop: passwords are hashed in threads, two at once."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi_users import BaseUserManager
from sqlalchemy import select

from tutorial_support.checks.classes import need_class
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.samples.logins import RIGHT, Hashing, Logins
from tutorial_support.checks.samples.users import USER, SampleBase, SampleUser, add_users, sessions
from tutorial_support.databases import throwaway_database

WORKS = 0.03  # seconds that a password takes
NAMES = ("ada", "alan", "emmy", "grace", "rosa")


async def off_the_loop(OffLoopManager: Any) -> str:
    """`authenticate` leaves the loop free, two at once at most, and is else as it was."""
    need_class(OffLoopManager, BaseUserManager, "OffLoopManager", "a class on `UserManager`")
    hashing = Hashing(WORKS)
    async with throwaway_database(SampleBase.metadata) as engine:
        hashed = f"hash of {RIGHT}"
        people = [SampleUser(email=f"{n}@example.com", hashed_password=hashed) for n in NAMES]
        people[4].is_active = False
        old = SampleUser(email="kurt@example.com", hashed_password=f"old {hashed}")
        await add_users(engine, *people, old)
        logins = Logins(engine, OffLoopManager, hashing)
        with hashing.instead():
            await _need_same_answers(logins, hashing)
            async with sessions(engine)() as session:
                stored = set(await session.scalars(select(USER.c.hashed_password)))
            if stored != {hashed}:
                words = "the plain password" if RIGHT in stored else "not it"
                raise NotYet(
                    "`verify_and_update` gave a new hash for kurt@example.com; what is saved is"
                    f" {words}"
                )
            hashing.most = 0
            emails = [*(f"{name}@example.com" for name in NAMES), "nobody@example.com"]
            await asyncio.gather(*(logins.log_in(email) for email in emails))
        if hashing.most > 2:
            raise NotYet(
                f"six logins at once, and {hashing.most} passwords were worked on at the same time;"
                " two at most: is the limit one for all instances?"
            )
        _need_free_loop(hashing)
    return "the loop stayed free, two passwords at once at most, the same answers, new hashes saved"


def _need_free_loop(hashing: Hashing) -> None:
    if hashing.thread in hashing.threads:
        raise NotYet("`password_helper` worked in the event loop's own thread, and held it up")
    if hashing.still:
        raise NotYet("a thread worked, and the event loop stood still meanwhile: await the thread")


async def _need_same_answers(logins: Logins, hashing: Hashing) -> None:
    cases = [
        ("ada@example.com", RIGHT, "ada@example.com"),
        ("ada@example.com", "wrong", None),
        ("nobody@example.com", RIGHT, None),
        ("kurt@example.com", RIGHT, "kurt@example.com"),
        ("KURT@example.com", RIGHT, "kurt@example.com"),
        ("rosa@example.com", RIGHT, "rosa@example.com"),
    ]
    for email, password, wanted in cases:
        before = len(hashing.threads)
        given = await logins.log_in(email, password)
        if hashing.now:
            raise NotYet("`authenticate` returned before the hash was done: is it awaited?")
        which = "the right password" if password == RIGHT else "a wrong password"
        if given != wanted:
            words = "the user" if wanted else "None"
            why = ", who is switched off: the router refuses her" if "rosa" in email else ""
            raise NotYet(f"for {email} with {which}, it gave {given}; {words} is wanted{why}")
        worked = len(hashing.threads) - before
        if worked != 1:
            raise NotYet(
                f"for {email} {worked} passwords were worked on, and one for others: the time"
                " would tell who has an account"
            )
        _need_free_loop(hashing)
