"""What learners answer to export."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "export"

SETUP = """
from tests.projects import enter_project

PROJECT = enter_project()
"""


MODELS = """
class Account(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    oauth_name: str
    account_email: str


class Export(BaseModel):
    user: UserRead
    oauth_accounts: list[Account]
    logins: list[datetime]
"""
QUERY = "select(AccessToken.created_at).where(AccessToken.user_id == user.id)"
LOGINS = f"list(await session.scalars({QUERY}.order_by(AccessToken.created_at)))"
ACCOUNTS = "[Account.model_validate(account) for account in user.oauth_accounts]"


def export(
    *,
    user: str = "UserRead.model_validate(user)",
    accounts: str = ACCOUNTS,
    logins: str = LOGINS,
    result: str = "Export(user=user_, oauth_accounts=accounts, logins=logins)",
    route: str = '@router.get("/users/me/export")',
    gives: str = " -> Export",
    models: str = MODELS,
    who: str = "user: Annotated[User, Depends(current_user)]",
) -> str:
    return f"""%%writefile club/export.py
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from club.database import get_async_session
from club.models import AccessToken, OAuthAccount, User
from club.schemas import UserRead
from club.users import current_user

router = APIRouter()

{models}

{route}
async def export({who}, session: Annotated[AsyncSession, Depends(get_async_session)]){gives}:
    user_ = {user}
    accounts = {accounts}
    logins = {logins}
    return {result}
"""


WRONG = [
    Answer(
        "the starter",
        "%%writefile club/export.py\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n",
        "GET /users/me/export from somebody without a token was answered 404,"
        " Not Found; 401 is wanted",
    ),
    Answer(
        "the objects themselves",
        export(
            result='{"user": user, "oauth_accounts": user.oauth_accounts, "logins": logins}',
            gives="",
        ),
        "`user` is not what GET /users/me answers",
    ),
    Answer(
        "the accounts themselves",
        export(
            result='{"user": user_, "oauth_accounts": user.oauth_accounts, "logins": logins}',
            gives="",
        ),
        "`oauth_accounts` is [{",
    ),
    Answer(
        "no accounts",
        export(accounts="[]"),
        "`oauth_accounts` is []; [{'oauth_name': 'github', 'account_email':",
    ),
    Answer(
        "everybody's logins",
        export(
            logins="list(await session.scalars(select(AccessToken.created_at).order_by("
            "AccessToken.created_at)))"
        ),
        "for ada@example.com, with 3 token(s), `logins` is [",
    ),
    Answer(
        "the last login",
        export(logins=f"{LOGINS}[-1:]"),
        "for ada@example.com, with 3 token(s), `logins` is [",
    ),
    Answer(
        "the newest first",
        export(logins=f"{LOGINS}[::-1]"),
        "`logins` is not in the order of time, the oldest first",
    ),
    Answer(
        "the tokens, too",
        export(
            models=MODELS.replace("logins: list[datetime]", "logins: list[str]"),
            logins="list(await session.scalars(select(AccessToken.token).where("
            "AccessToken.user_id == user.id)))",
        ),
        "a time in ISO 8601 is wanted",
    ),
    Answer(
        "a fourth key with the hash",
        export(
            models=MODELS + "    password: str\n",
            result="Export(user=user_, oauth_accounts=accounts, logins=logins,"
            " password=user.hashed_password)",
        ),
        "the export has ['logins', 'oauth_accounts', 'password', 'user']; ",
    ),
    Answer(
        "not sorted",
        export(logins=f"{LOGINS}[1:] + {LOGINS}[:1]"),
        "for ada@example.com, `logins` is not in the order of time, the oldest first",
    ),
    Answer(
        "one account",
        export(accounts=f"{ACCOUNTS}[:1]"),
        "for ada@example.com, `oauth_accounts` is [{",
    ),
    Answer(
        "the moment of the export",
        export(
            logins=f"[datetime.now(timezone.utc) for each in {LOGINS}]",
            models="from datetime import timezone\n\n" + MODELS,
        ),
        "that token was made at ",
    ),
    Answer(
        "somebody else's, if asked for",
        export(
            user="UserRead.model_validate(await session.get(User, user_id) if user_id else user)",
            who="user: Annotated[User, Depends(current_user)], user_id: UUID | None = None",
            models="from uuid import UUID\n\n" + MODELS,
        ).replace(
            "session: Annotated[AsyncSession, Depends(get_async_session)]",
            "session: AsyncSession = Depends(get_async_session)",
        ),
        "for ada@example.com, `user` is not what GET /users/me answers",
    ),
    Answer(
        "no time zone",
        export(logins=f"[each.replace(tzinfo=None) for each in {LOGINS}]"),
        "without a time zone: nobody knows when that was",
    ),
    Answer(
        "the time of now",
        export(logins="[datetime.now()]"),
        "for ada@example.com, with 3 token(s), `logins` is [",
    ),
    Answer(
        "texts of another form",
        export(
            models=MODELS.replace("logins: list[datetime]", "logins: list[str]"),
            logins=f"[each.ctime() for each in {LOGINS}]",
        ),
        "a time in ISO 8601 is wanted",
    ),
    Answer(
        "numbers",
        export(
            models=MODELS.replace("logins: list[datetime]", "logins: list[float]"),
            logins=f"[each.timestamp() for each in {LOGINS}]",
        ),
        "a time in ISO 8601 is wanted",
    ),
    Answer(
        "another path",
        export(route='@router.get("/export")'),
        "was answered 404, Not Found; 401 is wanted: is the router included",
    ),
    Answer(
        "the first user",
        export(
            user="UserRead.model_validate(await session.scalar(select(User).order_by(User.email)))"
        ),
        "for ada@example.com, `user` is not what GET /users/me answers",
    ),
    Answer(
        "a lazy list of coroutines",
        export(logins=f"list(session.scalars({QUERY}))"),
        "`AsyncSession.scalars` was called without `await`, so it never ran",
    ),
    Answer(
        "the record alone",
        export(result="user_", gives=" -> UserRead"),
        "the export has [",
    ),
]

RIGHT = [
    Answer("two models", export()),
    Answer(
        "a response_model",
        export(
            route='@router.get("/users/me/export", response_model=Export)',
            result='{"user": user, "oauth_accounts": user.oauth_accounts, "logins": logins}',
            gives="",
            models=MODELS.replace("class Export", "\n\nclass Export"),
        ),
    ),
    Answer(
        "dicts by hand",
        export(
            models="",
            gives="",
            user="UserRead.model_validate(user).model_dump(mode='json')",
            accounts="[dict(oauth_name=a.oauth_name, account_email=a.account_email)"
            " for a in user.oauth_accounts]",
            logins=f"[each.isoformat() for each in {LOGINS}]",
            result="dict(user=user_, oauth_accounts=accounts, logins=logins)",
        ),
    ),
    Answer(
        "sorted in Python, accounts from a query",
        export(
            logins=f"sorted((await session.scalars({QUERY})).all())",
            accounts="(await session.scalars(select(OAuthAccount).where("
            "OAuthAccount.user_id == user.id))).all()",
            result="Export.model_validate("
            "dict(user=user_, oauth_accounts=accounts, logins=logins))",
        ),
    ),
]
