"""The check login-limit: five failures in a minute, and no more."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from fastapi_users import BaseUserManager
from starlette.exceptions import HTTPException

from tutorial_support.checks.classes import need_class
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.samples.logins import RIGHT, Hashing, Logins
from tutorial_support.checks.samples.users import SampleBase, SampleUser, add_users
from tutorial_support.databases import throwaway_database


async def login_limit(LimitedManager: Any) -> str:
    """`authenticate` refuses after five failures in a minute; a success forgets them."""
    need_class(LimitedManager, BaseUserManager, "LimitedManager", "a class on `UserManager`")
    hashing = Hashing()
    async with throwaway_database(SampleBase.metadata) as engine:
        word = secrets.token_hex(4)  # what an earlier run of this check counted is of others
        names = ("ada", "emmy", "Kurt", "rosa", "alan", "max")
        ada, emmy, kurt, rosa, alan, maximilian = (f"{n}-{word}@example.com" for n in names)
        namesake, nobody = f"ada-{word}@example.org", f"nobody-{word}@example.com"
        people = (ada, emmy, kurt, rosa, alan, maximilian, namesake)
        hashed = f"hash of {RIGHT}"
        await add_users(engine, *(SampleUser(email=e, hashed_password=hashed) for e in people))
        logins = Logins(engine, LimitedManager, hashing)
        with hashing.instead():
            with about("ten times the right password:"):
                for _ in range(10):
                    await _need_in(logins, emmy)
            for given in await asyncio.gather(logins.log_in(emmy), logins.log_in(emmy)):
                if given != emmy:
                    raise NotYet(f"of two right logins at the same moment, one gave {given!r}")
            await _fails(logins, ada, 5, "of the first five wrong passwords, the one of")
            await _need_refusal(logins, ada, "the right password")
            for other in (emmy, namesake):
                if await logins.log_in(other) != other:
                    raise NotYet(f"after the failures of {ada}, {other} cannot log in")
            with about(f"after somebody else, {other}, has logged in:"):
                await _need_refusal(logins, ada, "the right password")
            await _fails(logins, nobody, 5, "of five tries for nobody, the one of")
            with about("an e-mail that nobody has is to be limited, too:"):
                await _need_refusal(logins, nobody, "a sixth try")
            for _ in range(3):
                await _fails(logins, kurt, 4, "of four failures after a success, the one of")
                with about("after four failures"):
                    await _need_in(logins, kurt)
            answers = await asyncio.gather(*(logins.log_in(maximilian, "wrong") for _ in range(20)))
            if (tried := answers.count(None)) != 5:
                why = ": count before the hash is computed, and take it back on success"
                raise NotYet(
                    f"of twenty wrong passwords at the same moment, {tried} were tried; five are"
                    f" wanted{why if tried > 5 else ''}"
                )
            await _need_minutes(logins, ada, nobody, rosa, alan)
    return "after five failures, in any capitals, 429 without a hash; a success or a minute forgets"


async def _fails(logins: Logins, email: str, times: int, words: str) -> None:
    for number in range(times):
        form = email if number % 2 else email.upper()
        given = await logins.log_in(form, "wrong")
        if isinstance(given, HTTPException):
            raise NotYet(f"{words} {form}, number {number + 1}, was refused with 429 already")
        if given is not None:
            raise NotYet(f"for {form} and a wrong password it returned {given}; None is wanted")


async def _need_in(logins: Logins, email: str) -> None:
    given = await logins.log_in(email)
    if given != email:
        said = "429" if isinstance(given, HTTPException) else repr(given)
        raise NotYet(f"the right password for {email} was answered {said}; the user is wanted")


async def _need_refusal(logins: Logins, email: str, words: str) -> None:
    before = len(logins.hashing.threads)
    for password, what in (("wrong", "a sixth wrong password"), (RIGHT, words)):
        given = await logins.log_in(email, password)
        if not isinstance(given, HTTPException):
            raise NotYet(
                f"after five failures, {what} was answered {given!r}; a 429 is wanted: is the"
                " count kept outside of the manager, and by the e-mail in small letters?"
            )
        waits = {key.lower(): value for key, value in (given.headers or {}).items()}
        wait = waits.get("retry-after", "")
        if not isinstance(wait, str):
            raise NotYet("the value of Retry-After is no text; a server would answer 500")
        if not wait.isdigit() or not 0 < int(wait) <= 60:
            raise NotYet(f"the 429 has the header Retry-After {wait!r}; 1 to 60 seconds are wanted")
    if len(logins.hashing.threads) > before:
        raise NotYet("for a try that is refused, a hash was computed: ask the limit first")


async def _need_minutes(logins: Logins, ada: str, nobody: str, rosa: str, alan: str) -> None:
    with _later(57):
        tries = [await logins.log_in(ada) for _ in range(6)]  # refused ones do not count
        if not all(isinstance(given, HTTPException) for given in tries):
            raise NotYet("57 seconds after five failures, by `time.time()`, a try was not refused")
    with _later(62):
        with about("62 seconds after five failures, by `time.time()` called as that,"):
            await _need_in(logins, ada)
        if await logins.log_in(nobody) is not None:
            raise NotYet("a minute later, the e-mail that nobody has is still refused")
    await _fails(logins, rosa, 3, "of three failures, the one of")
    with _later(40):
        await _fails(logins, rosa, 2, "of two failures 40 seconds later, the one of")
        if not isinstance(await logins.log_in(rosa), HTTPException):
            raise NotYet("three failures, and two 40 seconds later, are five within 60 seconds")
    with _later(62), about("when three of five failures are older than 60 seconds,"):
        await _need_in(logins, rosa)
    await _fails(logins, alan, 1, "of one failure, the one of")
    with _later(50):
        await _fails(logins, alan, 4, "of four failures 50 seconds later, the one of")
    with _later(62):
        words = "when one of five failures is older than 60 seconds, the one of"
        await _fails(logins, alan, 1, words)
        if not isinstance(await logins.log_in(alan), HTTPException):
            raise NotYet(
                "four failures, and one 12 seconds later, are five within 60 seconds, although an"
                " older one was forgotten in between; the next try was not refused"
            )


@contextmanager
def _later(seconds: float) -> Iterator[None]:
    """Turn `time.time()` on."""
    real = time.time
    with mock.patch("time.time", lambda: real() + seconds):
        yield
