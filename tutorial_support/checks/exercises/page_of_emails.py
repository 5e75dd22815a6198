"""The check page-of-emails: pages of several sizes."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import need_function
from tutorial_support.checks.samples.queries import MANY, USERS, ask, many_users, need_strings

PAGES = ((1, 3), (2, 3), (5, 3), (6, 3), (1, 13), (2, 10), (3, 1), (1, 50))  # number, size


async def page_of_emails(page_of_emails: Any) -> str:
    """`page_of_emails` returns one page of all emails, and loads no more than that."""
    need_function(page_of_emails, "page_of_emails")
    ordered = sorted(USERS)
    async with many_users() as engine:
        for number, size in PAGES:
            wanted = ordered[(number - 1) * size : number * size]
            asked = await ask(engine, page_of_emails, number, size)
            with about(f"`page_of_emails(session, {number}, {size})`:"):
                given = need_strings(asked.given)
                if given != wanted:
                    raise NotYet(
                        f"with {len(USERS)} users it returned `{given}`; `{wanted}` was expected"
                        f"{_cause(given, number, size)}"
                    )
                if len(asked.rows) > size:
                    raise NotYet(
                        f"the emails are right, and {len(asked.rows)} rows were loaded for them;"
                        f" at most {size} were expected"
                    )
                if len(asked.statements) > 1:
                    raise NotYet(
                        f"the emails are right, and it sent {len(asked.statements)} statements for"
                        " them; one was expected"
                    )
    async with many_users(MANY) as engine:
        given = (await ask(engine, page_of_emails, 1, 1100)).given
    if given != sorted(MANY)[:1100]:
        raise NotYet(
            f"a page of 1,100 of {len(MANY)} emails has {len(given)}, or not the first ones"
        )
    return f"{len(PAGES) + 1} pages, also the last one and one after it, and no row too many"


def _cause(given: list[str], number: int, size: int) -> str:
    saved = ": the rows come in the order in which they were saved"
    from_zero = ", so page 1 is the first one and not page 0"
    for emails, first, words in (
        (sorted(USERS), number * size, from_zero),
        (list(USERS), (number - 1) * size, saved),
        (list(USERS), number * size, f"{saved}{from_zero}"),
    ):
        if given and given == emails[first : first + size]:
            return words
    return ""
