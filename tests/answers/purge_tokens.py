"""What the exercise purge-tokens is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "purge-tokens"

SETUP = (
    cells("oauth_and_access_tokens", "so-far", "three-tables", "new-dependencies")
    + """
from datetime import datetime, timedelta, timezone

from fastapi_users_db_sqlalchemy.access_token import SQLAlchemyAccessTokenDatabase
from fastapi_users_db_sqlalchemy.generics import now_utc
from sqlalchemy import delete, func, select, text
"""
)


def purging(*lines: str, limit: str = "now_utc() - timedelta(seconds=lifetime_seconds)") -> str:
    """Return the cell with a function of these lines, after the limit."""
    body = "\n    ".join(lines)
    return f"""
async def purge_expired(session, lifetime_seconds):
    limit = {limit}
    {body}
"""


DELETE = "result = await session.execute(delete(AccessToken).where(AccessToken.created_at < limit))"
COMMIT = "await session.commit()"
COUNT = "return result.rowcount"

WRONG = [
    Answer(
        "they are counted, and not deleted",
        purging(
            "old = select(AccessToken).where(AccessToken.created_at < limit)",
            "return len((await session.scalars(old)).all())",
        ),
        "a token 3610 seconds old is still there: no DELETE was sent",
    ),
    Answer(
        "no commit",
        purging(DELETE, COUNT),
        "a DELETE was sent and no COMMIT after it",
    ),
    Answer(
        "a flush in place of a commit",
        purging(DELETE, "await session.flush()", COUNT),
        "a DELETE was sent and no COMMIT after it",
    ),
    Answer(
        "the young ones",
        purging(DELETE.replace("<", ">"), COMMIT, COUNT),
        "with a lifetime of 3600 seconds, the token that was 10 seconds old is gone",
    ),
    Answer(
        "all of them",
        purging("result = await session.execute(delete(AccessToken))", COMMIT, COUNT),
        "the token that was 10 seconds old is gone",
    ),
    Answer(
        "a lifetime in minutes",
        purging(DELETE, COMMIT, COUNT, limit="now_utc() - timedelta(minutes=lifetime_seconds)"),
        "with a lifetime of 3600 seconds, a token 3610 seconds old is still there",
    ),
    Answer(
        "an hour, whatever is asked",
        purging(DELETE, COMMIT, COUNT, limit="now_utc() - timedelta(hours=1)"),
        "with a lifetime of 60 seconds, a token 90 seconds old is still there",
    ),
    Answer(
        "a limit in the future",
        purging(DELETE, COMMIT, COUNT, limit="now_utc() + timedelta(seconds=lifetime_seconds)"),
        "the token that was 10 seconds old is gone",
    ),
    Answer(
        "a time without a zone",
        purging(
            DELETE, COMMIT, COUNT, limit="datetime.utcnow() - timedelta(seconds=lifetime_seconds)"
        ),
        "it compares with a time that has no zone",
    ),
    Answer(
        "the clock on the wall",
        purging(
            DELETE, COMMIT, COUNT, limit="datetime.now() - timedelta(seconds=lifetime_seconds)"
        ),
        "it compares with a time that has no zone",
    ),
    Answer(
        "the clock on the wall, called UTC",
        purging(
            DELETE,
            COMMIT,
            COUNT,
            limit="datetime.now().replace(tzinfo=timezone.utc)"
            " - timedelta(seconds=lifetime_seconds)",
        ),
        "the token that was 10 seconds old is gone",
    ),
    Answer(
        "SQLite's own time",
        purging(
            DELETE,
            COMMIT,
            COUNT,
            limit="func.datetime('now', f'-{lifetime_seconds} seconds')",
        ),
        "`datetime(...)`, which is SQLite's way",
    ),
    Answer(
        "the time as a text",
        purging(
            "result = await session.execute(",
            "    text('DELETE FROM accesstoken WHERE created_at < :limit'),",
            "    {'limit': str(limit.replace(tzinfo=None))},",
            ")",
            COMMIT,
            COUNT,
        ),
        "it compares with a text: hand over the time itself, with a zone",
    ),
    Answer(
        "a savepoint, which SQLite's driver takes for a commit",
        purging("async with session.begin_nested():", f"    {DELETE}", COUNT),
        "a DELETE was sent and no COMMIT after it",
    ),
    Answer(
        "the duration itself",
        purging(DELETE, COMMIT, COUNT, limit="lifetime_seconds"),
        "SQLite DateTime type only accepts Python datetime and date objects as input",
    ),
    Answer(
        "nothing is returned",
        purging(DELETE, COMMIT),
        "with a lifetime of 3600 seconds, it returned None and deleted 3 token(s)",
    ),
    Answer(
        "the result is returned",
        purging(DELETE, COMMIT, "return result"),
        "CursorResult object at",
    ),
    Answer(
        "what is left is counted",
        purging(
            DELETE, COMMIT, "return await session.scalar(select(func.count(AccessToken.token)))"
        ),
        "it returned 2 and deleted 3 token(s)",
    ),
    Answer(
        "only one",
        purging(
            "old = await session.scalar(",
            "    select(AccessToken).where(AccessToken.created_at < limit)",
            ")",
            "await session.delete(old)",
            COMMIT,
            "return 1",
        ),
        "is still there: the DELETE was committed, and its limit missed it",
    ),
    Answer(
        "the users as well",
        purging(
            DELETE,
            "await session.execute(delete(User))",
            COMMIT,
            COUNT,
        ),
        "with a lifetime of 3600 seconds, the user was deleted as well",
    ),
    Answer(
        "the adapter finds a token, not tokens",
        purging(
            "token_db = SQLAlchemyAccessTokenDatabase(session, AccessToken)",
            "await token_db.delete(await token_db.get_by_token('', limit))",
            "return 1",
        ),
        "your code raised UnmappedInstanceError",
    ),
    Answer(
        "execute is not awaited",
        purging(DELETE.replace("await ", ""), COMMIT, COUNT),
        "`AsyncSession.execute` was called without `await`",
    ),
    Answer(
        "a session of its own",
        """
async def purge_expired(session, lifetime_seconds):
    async with AsyncSession(engine) as session:
        return 3
""",
        "it sent no SQL through the `session` that it was handed",
    ),
    Answer(
        "a plain function",
        "def purge_expired(session, lifetime_seconds):\n    return 3",
        "nothing to await: is it an `async def`?",
    ),
    Answer("nothing yet", "purge_expired = ...", "Not attempted: `purge_expired` is still `...`"),
]

RIGHT = [
    Answer("one DELETE", purging(DELETE, COMMIT, COUNT)),
    Answer(
        "datetime's own UTC, and where the other way round",
        purging(
            "statement = delete(AccessToken).where(limit >= AccessToken.created_at)",
            "result = await session.execute(statement)",
            COMMIT,
            COUNT,
            limit="datetime.now(timezone.utc) - timedelta(seconds=lifetime_seconds)",
        ),
    ),
    Answer(
        "loaded, and deleted by the session",
        purging(
            "old = (await session.scalars(",
            "    select(AccessToken).where(AccessToken.created_at < limit)",
            ")).all()",
            "for token in old:",
            "    await session.delete(token)",
            COMMIT,
            "return len(old)",
        ),
    ),
    Answer(
        "with the adapter, in a transaction each",
        purging(
            "token_db = SQLAlchemyAccessTokenDatabase(session, AccessToken)",
            "old = (await session.scalars(",
            "    select(AccessToken).where(AccessToken.created_at < limit)",
            ")).all()",
            "for token in old:",
            "    await token_db.delete(token)",
            "return len(old)",
        ),
    ),
    Answer(
        "in a block that commits",
        purging(
            "async with session.begin():",
            f"    {DELETE}",
            COUNT,
        ),
    ),
]
