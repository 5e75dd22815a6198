"""The check leave: a person who deletes their account."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.samples.login_app import said
from tutorial_support.checks.samples.own_project import own_app, password_of
from tutorial_support.checks.samples.three_people import (
    ADA,
    GRACE,
    TABLES,
    count,
    need_answer,
    need_cookie,
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
