"""The check linked-accounts: a relationship, used as the adapter uses it."""

from __future__ import annotations

from typing import Any

from fastapi_users.db import SQLAlchemyUserDatabase
from sqlalchemy import event, inspect, select
from sqlalchemy.exc import IntegrityError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.classes import need_model
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import describe, learners_code
from tutorial_support.checks.samples.users import sessions
from tutorial_support.databases import throwaway_database


async def linked_accounts(Customer: Any, CustomerAccount: Any) -> str:
    """A customer can link accounts and be deleted, and the accounts go along."""
    need_model(Customer, "Customer", "email", "hashed_password")
    need_model(CustomerAccount, "CustomerAccount", "oauth_name", "account_id", "user_id")
    if Customer.metadata is not CustomerAccount.metadata:
        raise NotYet(
            "`Customer` and `CustomerAccount` are on different bases: did the cell above fail, and"
            " is one of them of an earlier run?"
        )
    with learners_code():
        relationships = inspect(Customer).relationships
    if "oauth_accounts" not in relationships:
        raise NotYet("`Customer` has no `oauth_accounts`, to which the adapter appends")
    found = relationships["oauth_accounts"]
    if not found.uselist or found.collection_class not in (None, list):
        raise NotYet("`oauth_accounts` is no list, and the adapter appends to it")
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
