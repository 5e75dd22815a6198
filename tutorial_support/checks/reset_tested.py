"""The check reset-tested of notebook 19: the learner's test, run on an app and on broken ones."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
import inspect
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from _pytest.outcomes import Failed, OutcomeException
from fastapi import Body, Depends, FastAPI, HTTPException
from fastapi_users.exceptions import UserNotExists
from fastapi_users.schemas import BaseUser, BaseUserCreate, BaseUserUpdate
from pydantic import EmailStr
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.forgotten import forgotten_awaits
from tutorial_support.checks.login_app import Parts, assembled
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.resets import BROKEN, ResetManager
from tutorial_support.checks.running import describe, need_function
from tutorial_support.checks.sample import SampleBase, SampleUser
from tutorial_support.databases import throwaway_database

FIXTURES = ("client", "outbox")
RED: tuple[Any, ...] = (AssertionError, Failed)  # what pytest.raises and pytest.fail raise


async def reset_tested(test_reset: Any) -> str:
    """`test_reset` passes on the app as it is, and fails on each of five broken ones."""
    need_function(test_reset, "test_reset")
    if inspect.isasyncgenfunction(test_reset):
        raise NotYet("`test_reset` holds a `yield`, so pytest cannot run it as a test")
    parameters = inspect.signature(test_reset).parameters.values()
    wanted = [each.name for each in parameters if each.default is each.empty]  # else no fixture
    for name in wanted:
        if name not in FIXTURES:
            raise NotYet(f"`test_reset` asks for `{name}`; there are `client` and `outbox`")
    if not inspect.iscoroutinefunction(test_reset):
        raise NotYet("`test_reset` is no `async def`, and its requests must be awaited")
    marks = {mark.name for mark in getattr(test_reset, "pytestmark", [])}
    if marks & {"skip", "skipif", "xfail"}:
        raise NotYet("a test that is marked as skipped or as expected to fail is never red")
    await _need_pass(test_reset, wanted)
    for name, manager in BROKEN.items():
        error = await _run(test_reset, wanted, manager)
        if error is None:
            raise NotYet(f"the test passes on {name}, too: which request would show it?")
        if type(error).__name__ in ("Skipped", "XFailed"):
            raise NotYet(f"on {name}, the test ended with {type(error).__name__}: that is not red")
        if not isinstance(error, RED):
            raise NotYet(
                f"on {name}, {describe(error)}: a test that fails says why, with an `assert`"
            ) from error
    await _need_pass(test_reset, wanted)
    return "it passed on the app as it is, and failed with an AssertionError on five broken ones"


async def _need_pass(test_reset: Any, wanted: list[str]) -> None:
    error = await _run(test_reset, wanted, ResetManager)
    if error is not None:
        raise NotYet(f"on the app as it is, {describe(error)}") from error


async def _run(test: Any, wanted: list[str], manager: type[ResetManager]) -> BaseException | None:
    """Run the test as pytest would; return what it raised.

    Raises:
        NotYet: a coroutine was never awaited, which explains whatever else happened.
    """
    outbox: list[tuple[str, str, str]] = []
    own = type(manager.__name__, (manager,), {"outbox": outbox, "old": {}})
    async with throwaway_database(SampleBase.metadata) as engine, _client(engine, own) as http:
        fixtures = {"client": http, "outbox": outbox}
        raised: BaseException | None = None
        with forgotten_awaits() as forgotten:
            try:
                await test(**{name: fixtures[name] for name in wanted})
            except (Exception, OutcomeException) as error:
                raised = _alone(error)
        if raised is not None and forgotten:
            raise NotYet(f"`{forgotten[0]}` was called without `await`, so it never ran")
    return raised


def _alone(error: BaseException) -> BaseException:
    """Return the one failure that a group of tasks ended with."""
    inside: Any = getattr(error, "exceptions", ())
    return _alone(inside[0]) if len(inside) == 1 else error


@asynccontextmanager
async def _client(
    engine: AsyncEngine, manager: type[ResetManager]
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client on an app with the notebook's paths."""
    users, backend = assembled(engine, Parts(SampleUser, manager))
    app = FastAPI()
    if manager.tells:

        @app.post("/auth/forgot-password", status_code=202)
        async def forgot_password(
            email: Annotated[EmailStr, Body(embed=True)],
            manager: Any = Depends(users.get_user_manager),
        ) -> None:
            try:
                await manager.forgot_password(await manager.get_by_email(email))
            except UserNotExists:
                raise HTTPException(404, "USER_NOT_FOUND") from None

    read = BaseUser[uuid.UUID]
    app.include_router(users.get_auth_router(backend), prefix="/auth/jwt")
    app.include_router(users.get_register_router(read, BaseUserCreate), prefix="/auth")
    app.include_router(users.get_reset_password_router(), prefix="/auth")
    app.include_router(users.get_verify_router(read), prefix="/auth")
    app.include_router(users.get_users_router(read, BaseUserUpdate), prefix="/users")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http
