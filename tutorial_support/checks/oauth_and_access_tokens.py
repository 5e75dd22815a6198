"""The checks of notebook 07."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.models import need_model
from tutorial_support.checks.oauth_client import careful_client
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import call, describe, learners_code, need_function
from tutorial_support.checks.sample import add_users, sessions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql

LIFETIMES = {3600: [10, 3590, 3610, 7200, 2_592_000], 60: [5, 90], 86_400: [3600]}
ADA = uuid.UUID(int=1)


async def purge_tokens(purge_expired: Any, User: Any, AccessToken: Any) -> str:
    """`purge_expired` deletes the tokens that are too old, commits, and counts them."""
    need_function(purge_expired, "purge_expired")
    need_model(User, "User", "email", "hashed_password")
    need_model(AccessToken, "AccessToken", "token", "created_at", "user_id")
    for lifetime, ages in LIFETIMES.items():
        async with throwaway_database(User.metadata) as engine:
            ada = User(id=ADA, email="ada@example.com", hashed_password="not-a-hash")
            await add_users(engine, ada)
            made = {age: datetime.now(timezone.utc) - timedelta(seconds=age) for age in ages}
            await add_users(
                engine,
                *(AccessToken(token=str(a), user_id=ADA, created_at=made[a]) for a in ages),
            )
            with watch_sql(engine) as log, _naive_times(engine) as naive:
                async with sessions(engine)() as session:
                    given = await call(purge_expired, session, lifetime)
            async with sessions(engine)() as session:
                left = set(await session.scalars(select(AccessToken.token)))
                users = await session.scalar(select(func.count()).select_from(User.__table__))
        words = f"with a lifetime of {lifetime} seconds"
        _need_purged(words, lifetime, ages, left, " ".join(log.statements))
        if not users:
            raise NotYet(f"{words}, the user was deleted as well")
        if naive:
            raise NotYet(
                "it compares with a time that has no zone: SQLite lets that pass, PostgreSQL's"
                " driver refuses it"
            )
        count = sum(age > lifetime for age in ages)
        if isinstance(given, bool) or given != count:
            raise NotYet(f"{words}, it returned {given!r} and deleted {count} token(s)")
    return "three lifetimes: the old tokens are gone for good, the young ones and the user stay"


@contextmanager
def _naive_times(engine: AsyncEngine) -> Iterator[list[datetime]]:
    """Collect the times without a zone that are sent, before SQLite's type drops every zone."""
    found: list[datetime] = []

    def look(connection: Any, cursor: Any, sql: str, sent: Any, context: Any, many: bool) -> None:
        for parameters in context.compiled_parameters or ():
            found.extend(v for v in parameters.values() if isinstance(v, datetime) and not v.tzinfo)

    event.listen(engine.sync_engine, "before_cursor_execute", look)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", look)


def _need_purged(words: str, lifetime: int, ages: list[int], left: set[str], sent: str) -> None:
    for age in ages:
        if age < lifetime and str(age) not in left:
            raise NotYet(f"{words}, the token that was {age} seconds old is gone")
    old = [age for age in ages if age > lifetime and str(age) in left]
    if not old:
        return
    if not sent:
        raise NotYet("it sent no SQL through the `session` that it was handed")
    if "DELETE" not in sent:
        raise NotYet(f"{words}, a token {old[0]} seconds old is still there: no DELETE was sent")
    raise NotYet(
        f"{words}, a token {old[0]} seconds old is still there, for a second session: was the"
        " DELETE committed, and for the right side of the limit?"
    )


async def linked_accounts(Customer: Any, CustomerAccount: Any) -> str:
    """A customer can link accounts and be deleted, and the accounts go along."""
    need_model(Customer, "Customer", "email", "hashed_password")
    need_model(CustomerAccount, "CustomerAccount", "oauth_name", "account_id", "user_id")
    if not hasattr(Customer, "oauth_accounts"):
        raise NotYet("`Customer` has no `oauth_accounts`, to which the adapter appends")
    for obeys in (True, False):
        async with throwaway_database(Customer.metadata) as engine:
            if obeys:
                event.listen(engine.sync_engine, "connect", _obey)
                await engine.dispose()
            await _link(engine, Customer, CustomerAccount)
            await _delete(engine, Customer, CustomerAccount)
            async with sessions(engine)() as session:
                left = set(await session.scalars(select(CustomerAccount.account_id)))
        if "g" not in left:
            raise NotYet("one customer was deleted, and the account of another one is gone, too")
        if left != {"g"}:
            raise NotYet(
                "the customer is deleted, and the accounts are still there, pointing to nobody:"
                " where SQLite ignores foreign keys, SQLAlchemy has to delete them"
            )
    return "accounts were linked, found and renewed, and went with their customer, in two databases"


def _obey(connection: Any, record: Any) -> None:
    connection.cursor().execute("PRAGMA foreign_keys=ON")


def _account(number: str) -> dict[str, Any]:
    names = {"oauth_name": "library", "account_id": number, "access_token": "token"}
    return {**names, "account_email": "ada@example.com"}


async def _link(engine: AsyncEngine, customer: Any, account: Any) -> None:
    for name, numbers in {"grace": "g", "ada": "12"}.items():
        async with sessions(engine)() as session:
            adapter = SQLAlchemyUserDatabase[Any, Any](session, customer, account)
            new = {"email": f"{name}@example.com", "hashed_password": "not-a-hash"}
            with learners_code():
                user = await adapter.create(new)
            for number in numbers:
                try:
                    await adapter.add_oauth_account(user, _account(number))
                except MissingGreenlet:
                    raise NotYet(
                        "`add_oauth_account` raised MissingGreenlet: the list of accounts was not"
                        " loaded with the customer, and appending needs it"
                    ) from None
                except Exception as error:
                    raise NotYet(f"`add_oauth_account` failed: {describe(error)}") from error
    async with sessions(engine)() as session:
        adapter = SQLAlchemyUserDatabase[Any, Any](session, customer, account)
        with learners_code():
            user = await adapter.get_by_oauth_account("library", "2")
            if user is None or user.email != "ada@example.com":
                raise NotYet("two accounts were linked, and by the second nobody was found")
            for mine in user.oauth_accounts:
                await adapter.update_oauth_account(user, mine, {"access_token": "newer"})
    async with sessions(engine)() as session:
        newer = await session.scalars(select(account.account_id).filter_by(access_token="newer"))
        if set(newer) != {"1", "2"}:
            raise NotYet("a customer with two linked accounts was loaded without both of them")


async def _delete(engine: AsyncEngine, customer: Any, account: Any) -> None:
    async with sessions(engine)() as session:
        adapter = SQLAlchemyUserDatabase[Any, Any](session, customer, account)
        user = await adapter.get_by_email("ada@example.com")
        try:
            await adapter.delete(user)
        except (IntegrityError, MissingGreenlet) as error:
            why = str(getattr(error, "orig", "the accounts were not loaded"))
            more = ": SQLAlchemy took the accounts off before it deleted" if "NULL" in why else ""
            what = f"{type(error).__name__}, {why}{more}"
            raise NotYet(f"a customer with accounts could not be deleted, {what}") from None


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "purge-tokens": purge_tokens,
    "linked-accounts": linked_accounts,
    "careful-client": careful_client,
}
