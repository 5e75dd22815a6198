"""The checks of notebook 12: the learner's own app, looked at from outside."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.own_project import PASSWORD, Own, own_app

ADA, GRACE = "ada@example.com", "grace@example.com"
SECRET_TOKEN = "the-access-token-of-an-account"


async def leave(PROJECT: Any) -> str:
    """`DELETE /users/me`, with the password, deletes the person and what is theirs."""
    async with own_app(PROJECT) as own:
        ada, other, grace = await _people(own)
        await _need_answer(own, 401, "DELETE", "/users/me", json={"password": PASSWORD})
        await _need_answer(own, 422, "DELETE", "/users/me", ada, json={})
        await _need_answer(own, 400, "DELETE", "/users/me", ada, json={"password": "a wrong one"})
        await _need_answer(own, 400, "DELETE", "/users/me", grace, json={"password": PASSWORD * 2})
        if (await own.me(ada), await own.me(grace)) != (200, 200):
            raise NotYet("after a wrong password, the person is gone or logged out")
        given = await _need_answer(
            own, 204, "DELETE", "/users/me", ada, json={"password": PASSWORD}
        )
        if given.content:
            raise NotYet("a 204 has no body")
        if (await own.me(ada), await own.me(other)) != (401, 401):
            raise NotYet("the person has left, and a token of theirs still works")
        await own.log_in(ADA, wanted=400)
        left = {table: await _count(own, table) for table in ("user", "accesstoken")}
        if left != {"user": 1, "accesstoken": 1}:
            raise NotYet(f"Ada left, Grace stays with one token, and the tables have {left} rows")
        if await _count(own, "oauth_account"):
            raise NotYet("the person has left, and their OAuth account is still there")
        if await own.me(grace) != 200:
            raise NotYet("Ada left, and Grace was logged out")
        await own.register(ADA)
    return "nobody leaves without the password; who leaves takes everything along, and may return"


async def everywhere(PROJECT: Any) -> str:
    """`POST /auth/logout-everywhere` ends all tokens of a person, and nobody else's."""
    async with own_app(PROJECT) as own:
        ada, other, grace = await _people(own)
        await _need_answer(own, 401, "POST", "/auth/logout-everywhere")
        if (await own.me(ada), await own.me(grace)) != (200, 200):
            raise NotYet("a stranger without a token logged somebody out")
        await _need_answer(own, 204, "POST", "/auth/logout-everywhere", ada)
        for token, words in ((ada, "with which she asked"), (other, "of her other login")):
            if await own.me(token) != 401:
                raise NotYet(f"Ada logged out everywhere, and the token {words} still works")
        if await own.me(grace) != 200:
            raise NotYet("Ada logged out everywhere, and Grace was logged out, too")
        if await _count(own, "accesstoken") != 1:
            raise NotYet("Ada logged out everywhere, and her tokens are still in the table")
        if await own.me(await own.log_in(ADA)) != 200:
            raise NotYet("Ada cannot log in any more")
        if await _count(own, "oauth_account") != 1:
            raise NotYet("Ada logged out, and her OAuth account is gone")
    return "all tokens of one person ended, and nobody else's; she can log in again"


async def export(PROJECT: Any) -> str:
    """`GET /users/me/export` gives a person what is stored of them, and no secrets."""
    path = "/users/me/export"
    async with own_app(PROJECT) as own:
        ada, other, grace = await _people(own)
        await _need_answer(own, 401, "GET", path)
        response = await _need_answer(own, 200, "GET", path, ada)
        me = (await own.ask("GET", own.paths["me"], ada)).json()
        account = [{"oauth_name": "github", "account_email": "ada@github.example"}]
        _need_export(response, me, account, logins=2)
        hashed = [row[0] for row in await own.rows('SELECT hashed_password FROM "user"')]
        secrets = {"a hashed password": hashed, "a token": [ada, other, grace]}
        for words, values in (secrets | {"an OAuth account's token": [SECRET_TOKEN]}).items():
            if any(value in response.text for value in values):
                raise NotYet(f"the export contains {words}")
        await own.log_in(ADA)
        again = await _need_answer(own, 200, "GET", path, ada)
        _need_export(again, me, account, logins=3)
        with about("for Grace, who has no OAuth account,"):
            hers = await _need_answer(own, 200, "GET", path, grace)
            mine = (await own.ask("GET", own.paths["me"], grace)).json()
            _need_export(hers, mine, [], logins=1)
    return "two people's records, accounts and logins; no hash, no token, nobody else's"


def _need_export(
    response: httpx.Response, user: Any, accounts: list[dict[str, str]], logins: int
) -> None:
    try:
        given = response.json()
    except ValueError:
        raise NotYet("the export is no JSON") from None
    wanted = {"user", "oauth_accounts", "logins"}
    if not isinstance(given, dict) or set(given) != wanted:
        keys = sorted(given) if isinstance(given, dict) else type(given).__name__
        raise NotYet(f"the export has {keys}; {sorted(wanted)} is wanted")
    if given["user"] != user:
        raise NotYet("`user` is not what GET /users/me answers")
    if given["oauth_accounts"] != accounts:
        raise NotYet(f"`oauth_accounts` is {given['oauth_accounts']}; {accounts} is wanted")
    times = given["logins"]
    if not isinstance(times, list) or len(times) != logins:
        raise NotYet(f"after {logins} login(s), `logins` is {times}")
    for when in times:
        try:
            moment = datetime.datetime.fromisoformat(str(when).replace("Z", "+00:00"))
        except ValueError:
            raise NotYet(f"`logins` has {when!r}; a time in ISO 8601 is wanted") from None
        age = datetime.datetime.now(datetime.timezone.utc) - _aware(moment, when)
        if not datetime.timedelta(seconds=-5) < age < datetime.timedelta(minutes=5):
            raise NotYet(f"`logins` has {when!r}, which is not when the login was")
    if times != sorted(times):
        raise NotYet("`logins` is not in the order of time, the oldest first")


def _aware(moment: datetime.datetime, words: Any) -> datetime.datetime:
    if moment.tzinfo is None:
        raise NotYet(f"`logins` has {words!r}, without a time zone: nobody knows when that was")
    return moment


async def _people(own: Own) -> tuple[str, str, str]:
    """Register two people; return two tokens of Ada's, who has an OAuth account, and Grace's."""
    await own.register(ADA)
    await own.register(GRACE)
    owner = (await own.rows(f"SELECT id FROM \"user\" WHERE email = '{ADA}'"))[0][0]
    async with own.engine.begin() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO oauth_account (id, user_id, oauth_name, access_token, account_id,"
            " account_email) VALUES (?, ?, 'github', ?, '7', 'ada@github.example')",
            (str(uuid.uuid4()), owner, SECRET_TOKEN),
        )
    return await own.log_in(ADA), await own.log_in(ADA), await own.log_in(GRACE)


async def _need_answer(
    own: Own, wanted: int, method: str, path: str, token: str = "", **what: Any
) -> httpx.Response:
    response = await own.ask(method, path, token, **what)
    if response.status_code != wanted:
        who = "a person" if token else "somebody without a token"
        sent = f" with {sorted(what['json']) or 'nothing'}" if "json" in what else ""
        raise NotYet(
            f"{method} {path}{sent} from {who} was answered {response.status_code}; {wanted} is"
            f" wanted{_hint(response.status_code, method, token)}"
        )
    return response


def _hint(status: int, method: str, token: str) -> str:
    if status in (404, 405):
        return ": is the router included, in club/own.py?"
    if status == 403 or (status == 401 and token):
        return ": does another route take this path?"
    return ""


async def _count(own: Own, table: str) -> int:
    return int((await own.rows(f'SELECT count(*) FROM "{table}"'))[0][0])


CHECKS: dict[str, Callable[..., Awaitable[str]]] = {
    "leave": leave,
    "log-out-everywhere": everywhere,
    "export": export,
}
