"""What the exercise careful-client is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "careful-client"

SETUP = """
from httpx_oauth.clients.openid import OpenID
from httpx_oauth.exceptions import GetIdEmailError
"""


def looking(*lines: str, method: str = "async def get_id_email(self, token)") -> str:
    """Return the cell with a method of these lines."""
    body = "\n        ".join(lines)
    return f"""
class CarefulClient(OpenID):
    {method}:
        {body}
"""


PROFILE = "profile = await self.get_profile(token)"
BOTH = "return str(profile['sub']), profile.get('email') if verified else None"

WRONG = [
    Answer(
        "as it was",
        looking("return await super().get_id_email(token)"),
        "the provider says {'email': 'ada@example.com', 'email_verified': False}, and it returned"
        " 'ada@example.com', not None",
    ),
    Answer(
        "any text is true",
        looking(PROFILE, "verified = profile.get('email_verified')", BOTH),
        "the provider says {'email': 'ada@example.com', 'email_verified': 'false'}, and",
    ),
    Answer(
        "bool of a text",
        looking(PROFILE, "verified = bool(profile.get('email_verified', False))", BOTH),
        "'email_verified': 'false'}, and it returned 'ada@example.com', not None",
    ),
    Answer(
        "no text is true",
        looking(PROFILE, "verified = profile.get('email_verified') is True", BOTH),
        "'email_verified': 'true'}, and it returned None, not 'ada@example.com'",
    ),
    Answer(
        "whatever is not false",
        looking(PROFILE, "verified = profile.get('email_verified') not in (False, 'false')", BOTH),
        "the provider says {'email': 'ada@example.com'}, and it returned 'ada@example.com', not",
    ),
    Answer(
        "whatever is not no",
        looking(
            PROFILE,
            "verified = profile.get('email_verified') not in (False, 'false', 'False', None, 'no')",
            BOTH,
        ),
        "'email_verified': 'pending'}, and it returned 'ada@example.com', not None",
    ),
    Answer(
        "true is somewhere in it",
        looking(PROFILE, "verified = 'true' in str(profile.get('email_verified')).lower()", BOTH),
        "'email_verified': 'untrue'}, and it returned",
    ),
    Answer(
        "another method",
        looking(PROFILE, "return profile['sub'], None", method="async def get_email(self, token)"),
        "`CarefulClient` has no `get_id_email` of its own",
    ),
    Answer(
        "what is missing is verified",
        looking(PROFILE, "verified = profile.get('email_verified', True) in (True, 'true')", BOTH),
        "the provider says {'email': 'ada@example.com'}, and it returned",
    ),
    Answer(
        "what is missing is a KeyError",
        looking(PROFILE, "verified = profile['email_verified'] in (True, 'true')", BOTH),
        "your code raised KeyError: 'email_verified', at line 5 of its cell",
    ),
    Answer(
        "a missing e-mail is a KeyError",
        looking(
            PROFILE,
            "verified = profile.get('email_verified') in (True, 'true')",
            "return str(profile['sub']), profile['email'] if verified else None",
        ),
        "your code raised KeyError: 'email'",
    ),
    Answer(
        "an empty text in place of None",
        looking(
            PROFILE,
            "verified = profile.get('email_verified') in (True, 'true')",
            "return str(profile['sub']), profile.get('email') if verified else ''",
        ),
        "and it returned '', not None",
    ),
    Answer(
        "nobody at all",
        looking(
            PROFILE,
            "if profile.get('email_verified') in (True, 'true'):",
            "    return str(profile['sub']), profile.get('email')",
        ),
        "it returned None; the id and the e-mail are wanted, as two",
    ),
    Answer(
        "None twice",
        looking(
            PROFILE,
            "verified = profile.get('email_verified') in (True, 'true')",
            "return (str(profile['sub']), profile.get('email')) if verified else (None, None)",
        ),
        "the provider's id is '1002', and it returned None; '1002', a text, is wanted",
    ),
    Answer(
        "an exception",
        looking(
            PROFILE,
            "if profile.get('email_verified') not in (True, 'true'):",
            "    raise GetIdEmailError('not verified')",
            "return str(profile['sub']), profile.get('email')",
        ),
        "at line 6 of its cell: return None for the e-mail, and the id",
    ),
    Answer(
        "the e-mail alone",
        looking(PROFILE, "return profile.get('email')"),
        "it returned a str; the id and the e-mail are wanted, as two",
    ),
    Answer(
        "the two changed over",
        looking(PROFILE, "return profile.get('email'), str(profile['sub'])"),
        "the provider's id is '1001', and it returned 'ada@example.com'",
    ),
    Answer(
        "the e-mail as id",
        looking(
            PROFILE,
            "verified = profile.get('email_verified') in (True, 'true')",
            "return profile.get('email'), profile.get('email') if verified else None",
        ),
        "the provider's id is '1001', and it returned 'ada@example.com'",
    ),
    Answer(
        "an id that stays a number",
        looking(
            PROFILE,
            "verified = profile.get('email_verified') in (True, 'true')",
            "return profile['sub'], profile.get('email') if verified else None",
        ),
        "the provider's id is 1008, and it returned 1008; '1008', a text, is wanted",
    ),
    Answer(
        "the profile is not awaited",
        looking(PROFILE.replace("await ", ""), "return str(profile['sub']), None"),
        "`OpenID.get_profile` was called without `await`",
    ),
    Answer(
        "a plain method",
        looking("return '1001', None", method="def get_id_email(self, token)"),
        "nothing to await: is it an `async def`?",
    ),
    Answer(
        "a client of nothing",
        "class CarefulClient:\n    pass",
        "`CarefulClient` is the class CarefulClient; a class on `OpenID` is wanted",
    ),
    Answer("nothing yet", "CarefulClient = ...", "Not attempted: `CarefulClient` is still `...`"),
]

RIGHT = [
    Answer(
        "what is accepted is named",
        looking(PROFILE, "verified = profile.get('email_verified') in (True, 'true')", BOTH),
    ),
    Answer(
        "every spelling of true",
        looking(
            "key, email = await super().get_id_email(token)",
            PROFILE,
            "verified = str(profile.get('email_verified')).lower() == 'true'",
            "return key, email if verified else None",
        ),
    ),
    Answer(
        "the profile itself",
        looking(
            "profile = await super().get_profile(token)",
            "if profile.get('email_verified') not in (True, 'true'):",
            "    profile.pop('email', None)",
            "return profile",
            method="async def get_profile(self, token)",
        ),
    ),
    Answer(
        "a match",
        looking(
            PROFILE,
            "match profile:",
            "    case {'email': email, 'email_verified': True | 'true'}:",
            "        return str(profile['sub']), email",
            "return str(profile['sub']), None",
        ),
    ),
]
