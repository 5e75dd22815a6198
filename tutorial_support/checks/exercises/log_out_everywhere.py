"""The check log-out-everywhere: all tokens of a person, deleted."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.samples.own_project import own_app
from tutorial_support.checks.samples.three_people import (
    ADA,
    GRACE,
    count,
    need_answer,
    need_cookie,
    need_inactive,
    people,
)


async def log_out_everywhere(PROJECT: Any) -> str:
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
