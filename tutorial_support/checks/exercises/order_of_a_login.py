"""The check order-of-a-login: the order of a login made just now."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi_users import BaseUserManager, UUIDIDMixin
from fastapi_users.authentication import JWTStrategy
from fastapi_users.password import PasswordHelper

from tutorial_support.checks.ordering import need_order
from tutorial_support.checks.samples.login_app import (
    PASSWORD,
    QUICK,
    Parts,
    log_in,
    login_client,
)
from tutorial_support.checks.samples.users import SampleBase, SampleUser, add_users
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql

LOGIN = {
    1: "the password is compared with the hash",
    2: "the token is signed",
    3: "SELECT by e-mail",
    4: "on_after_login",
    5: "COMMIT",
    6: "the answer is sent",
}


async def order_of_a_login(order: Any) -> str:
    """`order` is the order in which the parts of a login act."""
    happened: list[int] = []

    class Helper(PasswordHelper):
        def verify_and_update(self, *arguments: Any) -> Any:
            happened.append(1)
            return super().verify_and_update(*arguments)

    class Strategy(JWTStrategy[Any, Any]):
        async def write_token(self, user: Any) -> str:
            happened.append(2)
            return await super().write_token(user)

    class Manager(UUIDIDMixin, BaseUserManager[SampleUser, uuid.UUID]):
        async def authenticate(self, credentials: Any) -> Any:
            self.password_helper = Helper(QUICK.password_hash)
            with watch_sql(engine) as log:
                user = await super().authenticate(credentials)
            happened[:0] = [3 for statement in log.statements if "lower(" in statement]
            happened.extend(5 for mark in log.marks if mark == "COMMIT")
            return user

        async def on_after_login(self, *arguments: Any) -> None:
            happened.append(4)

    parts = Parts(SampleUser, Manager, strategy=Strategy)
    async with throwaway_database(SampleBase.metadata) as engine:
        ada = SampleUser(email="ada@example.com", hashed_password=QUICK.hash(PASSWORD))
        await add_users(engine, ada)
        async with login_client(engine, parts) as http:
            await log_in(http, "ada@example.com")
            happened.append(6)
    need_order(order, LOGIN, happened)
    return "your order is that of a login made just now"
