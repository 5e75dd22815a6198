"""Schemathesis on the project: whatever is sent, no answer is 500 or above.

CASES in the environment is how many requests there are for each operation, beside those that
Schemathesis makes of the schema's edges.
"""

import asyncio
import os

import schemathesis
from club.database import async_session_maker
from club.main import app
from club.models import AccessToken, OAuthAccount, User
from club.schemas import UserCreate
from club.users import ClubUserDatabase, UserManager
from fastapi_users.authentication.strategy.db import DatabaseStrategy
from fastapi_users_db_sqlalchemy.access_token import SQLAlchemyAccessTokenDatabase
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import delete

ROOT = UserCreate(
    email="root@example.com",
    password="correct-horse-battery",
    is_superuser=True,
    is_verified=True,
)
CASES = int(os.environ.get("CASES", "5"))
asked: dict[int, int] = {}


async def new_root():
    """Make the superuser anew, whatever the last request did to them; return id and token."""
    async with async_session_maker() as session:
        await session.execute(delete(User).where(User.email == ROOT.email))
        await session.commit()
        manager = UserManager(ClubUserDatabase(session, User, OAuthAccount))
        root = await manager.create(ROOT)
        tokens = SQLAlchemyAccessTokenDatabase(session, AccessToken)
        return str(root.id), await DatabaseStrategy(tokens, 3600).write_token(root)


schema = schemathesis.openapi.from_asgi("/openapi.json", app)


@schema.parametrize()
@settings(
    max_examples=CASES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_answers_500(case):
    own, token = asyncio.run(new_root())
    if "id" in (case.path_parameters or {}) and len(asked) % 2:
        case.path_parameters["id"] = own
    response = case.call(headers={"Authorization": f"Bearer {token}"})
    asked[response.status_code] = asked.get(response.status_code, 0) + 1
    assert response.status_code < 500, f"{case.method} {case.formatted_path} {case.body!r}"


def test_there_were_hundreds():
    print("requests:", sum(asked.values()), "answers:", dict(sorted(asked.items())))
    assert sum(asked.values()) >= 200
    assert {200, 204, 400, 404, 422} <= set(asked)
