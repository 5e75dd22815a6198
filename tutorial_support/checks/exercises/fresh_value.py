"""The check fresh-value: a value that another session has changed."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call, need_function
from tutorial_support.checks.samples.tables import need_returned_connections
from tutorial_support.checks.samples.users import (
    SampleUser,
    add_users,
    sessions,
)
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


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
