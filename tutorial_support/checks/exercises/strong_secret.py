"""The check strong-secret: weak secrets and strong ones."""

from __future__ import annotations

import io
import os
import random
import secrets
import string
import traceback
from collections import UserDict
from contextlib import redirect_stdout
from typing import Any
from unittest import mock

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, describe, need_function

NAME = "CLUB_SECRET"


async def strong_secret(read_secret: Any) -> str:
    """`read_secret` returns a strong secret, and refuses a missing or weak one."""
    need_function(read_secret, "read_secret")
    token = secrets.token_urlsafe(32)
    letters = "".join(secrets.choice(string.ascii_letters) for _ in range(23)) + "AbCdEfGh"
    seven = "".join(random.sample(string.ascii_letters, 7))
    mixed = "aäbößcü"
    weak = {
        "no such variable": None,
        "an empty one": "",
        "sixty blanks": " " * 60,
        "the documentation's SECRET": "SECRET",
        "31 characters": letters,
        "one letter, forty times": "a" * 40,
        "seven different letters, 42 of them": seven * 6,
        "an empty one with a line feed": "\n",
        "blanks of eight kinds": " \t\n\r\v\f\u2002\u2003" * 5,
        "seven different letters of eight different bytes": mixed * 6,
    }
    telling = {letters, seven * 6, mixed * 6}  # no message has a part of these by chance
    with mock.patch.dict(os.environ, {NAME: token}):  # not the dict that it is handed
        for words, value in weak.items():
            environment = {"PATH": "/bin"} if value is None else {NAME: value, "PATH": "/bin"}
            _need_refused(read_secret, environment, value if value in telling else None, words)
    strong = {
        "a token of `secrets.token_urlsafe(32)`": token,
        "32 characters, eight different ones": "abcdefgh" * 4,
        "sixteen characters of two bytes each": "äöüßéèêçñáàâîôûø",
        "a token between blanks": f" {token} ",
        "a text with blanks and quotes": f'correct horse "battery" {token}',
        "four letters, small and large": "aAbBcCdD" * 4,
        "32 characters, two of them blanks": f" {token[:30]} ",
        "a blank and seven letters, 36 characters": " " + "abcdefg" * 5,
        "300 characters": token * 7,
    }
    for words, value in strong.items():
        try:
            given = call_sync(read_secret, UserDict({NAME: value}))  # like os.environ, no dict
        except NotYet as reason:
            if isinstance(reason.__cause__, RuntimeError):
                raise NotYet(f"it refused {words}, which is strong enough") from reason
            raise NotYet(f"for {words}, {reason}") from reason
        if given != value:
            raise NotYet(f"for {words}, it returned {article(given)} that is not the secret")
    return (
        f"{len(weak)} weak ones refused in words without the value; {len(strong)} strong ones taken"
    )


def _need_refused(
    read_secret: Any, environment: dict[str, str], telling: str | None, words: str
) -> None:
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            given = call_sync(read_secret, environment)
    except NotYet as reason:
        error = reason.__cause__
        if not isinstance(error, RuntimeError):
            raise NotYet(f"for {words}, {reason}; a RuntimeError is wanted") from reason
        message = str(error)
        if NAME not in message:
            raise NotYet(f"for {words}, the message does not name {NAME}: {message!r}") from reason
        told = {"the message": message, "what it printed": said.getvalue()}
        told["its traceback, which a log shows,"] = "".join(traceback.format_exception(error))
        for where, text in told.items():
            if telling and any(telling[n : n + 6] in text for n in range(26)):
                raise NotYet(f"for {words}, {where} contains the value, or a part") from reason
    except SystemExit as error:
        raise NotYet(f"for {words}, {describe(error)}; a RuntimeError is wanted") from error
    else:
        if isinstance(given, BaseException):
            raise NotYet(f"for {words}, it returned an exception: raise it")
        what = article(given)
        raise NotYet(f"it returned {what} where there is {words}; a RuntimeError is wanted")
