"""Three members of the learner's app, and what their requests must be answered."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.samples.learner_app import LearnerApp, password_of
from tutorial_support.checks.samples.login_app import reply_of

ADA, GRACE, NAMESAKE = "ada@example.com", "grace@example.com", "ada2@example.com"
TABLES = ("user", "accesstoken", "oauth_account")
OF = "WHERE user_id = (SELECT id FROM \"user\" WHERE email = '{}')"
SECRET_TOKEN = "the-access-token-of-an-account"


async def register_three(app: LearnerApp) -> list[str]:
    """Register three people; return three tokens of Ada's, the last the oldest, and Grace's.

    Their emails are verified, because an app may refuse the login of others. Ada has two OAuth
    accounts, Grace has one; the third person has nothing.
    """
    for email in (ADA, GRACE, NAMESAKE):
        await app.register(email)
    async with app.engine.begin() as connection:
        await connection.exec_driver_sql('UPDATE "user" SET is_verified = 1')
    tokens = [await app.log_in(email) for email in (ADA, ADA, ADA, GRACE)]
    for email, name in ((ADA, "github"), (ADA, "gitlab"), (GRACE, "github")):
        owner = (await app.rows(f"SELECT id FROM \"user\" WHERE email = '{email}'"))[0][0]
        async with app.engine.begin() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO oauth_account (id, user_id, oauth_name, access_token, account_id,"
                " account_email) VALUES (?, ?, ?, ?, ?, ?)",
                (str(uuid.uuid4()), owner, name, SECRET_TOKEN, email, f"{name}-{email}"),
            )
    async with app.engine.begin() as connection:
        await connection.exec_driver_sql(
            "UPDATE accesstoken SET created_at = datetime(created_at, '-2 hours') WHERE token = ?",
            (tokens[2],),
        )
    return tokens


async def need_cookie(app: LearnerApp, wanted: int, method: str, path: str, **what: Any) -> None:
    """Ask as the app's page does, where it has a login by cookie."""
    form = {"username": GRACE, "password": password_of(GRACE)}
    login = await app.ask("POST", "/auth/cookie/login", data=form)
    if login.status_code != 204:
        return
    app.http.cookies.clear()
    cookie = login.headers["set-cookie"].split(";")[0]
    response = await app.ask(method, path, cookie=cookie, **what)
    if response.status_code != wanted:
        raise NotYet(
            f"{method} {path} with the page's cookie was answered {reply_of(response)}; {wanted} is"
            " wanted: it is for people who are logged in either way"
        )


async def need_inactive(app: LearnerApp, method: str, path: str) -> None:
    """Ask as somebody who is switched off, which everybody then is."""
    token = await app.log_in(ADA)
    async with app.engine.begin() as connection:
        await connection.exec_driver_sql('UPDATE "user" SET is_active = 0')
    response = await app.ask(method, path, token)
    if response.status_code != 401:
        raise NotYet(
            f"{method} {path} from somebody who is switched off was answered {reply_of(response)};"
            " 401 is wanted"
        )


async def need_answer(
    app: LearnerApp, wanted: int, method: str, path: str, token: str = "", **what: Any
) -> httpx.Response:
    """Send a request, as the owner of a token; return the answer.

    Raises:
        NotYet: its status is another one than is wanted.
    """
    response = await app.ask(method, path, token, **what)
    if response.status_code != wanted:
        who = "a person" if token else "somebody without a token"
        sent = f" with {', '.join(what['json'] or ['nothing'])}" if "json" in what else ""
        raise NotYet(
            f"{method} {path}{sent} from {who} was answered {reply_of(response)}; {wanted} is"
            f" wanted{_hint(response.status_code, token)}"
        )
    return response


def _hint(status: int, token: str) -> str:
    if status in (404, 405):
        return ": is the router included, with this method and path?"
    if status in (401, 403) and token:
        return ": is your route the one that answers, or does another take this path?"
    if status == 422:
        return ": is it read from the JSON body?"
    return ""


async def count(app: LearnerApp, table: str) -> int:
    """Return how many rows a table has."""
    return int((await app.rows(f'SELECT count(*) FROM "{table}"'))[0][0])
