"""Which refusals the adapter takes for a taken email; run inside the project by its pytest.

Its users have two more unique columns, `handle` and `backup_email`.
"""

import pytest
from club.database import async_session_maker
from club.models import OAuthAccount, User
from club.users import ClubUserDatabase
from fastapi_users.exceptions import UserAlreadyExists
from sqlalchemy.exc import IntegrityError

ADA = {"email": "handle@example.com", "hashed_password": "hash"}
GRACE = {"email": "grace@example.com", "hashed_password": "hash"}


@pytest.fixture
async def adapter(empty):
    async with async_session_maker() as session:
        yield ClubUserDatabase(session, User, OAuthAccount)


@pytest.mark.parametrize("email", ["handle@example.com", "HANDLE@example.com"])
async def test_a_taken_email_is_one(adapter, email):
    await adapter.create(ADA)
    grace = await adapter.create(GRACE)
    with pytest.raises(UserAlreadyExists):
        await adapter.create(ADA | {"email": email})
    with pytest.raises(UserAlreadyExists):
        await adapter.update(grace, {"email": email})
    assert grace.email == "grace@example.com"


@pytest.mark.parametrize("column", ["handle", "backup_email"])
@pytest.mark.parametrize("value", ["email", "user.email", "handle@example.com", "ix_user_email"])
async def test_another_taken_value_is_none(adapter, column, value):
    await adapter.create(ADA | {column: value})
    with pytest.raises(IntegrityError):
        await adapter.create(GRACE | {column: value})
    grace = await adapter.create(GRACE)
    with pytest.raises(IntegrityError):
        await adapter.update(grace, {column: value})
    assert getattr(grace, column) is None


async def test_an_email_of_null_is_none(adapter):
    with pytest.raises(IntegrityError):
        await adapter.create(GRACE | {"email": None})
