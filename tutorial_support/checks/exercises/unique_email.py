"""The check unique-email: a unique index, on data that has twins."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import need_function
from tutorial_support.checks.samples.migrations import migrate, users_with
from tutorial_support.checks.samples.users import USER, SampleBase, add_users, rows
from tutorial_support.databases import THROWAWAY


async def unique_email(upgrade: Any) -> str:
    """`upgrade` parks the twins and creates the unique index on `lower(email)`."""
    need_function(upgrade, "upgrade")
    emails = ["grace@example.com", "ADA@example.com", "ada@example.com", "alan@example.com"]
    emails += ["Ada@example.com", "kurt@example.com", "Kurt@example.com"]
    emails += [f"{secrets.token_hex(4)}@example.com", "ÉLODIE@example.com", "élodie@example.com"]
    emails += ["a_b@example.com", "axb@example.com"]
    for name, database in THROWAWAY.items():
        async with database(SampleBase.metadata) as engine:
            made = users_with(*emails)
            for number in (2, 5, 6):  # one Ada, and both Kurts
                made[number].is_verified = True
            made[3].is_active = False  # Alan was switched off before
            await add_users(engine, *reversed(made))
            before = await rows(engine)
            async with engine.connect() as connection:
                query = select(func.lower(USER.c.email)).order_by(USER.c.id)
                small = list(await connection.scalars(query))
            await migrate(engine, upgrade, f"on {name}:")
            await _need_parked(engine, name, before, small)
            await _need_index(engine, name)
    return "on two databases, every twin but the first was parked; the rest, and all rows, stayed"


async def _need_parked(
    engine: AsyncEngine, name: str, before: list[dict[str, Any]], small: list[str]
) -> None:
    after = await rows(engine)
    if len(after) != len(before):
        raise NotYet(f"on {name}, {len(before)} users became {len(after)}: nobody is deleted")
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        parked = small[number] in small[:number]
        wanted = dict(old)
        if parked:
            wanted |= {"email": f"dup-{old['id']}-{old['email']}", "is_active": False}
        for column, value in wanted.items():
            if new[column] != value:
                raise NotYet(
                    f"on {name}, {old['email']}, number {number + 1} in the order of the ids, has"
                    f" the {column} {new[column]!r}; {value!r} is wanted"
                )


async def _need_index(engine: AsyncEngine, name: str) -> None:
    catalogues = {
        "SQLite": "SELECT name, sql FROM sqlite_master WHERE type = 'index'",
        "PostgreSQL": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'user'",
    }
    async with engine.connect() as connection:
        indexes = (await connection.execute(text(catalogues[name]))).all()
    made = {index[0]: index[1] or "" for index in indexes}
    if "uq_user_email_lower" not in made:
        raise NotYet(f"on {name}, there is no index of the name `uq_user_email_lower`")
    if "ix_user_email" not in made:
        raise NotYet(f"on {name}, the index `ix_user_email` is gone")
    for email, free in [("ALAN@example.com", False), ("new@example.com", True)]:
        values = {"id": uuid.uuid4(), "email": email, "hashed_password": "no"}
        try:
            async with engine.begin() as connection:
                await connection.execute(insert(USER).values(values))
        except IntegrityError:
            if free:
                raise NotYet(f"on {name}, a new e-mail is refused: on what is the index?") from None
        else:
            if not free:
                raise NotYet(f"on {name}, ALAN@example.com is accepted beside alan@example.com")
    if "lower(" not in made["uq_user_email_lower"].lower():
        raise NotYet(f"on {name}, the index is on something else than `lower(email)`")
