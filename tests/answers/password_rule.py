"""What the exercise password-rule is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "password-rule"

SETUP = (
    cells("the_whole_app", "so-far", "user-manager")
    + "\n\nimport re\n\nfrom fastapi import HTTPException\n"
)


def manager(*lines: str, method: str = "async def validate_password(self, password, user)") -> str:
    """Return the cell with a method of these lines."""
    body = "\n        ".join(lines)
    return f"""
class ClubManager(UserManager):
    {method}:
        {body}
"""


SHORT = (
    "if len(password) < 12:",
    '    raise InvalidPasswordException("use at least 12 characters")',
)
NAME = (
    'if user.email.split("@")[0].lower() in password.lower():',
    '    raise InvalidPasswordException("leave your e-mail out of it")',
)

WRONG = [
    Answer(
        "False is returned",
        manager("return len(password) >= 12"),
        "'short' for ada@example.com, at a registration, was taken, and it breaks the rule about"
        " the 12 characters; it returned False, and nobody looks at what it returns",
    ),
    Answer(
        "a text is returned",
        manager("if len(password) < 12:", '    return "use at least 12 characters"'),
        "it returned 'use at least 12 characters', and nobody looks at what it returns",
    ),
    Answer(
        "the exception is returned",
        manager("if len(password) < 12:", '    return InvalidPasswordException("too short")'),
        "and nobody looks at what it returns",
    ),
    Answer(
        "a ValueError",
        manager(
            "if len(password) < 12:", '    raise ValueError("use at least 12 characters")', *NAME
        ),
        "your code raised ValueError: use at least 12 characters, at line 5 of its cell;"
        " InvalidPasswordException is wanted",
    ),
    Answer(
        "an HTTPException",
        manager("if len(password) < 12:", '    raise HTTPException(400, "too short")', *NAME),
        "raised HTTPException: 400: too short, at line 5 of its cell; InvalidPasswordException is"
        " wanted",
    ),
    Answer(
        "the exception without a reason",
        manager("if len(password) < 12:", "    raise InvalidPasswordException", *NAME),
        "raised TypeError: InvalidPasswordException.__init__() missing 1 required positional",
    ),
    Answer(
        "an empty reason",
        manager("if len(password) < 12:", '    raise InvalidPasswordException("")', *NAME),
        "was refused with the reason ''; words are wanted",
    ),
    Answer(
        "one reason for both",
        manager(
            'name = user.email.split("@")[0].lower()',
            "if len(password) < 12 or name in password.lower():",
            '    raise InvalidPasswordException("bad password")',
        ),
        "both rules give the same reason, 'bad password'",
    ),
    Answer(
        "twelve is refused",
        manager(
            "if len(password) <= 12:", '    raise InvalidPasswordException("too short")', *NAME
        ),
        "'twelve chars' for ada@example.com, at a registration, was refused with 'too short', and"
        " it breaks no rule",
    ),
    Answer(
        "eleven is taken",
        manager("if len(password) < 11:", '    raise InvalidPasswordException("too short")', *NAME),
        "'elevenchars' for grace@example.com, at a registration, was taken",
    ),
    Answer(
        "the length alone",
        manager(*SHORT),
        "'Love-lace-1815-ADA' for ada@example.com, at a registration, was taken, and it breaks the"
        " rule about the e-mail",
    ),
    Answer(
        "capitals are another name",
        manager(
            *SHORT,
            'if user.email.split("@")[0] in password:',
            '    raise InvalidPasswordException("leave your e-mail out of it")',
        ),
        "'Love-lace-1815-ADA' for ada@example.com, at a registration, was taken",
    ),
    Answer(
        "small letters on one side alone",
        manager(
            *SHORT,
            'if user.email.split("@")[0] in password.lower():',
            '    raise InvalidPasswordException("leave your e-mail out of it")',
        ),
        "'amazinggrace-1906' for Grace@example.com, at a registration, was taken",
    ),
    Answer(
        "the whole e-mail",
        manager(
            *SHORT,
            "if user.email.lower() in password.lower():",
            '    raise InvalidPasswordException("leave your e-mail out of it")',
        ),
        "'Love-lace-1815-ADA' for ada@example.com, at a registration, was taken",
    ),
    Answer(
        "the domain as well",
        manager(
            *SHORT,
            'if any(part in password.lower() for part in user.email.lower().split("@")):',
            '    raise InvalidPasswordException("leave your e-mail out of it")',
        ),
        "'example.com-is-a-domain' for ada@example.com, at a registration, was refused",
    ),
    Answer(
        "a regular expression, in which a dot is anything",
        manager(
            *SHORT,
            'if re.search(user.email.split("@")[0], password, re.IGNORECASE):',
            '    raise InvalidPasswordException("leave your e-mail out of it")',
        ),
        "'tail of a whale' for a.l@example.com, at a registration, was refused",
    ),
    Answer(
        "a plain function",
        manager(*SHORT, *NAME, method="def validate_password(self, password, user)"),
        "nothing to await: is it an `async def`?",
    ),
    Answer(
        "another name",
        manager(*SHORT, *NAME, method="async def check_password(self, password, user)"),
        "`ClubManager` has no `validate_password` of its own",
    ),
    Answer(
        "the passwords of the check by heart",
        manager(
            'if password in ("short", "elevenchars"):',
            '    raise InvalidPasswordException("use at least 12 characters")',
            *NAME,
        ),
        "was taken, and it breaks the rule about the 12 characters",
    ),
    Answer(
        "not too long either",
        manager(
            "if not 12 <= len(password) <= 30:",
            '    raise InvalidPasswordException("use at least 12 characters")',
            *NAME,
        ),
        "and it breaks no rule",
    ),
    Answer(
        "spaces do not count",
        manager(
            "if len(password.strip()) < 12:",
            '    raise InvalidPasswordException("use at least 12 characters")',
            *NAME,
        ),
        "' twelve char' for ada@example.com, at a registration, was refused",
    ),
    Answer(
        "bytes are counted",
        manager(
            "if len(password.encode()) < 12:",
            '    raise InvalidPasswordException("use at least 12 characters")',
            *NAME,
        ),
        "was taken, and it breaks the rule about the 12 characters",
    ),
    Answer(
        "the password in the reason",
        manager(
            "if len(password) < 12:",
            '    raise InvalidPasswordException(f"{password} is too short")',
            *NAME,
        ),
        "the reason repeats the password, and would show it in logs",
    ),
    Answer(
        "the password alone",
        manager(*SHORT, method="async def validate_password(self, password)"),
        "does not take 2 argument(s)",
    ),
    Answer(
        "what only a schema has",
        manager(*SHORT, "if user.password.startswith(user.email[:3]):", "    raise KeyError"),
        "'SampleUser' object has no attribute 'password'",
    ),
    Answer(
        "an assertion",
        manager('assert len(password) >= 12, "use at least 12 characters"', *NAME),
        "raised AssertionError: use at least 12 characters",
    ),
    Answer(
        "a manager of nothing",
        "class ClubManager:\n    pass",
        "`ClubManager` is the class ClubManager; a class on `UserManager` is wanted",
    ),
    Answer("nothing yet", "ClubManager = ...", "Not attempted: `ClubManager` is still `...`"),
]

RIGHT = [
    Answer("two rules", manager(*SHORT, *NAME)),
    Answer(
        "reasons that name the person",
        manager(
            "name, _, _ = user.email.casefold().partition('@')",
            "if name in password.casefold():",
            "    raise InvalidPasswordException(reason=f'{name} is in it')",
            "if len(password) < 12:",
            "    raise InvalidPasswordException(f'{12 - len(password)} characters more, please')",
        ),
    ),
    Answer(
        "the rule of the parent first",
        manager(
            "await super().validate_password(password, user)",
            *SHORT,
            *NAME,
            method="async def validate_password(self, password: str, user) -> None",
        ),
    ),
    Answer(
        "a regular expression, escaped",
        manager(
            *SHORT,
            'if re.search(re.escape(user.email.split("@")[0]), password, re.IGNORECASE):',
            '    raise InvalidPasswordException("leave your e-mail out of it")',
            "return True",
        ),
    ),
]
