"""The check loans-per-user: users with several loans, with one, and with none."""

from __future__ import annotations

import uuid
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, need_function
from tutorial_support.checks.samples.queries import USERS, SampleLoan, ask, many_users
from tutorial_support.checks.samples.users import add_users

LOANS = {"ada@example.com": 3, "emmy@example.org": 1, "m%x@example.org": 2, "zoë@example.net": 1}


async def loans_per_user(loans_per_user: Any) -> str:
    """`loans_per_user` counts the loans of each user, also of those who have none."""
    need_function(loans_per_user, "loans_per_user")
    for loans in (LOANS, {}):
        async with many_users() as engine:
            for number, email in enumerate(USERS, 1):
                titles = [f"{email}, volume {n + 1}" for n in range(loans.get(email, 0))]
                key = uuid.UUID(int=number)
                await add_users(engine, *(SampleLoan(title=t, user_id=key) for t in titles))
            asked = await ask(engine, loans_per_user)
        _need_counts(asked.given, loans)
        if len(asked.statements) > 1:
            raise NotYet(
                f"the counts are right, and it sent {len(asked.statements)} statements for"
                f" {len(USERS)} users; one was expected"
            )
    return "eleven users, of whom four have loans, and then none has any; one statement each time"


def _need_counts(given: Any, loans: dict[str, int]) -> None:
    if not isinstance(given, dict):
        raise NotYet(f"it returned {article(given)}; a dict was expected")
    for email, number in given.items():
        if email not in USERS:
            raise NotYet(f"the dict has the key {email!r}, which is no email of the table")
        if isinstance(number, bool) or number != loans.get(email, 0):
            raise NotYet(f"{email!r} has {loans.get(email, 0)} loans; the dict says {number!r}")
    missing = [email for email in USERS if email not in given]
    if missing:
        raise NotYet(
            f"the dict lacks {len(missing)} of {len(USERS)} users, among them {missing[0]!r}, who"
            f" has {loans.get(missing[0], 0)} loans"
        )
