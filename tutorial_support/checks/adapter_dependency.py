"""The checks of notebook 06; two of them stand in modules of their own."""

# No postponed annotations here: FastAPI could not resolve the local names in them.
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.member_endpoint import member_endpoint
from tutorial_support.checks.ordering import need_order
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import call, need_function
from tutorial_support.checks.sample import (
    SampleBase,
    SampleUser,
    add_users,
    begin_transactions,
    sample_user,
    sessions,
)
from tutorial_support.checks.session_dependency import session_dependency
from tutorial_support.databases import throwaway_database
from tutorial_support.serving import client
from tutorial_support.watching import watch_sql


async def deactivate(deactivate: Any) -> str:
    """`deactivate` finds a user by e-mail and switches the account off in the database."""
    need_function(deactivate, "deactivate")
    async with throwaway_database(SampleBase.metadata) as engine:
        begin_transactions(engine)
        emails = ["adaml@example.com", "ada_l@example.com", "Grace@example.com"]
        await add_users(engine, *(sample_user(i, email) for i, email in enumerate(emails, 1)))
        for email, stored in [
            ("nobody@example.com", None),
            ("race@example.com", None),  # a part of Grace's
            ("ADA_L@example.com", "ada_l@example.com"),
            ("grace@example.com", "Grace@example.com"),
            ("Grace@example.com", "Grace@example.com"),  # who is switched off already
        ]:
            before = await _rows(engine)
            await _call(deactivate, engine, email, stored)
            _need_one_change(before, await _rows(engine), email, stored)
    return "an unknown e-mail gave False; two accounts, in capitals or not, are off in the database"


async def _call(deactivate: Any, engine: AsyncEngine, email: str, stored: str | None) -> None:
    words = f"for {email}, {f'which the table has as {stored}' if stored else 'an unknown e-mail'},"
    with watch_sql(engine) as log:
        async with sessions(engine)() as session:
            adapter = SQLAlchemyUserDatabase[Any, Any](session, SampleUser)
            with about(words):
                given = await call(deactivate, adapter, email)
    if inspect.iscoroutine(given):
        given.close()
        raise NotYet(f"{words} it returned a coroutine: an `await` is missing")
    if given is not (stored is not None):
        through = "" if log.statements else " and sent no SQL through the `user_db` handed in"
        raise NotYet(f"{words} it returned {given!r}{through}; {stored is not None} is wanted")


Rows = dict[Any, dict[str, Any]]


async def _rows(engine: AsyncEngine) -> Rows:
    async with sessions(engine)() as session:
        rows = await session.execute(select(SampleUser.__table__))
        return {row["id"]: dict(row) for row in rows.mappings()}


def _need_one_change(before: Rows, after: Rows, email: str, stored: str | None) -> None:
    if len(after) != len(before):
        raise NotYet(f"the table has {len(after)} users now, and had {len(before)} before")
    for key, row in before.items():
        found = row["email"] == stored
        for name in row:
            if after[key][name] != row[name] and not (found and name == "is_active"):
                raise NotYet(f"for {email} it changed `{name}` of {row['email']}")
        if found and after[key]["is_active"]:
            raise NotYet(
                "it returned True, and in the database `is_active` is still true: only what is a"
                " column is stored, and only what is committed stays"
            )


REQUEST = {
    1: "get_user_db builds the adapter",
    2: "the session is closed",
    3: "the answer is sent",
    4: "INSERT, then COMMIT",
    5: "get_async_session opens a session",
    6: "the tables are created",
    7: "the endpoint starts",
}


async def order_of_a_request(order: Any) -> str:
    """`order` is the order in which the parts of a request act."""
    happened: list[int] = []
    async with throwaway_database(SampleBase.metadata) as engine:

        async def get_async_session() -> AsyncIterator[AsyncSession]:
            happened.append(5)
            async with sessions(engine)() as session:
                yield session
            happened.append(2)

        async def get_user_db(
            session: Annotated[AsyncSession, Depends(get_async_session)],
        ) -> AsyncIterator[Any]:
            happened.append(1)
            yield SQLAlchemyUserDatabase(session, SampleUser)

        app = FastAPI()

        @app.post("/members")
        async def create_member(user_db: Annotated[Any, Depends(get_user_db)]) -> None:
            happened.append(7)
            with watch_sql(engine) as log:
                await user_db.create({"email": "ada@example.com", "hashed_password": "no-hash"})
            if log.marks[:2] == ["BEGIN", "COMMIT"]:
                happened.append(4)

        async def seen_from_outside(scope: Any, receive: Any, send: Any) -> None:
            async def sending(message: Any) -> None:
                if message["type"] == "http.response.start":
                    happened.append(3)
                await send(message)

            await app(scope, receive, sending)

        async with client(seen_from_outside, lifespan=False) as http:
            (await http.post("/members")).raise_for_status()
    need_order(order, REQUEST, happened)
    return "your order is that of a request made just now"


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "session-dependency": session_dependency,
    "deactivate": deactivate,
    "order-of-a-request": order_of_a_request,
    "member-endpoint": member_endpoint,
}
