"""What learners answer to log-out-everywhere."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "log-out-everywhere"

SETUP = """
from tests.projects import enter_project

PROJECT = enter_project()
"""


DEPENDENCIES = """
    user: Annotated[User, Depends(current_user)],
    manager: Annotated[UserManager, Depends(get_user_manager)],
"""


def everywhere(
    body: str = "    await manager.revoke_tokens(user)",
    *,
    route: str = '@router.post("/auth/logout-everywhere", status_code=204)',
    dependencies: str = DEPENDENCIES,
    imports: str = "",
) -> str:
    return f"""%%writefile club/everywhere.py
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import delete, select
{imports}
from club.models import AccessToken, User
from club.users import UserManager, current_user, get_user_manager

router = APIRouter()


{route}
async def everywhere({dependencies}) -> None:
{body}
"""


def in_session(statement: str, end: str = "    await session.commit()") -> str:
    return f"    session = manager.user_db.session\n    await session.execute({statement})\n{end}"


WRONG = [
    Answer(
        "the starter",
        "%%writefile club/everywhere.py\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n",
        "POST /auth/logout-everywhere from somebody without a token was answered 404, Not Found;"
        " 401 is wanted: is the router included, with this method and path?",
    ),
    Answer(
        "another path",
        everywhere(route='@router.post("/logout-everywhere", status_code=204)'),
        "was answered 404, Not Found; 401 is wanted: is the router included",
    ),
    Answer(
        "a GET",
        everywhere(route='@router.get("/auth/logout-everywhere", status_code=204)'),
        "was answered 405, Method Not Allowed; 401 is wanted: is the router included, with this",
    ),
    Answer(
        "200",
        everywhere(route='@router.post("/auth/logout-everywhere")'),
        "from a person was answered 200; 204 is wanted",
    ),
    Answer(
        "nothing",
        everywhere("    pass"),
        "Ada logged out everywhere, and the token with which she asked still works",
    ),
    Answer(
        "this token alone",
        everywhere(
            "    user, token = both\n    await strategy.destroy_token(token, user)",
            dependencies="both=Depends(fastapi_users.authenticator.current_user_token(active=True)),"
            " strategy=Depends(get_strategy)",
            imports="from club.users import fastapi_users, get_strategy",
        ),
        "Ada logged out everywhere, and the token of another login still works",
    ),
    Answer(
        "this one and one more",
        everywhere(
            """    session = manager.user_db.session
    tokens = await session.scalars(
        select(AccessToken).where(AccessToken.user_id == user.id).limit(2)
    )
    for token in tokens.all():
        await session.delete(token)
    await session.commit()"""
        ),
        "still works",
    ),
    Answer(
        "those of the last hour",
        everywhere(
            in_session(
                "delete(AccessToken).where(AccessToken.user_id == user.id, AccessToken.created_at >"
                " datetime.now(timezone.utc) - timedelta(hours=1))"
            ),
            imports="from datetime import datetime, timedelta, timezone",
        ),
        "Ada logged out everywhere, and the token of another login still works",
    ),
    Answer(
        "whoever is named",
        everywhere(
            in_session("delete(AccessToken).where(AccessToken.user_id == (user_id or user.id))"),
            dependencies=DEPENDENCIES + "    user_id: UUID | None = None,\n",
            imports="from uuid import UUID",
        ),
        "Ada logged out everywhere, and the token with which she asked still works",
    ),
    Answer(
        "whoever is switched off, too",
        everywhere(
            dependencies=DEPENDENCIES.replace("Depends(current_user)", "Depends(anybody)"),
            imports="from club.users import fastapi_users\n\n"
            "anybody = fastapi_users.current_user()",
        ),
        "from somebody who is switched off was answered 204; 401 is wanted",
    ),
    Answer(
        "everybody's tokens",
        everywhere(in_session("delete(AccessToken)")),
        "Ada logged out everywhere, and Grace was logged out, too",
    ),
    Answer(
        "nobody asked who it is",
        everywhere(
            in_session("delete(AccessToken)"),
            dependencies="manager: Annotated[UserManager, Depends(get_user_manager)]",
        ),
        "logout-everywhere from somebody without a token was answered 204; 401 is wanted",
    ),
    Answer(
        "no commit",
        everywhere(in_session("delete(AccessToken).where(AccessToken.user_id == user.id)", "")),
        "Ada logged out everywhere, and the token with which she asked still works",
    ),
    Answer(
        "switched off",
        everywhere('    await manager.user_db.update(user, {"is_active": False})'),
        "Ada logged out everywhere, and her tokens are still in the table",
    ),
    Answer(
        "the person deleted",
        everywhere("    await manager.delete(user)"),
        "Ada logged out everywhere, and the table of users has changed",
    ),
    Answer(
        "the others of all people",
        everywhere(in_session("delete(AccessToken).where(AccessToken.user_id != user.id)")),
        "Ada logged out everywhere, and the token with which she asked still works",
    ),
    Answer(
        "no await",
        everywhere("    manager.revoke_tokens(user)"),
        "`UserManager.revoke_tokens` was called without `await`, so it never ran",
    ),
    Answer(
        "the class in the place of a manager",
        everywhere("    await UserManager.revoke_tokens(user)"),
        "POST /auth/logout-everywhere ended in a 500: TypeError: ",
    ),
    Answer(
        "an import that is none",
        everywhere(imports="from club.tokens import revoke"),
        "your project cannot be migrated and imported: ModuleNotFoundError: No module named"
        " 'club.tokens', at line 5 of club/everywhere.py",
    ),
]

RIGHT = [
    Answer("the manager's method", everywhere()),
    Answer(
        "a DELETE of one's own",
        everywhere(in_session("delete(AccessToken).where(AccessToken.user_id == user.id)")),
    ),
    Answer(
        "one by one",
        everywhere(
            """    session = manager.user_db.session
    tokens = await session.scalars(select(AccessToken).where(AccessToken.user_id == user.id))
    for token in tokens.all():
        await session.delete(token)
    await session.commit()"""
        ),
    ),
    Answer(
        "a session of its own",
        everywhere(
            """    async with async_session_maker.begin() as session:
        await session.execute(delete(AccessToken).filter_by(user_id=user.id))""",
            imports="from club.database import async_session_maker",
        ),
    ),
]
