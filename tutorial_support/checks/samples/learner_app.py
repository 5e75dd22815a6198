"""LearnerApp project: the learner's app, loaded from its folder on a database of its app."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import os
import secrets
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, describe
from tutorial_support.checks.samples.loading import modules_below, modules_of, quick_and_quiet
from tutorial_support.checks.samples.login_app import ask, reply_of
from tutorial_support.databases import throwaway_database


def password_of(email: str) -> str:
    """Return a password that passes the app's rules, a different one for each email address."""
    return f"Secret-{hashlib.sha256(email.encode()).hexdigest()[:20]}!"


@dataclass
class LearnerApp:
    """The learner's app, seen from outside: over HTTP, and its database.

    Attributes:
        http: a client on the app.
        paths: of register, login and me, found in its OpenAPI schema, whatever their names.
        engine: on its database.
    """

    http: httpx.AsyncClient
    paths: dict[str, str]
    engine: AsyncEngine

    async def ask(
        self, method: str, path: str, token: str = "", cookie: str = "", **what: Any
    ) -> httpx.Response:
        """Send a request, as the owner of a token or of a cookie.

        Raises:
            NotYet: the app raised, where a server would answer 500.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Cookie": cookie} if cookie else {}
        return await ask(self.http, method, path, where, headers=headers, **what)

    async def register(self, email: str) -> None:
        """Register a person, with a password of their app."""
        form = {"email": email, "password": password_of(email)}
        response = await self.ask("POST", self.paths["register"], json=form)
        if response.status_code != 201:
            raise NotYet(f"registering {email} was answered {reply_of(response)}; 201 is wanted")

    async def log_in(self, email: str, wanted: int = 200) -> str:
        """Log in and return the token."""
        form = {"username": email, "password": password_of(email)}
        response = await self.ask("POST", self.paths["login"], data=form)
        if response.status_code != wanted:
            raise NotYet(
                f"the login of {email} was answered {reply_of(response)}; {wanted} is wanted"
            )
        return str(response.json().get("access_token", ""))

    async def me(self, token: str) -> int:
        """Return the status of asking who is logged in."""
        return (await self.ask("GET", self.paths["me"], token)).status_code

    async def rows(self, sql: str) -> list[Any]:
        """Ask its database."""
        async with self.engine.connect() as connection:
            return list((await connection.execute(text(sql))).all())


@asynccontextmanager
async def learner_app(project: Any) -> AsyncIterator[LearnerApp]:
    """Load ``club.main`` of a project's folder on a migrated SQLite database, and open a client.

    Raises:
        NotYet: there is no such project, it cannot be migrated or imported, or lacks a path.
    """
    if not isinstance(project, str | os.PathLike):
        raise NotYet(f"`PROJECT` is {article(project)}; the folder of the project is wanted")
    folder = Path(project).absolute()
    for name in ("alembic.ini", "club/main.py"):
        if not (folder / name).is_file():
            raise NotYet(f"there is no {name} in the folder `PROJECT`: run the cell that writes it")
    async with throwaway_database() as engine:
        url = engine.url.render_as_string(hide_password=False)
        settings = {"CLUB_DATABASE_URL": url, "CLUB_SECRET": secrets.token_urlsafe(32)}
        with mock.patch.dict(os.environ, settings), modules_of(folder), quick_and_quiet():
            app = await asyncio.to_thread(_migrated_app, folder)
            try:
                transport = httpx.ASGITransport(app)
                async with (
                    app.router.lifespan_context(app),
                    httpx.AsyncClient(transport=transport, base_url="http://course") as http,
                ):
                    yield LearnerApp(http, _paths(app), engine)
            finally:
                for module in modules_below(folder):
                    for value in list(vars(sys.modules[module]).values()):
                        if isinstance(value, AsyncEngine):
                            await value.dispose()


def _migrated_app(folder: Path) -> FastAPI:
    """Migrate and import; in a thread, for Alembic's `env.py` calls `asyncio.run`."""
    from alembic import command  # here, for only these checks need it
    from alembic.config import Config

    try:
        config = Config(folder / "alembic.ini")
        command.upgrade(config, "head")
        app = importlib.import_module("club.main").app
    except (Exception, SystemExit) as error:
        raise NotYet(f"your project cannot be migrated and imported: {where(error)}") from error
    if not isinstance(app, FastAPI):
        raise NotYet(f"`app` in club/main.py is {article(app)}; a FastAPI is wanted")
    return app


def where(error: BaseException) -> str:
    """Say what a project raised, and at which line of which of its files."""
    words = describe(error).removeprefix("using what you handed in raised ")
    if isinstance(error, SyntaxError):
        return f"{words}, at line {error.lineno} of {Path(error.filename or '').name}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.parent.name == "club" or path.parent.parent.name == "migrations":
            return f"{words}, at line {frame.lineno} of {path.parent.name}/{path.name}"
    return words


def _paths(app: FastAPI) -> dict[str, str]:
    found = {}
    for path, methods in app.openapi()["paths"].items():
        end = path.rpartition("/")[2]
        if end in ("register", "login") and "post" in methods:
            answers = methods["post"]["responses"]
            if end == "register" or "access_token" in str(answers.get("200")):
                found[end] = path
        elif end == "me" and "get" in methods:
            found[end] = path
    for name in ("register", "login", "me"):
        if name not in found:
            raise NotYet(f"your app's OpenAPI schema has no path that ends in /{name}")
    return found
