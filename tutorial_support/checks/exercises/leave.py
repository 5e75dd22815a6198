"""The check leave: a person who deletes their account."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.samples.learner_app import learner_app, password_of
from tutorial_support.checks.samples.login_app import reply_of
from tutorial_support.checks.samples.three_members import (
    ADA,
    GRACE,
    TABLES,
    count,
    need_answer,
    need_cookie,
    register_three,
)


async def leave(PROJECT: Any) -> str:
    """`DELETE /users/me`, with the password, deletes the person and what is theirs."""
    path, right = "/users/me", {"password": password_of(ADA)}
    async with learner_app(PROJECT) as app:
        ada, *others, grace = await register_three(app)
        await need_answer(app, 401, "DELETE", path, json=right)
        await need_answer(app, 422, "DELETE", path, ada, json={})
        await need_answer(app, 422, "DELETE", path, ada, json=None)
        for wrong, words in (("a wrong one", "a wrong"), (password_of(GRACE), "Grace's")):
            with about(f"with {words} password,"):
                await need_answer(app, 400, "DELETE", path, ada, json={"password": wrong})
        for odd in ("", 5):  # refused as a password that is wrong, or as none
            response = await app.ask("DELETE", path, ada, json={"password": odd})
            if response.status_code not in (400, 422):
                raise NotYet(
                    f"DELETE {path} with the password {odd!r} was answered {reply_of(response)};"
                    " 400 or 422 is wanted"
                )
        if (await app.me(ada), await app.me(grace)) != (200, 200):
            raise NotYet("after a wrong password, the person is gone or logged out")
        with about("with the right password,"):
            given = await need_answer(app, 204, "DELETE", path, ada, json=right)
        if given.content:
            raise NotYet("a 204 has no body")
        if [await app.me(token) for token in (ada, *others)] != [401, 401, 401]:
            raise NotYet("the person has left, and a token of theirs still works")
        await app.log_in(ADA, wanted=400)
        left = {table: await count(app, table) for table in TABLES}
        if left != {"user": 2, "accesstoken": 1, "oauth_account": 1}:
            raise NotYet(
                "Ada left; Grace stays with one token and one account, and somebody else with none;"
                f" the tables have {left} rows"
            )
        if await app.me(grace) != 200:
            raise NotYet("Ada left, and Grace was logged out")
        await app.register(ADA)
        await need_cookie(app, 204, "DELETE", path, json={"password": password_of(GRACE)})
    return "nobody leaves without the password; who leaves takes everything along, and may return"
