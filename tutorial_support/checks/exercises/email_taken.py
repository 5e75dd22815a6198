"""The check email-taken: emails that somebody has, that look like one, and that nobody has."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import need_function
from tutorial_support.checks.samples.queries import MANY, USERS, ask, many_users, shown

STORED = [*MANY, "Élodie@example.net", "straße@example.net", "a\\b@example.net", "last@example.com"]
ASKED = {  # an email, and whether somebody has it
    "grace@example.com": True,
    "GRACE@Example.COM": True,
    "emmy@example.org": True,  # inactive
    "ada@example.com": True,  # a superuser
    "LINUS@example.net": True,  # twice, in two spellings
    "a_a@example.com": True,
    "m%x@example.org": True,
    "Last@example.com": True,
    "Élodie@example.net": True,
    "straße@example.net": True,
    "a\\b@example.net": True,
    "nobody@example.com": False,
    "gra_e@example.com": False,
    "%@example.com": False,
    "race@example.com": False,
    "grace@example.co": False,
    " grace@example.com": False,
    "grace@example.com ": False,
    "grace+club@example.com": False,
    "": False,
}


async def email_taken(email_taken: Any) -> str:
    """`email_taken` says whether somebody has an email, in any case, and loads nobody."""
    need_function(email_taken, "email_taken")
    async with many_users(STORED) as engine:
        for email, wanted in ASKED.items():
            asked = await ask(engine, email_taken, email)
            with about(f"`email_taken(session, {email!r})`:"):
                if not isinstance(asked.given, bool):
                    raise NotYet(f"it returned {shown(asked.given)}; True or False was expected")
                if asked.given is not wanted:
                    raise NotYet(
                        f"it returned {asked.given}; {wanted} was expected{_because(email, wanted)}"
                    )
                if len(asked.rows) > 1:
                    raise NotYet(
                        f"it returned {wanted}, which is right, and loaded {len(asked.rows)} rows;"
                        " at most one was expected"
                    )
                if any(len(row) > 1 for row in asked.rows):
                    raise NotYet(
                        f"it loaded a row of {len(asked.rows[0])} values, as for a whole user; one"
                        " was expected"
                    )
                if len(asked.statements) > 1:
                    raise NotYet(f"it sent {len(asked.statements)} statements; one was expected")
    async with many_users([]) as engine:
        if (await ask(engine, email_taken, "ada@example.com")).given is not False:
            raise NotYet("in an empty table, `email_taken` did not return False")
    return f"{len(ASKED)} emails, some in other case, some that only look similar; nobody loaded"


def _because(email: str, wanted: bool) -> str:
    if wanted:
        stored = next(each for each in STORED if each.lower() == email.lower())
        inactive = stored in USERS and not USERS[stored][0]
        return f", because the table has `{stored}`" + (", who is inactive" if inactive else "")
    if "_" in email or "%" in email:
        return f", because `{email}` is not in the table, and `_` and `%` stand for themselves"
    return f", because `{email}` is not in the table"
