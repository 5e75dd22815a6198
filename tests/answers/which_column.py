"""What the exercise which-column is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "which-column"

SETUP = (
    cells("postgresql", "so-far")
    + """
import re

import asyncpg
"""
)


def asking(*lines: str) -> str:
    """Return the cell with a function of these lines."""
    body = "\n    ".join(lines)
    return f"def taken_column(error):\n    {body}\n"


ON_BOTH = (
    "cause = error.orig.__cause__",
    "if cause is None:",
    "    is_taken, what = 'UNIQUE' in str(error.orig), str(error.orig)",
    "else:",
    "    is_taken, what = cause.sqlstate == '23505', cause.constraint_name",
)

WRONG = [
    Answer(
        "the text alone",
        asking(
            "for column in ('email', 'handle'):",
            "    if column in str(error.orig):",
            "        return column",
        ),
        "an e-mail of NULL, on SQLite: it returned 'email'; None is wanted",
    ),
    Answer(
        "the whole exception, with its SQL",
        asking(
            "if 'UNIQUE' in str(error) or 'unique' in str(error):",
            "    return 'email' if 'email' in str(error) else 'handle'",
        ),
        "a taken handle, 'Key (email)=(x)', on SQLite: it returned 'email'; 'handle' is wanted",
    ),
    Answer(
        "the text, if it is about something unique",
        asking(
            "text = str(error.orig)",
            "if 'unique' in text.lower():",
            "    return next((c for c in ('handle', 'email') if c in text), None)",
        ),
        "a taken e-mail, handle@example.com, on PostgreSQL: it returned 'handle'; 'email' is",
    ),
    Answer(
        "SQLite alone",
        asking(
            "text = str(error.orig)",
            "if text.startswith('UNIQUE'):",
            "    return text.rpartition('.')[2] if 'id' not in text else None",
        ),
        "a taken e-mail, handle@example.com, on PostgreSQL: it returned None; 'email' is wanted",
    ),
    Answer(
        "PostgreSQL alone",
        asking(
            "name = error.orig.__cause__.constraint_name",
            "return 'email' if 'email' in name else 'handle' if 'handle' in name else None",
        ),
        "'NoneType' object has no attribute 'constraint_name'",
    ),
    Answer(
        "the id is a handle",
        asking(*ON_BOTH, "if is_taken:", "    return 'email' if 'email' in what else 'handle'"),
        "a taken id, on SQLite: it returned 'handle'; None is wanted",
    ),
    Answer(
        "the column of the table",
        asking(*ON_BOTH, "if is_taken:", "    return what.rpartition('.')[2]"),
        "a taken id, on SQLite: it returned 'id'; None is wanted",
    ),
    Answer(
        "the name of the constraint",
        asking(
            *ON_BOTH,
            "if not is_taken:",
            "    return None",
            "name = what.rpartition('.')[2]",
            "return name if name not in ('id', 'user_pkey') else None",
        ),
        "on PostgreSQL: it returned 'ix_user_email'; 'email' is wanted",
    ),
    Answer(
        "the kind is not looked at",
        asking(
            "cause = error.orig.__cause__",
            "what = cause.constraint_name if cause else str(error.orig)",
            "return next((c for c in ('email', 'handle') if c in (what or '')), None)",
        ),
        "an e-mail of NULL, on SQLite: it returned 'email'; None is wanted",
    ),
    Answer(
        "the kind is looked at on SQLite alone",
        asking(
            "cause = error.orig.__cause__",
            "if cause is None and 'UNIQUE' not in str(error.orig):",
            "    return None",
            "what = (cause.constraint_name or '') if cause else str(error.orig)",
            "return next((c for c in ('email', 'handle') if c in what), None)",
        ),
        "a CHECK of the name email_has_at refuses, on PostgreSQL: it returned 'email'",
    ),
    Answer(
        "whatever is no NULL",
        asking(
            *ON_BOTH,
            "is_taken = is_taken or (cause is None and 'NOT NULL' not in what)",
            "return next((c for c in ('email', 'handle') if is_taken and c in what), None)",
        ),
        "a CHECK of the name email_has_at refuses, on SQLite: it returned 'email'",
    ),
    Answer(
        "what PostgreSQL quotes",
        asking(
            "for column in ('email', 'handle'):",
            "    if f'UNIQUE constraint failed: user.{column}' in str(error.orig):",
            "        return column",
            "    if f'Key ({column})=' in str(error.orig) and 'exists' in str(error.orig):",
            "        return column",
        ),
        "a taken handle, 'Key (email)=(x)', on PostgreSQL: it returned 'email'",
    ),
    Answer(
        "the text of the detail",
        asking(
            "found = re.search(r'failed: user.(\\w+)|Key \\((\\w+)\\)', str(error.orig))",
            "column = found and (found[1] or found[2])",
            "return column if column in ('email', 'handle') else None",
        ),
        "an e-mail of NULL, on SQLite: it returned 'email'; None is wanted",
    ),
    Answer(
        "always the e-mail",
        asking("return 'email'"),
        "a taken handle, 'Key (email)=(x)', on SQLite: it returned 'email'; 'handle' is",
    ),
    Answer(
        "a part of the name",
        asking(
            *ON_BOTH,
            "found = (c for c in ('email', 'handle') if is_taken and c in what)",
            "return next(found, None)",
        ),
        "a taken work_email, another unique column, on SQLite: it returned 'email'",
    ),
    Answer(
        "a part of the name on PostgreSQL alone",
        asking(
            "names = {f'UNIQUE constraint failed: user.{c}': c for c in ('email', 'handle')}",
            "cause = error.orig.__cause__",
            "if cause is None:",
            "    return names.get(str(error.orig))",
            "if cause.sqlstate != '23505':",
            "    return None",
            "return next((c for c in ('email', 'handle') if c in cause.constraint_name), None)",
        ),
        "a taken work_email, another unique column, on PostgreSQL: it returned",
    ),
    Answer(
        "the end of the name",
        asking(
            *ON_BOTH,
            "ends = {'email': ('email',), 'handle': ('handle', 'handle_key')}",
            "found = (c for c in ends if is_taken and what.endswith(ends[c]))",
            "return next(found, None)",
        ),
        "a taken work_email, another unique column, on SQLite: it returned 'email'",
    ),
    Answer(
        "it raises",
        asking("raise error"),
        "a taken e-mail, handle@example.com, on SQLite: your code raised IntegrityError",
    ),
    Answer(
        "an async function",
        "async def taken_column(error):\n    return 'email'",
        "`taken_column` is an `async def`; a plain `def` is wanted here",
    ),
    Answer("nothing yet", "taken_column = ...", "Not attempted: `taken_column` is still `...`"),
]

RIGHT = [
    Answer(
        "codes and names",
        asking(
            *ON_BOTH,
            "if not is_taken:",
            "    return None",
            "name = what.removeprefix('UNIQUE constraint failed: ')",
            "if name in ('user.email', 'ix_user_email'):",
            "    return 'email'",
            "return 'handle' if name in ('user.handle', 'user_handle_key') else None",
        ),
    ),
    Answer(
        "what asyncpg calls the detail",
        asking(
            "cause = error.orig.__cause__",
            "if cause is None:",
            "    before, _, column = str(error.orig).partition('UNIQUE constraint failed: user.')",
            "elif cause.sqlstate == '23505':",
            "    column = cause.detail.partition(')')[0].removeprefix('Key (')",
            "else:",
            "    column = None",
            "return column if column in ('email', 'handle') else None",
        ),
    ),
    Answer(
        "asyncpg's class",
        asking(
            "cause = error.orig.__cause__",
            "if isinstance(cause, asyncpg.UniqueViolationError):",
            "    names = {'ix_user_email': 'email', 'user_handle_key': 'handle'}",
            "    return names.get(cause.constraint_name)",
            "texts = {",
            "    'UNIQUE constraint failed: user.email': 'email',",
            "    'UNIQUE constraint failed: user.handle': 'handle',",
            "}",
            "return texts.get(str(error.orig))",
        ),
    ),
    Answer(
        "the column before the value",
        asking(
            "on_sqlite = r'^UNIQUE constraint failed: user.(\\w+)'",
            "on_postgresql = r'DETAIL:  Key \\((\\w+)\\)=.* already'",
            "found = re.search(f'{on_sqlite}|{on_postgresql}', str(error.orig))",
            "column = found and (found[1] or found[2])",
            "return column if column in ('email', 'handle') else None",
        ),
    ),
]
