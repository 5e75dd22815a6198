"""The check survives-commit: an object read after a commit."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync
from tutorial_support.checks.samples.users import (
    SampleBase,
    SampleUser,
    rebind,
    sample_user,
    sessions,
)
from tutorial_support.databases import throwaway_database


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
