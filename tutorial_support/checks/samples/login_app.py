"""Login app: FastAPI Users around a model, a manager and schemas, for checks that ask over HTTP."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from fastapi_users import BaseUserManager, FastAPIUsers, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, JWTStrategy
from fastapi_users.db import SQLAlchemyUserDatabase
from fastapi_users.password import PasswordHelper
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, describe, learners_code
from tutorial_support.checks.samples.users import sessions

PASSWORD = "analytical-engine-1843"
SECRET = "a secret of the checks, and longer than 32 bytes"
# A real hash costs 0.1 s and 64 MiB, and a check should be quick.
QUICK = PasswordHelper(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))


@dataclass(frozen=True)
class Parts:
    """What a login app is made of: the learner's, or the check's own."""

    model: Any
    manager: Any
    read: Any = schemas.BaseUser[uuid.UUID]
    create: Any = schemas.BaseUserCreate
    update: Any = schemas.BaseUserUpdate
    adapter: Any = SQLAlchemyUserDatabase
    strategy: Any = JWTStrategy


def make_manager(parts: Parts, session: AsyncSession) -> BaseUserManager[Any, Any]:
    """Make the manager on a session, with a quick hash in the place of the real one.

    Raises:
        NotYet: the learner's class cannot be made, or is no user manager.
    """
    with learners_code():
        manager = parts.manager(parts.adapter(session, parts.model))
    if not isinstance(manager, BaseUserManager):
        raise NotYet(f"`{parts.manager.__name__}` does not inherit from `BaseUserManager`")
    manager.password_helper = QUICK
    return manager


def assembled(
    engine: AsyncEngine, parts: Parts
) -> tuple[FastAPIUsers[Any, Any], AuthenticationBackend[Any, Any]]:
    """Put FastAPI Users together on a database; its routers are still to be included."""

    async def get_manager() -> AsyncIterator[Any]:
        async with sessions(engine)() as session:
            yield make_manager(parts, session)

    def get_strategy() -> Any:
        return parts.strategy(SECRET, 3600)

    backend = AuthenticationBackend[Any, Any]("jwt", BearerTransport("login"), get_strategy)
    return FastAPIUsers[Any, Any](get_manager, [backend]), backend


@asynccontextmanager
async def login_client(engine: AsyncEngine, parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client on an app with the routers that register, log in, and show users.

    The paths are ``/register``, ``/login``, ``/logout``, ``/users/me`` and ``/users/{id}``.
    """
    users, backend = assembled(engine, parts)
    app = FastAPI()
    with learners_code():
        app.include_router(users.get_register_router(parts.read, parts.create))
        app.include_router(users.get_auth_router(backend))
        app.include_router(users.get_users_router(parts.read, parts.update), prefix="/users")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://course"
    ) as http:
        yield http


async def ask(
    http: httpx.AsyncClient,
    method: str,
    path: str,
    explain: Callable[[BaseException], str] | None = None,
    **what: Any,
) -> httpx.Response:
    """Send a request and return the response.

    Args:
        http: a client on the app.
        method: such as ``GET``.
        path: the URL's path.
        explain: says what an exception of the app means; the default is `describe_answer`.
        **what: more arguments of `httpx.AsyncClient.request`.

    Raises:
        NotYet: the app raised, where a server would answer 500.
    """
    try:
        return await http.request(method, path, **what)
    except NotYet:
        raise
    except (Exception, SystemExit) as error:
        cause = (explain or describe_answer)(error)
        raise NotYet(f"{method} {path} ended in a 500: {cause}") from error


async def register(http: httpx.AsyncClient, email: str, **more: Any) -> httpx.Response:
    """Ask to register with `PASSWORD` and whatever else is sent."""
    json = {"email": email, "password": PASSWORD, **more}
    return await ask(http, "POST", "/register", json=json)


async def log_in(http: httpx.AsyncClient, email: str) -> None:
    """Log in with `PASSWORD`, and send the token from now on.

    Raises:
        NotYet: the login is refused.
    """
    response = await ask(http, "POST", "/login", data={"username": email, "password": PASSWORD})
    if response.status_code != 200:
        raise NotYet(f"{email} registered and cannot log in: {reply_of(response)}")
    http.headers["Authorization"] = f"Bearer {response.json()['access_token']}"


def reply_of(response: httpx.Response) -> str:
    """Return a short form of an answer: its status, and the first thing that it objects to."""
    if response.is_success:
        return str(response.status_code)
    try:
        detail = response.json()["detail"]
        if isinstance(detail, list):
            first = detail[0]
            detail = f"for `{first['loc'][-1]}` {first['msg']!r}"
    except (ValueError, LookupError, TypeError):
        return f"{response.status_code} {response.text[:60]}".strip()
    if isinstance(detail, dict):
        detail = detail.get("code", detail)
    return f"{response.status_code}, {detail}"


def describe_answer(error: BaseException) -> str:
    """Say what an app raised; of an answer that its schema refuses, which field and why."""
    words = describe(error)
    if not isinstance(error, ResponseValidationError | ValidationError) or "your code" in words:
        return words
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    why = f"{first['msg']} ({where})" if where else first["msg"]
    if isinstance(error, ValidationError):
        return f"`{error.title}` refuses what was to be answered: {why}"
    return f"the endpoint returned {article(error.body)}, which its response model refuses: {why}"
