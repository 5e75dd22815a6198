"""The check reset-tested: the learner's test, run on an app and on broken ones."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
import inspect
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from _pytest.outcomes import Failed, OutcomeException
from fastapi import Body, Depends, FastAPI, HTTPException
from fastapi_users import BaseUserManager, InvalidPasswordException, UUIDIDMixin
from fastapi_users.exceptions import InvalidResetPasswordToken, UserNotExists
from fastapi_users.jwt import decode_jwt
from fastapi_users.schemas import BaseUser, BaseUserCreate, BaseUserUpdate
from jwt import PyJWTError
from pydantic import EmailStr
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.forgotten import forgotten_awaits
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import describe, need_function
from tutorial_support.checks.samples.login_app import SECRET, Parts, assembled
from tutorial_support.checks.samples.users import SampleBase, SampleUser
from tutorial_support.databases import throwaway_database

FIXTURES = ("client", "outbox")
RED: tuple[Any, ...] = (AssertionError, Failed)  # what pytest.raises and pytest.fail raise


class ResetManager(UUIDIDMixin, BaseUserManager[Any, uuid.UUID]):
    """The manager of the app as it is: that of the notebook, in small."""

    reset_password_token_secret = SECRET
    verification_token_secret = SECRET
    outbox: list[tuple[str, str, str]]
    old: dict[uuid.UUID, list[str]]  # for the one app that takes an old password
    tells = False

    async def validate_password(self, password: str, user: Any) -> None:
        """Ask for ten characters."""
        if len(password) < 10:
            raise InvalidPasswordException("use at least 10 characters")

    async def on_after_register(self, user: Any, request: Any = None) -> None:
        """Send the first e-mail."""
        await self.request_verify(user, request)

    async def on_after_request_verify(self, user: Any, token: str, request: Any = None) -> None:
        """Put it into the outbox."""
        self.outbox.append(("verify", user.email, token))

    async def on_after_forgot_password(self, user: Any, token: str, request: Any = None) -> None:
        """Put it into the outbox."""
        self.outbox.append(("reset", user.email, token))

    async def owner(self, token: str) -> Any:
        """Return whose token it is, used or not."""
        try:
            data = decode_jwt(token, SECRET, [self.reset_password_token_audience])
        except PyJWTError:
            raise InvalidResetPasswordToken from None
        return await self.get(uuid.UUID(data["sub"]))

    def hashed(self, password: str) -> dict[str, str]:
        """Return the column with a new hash."""
        return {"hashed_password": self.password_helper.hash(password)}


class _Forgetful(ResetManager):
    """What is new is not the password that was sent: it is one that nobody knows."""

    async def reset_password(self, token: str, password: str, request: Any = None) -> Any:
        user = await super().reset_password(token, password, request)
        await self.user_db.update(user, self.hashed(secrets.token_hex()))
        return user


class _Lenient(ResetManager):
    """The old password goes on working."""

    async def reset_password(self, token: str, password: str, request: Any = None) -> Any:
        before = (await self.owner(token)).hashed_password
        user = await super().reset_password(token, password, request)
        self.old.setdefault(user.id, []).append(before)
        return user

    async def authenticate(self, credentials: Any) -> Any:
        user = await super().authenticate(credentials)
        if user is None and (known := await self.user_db.get_by_email(credentials.username)):
            for old in self.old.get(known.id, []):
                if self.password_helper.verify_and_update(credentials.password, old)[0]:
                    return known
        return user


class _Patient(ResetManager):
    """A token works as often as you like."""

    async def reset_password(self, token: str, password: str, request: Any = None) -> Any:
        try:
            return await super().reset_password(token, password, request)
        except InvalidResetPasswordToken:
            user = await self.owner(token)
            await self.validate_password(password, user)
            return await self.user_db.update(user, self.hashed(password))


class _Careless(ResetManager):
    """A reset takes any password."""

    async def reset_password(self, token: str, password: str, request: Any = None) -> Any:
        try:
            return await super().reset_password(token, password, request)
        except InvalidPasswordException:
            return await self.user_db.update(await self.owner(token), self.hashed(password))


class _Talkative(ResetManager):
    """Its app answers 404 for an e-mail that nobody has."""

    tells = True


BROKEN: dict[str, type[ResetManager]] = {
    "app 1, whose reset sets another password than the one that was sent": _Forgetful,
    "app 2, where the old password goes on working": _Lenient,
    "app 3, where the token works a second time": _Patient,
    "app 4, which tells strangers who has an account": _Talkative,
    "app 5, whose reset takes a password of three letters": _Careless,
}


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
