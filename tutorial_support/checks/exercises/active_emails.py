"""The check active-emails: active users among inactive ones, in order."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import need_function
from tutorial_support.checks.samples.queries import MANY, USERS, ask, many_users, need_strings


async def active_emails(active_emails: Any) -> str:
    """`active_emails` returns the emails of active users, ascending, and selects nothing else."""
    need_function(active_emails, "active_emails")
    for emails in (list(USERS), ["max@club.example.org", "emmy@example.org"], [], MANY):
        wanted = sorted(email for email in emails if email not in USERS or USERS[email][0])
        async with many_users(emails) as engine:
            asked = await ask(engine, active_emails)
        given = need_strings(asked.given)
        if wanted and not given:
            raise NotYet(f"it returned an empty list; {len(wanted)} users are active")
        for email in given:
            if email not in wanted:
                inactive = email in USERS and not USERS[email][0]
                raise NotYet(
                    f"the list has `{email}`, "
                    + ("who is inactive" if inactive else "which is no email of the table")
                )
        for email in wanted:
            if email not in given:
                raise NotYet(f"the list lacks `{email}`, who is active")
        if len(given) != len(wanted):
            raise NotYet(f"the list has {len(given)} emails for {len(wanted)} active users")
        if given != wanted:
            place = next(n for n, email in enumerate(wanted) if given[n] != email)
            raise NotYet(
                f"the right emails in another order: number {place + 1} is `{given[place]}`;"
                f" `{wanted[place]}` was expected"
            )
        if len(asked.statements) > 1:
            raise NotYet(f"it sent {len(asked.statements)} statements; one was expected")
        asked.need_columns("email")
    active = sum(flags[0] for flags in USERS.values())
    return (
        f"{active} active users of {len(USERS)}, none of two, an empty table, and {len(MANY)} users"
    )
