"""The check users-per-domain: groups that are large enough, counted by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import article, need_function
from tutorial_support.checks.samples.queries import MANY, USERS, ask, many_users


async def users_per_domain(users_per_domain: Any) -> str:
    """`users_per_domain` counts the users of each domain that has enough of them."""
    need_function(users_per_domain, "users_per_domain")
    for emails, at_least in [*((list(USERS), n) for n in (1, 2, 3, 5, 6)), ([], 1), (MANY, 30)]:
        everybody = Counter(email.partition("@")[2] for email in emails)
        wanted = {domain: n for domain, n in everybody.items() if n >= at_least}
        async with many_users(emails) as engine:
            asked = await ask(engine, users_per_domain, at_least)
        with about(f"`users_per_domain(session, {at_least})`:"):
            _need_counts(asked.given, wanted, everybody)
            if len(asked.statements) > 1:
                raise NotYet(
                    f"the counts are right, and it sent {len(asked.statements)} statements; one was"
                    " expected"
                )
            if len(asked.rows) > max(1, len(wanted)):
                raise NotYet(
                    f"the counts are right, and it loaded {len(asked.rows)} rows for"
                    f" {len(wanted)} domain(s): let the database count and filter"
                )
    return "five limits, an empty table, and 40 domains of 30 users; the database counted"


def _need_counts(given: Any, wanted: dict[str, int], everybody: Mapping[str, int]) -> None:
    if not isinstance(given, dict):
        raise NotYet(f"it returned {article(given)}; a dict was expected")
    for domain, number in given.items():
        if domain not in everybody:
            raise NotYet(f"the dict has the key {domain!r}, which is no domain of the table")
        if domain not in wanted:
            raise NotYet(f"the dict has {domain!r}, which has only {everybody[domain]} user(s)")
        if type(number) is not int or number != wanted[domain]:
            raise NotYet(f"{domain!r} has {wanted[domain]} users; the dict says {number!r}")
    for domain, number in wanted.items():
        if domain not in given:
            raise NotYet(f"the dict lacks {domain!r}, which has {number} user(s)")
