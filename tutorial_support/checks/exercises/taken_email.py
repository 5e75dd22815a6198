"""The check taken-email: an adapter, and a rival who is quicker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from fastapi_users.db import SQLAlchemyUserDatabase
from fastapi_users.exceptions import UserAlreadyExists
from sqlalchemy import event, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.util import await_only

from tutorial_support.checks.classes import need_class, need_model
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, describe
from tutorial_support.checks.samples.users import add_users, sessions
from tutorial_support.databases import THROWAWAY

INDEX = 'CREATE UNIQUE INDEX IF NOT EXISTS uq_user_email_lower ON "user" (lower(email))'
# One more unique column with `email` in its name. Its value is the hash, unless that is the usual.
WORK_EMAIL = """ALTER TABLE "user" ADD COLUMN work_email VARCHAR
GENERATED ALWAYS AS (nullif(hashed_password, 'not-a-hash')) {}"""
WORK_INDEX = 'CREATE UNIQUE INDEX ix_user_work_email ON "user" (work_email)'
STORED = {"SQLite": "VIRTUAL", "PostgreSQL": "STORED"}
ADA, KURT, WORK = "ada@example.com", "kurt@example.com", "kurt@work.example"


async def taken_email(User: Any, ClubUserDatabase: Any) -> str:
    """`create` and `update` make UserAlreadyExists of a taken e-mail, and of nothing else."""
    need_model(User, "User", "email", "handle")
    wanted = "a class on `SQLAlchemyUserDatabase`"
    need_class(ClubUserDatabase, SQLAlchemyUserDatabase, "ClubUserDatabase", wanted)
    for name, database in THROWAWAY.items():
        async with database(User.metadata) as engine:
            async with engine.begin() as connection:
                for statement in (INDEX, WORK_EMAIL.format(STORED[name]), WORK_INDEX):
                    await connection.execute(text(statement))
            with about(f"on {name},"):
                await _Trial(User, ClubUserDatabase, engine).run()
    return (
        "a taken email, in a race, in `create` and `update`; a handle, a NULL and another unique"
        " column; both databases"
    )


class _Trial:
    """One session with the learner's adapter; rivals insert what they have when it flushes."""

    def __init__(self, model: Any, adapter: Any, engine: AsyncEngine) -> None:
        self.model, self.adapter, self.engine = model, adapter, engine
        self.rivals: list[Any] = []

    def new(self, email: str, **more: Any) -> dict[str, Any]:
        return {"email": email, "hashed_password": "not-a-hash", **more}

    async def run(self) -> None:
        async with sessions(self.engine)() as session:
            event.listen(self.engine.sync_engine, "before_cursor_execute", self._rivals_are_quicker)
            adapter = self.adapter(session, self.model, None)
            kurt = self.model(**self.new(KURT, handle="email", hashed_password=WORK))
            ada = await self._create(adapter, session, kurt)
            await self._update(adapter, session, ada)

    def _rivals_are_quicker(self, connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
        while self.rivals and sql.startswith(("INSERT", "UPDATE")):
            await_only(add_users(self.engine, self.rivals.pop()))

    async def _create(self, adapter: Any, session: AsyncSession, kurt: Any) -> Any:
        words = "`create` of an e-mail that somebody took after the look"
        self.rivals.append(kurt)
        taken = self.new("KURT@example.com")
        await self._must_raise(UserAlreadyExists, words, lambda: adapter.create(taken))
        with about(f"after {words},"):
            ada = await self._works(lambda: adapter.create(self.new(ADA, handle="ada")))
        if not isinstance(ada, self.model) or ada.email != ADA:
            raise NotYet(f"`create` returned {article(ada)}; the user is wanted")
        words = "`create` of an e-mail that is taken, in the same letters,"
        await self._must_raise(UserAlreadyExists, words, lambda: adapter.create(self.new(KURT)))
        for what, values in {
            "with an e-mail of None": self.new("") | {"email": None},
            "with an id that is taken": self.new("new@example.com", id=kurt.id),
        }.items():
            words = f"`create` {what}"
            await self._must_raise(IntegrityError, words, partial(adapter.create, values))
        words = "`create` with a *handle* that is taken"
        handle = self.new("new@example.com", handle="email")
        await self._must_raise(IntegrityError, words, lambda: adapter.create(handle))
        words = "`create` with a value that is taken in a unique column `work_email`"
        work = self.new("new@example.com", hashed_password=WORK)
        await self._must_raise(IntegrityError, words, lambda: adapter.create(work))
        with about(f"after {words},"):
            emmy = self.new("emmy@example.com")
            await self._works(lambda: adapter.create(emmy))
            await self._works(lambda: session.refresh(ada))
        return ada

    async def _update(self, adapter: Any, session: AsyncSession, ada: Any) -> None:
        before = await self._stored()
        alan = self.model(**self.new("alan@example.com"))
        refused: list[tuple[str, Any, dict[str, Any], type[Exception]]] = [
            ("to an e-mail that is taken", None, {"email": "Kurt@example.com"}, UserAlreadyExists),
            ("to one that somebody takes meanwhile", alan, {"email": "ALAN@example.com"},
             UserAlreadyExists),
            ("to a *handle* that is taken", None, {"handle": "email"}, IntegrityError),
            ("to the e-mail None", None, {"email": None}, IntegrityError),
            ("with her own e-mail and a *handle* that is taken", None,
             {"email": ADA, "handle": "email"}, IntegrityError),
            ("to a new e-mail and a *handle* that is taken", None,
             {"email": "new@example.com", "handle": "email"}, IntegrityError),
            ("to a value that is taken in a unique column `work_email`", None,
             {"hashed_password": WORK}, IntegrityError),
        ]  # fmt: skip
        for what, rival, values, kind in refused:
            words = f"`update` {what}"
            if rival is not None:
                self.rivals.append(rival)
            await self._must_raise(kind, words, partial(adapter.update, ada, values))
            with about(f"after {words},"):
                seen = await self._works(lambda: _read(ada))
                if (seen["email"], seen["handle"]) != (ADA, "ada"):
                    raise NotYet(
                        f"the user has {seen['email']} and {seen['handle']}, and not what is stored"
                    )
        given = await self._works(lambda: adapter.update(ada, {"handle": "lovelace"}))
        if given is not ada or ada.handle != "lovelace":
            raise NotYet(f"an `update` that succeeds returned {article(given)}, not the user")
        after = await self._stored()
        if after != before | {"alan@example.com": None, ADA: "lovelace"}:
            raise NotYet(f"the table has {after}")

    async def _stored(self) -> dict[str, str | None]:
        async with sessions(self.engine)() as session:
            found = await session.execute(select(self.model.email, self.model.handle))
            return {row.email: row.handle for row in found}

    async def _works(self, use: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await use()
        except Exception as error:
            raise NotYet(f"the session or its objects cannot be used: {describe(error)}") from error

    async def _must_raise(
        self, kind: type[Exception], words: str, use: Callable[[], Awaitable[Any]]
    ) -> None:
        try:
            await use()
        except kind:
            return
        except asyncio.CancelledError:
            raise
        except IntegrityError as error:
            first = str(error.orig).splitlines()[0]
            raise NotYet(f"{words} let the IntegrityError out ({first})") from error
        except Exception as error:
            wanted = kind.__name__
            if type(error).__name__ == wanted:  # the driver's, of the same name
                wanted = f"{kind.__module__}.{wanted}"
            raise NotYet(f"{words}: {wanted} is wanted, and {describe(error)}") from error
        raise NotYet(f"{words} raised nothing; {kind.__name__} is wanted")


async def _read(user: Any) -> dict[str, Any]:
    return {column.key: getattr(user, column.key) for column in inspect(user).mapper.column_attrs}
