"""The check member-endpoint: an app, asked over HTTP."""

# No postponed annotations here: FastAPI could not resolve the names in them.
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, need_function
from tutorial_support.checks.samples.login_app import describe_answer
from tutorial_support.checks.samples.users import (
    SampleBase,
    add_users,
    rows,
    sample_user,
    sessions,
)
from tutorial_support.databases import throwaway_database


async def member_endpoint(app: Any, get_async_session: Any) -> str:
    """`GET /members/{email}` answers with the user or 404, and keeps the hash to itself."""
    if not isinstance(app, FastAPI):
        raise NotYet(f"`app` is {article(app)}; the FastAPI application is wanted")
    need_function(get_async_session, "get_async_session")
    if getattr(get_async_session, "__name__", "") == "get_user_db":
        raise NotYet("`get_user_db` was handed in; the dependency of the session is wanted")
    async with throwaway_database(SampleBase.metadata) as engine:
        grace = sample_user(2, "grace@example.com")
        grace.is_active = False
        others = (sample_user(3, "maxi@example.com"), sample_user(4, "Ma_i@example.com"))
        await add_users(engine, sample_user(1, "ada@example.com"), grace, *others)
        before = await rows(engine)
        with _override(app, get_async_session, engine) as overrides:
            for email, stored, active in [
                ("ada@example.com", "ada@example.com", True),
                ("GRACE@example.com", "grace@example.com", False),
                ("MA_I@example.com", "Ma_i@example.com", True),
            ]:
                _need_member(await _get(app, email, overrides), email, stored, active)
            for email in ("nobody@example.com", "axi@example.com"):  # the latter a part of one
                unknown = await _get(app, email, overrides)
                if unknown.status_code != 404:
                    raise NotYet(
                        f"for an e-mail that nobody has it answered {unknown.status_code} with"
                        f" {unknown.text[:60]}; the status 404 is wanted"
                    )
        if await rows(engine) != before:
            raise NotYet("a GET changed the members' rows in the database")
    return "an active and an inactive member came without their hash; an unknown e-mail gave 404"


class _Overrides(dict[Any, Any]):
    """The overrides of an app, which remember what FastAPI asked them for."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.asked: list[Any] = []

    def get(self, key: Any, default: Any = None) -> Any:
        self.asked.append(key)
        return super().get(key, default)

    def why_unused(self) -> str:
        (wanted,) = self
        name = getattr(wanted, "__name__", "")
        if any(getattr(other, "__name__", None) == name for other in self.asked):
            return (
                f"the app depends on another `{name}` than the one handed in, perhaps of an earlier"
                " run of its cell: run the cells from that one to the app's again"
            )
        return "the endpoint depends on no `get_async_session`: where does its session come from?"


@contextmanager
def _override(app: FastAPI, get_async_session: Any, engine: AsyncEngine) -> Iterator[_Overrides]:
    async def throwaway_session() -> AsyncIterator[AsyncSession]:
        async with sessions(engine)() as session:
            yield session

    learners = app.dependency_overrides
    app.dependency_overrides = overrides = _Overrides({get_async_session: throwaway_session})
    try:
        yield overrides
    finally:
        app.dependency_overrides = learners


async def _get(app: FastAPI, email: str, overrides: _Overrides) -> httpx.Response:
    scope: Any = {}

    async def seen(sent: Any, receive: Any, send: Any) -> None:
        nonlocal scope
        scope = sent
        await app(sent, receive, send)

    overrides.asked.clear()
    (wanted,) = overrides
    try:
        transport = httpx.ASGITransport(seen)
        async with httpx.AsyncClient(transport=transport, base_url="http://course") as http:
            response = await http.get(f"/members/{email}")
    except Exception as error:
        if wanted not in overrides.asked:
            raise NotYet(overrides.why_unused()) from error
        raise NotYet(f"for {email} {describe_answer(error)}") from error
    if response.status_code == 405:
        raise NotYet("the path is there for another method than GET")
    if response.is_redirect:
        raise NotYet(f"`/members/{email}` was redirected to {response.headers['location']!r}")
    if "endpoint" not in scope:
        raise NotYet("the app has no path `/members/{email}`")
    if response.status_code == 422:
        raise NotYet(f"it answered 422 to `GET /members/{email}`: {_first_error(response)}")
    if wanted not in overrides.asked:
        raise NotYet(overrides.why_unused())
    return response


def _first_error(response: httpx.Response) -> str:
    try:
        first = response.json()["detail"][0]
        place, name = first["loc"][0], first["loc"][-1]
    except (ValueError, LookupError, TypeError):
        return response.text[:60]
    return f"FastAPI takes `{name}` from the {place} and says {first['msg']!r}"


def _need_member(response: httpx.Response, email: str, stored: str, active: bool) -> None:
    if response.status_code != 200:
        raise NotYet(
            f"for {email} it answered {response.status_code}, and the table has {stored};"
            " 200 is wanted"
        )
    if "not-a-hash" in response.text:
        raise NotYet("the answer holds the hashed password: declare what may leave the server")
    try:
        body = response.json()
    except json.JSONDecodeError:
        raise NotYet(f"the answer is no JSON: {response.text[:60]!r}") from None
    if not isinstance(body, dict):
        raise NotYet(f"the answer is {body!r}; an object with names and values is wanted")
    for name, wanted in [("email", stored), ("is_active", active)]:
        if name not in body:
            raise NotYet(f"the answer has no `{name}`; it has {', '.join(body) or 'nothing'}")
        if body[name] != wanted or type(body[name]) is not type(wanted):
            raise NotYet(f"for {email} `{name}` is {body[name]!r}; the table has {wanted!r}")
