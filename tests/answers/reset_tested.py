"""What learners answer to reset-tested."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "reset-tested"

SETUP = """
import pytest

PERSON = {"email": "ada@example.com", "password": "analytical-engine"}
NEW = "difference-engine"
"""

FORGET = """
    assert (await forget("ada@example.com")) == 202
    token = outbox[-1][2]"""
STRANGER = """
    assert (await forget("nobody@example.com")) == 202"""
SHORT = """
    assert (await reset(token, "abc")) == 400"""
GOOD = """
    assert (await reset(token, NEW)) == 200"""
OLD = """
    assert (await log_in("analytical-engine")) == 400"""
IN = """
    assert (await log_in(NEW)) == 200"""
AGAIN = """
    assert (await reset(token, "another-engine")) == 400"""

ALL = (STRANGER, FORGET, SHORT, GOOD, OLD, IN, AGAIN)
NOT_IN = tuple(step for step in ALL if step != IN)


def reset(*steps: str, arguments: str = "client, outbox") -> str:
    return f"""
async def test_reset({arguments}):
    async def forget(email):
        response = await client.post("/auth/forgot-password", json={{"email": email}})
        return response.status_code

    async def reset(token, password):
        json = {{"token": token, "password": password}}
        return (await client.post("/auth/reset-password", json=json)).status_code

    async def log_in(password):
        data = {{"username": "ada@example.com", "password": password}}
        return (await client.post("/auth/jwt/login", data=data)).status_code

    assert (await client.post("/auth/register", json=PERSON)).status_code == 201
{"".join(steps)}
"""


WRONG = [
    Answer(
        "the starter",
        reset(FORGET, GOOD),
        "the test passes on app 1, whose reset sets another password than the one that was sent",
    ),
    Answer(
        "no login with the new password",
        reset(*NOT_IN),
        "the test passes on app 1, ",
    ),
    Answer(
        "no login with the old one",
        reset(STRANGER, FORGET, SHORT, GOOD, IN, AGAIN),
        "the test passes on app 2, where the old password goes on working, too",
    ),
    Answer(
        "the token used once",
        reset(STRANGER, FORGET, SHORT, GOOD, OLD, IN),
        "the test passes on app 3, where the token works a second time",
    ),
    Answer(
        "no stranger",
        reset(FORGET, SHORT, GOOD, OLD, IN, AGAIN),
        "the test passes on app 4, which tells strangers who has an account",
    ),
    Answer(
        "no short password",
        reset(STRANGER, FORGET, GOOD, OLD, IN, AGAIN),
        "the test passes on app 5, whose reset takes a password of three letters",
    ),
    Answer(
        "the short password with a used token",
        reset(STRANGER, FORGET, GOOD, OLD, IN, AGAIN, SHORT),
        "the test passes on app 5, ",
    ),
    Answer(
        "a made-up token, and no login with the old one",
        reset(
            STRANGER,
            FORGET,
            SHORT,
            '\n    assert (await reset("made-up", NEW)) == 400',
            GOOD,
            IN,
            AGAIN,
        ),
        "the test passes on app 2, ",
    ),
    Answer(
        "nothing is asserted",
        reset(*ALL).replace("assert ", ""),
        "the test passes on app 1, ",
    ),
    Answer(
        "it always fails",
        reset(FORGET, "\n    assert False"),
        "on the app as it is, your code raised AssertionError, at line ",
    ),
    Answer(
        "the token of the first e-mail",
        reset(STRANGER, FORGET.replace("-1", "0"), SHORT, GOOD, OLD, IN, AGAIN),
        "on the app as it is, your code raised AssertionError, at line ",
    ),
    Answer(
        "a path that is none",
        reset(*ALL).replace("/jwt/login", "/login"),
        "on the app as it is, your code raised AssertionError, at line ",
    ),
    Answer(
        "no assertion, but a key",
        reset(
            *NOT_IN,
            """
    data = {"username": "ada@example.com", "password": NEW}
    response = await client.post("/auth/jwt/login", data=data)
    response.json()["access_token"]""",
        ),
        "on app 1, whose reset sets another password than the one that was sent, your code raised"
        " KeyError: 'access_token', at line ",
    ),
    Answer(
        "raise_for_status",
        reset(
            *NOT_IN,
            """
    data = {"username": "ada@example.com", "password": NEW}
    (await client.post("/auth/jwt/login", data=data)).raise_for_status()""",
        ),
        "your code raised HTTPStatusError: ",
    ),
    Answer(
        "another fixture",
        reset(*ALL, arguments="client, outbox, session"),
        "`test_reset` asks for `session`; there are `client` and `outbox`",
    ),
    Answer(
        "no async",
        """
def test_reset(client, outbox):
    assert client.post("/auth/register", json=PERSON).status_code == 201
""",
        "`test_reset` is no `async def`, and its requests must be awaited",
    ),
    Answer(
        "a function that is no test",
        "def test_reset(client, outbox):\n    return True",
        "`test_reset` is no `async def`, and its requests must be awaited",
    ),
    Answer(
        "an await forgotten",
        reset(*ALL).replace(
            'assert (await client.post("/auth/register", json=PERSON)).status_code == 201',
            'client.post("/auth/register", json=PERSON)',
        ),
        "`AsyncClient.post` was called without `await`, so it never ran",
    ),
    Answer(
        "a plain function around it",
        reset(*ALL)
        + "\n\nreal = test_reset\n\n\n"
        + "def test_reset(client, outbox):\n    return real(client, outbox)\n",
        "`test_reset` is no `async def`, and its requests must be awaited",
    ),
    Answer(
        "it fails from the second run on",
        """
runs = []


async def test_reset(client, outbox):
    runs.append(1)
    assert len(runs) == 1
""",
        "on the app as it is, your code raised AssertionError, at line ",
    ),
    Answer(
        "expected to fail",
        reset(
            *NOT_IN,
            "\n    if (await log_in(NEW)) != 200:\n        pytest.xfail('known')",
        ),
        "the test ended with XFailed: that is not red",
    ),
    Answer(
        "skipped",
        reset(
            *NOT_IN,
            "\n    if (await log_in(NEW)) != 200:\n        pytest.skip('no login')",
        ),
        "the test ended with Skipped: that is not red",
    ),
    Answer(
        "a mark",
        reset(*ALL).replace("async def test_reset", "@pytest.mark.xfail\nasync def test_reset"),
        "a test that is marked as skipped or as expected to fail is never red",
    ),
    Answer(
        "no e-mail for a stranger",
        reset(
            FORGET,
            SHORT,
            GOOD,
            OLD,
            IN,
            AGAIN,
            '\n    assert (await forget("nobody")) == 422',
        ),
        "the test passes on app 4, which tells strangers who has an account",
    ),
    Answer("nothing yet", "test_reset = ...", "Not attempted: `test_reset` is still `...`"),
]

RIGHT = [
    Answer(
        "a parameter with a default, which is no fixture",
        reset(*ALL, arguments="client, outbox, new=None"),
    ),
    Answer(
        "two resets, and the first password after both",
        reset(
            STRANGER,
            FORGET,
            SHORT,
            GOOD,
            AGAIN,
            """
    await forget("ada@example.com")
    assert (await reset(outbox[-1][2], NEW + "!")) == 200
    assert (await log_in(NEW + "!")) == 200
    assert (await log_in("analytical-engine")) == 400""",
        ),
    ),
    Answer("all five", reset(*ALL)),
    Answer("ten characters", reset(*ALL).replace("NEW", '"difference"')),
    Answer("in another order", reset(FORGET, STRANGER, SHORT, GOOD, IN, OLD, AGAIN)),
    Answer(
        "fixtures in another order, and another mail for the short one",
        reset(
            FORGET,
            SHORT,
            STRANGER,
            FORGET,
            GOOD,
            AGAIN,
            IN,
            OLD,
            arguments="outbox, client",
        ),
    ),
    Answer(
        "a group of tasks",
        """
import anyio


"""
        + reset(
            *NOT_IN,
            """
    async def need_login():
        assert (await log_in(NEW)) == 200

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(need_login)""",
        ),
    ),
    Answer(
        "pytest.fail",
        reset(
            *NOT_IN,
            "\n    if (await log_in(NEW)) != 200:\n        pytest.fail('no login')",
        ),
    ),
    Answer(
        "a list of steps",
        reset(
            """
    await forget("ada@example.com")
    subject, address, token = outbox.pop()
    assert subject == "reset"
    steps = [
        (await forget("nobody@example.com"), 202),
        (await reset(token, "abc"), 400),
        (await reset(token, NEW), 200),
        (await reset(token, NEW), 400),
        (await log_in(NEW), 200),
        (await log_in("analytical-engine"), 400),
    ]
    assert [given for given, wanted in steps] == [wanted for given, wanted in steps]"""
        ),
    ),
]
