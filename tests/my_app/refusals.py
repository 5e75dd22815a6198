"""What the project refuses: tokens that are none, and fields that a person must not set."""

import threading
import uuid
from datetime import datetime, timedelta, timezone

import jwt
import pytest
from club import users
from club.database import async_session_maker, engine
from club.models import AccessToken
from club.passwords import ThreadedPasswordHelper, hashes
from club.settings import settings
from sqlalchemy import select, update

ADA = {"email": "ada@example.com", "password": "analytical-engine"}
GRACE = {"email": "grace@example.com", "password": "compiler-1952"}


async def log_in(client, who):
    form = {"username": who["email"], "password": who["password"]}
    return (await client.post("/auth/login", data=form)).json()["access_token"]


async def me(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    return (await client.get("/users/me", headers=headers)).status_code


@pytest.fixture
async def token(client):
    await client.post("/auth/register", json=ADA)
    return await log_in(client, ADA)


async def test_a_tampered_token_is_refused(client, token):
    assert await me(client, token) == 200
    other = "B" if token[0] == "A" else "A"
    for wrong in (other + token[1:], token[:-1], token + "A", token.swapcase(), "", "%00", "'--"):
        assert await me(client, wrong) == 401


async def test_an_expired_token_is_refused(client, token):
    async with async_session_maker.begin() as session:
        old = datetime.now(timezone.utc) - timedelta(seconds=settings.token_seconds + 1)
        await session.execute(update(AccessToken).values(created_at=old))
    assert await me(client, token) == 401


@pytest.mark.parametrize("audience", ["fastapi-users:auth", "fastapi-users:verify"])
async def test_a_foreign_token_is_refused(client, token, audience):
    secret = settings.secret.get_secret_value()
    for key in (secret, "somebody else's secret, and long enough"):
        claims = {"sub": str(uuid.uuid4()), "aud": [audience]}
        assert await me(client, jwt.encode(claims, key, "HS256")) == 401


@pytest.mark.parametrize("path", ["verify", "reset-password"])
async def test_tokens_of_e_mails_do_one_thing(client, outbox, path):
    await client.post("/auth/register", json=ADA)
    _, _, verify = outbox.pop()
    await client.post("/auth/forgot-password", json={"email": ADA["email"]})
    while users.working:
        await next(iter(users.working))
    _, _, reset = outbox.pop()
    wrong = reset if path == "verify" else verify
    password = {"password": "difference-engine"} if path == "reset-password" else {}
    for token in (wrong, wrong[:-2], "", "a.b.c"):
        answer = await client.post(f"/auth/{path}", json={"token": token} | password)
        assert answer.status_code == 400


FIELDS = {
    "is_superuser": True,
    "is_verified": True,
    "is_active": False,
    "id": str(uuid.UUID(int=1)),
    "hashed_password": "hash",
    "oauth_accounts": [{"oauth_name": "github"}],
    "created_at": "2020-01-01",
}


@pytest.mark.parametrize("field", FIELDS)
async def test_a_person_cannot_set_what_is_not_theirs_to_set(client, field):
    first = (await client.post("/auth/register", json=ADA | {field: FIELDS[field]})).json()
    assert first.get(field) != FIELDS[field]
    headers = {"Authorization": f"Bearer {await log_in(client, ADA)}"}
    await client.patch("/users/me", headers=headers, json={field: FIELDS[field]})
    after = (await client.get("/users/me", headers=headers)).json()
    assert after == first
    assert await log_in(client, ADA)  # the password is what it was


async def test_only_superusers_reach_other_people(client, token):
    grace = (await client.post("/auth/register", json=GRACE)).json()
    headers = {"Authorization": f"Bearer {token}"}
    for method in ("GET", "PATCH", "DELETE"):
        json = {"is_superuser": True} if method == "PATCH" else None
        answer = await client.request(method, f"/users/{grace['id']}", headers=headers, json=json)
        assert answer.status_code == 403
    assert (await client.get(f"/users/{grace['id']}")).status_code == 401


async def test_no_answer_holds_a_hash_or_another_persons_record(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/users/me", "/openapi.json", "/"):
        text = (await client.get(path, headers=headers)).text
        assert "argon2" not in text
        assert token not in text


async def test_the_cookie_has_its_flags(client, token):
    form = {"username": ADA["email"], "password": ADA["password"]}
    answer = await client.post("/auth/cookie/login", data=form)
    flags = set(answer.headers["set-cookie"].split("; ")[1:])
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= flags


async def test_hashing_holds_neither_the_loop_nor_a_connection(client, monkeypatch):
    seen = []
    helper = type(ThreadedPasswordHelper().password_hash)
    for name in ("hash", "verify_and_update"):
        real = getattr(helper, name)

        def work(self, *arguments, real=real):
            seen.append((threading.current_thread().name, engine.pool.checkedout()))
            return real(self, *arguments)

        monkeypatch.setattr(helper, name, work)
    assert (await client.post("/auth/register", json=ADA)).status_code == 201
    assert await log_in(client, ADA)
    assert len(seen) == 2
    assert all(thread != threading.main_thread().name for thread, _ in seen)
    assert [held for _, held in seen] == [0, 0]
    assert hashes.total_tokens == 2


async def test_what_is_in_the_table_is_the_token(client, token):
    async with async_session_maker() as session:
        assert list(await session.scalars(select(AccessToken.token))) == [token]
