"""What the exercise taken-handle is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "taken-handle"

SETUP = (
    cells("the_whole_app", "so-far", "user-manager")
    + """
import asyncio

from fastapi import HTTPException
from fastapi_users.exceptions import UserAlreadyExists
from fastapi_users.schemas import BaseUserCreate
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
"""
)


def creating(
    *lines: str, method: str = "create(self, user_create, safe=False, request=None)"
) -> str:
    """Return the cell with a `create` of these lines."""
    body = "\n        ".join(lines)
    return f"""
class HandleManager(UserManager):
    async def {method}:
        {body}
"""


SUPER = "return await super().create(user_create, safe, request)"
UNLESS = "    if str(error.orig) != 'UNIQUE constraint failed: user.handle':"
LOOK = (
    "taken = select(User).where(User.handle == user_create.handle)",
    "if user_create.handle and await self.user_db.session.scalar(taken):",
    '    raise HTTPException(400, "HANDLE_TAKEN")',
)

WRONG = [
    Answer(
        "as it was",
        creating(SUPER),
        "POST /register ended in a 500: your code raised IntegrityError: (sqlite3.IntegrityError)"
        " UNIQUE constraint failed: user.handle",
    ),
    Answer(
        "looking before the insert",
        creating(*LOOK, SUPER),
        "somebody took the same handle after the look and before the insert: POST /register ended",
    ),
    Answer(
        "looking behind a lock, which another process does not see",
        """
LOCK = asyncio.Lock()


class HandleManager(UserManager):
    async def create(self, user_create, safe=False, request=None):
        async with LOCK:
            taken = select(User).where(User.handle == user_create.handle)
            if user_create.handle and await self.user_db.session.scalar(taken):
                raise HTTPException(400, "HANDLE_TAKEN")
            return await super().create(user_create, safe, request)
""",
        "somebody took the same handle after the look and before the insert",
    ),
    Answer(
        "a list in memory",
        """
taken = set()


class HandleManager(UserManager):
    async def create(self, user_create, safe=False, request=None):
        if user_create.handle in taken:
            raise HTTPException(400, "HANDLE_TAKEN")
        if user_create.handle:
            taken.add(user_create.handle)
        return await super().create(user_create, safe, request)
""",
        "somebody took the same handle after the look and before the insert",
    ),
    Answer(
        "whoever has sent a handle",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            "    if user_create.handle:",
            '        raise HTTPException(400, "HANDLE_TAKEN")',
            "    raise",
        ),
        "somebody took the same *e-mail* after the look",
    ),
    Answer(
        "other refusals are swallowed",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            "    if str(error.orig) == 'UNIQUE constraint failed: user.handle':",
            '        raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "`create` returned None; the user is wanted: raise what is not yours again",
    ),
    Answer(
        "the request is lost",
        creating(
            "try:",
            "    return await super().create(user_create, safe)",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "`on_after_register` got no request: pass it on in `create`",
    ),
    Answer(
        "handles in small letters",
        creating(
            "user_create.handle = user_create.handle and user_create.handle.lower()",
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "two registered with the handles 'Ace' and 'jack'; the table has",
    ),
    Answer(
        "no rule for passwords any more",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        )
        + "\n    async def validate_password(self, password, user):\n        pass\n",
        "was answered 201; 400, 'REGISTER_INVALID_PASSWORD' is wanted",
    ),
    Answer(
        "a code in a dict",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, {"code": "HANDLE_TAKEN"})',
        ),
        "was answered 400, {'code': 'HANDLE_TAKEN'}; 400, 'HANDLE_TAKEN' is wanted",
    ),
    Answer(
        "looking, and NULL is taken too",
        creating(
            "taken = select(User).where(User.handle.is_not_distinct_from(user_create.handle))",
            "if await self.user_db.session.scalar(taken):",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
            SUPER,
        ),
        "alan@example.com with no handle was answered 400, 'HANDLE_TAKEN'; 201 is wanted",
    ),
    Answer(
        "whatever the database refuses",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "somebody took the same *e-mail* after the look and before the insert, and the answer was",
    ),
    Answer(
        "the word anywhere, and the SQL has it",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            "    if 'handle' not in str(error):",
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "somebody took the same *e-mail* after the look and before the insert, and the answer was",
    ),
    Answer(
        "the column anywhere, and an e-mail among the values has it",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            "    if 'user.handle' not in str(error):",
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "somebody took the same *e-mail* after the look and before the insert, and the answer was",
    ),
    Answer(
        "whatever goes wrong",
        creating(
            "try:",
            f"    {SUPER}",
            "except Exception:",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "ADA@example.com with ada was answered 400, 'HANDLE_TAKEN'; 400,"
        " 'REGISTER_USER_ALREADY_EXISTS' is wanted",
    ),
    Answer(
        "a taken e-mail",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            "    raise UserAlreadyExists",
        ),
        "grace@example.com with Ace was answered 400, 'REGISTER_USER_ALREADY_EXISTS'; 400,"
        " 'HANDLE_TAKEN' is wanted",
    ),
    Answer(
        "a weak password",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            '    raise InvalidPasswordException("HANDLE_TAKEN")',
        ),
        "grace@example.com with Ace was answered 400, {'code': 'REGISTER_INVALID_PASSWORD'",
    ),
    Answer(
        "another status",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(409, "HANDLE_TAKEN")',
        ),
        "grace@example.com with Ace was answered 409, 'HANDLE_TAKEN'; 400, 'HANDLE_TAKEN' is",
    ),
    Answer(
        "other words",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "This handle is taken.")',
        ),
        "was answered 400, 'This handle is taken.'; 400, 'HANDLE_TAKEN' is wanted",
    ),
    Answer(
        "the exception is returned",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            '    return HTTPException(400, "HANDLE_TAKEN")',
        ),
        "`create` returned a HTTPException; the user is wanted",
    ),
    Answer(
        "safe is forgotten",
        creating(
            "try:",
            "    return await super().create(user_create)",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "a person registered with `is_superuser` and is one: pass on `safe`",
    ),
    Answer(
        "one parameter is forgotten",
        creating(SUPER.replace(", safe, request", ""), method="create(self, user_create)"),
        "got an unexpected keyword argument 'safe'",
    ),
    Answer(
        "the user is not returned",
        creating(
            "try:",
            "    await super().create(user_create, safe, request)",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "`create` returned None; the user is wanted",
    ),
    Answer(
        "super is not awaited",
        creating(
            "try:",
            "    return super().create(user_create, safe, request)",
            "except IntegrityError:",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "was called without `await`",
    ),
    Answer(
        "a handle that gives way",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            "    await self.user_db.session.rollback()",
            "    user_create = user_create.model_copy(update={'handle': None})",
            f"    {SUPER}",
        ),
        "grace@example.com with Ace was answered 201",
    ),
    Answer(
        "a hook, which is too late",
        """
class HandleManager(UserManager):
    async def on_after_register(self, user, request=None):
        found = await self.user_db.session.scalars(select(User).where(User.handle == user.handle))
        if len(found.all()) > 1:
            raise HTTPException(400, "HANDLE_TAKEN")
""",
        "POST /register ended in a 500",
    ),
    Answer(
        "another create, without the hook",
        creating(
            "await self.validate_password(user_create.password, user_create)",
            "if await self.user_db.get_by_email(user_create.email):",
            "    raise UserAlreadyExists",
            "row = user_create.create_update_dict()",
            "row['hashed_password'] = self.password_helper.hash(row.pop('password'))",
            "try:",
            "    return await self.user_db.create(row)",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN")',
        ),
        "`on_after_register` did not run once for each person who registered",
    ),
    Answer(
        "a manager of nothing",
        "class HandleManager:\n    pass",
        "`HandleManager` is the class HandleManager; a class on `UserManager` is wanted",
    ),
    Answer("nothing yet", "HandleManager = ...", "Not attempted: `HandleManager` is still `...`"),
]

RIGHT = [
    Answer(
        "the no of the database",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            UNLESS,
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN") from error',
        ),
    ),
    Answer(
        "the constraint's name on PostgreSQL, the message on SQLite",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            "    cause = error.orig.__cause__",
            "    refused_by = cause.constraint_name if cause else str(error.orig)",
            "    names = ('user_handle_key', 'UNIQUE constraint failed: user.handle')",
            "    if refused_by not in names:",
            "        raise",
            '    raise HTTPException(400, "HANDLE_TAKEN") from error',
        ),
    ),
    Answer(
        "the word in the message, which quotes no value on SQLite",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError as error:",
            "    if 'handle' in str(error.orig):",
            '        raise HTTPException(400, "HANDLE_TAKEN") from error',
            "    raise",
        ),
    ),
    Answer(
        "looking as well, for a quick answer",
        creating(
            *LOOK,
            "try:",
            f"    {SUPER}",
            "except SQLAlchemyError as error:",
            "    await self.user_db.session.rollback()",
            "    if 'user.handle' in str(error).splitlines()[0]:",
            '        raise HTTPException(status_code=400, detail="HANDLE_TAKEN")',
            "    raise",
        ),
    ),
    Answer(
        "looking after the no",
        creating(
            "try:",
            f"    {SUPER}",
            "except IntegrityError:",
            "    await self.user_db.session.rollback()",
            "    if await self.user_db.get_by_email(user_create.email) is None:",
            '        raise HTTPException(400, "HANDLE_TAKEN")',
            "    raise",
        ),
    ),
    Answer(
        "one registration after the other",
        """
LOCK = asyncio.Lock()


class HandleManager(UserManager):
    async def create(self, user_create, *arguments, **options):
        async with LOCK:
            try:
                return await super().create(user_create, *arguments, **options)
            except IntegrityError as error:
                if str(error.orig).endswith(": user.handle"):
                    raise HTTPException(400, "HANDLE_TAKEN") from error
                raise
""",
    ),
]
