"""What learners answer to leave."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "leave"

SETUP = """
from tests.projects import enter_project

PROJECT = enter_project()
"""


DEPENDENCIES = """
    password: Annotated[str, Body(embed=True)],
    user: Annotated[User, Depends(current_user)],
    manager: Annotated[UserManager, Depends(get_user_manager)],
"""
COMPARE = """
    verified, _ = await manager.password_helper.verify(password, user.hashed_password)
    if not verified:
        raise HTTPException(400, "WRONG_PASSWORD")
"""
DELETE = "    await manager.delete(user)\n"


def leaving(
    body: str = COMPARE + DELETE,
    *,
    route: str = '@router.delete("/users/me", status_code=204)',
    dependencies: str = DEPENDENCIES,
    imports: str = "",
) -> str:
    return f"""%%writefile club/leaving.py
from typing import Annotated

from fastapi import APIRouter, Body, Depends, HTTPException
{imports}
from club.models import User
from club.users import UserManager, current_user, get_user_manager

router = APIRouter()


{route}
async def leave({dependencies}) -> None:
{body}
"""


def by(backend: str) -> str:
    """Return the cell for those alone who log in with one backend."""
    return leaving(
        dependencies=DEPENDENCIES.replace("Depends(current_user)", "Depends(by_one)"),
        imports=f"""from club.users import {backend}, fastapi_users


async def backends():
    return [{backend}]


by_one = fastapi_users.current_user(active=True, get_enabled_backends=backends)
""",
    )


WRONG = [
    Answer(
        "an empty password is none to compare",
        leaving(COMPARE.replace("if not verified", "if password and not verified") + DELETE),
        "DELETE /users/me with the password '' was answered 204; 400 or 422 is wanted",
    ),
    Answer(
        "the starter",
        "%%writefile club/leaving.py\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n",
        "DELETE /users/me with nothing from a person was answered 403, Forbidden; 422 is wanted: is"
        " your route the one that answers, or does another take this path?",
    ),
    Answer(
        "another path",
        leaving(route='@router.delete("/me", status_code=204)'),
        "DELETE /users/me with nothing from a person was answered 403, Forbidden; 422 is wanted",
    ),
    Answer(
        "a POST",
        leaving(route='@router.post("/users/me", status_code=204)'),
        "DELETE /users/me with nothing from a person was answered 403, Forbidden; 422 is wanted",
    ),
    Answer(
        "200",
        leaving(route='@router.delete("/users/me")'),
        "with the right password, DELETE /users/me with password from a person"
        " was answered 200; 204",
    ),
    Answer(
        "no password asked for",
        leaving(
            DELETE,
            dependencies=DEPENDENCIES.replace(
                "    password: Annotated[str, Body(embed=True)],\n", ""
            ),
        ),
        "DELETE /users/me with nothing from a person was answered 204; 422 is wanted",
    ),
    Answer(
        "the password not compared",
        leaving(DELETE),
        "with a wrong password, DELETE /users/me with password from a person was answered 204; 400",
    ),
    Answer(
        "compared as a text",
        leaving(
            "    if password != user.hashed_password:\n"
            '        raise HTTPException(400, "WRONG_PASSWORD")\n' + DELETE
        ),
        "with the right password, DELETE /users/me with password from a person"
        " was answered 400, WRONG",
    ),
    Answer(
        "the pair taken for the answer",
        leaving(
            "    if not await manager.password_helper.verify(password, user.hashed_password):\n"
            '        raise HTTPException(400, "WRONG_PASSWORD")\n' + DELETE
        ),
        "with a wrong password, DELETE /users/me with password from a person was answered 204; 400",
    ),
    Answer(
        "403 for a wrong password",
        leaving(COMPARE.replace("400", "403") + DELETE),
        "with a wrong password, DELETE /users/me with password from a person"
        " was answered 403, WRONG",
    ),
    Answer(
        "an app with nothing else in it",
        "%%writefile club/main.py\nfrom fastapi import FastAPI\n\napp = FastAPI()\n",
        "your app's OpenAPI schema has no path that ends in /register",
    ),
    Answer(
        "Alembic's settings are gone",
        'import os\n\nos.remove("alembic.ini")\n',
        "there is no alembic.ini in the folder `PROJECT`: run the cell that writes it",
    ),
    Answer(
        "anybody may",
        leaving(
            dependencies=DEPENDENCIES.replace(
                "Depends(current_user)", "Depends(fastapi_users.current_user(optional=True))"
            ),
            imports="from club.users import fastapi_users",
        ),
        "DELETE /users/me ended in a 500: AttributeError: 'NoneType' object has no attribute"
        " 'hashed_password' (the object before `.hashed_password` is None), at line 18 of"
        " club/leaving.py",
    ),
    Answer(
        "anybody's password will do",
        leaving(
            """
    for each in (await manager.user_db.session.scalars(select(User))).unique():
        if (await manager.password_helper.verify(password, each.hashed_password))[0]:
            break
    else:
        raise HTTPException(400, "WRONG_PASSWORD")
"""
            + DELETE,
            imports="from sqlalchemy import select",
        ),
        "with Grace's password, DELETE /users/me with password from a person was answered 204; 400",
    ),
    Answer(
        "everybody whose e-mail begins so",
        leaving(
            COMPARE
            + "    named = delete(User).where(User.email.like('ada%'))\n"
            + "    await manager.user_db.session.execute(named)\n"
            + "    await manager.user_db.session.commit()\n",
            imports="from sqlalchemy import delete",
        ),
        "the tables have {'user': 1, 'accesstoken': 1, 'oauth_account': 1} rows",
    ),
    Answer(
        "nobody is deleted, which a library objects to",
        leaving(COMPARE + "    await manager.delete(None)\n"),
        "DELETE /users/me ended in a 500: UnmappedInstanceError: Class 'builtins.NoneType' is not"
        " mapped, at line 21 of club/leaving.py",
    ),
    Answer(
        "a dict",
        leaving(
            COMPARE.replace("(password,", '(form["password"],') + DELETE,
            dependencies=DEPENDENCIES.replace(
                "password: Annotated[str, Body(embed=True)]", "form: dict"
            ),
        ),
        "DELETE /users/me ended in a 500: KeyError: 'password', at line ",
    ),
    Answer(
        "the password in the address",
        leaving(dependencies=DEPENDENCIES.replace("Annotated[str, Body(embed=True)]", "str")),
        "was answered 422, for `password` 'Field required'; 400 is wanted: is it read from the"
        " JSON body?",
    ),
    Answer(
        "by cookie alone",
        by("cookie_backend"),
        "DELETE /users/me with nothing from a person was answered 401, Unauthorized; 422 is wanted:"
        " is your route the one that answers, or does another take this path?",
    ),
    Answer(
        "by bearer token alone",
        by("bearer_backend"),
        "DELETE /users/me with the page's cookie was answered 401, Unauthorized; 204 is wanted",
    ),
    Answer(
        "nothing is deleted",
        leaving(COMPARE),
        "the person has left, and a token of theirs still works",
    ),
    Answer(
        "switched off",
        leaving(COMPARE + '    await manager.user_db.update(user, {"is_active": False})\n'),
        "the tables have {'user': 3, 'accesstoken': 4, 'oauth_account': 3} rows",
    ),
    Answer(
        "everybody is deleted",
        leaving(
            COMPARE
            + "    await manager.user_db.session.execute(delete(User))\n"
            + "    await manager.user_db.session.commit()\n",
            imports="from sqlalchemy import delete",
        ),
        "the tables have {'user': 0, 'accesstoken': 0, 'oauth_account': 0} rows",
    ),
    Answer(
        "only the tokens",
        leaving(COMPARE + "    await manager.revoke_tokens(user)\n"),
        "the login of ada@example.com was answered 200; 400 is wanted",
    ),
    Answer(
        "no commit",
        leaving(COMPARE + "    await manager.user_db.session.delete(user)\n"),
        "the person has left, and a token of theirs still works",
    ),
    Answer(
        "a session of its own, and the same user",
        leaving(
            COMPARE
            + "    async with async_session_maker() as session:\n"
            + "        await session.delete(user)\n        await session.commit()\n",
            imports="from club.database import async_session_maker",
        ),
        "DELETE /users/me ended in a 500: InvalidRequestError: Object '<User at ",
    ),
    Answer(
        "a name that is none",
        leaving().replace("await manager.delete(user)", "await user_manager.delete(user)"),
        "DELETE /users/me ended in a 500: NameError: name 'user_manager' is not defined, at line",
    ),
    Answer(
        "a file that Python cannot read",
        leaving().replace("async def leave(", "async def leave((").rstrip(),
        " (leaving.py, line 12), at line 12 of leaving.py",  # after Python's words, which vary
    ),
    Answer(
        "no router",
        leaving()
        .replace("router = APIRouter()", "routes = router = APIRouter()\n")
        .replace("async def", "async def")
        + "\ndel router\n",
        "your project cannot be migrated and imported: AttributeError: module 'club.leaving' has no"
        " attribute 'router'",
    ),
]

RIGHT = [
    Answer(
        "a dict, and whatever is in it as a text",
        leaving(
            '    if "password" not in (form or {}):\n        raise HTTPException(422)\n'
            + COMPARE.replace("(password,", '(str(form["password"]),')
            + DELETE,
            dependencies=DEPENDENCIES.replace(
                "password: Annotated[str, Body(embed=True)]",
                "form: Annotated[dict | None, Body()]",
            ),
        ),
    ),
    Answer("verify and delete", leaving()),
    Answer(
        "a model for the body",
        leaving(
            COMPARE.replace("(password,", "(form.password,") + DELETE,
            dependencies=DEPENDENCIES.replace(
                "password: Annotated[str, Body(embed=True)]", "form: Form"
            ),
            imports="from pydantic import BaseModel\n\n\nclass Form(BaseModel):\n"
            "    password: str\n\n",
        ),
    ),
    Answer(
        "authenticate",
        leaving(
            "    form = OAuth2PasswordRequestForm(username=user.email, password=password)\n"
            "    if await manager.authenticate(form) is None:\n"
            '        raise HTTPException(status_code=400, detail="WRONG")\n' + DELETE,
            imports="from fastapi.security import OAuth2PasswordRequestForm",
        ),
    ),
    Answer(
        "the session itself",
        leaving(
            COMPARE
            + "    session = manager.user_db.session\n    await session.delete(user)\n"
            + "    await session.commit()\n"
        ),
    ),
    Answer(
        "old default values",
        leaving(
            dependencies="password: str = Body(..., embed=True), user=Depends(current_user),"
            " manager=Depends(get_user_manager)"
        ),
    ),
]
