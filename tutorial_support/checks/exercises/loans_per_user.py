"""The check loans-per-user: users with several loans, with one, and with none."""

from __future__ import annotations

import uuid
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, need_function
from tutorial_support.checks.samples.queries import MANY, USERS, SampleLoan, ask, many_users
from tutorial_support.checks.samples.users import add_users

LOANS = {"ada@example.com": 3, "emmy@example.org": 1, "Linus@example.net": 2, "zoë@example.net": 1}


async def loans_per_user(loans_per_user: Any) -> str:
    """`loans_per_user` counts the loans of each user, also of those who have none."""
    need_function(loans_per_user, "loans_per_user")
    for emails, loans in ((list(USERS), LOANS), (list(USERS), {}), (MANY, LOANS)):
        async with many_users(emails) as engine:
            for email, number in loans.items():
                titles = ["" if email[0] == "z" else f"{email}, {n}" for n in range(number)]
                key = uuid.UUID(int=emails.index(email) + 1)
                await add_users(engine, *(SampleLoan(title=t, user_id=key) for t in titles))
            asked = await ask(engine, loans_per_user)
        _need_counts(asked.given, emails, loans, " OUTER JOIN " in " ".join(asked.statements))
        if len(asked.statements) > 1:
            raise NotYet(
                f"the counts are right, and it sent {len(asked.statements)} statements for"
                f" {len(emails)} users; one was expected"
            )
    return f"{len(USERS)} users, of whom four have loans and then nobody, and {len(MANY)} users"


def _need_counts(given: Any, emails: list[str], loans: dict[str, int], outer: bool) -> None:
    if not isinstance(given, dict):
        raise NotYet(f"it returned {article(given)}; a dict was expected")
    for email, number in given.items():
        if email not in emails:
            raise NotYet(f"the dict has the key {email!r}, which is no email of the table")
        if type(number) is not int or number != loans.get(email, 0):
            why = ": the outer join has one row for this user, with no loan in it"
            one_too_many = outer and number == 1 and email not in loans
            raise NotYet(
                f"`{email}` has {loans.get(email, 0)} loans; the dict says {number!r}"
                f"{why if one_too_many else ''}"
            )
    missing = [email for email in emails if email not in given]
    if missing:
        raise NotYet(
            f"the dict lacks {len(missing)} of {len(emails)} users, among them `{missing[0]}`, who"
            f" has {loans.get(missing[0], 0)} loans"
        )
