"""The check all-emails: a list of strings, from several tables."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import need_function
from tutorial_support.checks.samples.queries import MANY, USERS, ask, many_users, need_strings


async def all_emails(all_emails: Any) -> str:
    """`all_emails` returns the email of each user, in any order."""
    need_function(all_emails, "all_emails")
    for emails in (list(USERS), ["only@example.com"], [], MANY):
        async with many_users(emails) as engine:
            given = need_strings((await ask(engine, all_emails)).given)
        for email in emails:
            if given.count(email) != 1:
                raise NotYet(
                    f"the list has `{email}` {given.count(email)} times; once was expected, and"
                    f" {len(emails)} emails in all"
                )
        for email in given:
            if email not in emails:
                raise NotYet(f"the list has `{email}`, which is no email of the table")
    return f"it returned the emails of {len(USERS)} users, of one, of none, and of {len(MANY)}"
