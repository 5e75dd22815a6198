"""The check export: what the learner's app knows of a person, and no secrets."""

from __future__ import annotations

import datetime
import textwrap
from typing import Any

import httpx

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.samples.learner_app import LearnerApp, learner_app
from tutorial_support.checks.samples.three_members import (
    ADA,
    GRACE,
    OF,
    SECRET_TOKEN,
    need_answer,
    need_cookie,
    need_inactive,
    register_three,
)


async def export(PROJECT: Any) -> str:
    """`GET /users/me/export` gives a person what is stored of them, and no secrets."""
    path = "/users/me/export"
    async with learner_app(PROJECT) as app:
        ada, *others, grace = await register_three(app)
        await need_answer(app, 401, "GET", path)
        hers = (await app.ask("GET", app.paths["me"], grace)).json()
        wrong = {"user_id": hers["id"], "id": hers["id"], "email": GRACE}
        for token, email in ((ada, ADA), (grace, GRACE)):
            with about(f"for {email},"):
                response = await need_answer(app, 200, "GET", path, token, params=wrong)
                await _need_export(app, response, email, token)
        hashed = [row[0] for row in await app.rows('SELECT hashed_password FROM "user"')]
        secrets = {"a hashed password": hashed, "a token": [ada, *others, grace]}
        response = await app.ask("GET", path, ada)
        said = response.text + str(response.headers)
        for words, values in (secrets | {"an OAuth account's token": [SECRET_TOKEN]}).items():
            if any(value in said for value in values):
                raise NotYet(f"the export contains {words}")
        again = await app.log_in(ADA)
        response = await need_answer(app, 200, "GET", path, again)
        with about("after one login more,"):
            await _need_export(app, response, ADA, again)
        await need_cookie(app, 200, "GET", path)
        await need_inactive(app, "GET", path)
    return "two people's records, accounts and logins; no hash, no token, nobody else's"


async def _need_export(app: LearnerApp, response: httpx.Response, email: str, token: str) -> None:
    try:
        given = response.json()
    except ValueError:
        raise NotYet("the export is no JSON") from None
    wanted = {"user", "oauth_accounts", "logins"}
    if not isinstance(given, dict) or set(given) != wanted:
        keys = sorted(given) if isinstance(given, dict) else type(given).__name__
        raise NotYet(f"the export has {keys}; {sorted(wanted)} is wanted")
    if given["user"] != (await app.ask("GET", app.paths["me"], token)).json():
        raise NotYet("`user` is not what GET /users/me answers")
    names = await app.rows(
        f"SELECT oauth_name, account_email FROM oauth_account {OF.format(email)} ORDER BY 1"
    )
    accounts = [{"oauth_name": name, "account_email": mail} for name, mail in names]
    mine = given["oauth_accounts"]
    if not isinstance(mine, list) or sorted(mine, key=str) != sorted(accounts, key=str):
        short = textwrap.shorten(str(mine), 150)
        raise NotYet(f"`oauth_accounts` is {short}; {accounts} is wanted")
    stored = await app.rows(f"SELECT created_at FROM accesstoken {OF.format(email)} ORDER BY 1")
    logins = given["logins"]
    if not isinstance(logins, list) or len(logins) != len(stored):
        short = textwrap.shorten(str(logins), 200)
        raise NotYet(f"with {len(stored)} token(s), `logins` is {short}")
    times = [_moment(when) for when in logins]
    if times != sorted(times):
        raise NotYet("`logins` is not in the order of time, the oldest first")
    for when, (made,) in zip(times, stored, strict=True):
        if abs(when - _moment(f"{made}+00:00")) > datetime.timedelta(seconds=1):
            raise NotYet(f"`logins` has {when.isoformat()}; that token was made at {made} UTC")


def _moment(words: Any) -> datetime.datetime:
    """Read a time of an export.

    Raises:
        NotYet: it is none in ISO 8601, or has no time zone.
    """
    try:
        moment = datetime.datetime.fromisoformat(str(words).replace("Z", "+00:00"))
    except ValueError:
        raise NotYet(f"`logins` has {words!r}; a time in ISO 8601 is wanted") from None
    if moment.tzinfo is None:
        raise NotYet(f"`logins` has {words!r}, without a time zone: nobody knows when that was")
    return moment
