"""Resets: a user manager, and five that reset passwords in a wrong way, for reset-tested."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from fastapi_users import BaseUserManager, InvalidPasswordException, UUIDIDMixin
from fastapi_users.exceptions import InvalidResetPasswordToken
from fastapi_users.jwt import decode_jwt
from jwt import PyJWTError

from tutorial_support.checks.login_app import SECRET


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
