"""The check log-out-everywhere: all tokens of a person, deleted."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.samples.learner_app import learner_app
from tutorial_support.checks.samples.three_members import (
    ADA,
    GRACE,
    count,
    need_answer,
    need_cookie,
    need_inactive,
    register_three,
)


async def log_out_everywhere(PROJECT: Any) -> str:
    """`POST /auth/logout-everywhere` deletes all tokens of a person, and nobody else's."""
    path = "/auth/logout-everywhere"
    async with learner_app(PROJECT) as app:
        ada, *others, grace = await register_three(app)
        before = await app.rows('SELECT * FROM "user" ORDER BY email')
        await need_answer(app, 401, "POST", path)
        if (await app.me(ada), await app.me(grace)) != (200, 200):
            raise NotYet("a stranger without a token logged somebody out")
        hers = (await app.ask("GET", app.paths["me"], grace)).json()["id"]
        wrong = {"user_id": hers, "id": hers, "email": GRACE}
        await need_answer(app, 204, "POST", path, ada, json=wrong, params=wrong)
        for token, words in (
            (ada, "with which she asked"),
            *((t, "of another login") for t in others),
        ):
            if await app.me(token) != 401:
                raise NotYet(f"Ada logged out everywhere, and the token {words} still works")
        if await app.me(grace) != 200:
            raise NotYet("Ada logged out everywhere, and Grace was logged out, too")
        if await count(app, "accesstoken") != 1:
            raise NotYet("Ada logged out everywhere, and her tokens are still in the table")
        if await app.rows('SELECT * FROM "user" ORDER BY email') != before:
            raise NotYet("Ada logged out everywhere, and the table of users has changed")
        if await app.me(await app.log_in(ADA)) != 200:
            raise NotYet("Ada cannot log in any more")
        if await count(app, "oauth_account") != 3:
            raise NotYet("Ada logged out, and an OAuth account is gone")
        await need_cookie(app, 204, "POST", path)
        await need_inactive(app, "POST", path)
    return "all tokens of one person are gone, and nobody else's; she can log in again"
