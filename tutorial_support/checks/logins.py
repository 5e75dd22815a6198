"""Logins: a learner's manager that logs people in, with a helper that notes who works."""

from __future__ import annotations

import threading
import time
from typing import Any

from fastapi.security import OAuth2PasswordRequestForm
from fastapi_users.password import PasswordHelper
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException

from tutorial_support.checks.login_app import Parts, make_manager
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call
from tutorial_support.checks.sample import SampleUser, sessions

RIGHT = "analytical-engine"


class Helper(PasswordHelper):
    """Takes one password, slowly, and notes who called it."""

    def __init__(self, seconds: float = 0.0) -> None:
        """Need this many seconds for a password."""
        super().__init__()
        self.seconds = seconds
        self.threads: list[int] = []
        self.now = self.most = 0
        self.lock = threading.Lock()

    def _work(self) -> None:
        with self.lock:
            self.threads.append(threading.get_ident())
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1

    def hash(self, password: str) -> str:
        """Return the one hash that there is for a password."""
        self._work()
        return f"hash of {password}"

    def verify_and_update(self, password: str, hashed: str) -> tuple[bool, str | None]:
        """Compare; an old hash comes back as a new one."""
        self._work()
        verified = hashed.removeprefix("old ") == f"hash of {password}"
        return verified, f"hash of {password}" if verified and hashed.startswith("old ") else None


class Logins:
    """Logins with the learner's manager, each with an instance and a session of its own."""

    def __init__(self, engine: AsyncEngine, manager: Any, helper: Helper) -> None:
        """Take the database, the learner's class, and the helper of each instance."""
        self.engine, self.manager, self.helper = engine, manager, helper

    async def log_in(self, email: str, password: str = RIGHT) -> Any:
        """Return the user's e-mail, None, or a 429 as it was raised."""
        async with sessions(self.engine)() as session:
            manager = make_manager(Parts(SampleUser, self.manager), session)
            manager.password_helper = self.helper
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
