"""The checks of notebook 02."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import select
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from tutorial_support.checks.ordering import need_order
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, call_sync, need_function
from tutorial_support.checks.sample import (
    SampleBase,
    SampleUser,
    add_users,
    rebind,
    sample_user,
    sessions,
)
from tutorial_support.checks.two_tables import need_returned_connections
from tutorial_support.checks.urls import async_url
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def survives_commit(engine: Any, member_session_maker: Any) -> str:
    """A session of the factory keeps what it loaded when it commits."""
    if not isinstance(engine, AsyncEngine):
        raise NotYet(f"`engine` is {article(engine)}; hand in the async engine of this notebook")
    maker = member_session_maker
    if isinstance(maker, (AsyncSession, Session)):
        raise NotYet("`member_session_maker` is one session; the factory that makes them is wanted")
    if maker is AsyncSession or not callable(maker):
        raise NotYet(f"`member_session_maker` is {article(maker)}; a session factory is wanted")
    first, second = _session(maker, engine), _session(maker, engine)
    if first is second:
        raise NotYet("two calls gave the same session; a factory makes a new one at every call")
    async with throwaway_database(SampleBase.metadata) as throwaway, first, second:
        rebind(first, throwaway)
        user = sample_user(1, "ada@example.com")
        first.add(user)
        await first.commit()
        async with sessions(throwaway)() as other:
            if await other.get(SampleUser, uuid.UUID(int=1)) is None:
                raise NotYet("after the commit, a second session did not find the user")
        try:
            user.email  # noqa: B018
        except MissingGreenlet:
            raise NotYet(
                "after the commit, reading `email` needed the database again (MissingGreenlet):"
                " this factory still expires objects on commit"
            ) from None
    return "after a commit the e-mail was readable without SQL, and a second session saw the row"


def _session(maker: Any, engine: AsyncEngine) -> AsyncSession:
    session = call_sync(maker)
    if isinstance(session, Session):
        raise NotYet("calling it gave a Session, the one for code without asyncio")
    if not isinstance(session, AsyncSession):
        raise NotYet(f"calling it gave {article(session)}; an AsyncSession is wanted")
    bind = getattr(session, "bind", None)  # where there is none, there is no such attribute
    if bind is None:
        raise NotYet("its sessions have no engine: hand `engine` to the factory")
    if bind is not engine:
        raise NotYet(
            "`member_session_maker` belongs to another engine than `engine`, perhaps one that you"
            " have since replaced: run its cell again"
        )
    return session


async def fresh_value(current_email: Any) -> str:
    """`current_email` asks the database, though the session has the user already."""
    need_function(current_email, "current_email")
    model = _users_model(current_email)
    aaron, ada, grace = (  # the user asked for is not the first one of the table
        model(id=uuid.UUID(int=i), email=f"{name}@example.com", hashed_password="not-a-hash")
        for i, name in enumerate(("aaron", "ada", "grace"), 71)
    )
    waiting = {"aaron@club.example", grace.email}
    async with throwaway_database(model.metadata) as engine:
        await add_users(engine, aaron, ada)
        async with sessions(engine)() as session:
            user, other = (
                await session.get_one(model, ada.id),
                await session.get_one(model, aaron.id),
            )
            await session.commit()
            await _need_new_email(current_email, engine, session, user, "ada@club.example")
            await session.commit()
            other.email = "aaron@club.example"
            session.add(grace)
            await _need_new_email(current_email, engine, session, user, "ada@library.example")
            if waiting & await _emails(engine, model):
                raise NotYet(
                    "another change that waited in the session was committed: reading an e-mail"
                    " should not decide that"
                )
            await session.commit()
        need_returned_connections(engine)
        if waiting - await _emails(engine, model):
            raise NotYet(
                "another change that waited in the session is lost: when the session committed"
                " later, it was not there any more"
            )
    return "twice another session changed the e-mail, and twice you returned the new one"


def _users_model(function: Any) -> Any:
    """Return the `User` that a function knows: of another class, a session has no old object."""
    model = getattr(function, "__globals__", {}).get("User")
    is_model = isinstance(model, type) and issubclass(model, SQLAlchemyBaseUserTableUUID)
    return model if is_model and hasattr(model, "__table__") else SampleUser


async def _emails(engine: AsyncEngine, model: Any) -> set[str]:
    async with sessions(engine)() as session:
        return set(await session.scalars(select(model.email)))


async def _need_new_email(
    current_email: Any, engine: AsyncEngine, session: AsyncSession, user: Any, email: str
) -> None:
    old = user.__dict__.get("email")
    async with sessions(engine)() as other:
        (await other.get_one(type(user), user.id)).email = email
        await other.commit()
    with watch_sql(engine) as log:
        given = await call(current_email, session, user)
    if not isinstance(given, (str, type(None))):
        raise NotYet(f"it returned {article(given)}; the e-mail is wanted")
    if not log.statements:
        raise NotYet(
            f"it returned {given!r} and sent no SQL through `session`, so it cannot know what the"
            " database has now"
        )
    if given is None:
        by_old = any(old in str(event.parameters) for event in log.events)
        cause = f"it looked for {old!r}, the e-mail of before" if by_old else "is there a `return`?"
        raise NotYet(f"it returned None: {cause}")
    if given == old:
        raise NotYet(
            f"another session changed the e-mail to {email!r}; you asked the database and still"
            f" returned {old!r}: the session handed out the object that it had, as it was"
        )
    if given != email:
        raise NotYet(f"it returned {given!r}; for this user the database has {email!r}")
    if user not in session:
        raise NotYet("the session does not know the user any more: was it closed, or emptied?")


UNIT_OF_WORK = {
    1: "INSERT",
    2: "COMMIT",
    3: "the object is created",
    4: "CREATE TABLE",
    5: "BEGIN",
    6: "session.add(user)",
}


async def unit_of_work(order: Any) -> str:
    """`order` is the order in which a unit of work happens."""
    async with throwaway_database(SampleBase.metadata) as engine:
        with watch_sql(engine) as log:
            async with sessions(engine)() as session:
                user = sample_user(1, "ada@example.com")
                log.note("you", UNIT_OF_WORK[3])
                session.add(user)
                log.note("you", UNIT_OF_WORK[6])
                await session.commit()
    numbers = {words: number for number, words in UNIT_OF_WORK.items()}
    happened = [numbers[event.text if event.what == "note" else event.what] for event in log.events]
    need_order(order, UNIT_OF_WORK, happened)
    return "your order is that of a run made just now"


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "async-url": async_url,
    "survives-commit": survives_commit,
    "fresh-value": fresh_value,
    "unit-of-work": unit_of_work,
}
