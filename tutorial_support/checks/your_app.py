"""The checks of notebook 24: the learner's own app, looked at from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tutorial_support.checks.login_app import said
from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.own_export import export
from tutorial_support.checks.own_project import own_app, password_of
from tutorial_support.checks.people import (
    ADA,
    GRACE,
    TABLES,
    count,
    need_answer,
    need_cookie,
    need_inactive,
    people,
)


async def leave(PROJECT: Any) -> str:
    """`DELETE /users/me`, with the password, deletes the person and what is theirs."""
    path, right = "/users/me", {"password": password_of(ADA)}
    async with own_app(PROJECT) as own:
        ada, *others, grace = await people(own)
        await need_answer(own, 401, "DELETE", path, json=right)
        await need_answer(own, 422, "DELETE", path, ada, json={})
        await need_answer(own, 422, "DELETE", path, ada, json=None)
        for wrong, words in (("a wrong one", "a wrong"), (password_of(GRACE), "Grace's")):
            with about(f"with {words} password,"):
                await need_answer(own, 400, "DELETE", path, ada, json={"password": wrong})
        for odd in ("", 5):  # refused as a password that is wrong, or as none
            response = await own.ask("DELETE", path, ada, json={"password": odd})
            if response.status_code not in (400, 422):
                raise NotYet(
                    f"DELETE {path} with the password {odd!r} was answered {said(response)}; 400"
                    " or 422 is wanted"
                )
        if (await own.me(ada), await own.me(grace)) != (200, 200):
            raise NotYet("after a wrong password, the person is gone or logged out")
        with about("with the right password,"):
            given = await need_answer(own, 204, "DELETE", path, ada, json=right)
        if given.content:
            raise NotYet("a 204 has no body")
        if [await own.me(token) for token in (ada, *others)] != [401, 401, 401]:
            raise NotYet("the person has left, and a token of theirs still works")
        await own.log_in(ADA, wanted=400)
        left = {table: await count(own, table) for table in TABLES}
        if left != {"user": 2, "accesstoken": 1, "oauth_account": 1}:
            raise NotYet(
                "Ada left; Grace stays with one token and one account, and somebody else with none;"
                f" the tables have {left} rows"
            )
        if await own.me(grace) != 200:
            raise NotYet("Ada left, and Grace was logged out")
        await own.register(ADA)
        await need_cookie(own, 204, "DELETE", path, json={"password": password_of(GRACE)})
    return "nobody leaves without the password; who leaves takes everything along, and may return"


async def everywhere(PROJECT: Any) -> str:
    """`POST /auth/logout-everywhere` deletes all tokens of a person, and nobody else's."""
    path = "/auth/logout-everywhere"
    async with own_app(PROJECT) as own:
        ada, *others, grace = await people(own)
        before = await own.rows('SELECT * FROM "user" ORDER BY email')
        await need_answer(own, 401, "POST", path)
        if (await own.me(ada), await own.me(grace)) != (200, 200):
            raise NotYet("a stranger without a token logged somebody out")
        hers = (await own.ask("GET", own.paths["me"], grace)).json()["id"]
        wrong = {"user_id": hers, "id": hers, "email": GRACE}
        await need_answer(own, 204, "POST", path, ada, json=wrong, params=wrong)
        for token, words in (
            (ada, "with which she asked"),
            *((t, "of another login") for t in others),
        ):
            if await own.me(token) != 401:
                raise NotYet(f"Ada logged out everywhere, and the token {words} still works")
        if await own.me(grace) != 200:
            raise NotYet("Ada logged out everywhere, and Grace was logged out, too")
        if await count(own, "accesstoken") != 1:
            raise NotYet("Ada logged out everywhere, and her tokens are still in the table")
        if await own.rows('SELECT * FROM "user" ORDER BY email') != before:
            raise NotYet("Ada logged out everywhere, and the table of users has changed")
        if await own.me(await own.log_in(ADA)) != 200:
            raise NotYet("Ada cannot log in any more")
        if await count(own, "oauth_account") != 3:
            raise NotYet("Ada logged out, and an OAuth account is gone")
        await need_cookie(own, 204, "POST", path)
        await need_inactive(own, "POST", path)
    return "all tokens of one person are gone, and nobody else's; she can log in again"


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "leave": leave,
    "log-out-everywhere": everywhere,
    "export": export,
}
