"""The adapter's documented contract, for the models of the project; run inside it by its pytest."""

import asyncio
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from club.database import async_session_maker
from club.models import AccessToken, OAuthAccount, User
from club.users import ClubUserDatabase
from fastapi_users.db import SQLAlchemyUserDatabase
from fastapi_users.exceptions import UserAlreadyExists
from fastapi_users_db_sqlalchemy.access_token import SQLAlchemyAccessTokenDatabase
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

ADA = {"email": "Ada@example.com", "hashed_password": "hash"}
GITHUB = {
    "oauth_name": "github",
    "access_token": "token" * 1000,  # longer than the 1024 characters of the adapter's own column
    "account_id": "7",
    "account_email": "ada@github.example",
}


@pytest.fixture
async def session(empty):
    async with async_session_maker() as session:
        yield session


@pytest.fixture
def adapter(session):
    return ClubUserDatabase(session, User, OAuthAccount)


async def test_look_ups_find_who_is_there_and_none_else(adapter):
    ada = await adapter.create(ADA)
    assert isinstance(ada.id, uuid.UUID)
    assert (ada.is_active, ada.is_superuser, ada.is_verified) == (True, False, False)
    assert await adapter.get(ada.id) is ada
    assert await adapter.get(uuid.uuid4()) is None
    for email in ("Ada@example.com", "ada@example.com", "ADA@EXAMPLE.COM"):
        assert await adapter.get_by_email(email) is ada
    assert await adapter.get_by_email("ada@example") is None


async def test_update_and_delete_are_seen_by_the_next_session(adapter):
    ada = await adapter.create(ADA)
    await adapter.update(ada, {"display_name": "Ada", "is_verified": True})
    async with async_session_maker() as other:
        seen = await SQLAlchemyUserDatabase(other, User).get(ada.id)
        assert (seen.display_name, seen.is_verified) == ("Ada", True)
    await adapter.delete(ada)
    async with async_session_maker() as other:
        assert await SQLAlchemyUserDatabase(other, User).get(ada.id) is None


@pytest.mark.parametrize("email", ["Ada@example.com", "ada@example.com", "ADA@example.com"])
async def test_a_duplicate_is_refused(adapter, session, email):
    await adapter.create(ADA)
    with pytest.raises(UserAlreadyExists):
        await adapter.create(ADA | {"email": email})
    with pytest.raises(IntegrityError):  # by the database itself, whatever the adapter says
        await SQLAlchemyUserDatabase(session, User).create(ADA | {"email": email})
    await session.rollback()
    assert await session.scalar(select(func.count()).select_from(User)) == 1


async def test_an_update_to_a_taken_email_is_refused(adapter):
    await adapter.create(ADA)
    grace = await adapter.create(ADA | {"email": "grace@example.com"})
    with pytest.raises(UserAlreadyExists):
        await adapter.update(grace, {"email": "ADA@example.com"})
    assert grace.email == "grace@example.com"


async def test_oauth_accounts_are_found_changed_and_deleted(adapter, session):
    ada = await adapter.create(ADA)
    assert await adapter.get_by_oauth_account("github", "7") is None
    ada = await adapter.add_oauth_account(ada, dict(GITHUB))
    found = await adapter.get_by_oauth_account("github", "7")
    assert found is ada
    assert await adapter.get_by_oauth_account("gitlab", "7") is None
    (account,) = ada.oauth_accounts
    await adapter.update_oauth_account(ada, account, {"access_token": "new"})
    assert [each.access_token for each in ada.oauth_accounts] == ["new"]
    await adapter.delete(ada)
    assert await session.scalar(select(func.count()).select_from(OAuthAccount)) == 0


async def test_an_account_at_a_provider_belongs_to_one_user(adapter, session):
    ada = await adapter.create(ADA)
    grace = await adapter.create(ADA | {"email": "grace@example.com"})
    await adapter.add_oauth_account(ada, dict(GITHUB))
    with pytest.raises(IntegrityError):
        await adapter.add_oauth_account(grace, dict(GITHUB))
    await session.rollback()


async def test_access_tokens_have_an_age(adapter, session):
    ada = await adapter.create(ADA)
    tokens = SQLAlchemyAccessTokenDatabase(session, AccessToken)
    now = datetime.now(timezone.utc)
    old = {"token": "old", "user_id": ada.id, "created_at": now - timedelta(hours=2)}
    await tokens.create(old)
    new = await tokens.create({"token": "new", "user_id": ada.id})
    hour = now - timedelta(hours=1)
    assert (await tokens.get_by_token("old")).token == "old"
    assert await tokens.get_by_token("old", hour) is None
    assert await tokens.get_by_token("new", hour) is new
    assert await tokens.get_by_token("none") is None
    assert new.created_at.tzinfo is not None
    await tokens.update(new, {"created_at": now - timedelta(hours=3)})
    assert await tokens.get_by_token("new", hour) is None
    await tokens.delete(new)
    assert await tokens.get_by_token("new") is None


async def test_the_database_itself_keeps_orphans_out_and_cascades(adapter, session):
    ada = await adapter.create(ADA)
    tokens = SQLAlchemyAccessTokenDatabase(session, AccessToken)
    await tokens.create({"token": "hers", "user_id": ada.id})
    with pytest.raises(IntegrityError):
        await tokens.create({"token": "orphan", "user_id": uuid.uuid4()})
    await session.rollback()
    await session.execute(text('DELETE FROM "user"'))
    await session.commit()
    assert await session.scalar(select(func.count()).select_from(AccessToken)) == 0


async def test_writers_at_once_all_succeed(empty):
    async def create(number):
        async with async_session_maker() as session:
            adapter = ClubUserDatabase(session, User, OAuthAccount)
            await adapter.create(ADA | {"email": f"{number}@example.com"})

    await asyncio.gather(*map(create, range(30)))
    async with async_session_maker() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 30
