"""What learners answer to strong-secret."""

from __future__ import annotations

from tests.answers import Answer

CHECK = "strong-secret"
SETUP = "import os"


def read(condition: str, message: str = '"CLUB_SECRET is missing or weak"', first: str = "") -> str:
    return f"""
def read_secret(environment):
    secret = {first or 'environment.get("CLUB_SECRET", "")'}
    if {condition}:
        raise RuntimeError({message})
    return secret
"""


ENOUGH = "len(secret.encode()) < 32 or len(set(secret)) < 8"
ALL = f"not secret.strip() or {ENOUGH}"
BEFORE = """
def read_secret(environment):
    secret = environment.get("CLUB_SECRET", "")
    try:
        if not secret.strip():
            raise ValueError("blank")
        if len(secret.encode()) < 32 or len(set(secret)) < 8:
            raise ValueError(f"{secret} is weak")
    except ValueError:
        raise RuntimeError("CLUB_SECRET is missing or weak") from None
    return secret
"""

WRONG = [
    Answer(
        "the value in the message about its letters",
        read(
            "len(set(secret)) < 8",
            'f"CLUB_SECRET, {secret}, has few letters"',
        ).replace(
            "    if",
            "    if len(secret.encode()) < 32:\n"
            '        raise RuntimeError("CLUB_SECRET is short")\n    if',
        ),
        "for seven different letters, 42 of them, the message contains the value, or a part",
    ),
    Answer(
        "blanks are not counted",
        read(ALL.replace("set(secret)", "set(secret.strip())")),
        "it refused a blank and seven letters, 36 characters, which is strong enough",
    ),
    Answer(
        "the starter",
        'def read_secret(environment):\n    return environment.get("CLUB_SECRET", "SECRET")\n',
        "it returned a str where there is no such variable; a RuntimeError is wanted",
    ),
    Answer(
        "a KeyError",
        read(ALL, first='environment["CLUB_SECRET"]'),
        "for no such variable, your code raised KeyError: 'CLUB_SECRET', at line 3 of its cell;"
        " a RuntimeError is wanted",
    ),
    Answer(
        "only missing ones",
        read("not secret"),
        "it returned a str where there is sixty blanks",
    ),
    Answer(
        "None",
        'def read_secret(environment):\n    return environment.get("CLUB_SECRET")\n',
        "it returned None where there is no such variable",
    ),
    Answer(
        "the example refused by name",
        read('not secret.strip() or secret == "SECRET"'),
        "it returned a str where there is 31 characters",
    ),
    Answer(
        "31 are enough",
        read("len(secret) < 31 or len(set(secret)) < 8"),
        "it returned a str where there is 31 characters",
    ),
    Answer(
        "32 are too few",
        read(ALL.replace("< 32", "<= 32")),
        "it refused 32 characters, eight different ones, which is strong enough",
    ),
    Answer(
        "only the length",
        read("not secret.strip() or len(secret.encode()) < 32"),
        "it returned a str where there is one letter, forty times",
    ),
    Answer(
        "two letters are enough",
        read("len(secret.encode()) < 32 or len(set(secret)) < 2"),
        "it returned a str where there is seven different letters, 42 of them",
    ),
    Answer(
        "eight are too few",
        read(ALL.replace("< 8", "<= 8")),
        "it refused 32 characters, eight different ones, which is strong enough",
    ),
    Answer(
        "characters counted",
        read(ALL.replace(".encode()", "")),
        "it refused sixteen characters of two bytes each, which is strong enough",
    ),
    Answer(
        "the value in the message",
        read(ALL, 'f"CLUB_SECRET is too weak: {secret}"'),
        "for 31 characters, the message contains the value, or a part",
    ),
    Answer(
        "no name in the message",
        read(ALL, '"the secret is weak"'),
        "for no such variable, the message does not name CLUB_SECRET: 'the secret is weak'",
    ),
    Answer(
        "stripped",
        read(ALL).replace("return secret", "return secret.strip()"),
        "for a token between blanks, it returned a str that is not the secret",
    ),
    Answer(
        "the process's environment",
        read(ALL, first='os.environ.get("CLUB_SECRET", "")'),
        "it returned a str where there is no such variable",
    ),
    Answer(
        "a ValueError",
        read(ALL).replace("RuntimeError", "ValueError"),
        "your code raised ValueError: CLUB_SECRET is missing or weak",
    ),
    Answer(
        "the end of the program",
        'def read_secret(environment):\n    raise SystemExit("CLUB_SECRET is missing")\n',
        "for no such variable, your code raised SystemExit: CLUB_SECRET is missing",
    ),
    Answer(
        "an assertion",
        'def read_secret(environment):\n    secret = environment.get("CLUB_SECRET", "")\n'
        f'    assert not ({ALL}), "CLUB_SECRET"\n    return secret\n',
        "your code raised AssertionError: CLUB_SECRET",
    ),
    Answer(
        "everything refused",
        'def read_secret(environment):\n    raise RuntimeError("CLUB_SECRET")\n',
        "it refused a token of `secrets.token_urlsafe(32)`, which is strong enough",
    ),
    Answer(
        "blanks of many kinds",
        read(ENOUGH),
        "it returned a str where there is blanks of eight kinds",
    ),
    Answer(
        "different bytes counted",
        read(ALL.replace("set(secret)", "set(secret.encode())")),
        "it returned a str where there is seven different letters of eight different bytes",
    ),
    Answer(
        "large letters are small ones",
        read(ALL.replace("set(secret)", "set(secret.lower())")),
        "it refused four letters, small and large, which is strong enough",
    ),
    Answer(
        "blanks do not count",
        read(ALL.replace("secret.encode()", "secret.strip().encode()")),
        "it refused 32 characters, two of them blanks, which is strong enough",
    ),
    Answer(
        "not too long",
        read(f"{ALL} or len(secret) > 128"),
        "it refused 300 characters, which is strong enough",
    ),
    Answer(
        "half of the value in the message",
        read(ALL, 'f"CLUB_SECRET is weak: {secret[:12]}..."'),
        "for 31 characters, the message contains the value, or a part",
    ),
    Answer(
        "the value in the cause",
        read(ALL, '"CLUB_SECRET is weak"').replace('weak")', 'weak") from ValueError(secret)'),
        "for 31 characters, its traceback, which a log shows, contains the value, or a part",
    ),
    Answer(
        "the value in the exception before it",
        BEFORE.replace(" from None", ""),
        "for 31 characters, its traceback, which a log shows, contains the value, or a part",
    ),
    Answer(
        "the value printed",
        read(ALL).replace("    if", "    print(secret)\n    if"),
        "for 31 characters, what it printed contains the value, or a part",
    ),
    Answer(
        "returned in the place of raised",
        read(ALL).replace("raise RuntimeError", "return RuntimeError"),
        "for no such variable, it returned an exception: raise it",
    ),
    Answer(
        "a dict alone",
        read(ALL).replace("    secret =", "    assert isinstance(environment, dict)\n    secret ="),
        "for a token of `secrets.token_urlsafe(32)`, your code raised AssertionError",
    ),
    Answer("nothing yet", "read_secret = ...", "Not attempted: `read_secret` is still `...`"),
]

RIGHT = [
    Answer("two conditions", read(ALL)),
    Answer("the value in an exception that nobody sees", BEFORE),
    Answer(
        "a subclass",
        "class Weak(RuntimeError):\n    pass\n" + read(ALL).replace("RuntimeError", "Weak"),
    ),
    Answer(
        "one by one",
        """
def read_secret(environment, name="CLUB_SECRET"):
    try:
        secret = environment[name]
    except KeyError:
        raise RuntimeError(f"{name} is not set") from None
    if secret.isspace() or not secret:
        raise RuntimeError(f"{name} is blank")
    if len(bytes(secret, "utf-8")) < 32:
        raise RuntimeError(f"{name} has fewer than 32 bytes")
    if len(set(secret)) < 8:
        raise RuntimeError(f"{name} has too few different characters")
    return secret
""",
    ),
    Answer(
        "a word of the example in the message",
        read(ALL, '"CLUB_SECRET is weak: never use SECRET"'),
    ),
    Answer(
        "two arguments of the error",
        read(ALL, '"CLUB_SECRET", "missing or weak"'),
    ),
]
