"""Logins: a learner's manager that logs people in, while it is noted who hashes, and where."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from fastapi.security import OAuth2PasswordRequestForm
from fastapi_users.db import SQLAlchemyUserDatabase
from fastapi_users.password import PasswordHelper
from pwdlib.exceptions import UnknownHashError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, learners_code
from tutorial_support.checks.samples.users import SampleUser, sessions

RIGHT = "analytical-engine"
PATIENCE = 0.5  # seconds that the loop has to answer a thread


class Hashing:
    """Stands in for what `PasswordHelper` computes, and notes who asked for it.

    Attributes:
        threads: of each password that was worked on.
        still: how often the event loop did not answer meanwhile.
        now, most: how many are worked on at once, and were at most.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        """Need this many seconds for a password."""
        self.seconds = seconds
        self.threads: list[int] = []
        self.still = self.now = self.most = 0
        self.lock = threading.Lock()
        self.loop = asyncio.get_running_loop()
        self.thread = threading.get_ident()

    def _work(self) -> None:
        with self.lock:
            self.threads.append(threading.get_ident())
            self.now += 1
            self.most = max(self.most, self.now)
        if threading.get_ident() != self.thread and self.seconds:
            answered = threading.Event()
            self.loop.call_soon_threadsafe(answered.set)
            self.still += not answered.wait(PATIENCE)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1

    def hash(self, password: str) -> str:
        """Return the one hash that there is for a password."""
        self._work()
        return f"hash of {password}"

    def verify_and_update(
        self, plain_password: str, hashed_password: str
    ) -> tuple[bool, str | None]:
        """Compare; an old hash comes back as a new one.

        Raises:
            UnknownHashError: it is no hash, as the real one says.
        """
        if not hashed_password.startswith(("hash of ", "old hash of ", "$argon2")):
            raise UnknownHashError("")
        self._work()
        new = f"hash of {plain_password}"
        verified = hashed_password.removeprefix("old ") == new
        return verified, new if verified and hashed_password.startswith("old ") else None

    @contextmanager
    def instead(self) -> Iterator[None]:
        """Put it in the place of what every `PasswordHelper` computes."""
        with (
            mock.patch.object(PasswordHelper, "hash", lambda _, *a, **o: self.hash(*a, **o)),
            mock.patch.object(
                PasswordHelper,
                "verify_and_update",
                lambda _, *a, **o: self.verify_and_update(*a, **o),
            ),
        ):
            yield


class Logins:
    """Logins with the learner's manager, each with an instance and a session of its own."""

    def __init__(self, engine: AsyncEngine, manager: Any, hashing: Hashing) -> None:
        """Take the database, the learner's class, and what hashes for it."""
        self.engine, self.manager, self.hashing = engine, manager, hashing

    async def log_in(self, email: str, password: str = RIGHT) -> Any:
        """Return the user's e-mail, None, or a 429 as it was raised."""
        thread = threading.get_ident()

        class Adapter(SQLAlchemyUserDatabase[Any, Any]):
            async def get_by_email(self, email: str) -> Any:
                if threading.get_ident() != thread:
                    raise NotYet("the database was asked in another thread than the session's")
                return await super().get_by_email(email)

        async with sessions(self.engine)() as session:
            with learners_code():
                manager = self.manager(Adapter(session, SampleUser, None))
            form = OAuth2PasswordRequestForm(username=email, password=password)
            try:
                user = await call(manager.authenticate, form)
            except NotYet as reason:
                cause = reason.__cause__
                if isinstance(cause, HTTPException) and cause.status_code == 429:
                    return cause
                raise
            if user is not None and not isinstance(user, SampleUser):
                given = article(user)
                raise NotYet(f"`authenticate` returned {given}; the user or None is wanted")
            return None if user is None else user.email
