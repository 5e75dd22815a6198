"""What the project refuses: tokens that are none, and fields that a person must not set."""

import asyncio
import os
import subprocess
import sys
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


async def join(client, outbox, who):
    """Register, open the link in the email, and log in; return the token."""
    await client.post("/auth/register", json=who)
    _, _, link = outbox.pop()
    token = link.partition("#verify=")[2]
    assert (await client.post("/auth/verify", json={"token": token})).status_code == 200
    return await log_in(client, who)


async def me(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    return (await client.get("/users/me", headers=headers)).status_code


@pytest.fixture
async def token(client, outbox):
    return await join(client, outbox, ADA)


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
    verify = outbox.pop()[2].partition("#verify=")[2]
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
async def test_a_person_cannot_set_what_is_not_theirs_to_set(client, outbox, field):
    new = ADA | {field: FIELDS[field]}
    first = (await client.post("/auth/register", json=new)).json()
    assert first.get(field) != FIELDS[field]
    token = outbox.pop()[2].partition("#verify=")[2]
    first = (await client.post("/auth/verify", json={"token": token})).json()
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


async def test_hashing_holds_neither_the_loop_nor_a_connection(client, outbox, monkeypatch):
    seen = []
    helper = type(ThreadedPasswordHelper().password_hash)
    for name in ("hash", "verify_and_update"):
        real = getattr(helper, name)

        def work(self, *arguments, real=real):
            seen.append((threading.current_thread().name, engine.pool.checkedout()))
            return real(self, *arguments)

        monkeypatch.setattr(helper, name, work)
    assert await join(client, outbox, ADA)
    assert len(seen) == 2
    assert all(thread != threading.main_thread().name for thread, _ in seen)
    assert [held for _, held in seen] == [0, 0]
    assert hashes.total_tokens == 2


async def test_guesses_at_the_same_moment_are_limited_too(client, token):
    form = {"username": ADA["email"], "password": "wrong"}
    forms = [form] * 39 + [form | {"password": ADA["password"]}]
    answers = await asyncio.gather(*(client.post("/auth/login", data=f) for f in forms))
    assert [answer.status_code for answer in answers].count(400) <= 5


async def test_odd_texts_are_answered(client, token):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    assert (
        await client.post("/auth/login", data={"username": "a\0b", "password": "x"})
    ).is_client_error
    assert (await client.get("/users/me", headers={"Cookie": 'club="\\000"'})).status_code < 500
    for content in (
        r'{"display_name": "a\u0000b"}',
        r'{"password": "\ud800\ud800\ud800\ud800\ud800"}',
    ):
        answer = await client.patch("/users/me", headers=headers, content=content)
        assert answer.status_code < 500
        assert "d800" not in answer.text


async def test_an_answer_of_422_does_not_repeat_a_password(client):
    answer = await client.post("/auth/register", json={"email": "none", "password": "my-secret"})
    assert answer.status_code == 422
    assert "my-secret" not in answer.text


async def test_a_password_of_null_changes_nothing(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    await client.patch("/users/me", headers=headers, json={"password": None})
    assert await me(client, token) == 200
    assert await log_in(client, ADA)


async def test_a_password_has_an_end_wherever_it_is_set(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    for length, status in ((201, 400), (200, 200)):
        new = {"password": "x" * length}
        assert (await client.patch("/users/me", headers=headers, json=new)).status_code == status


async def test_a_login_that_hashes_while_the_password_changes_gets_no_token(
    client, token, monkeypatch
):
    hashing, changed = asyncio.Event(), asyncio.Event()
    real = ThreadedPasswordHelper.verify

    async def slow(self, *arguments):
        verified = await real(self, *arguments)
        hashing.set()
        await changed.wait()
        return verified

    monkeypatch.setattr(ThreadedPasswordHelper, "verify", slow)
    form = {"username": ADA["email"], "password": ADA["password"]}
    login = asyncio.create_task(client.post("/auth/login", data=form))
    await hashing.wait()
    headers = {"Authorization": f"Bearer {token}"}
    new = {"password": "difference-engine"}
    assert (await client.patch("/users/me", headers=headers, json=new)).status_code == 200
    changed.set()
    assert (await login).status_code == 400


async def test_a_success_leaves_the_limit_whole(started):
    """Limits 5.8 cleans up in a task; its moving window loses count if it is cleared meanwhile."""
    people = [(users.FIVE_A_MINUTE, "login", who) for who in ("ada", "grace")]
    for one in people:
        await users.limits.hit(*one)
    await asyncio.sleep(0)  # the task has begun
    for one in people:
        await users.limits.clear(*one)
    for one in people:
        assert [await users.limits.hit(*one) for _ in range(6)] == [True] * 5 + [False]
    await asyncio.sleep(0.1)  # it has ended
    for one in people:
        assert not await users.limits.hit(*one)


async def test_e_mails_are_limited_and_sent_before_the_end(client, token, outbox):
    for _ in range(6):
        answer = await client.post("/auth/forgot-password", json={"email": ADA["email"]})
        assert answer.status_code == 202
    await asyncio.gather(*users.working)
    assert [subject for _, subject, _ in outbox].count("reset") == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLUB_HASHES_AT_ONCE", "0"),
        ("CLUB_TOKEN_SECONDS", "-5"),
        ("CLUB_DATABASE_URL", "sqlite:///club.db"),
        ("CLUB_DATABASE_URL", "postgres://x/y"),
        ("CLUB_DATABASE_URL", "nonsense"),
        ("CLUB_SECRET", ""),
        ("CLUB_SECRET", "SECRET"),
        ("CLUB_SITE", "localhost:8000"),
    ],
)
def test_a_bad_setting_stops_the_start(name, value):
    command = [sys.executable, "-c", "import club.settings"]
    done = subprocess.run(command, env=os.environ | {name: value}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The app cannot start. {name}: ")
    assert "Traceback" not in done.stderr


async def test_what_is_in_the_table_is_the_token(client, token):
    async with async_session_maker() as session:
        assert list(await session.scalars(select(AccessToken.token))) == [token]
