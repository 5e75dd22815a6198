"""What learners answer to taken-email."""

from __future__ import annotations

from tests.answers import Answer, cells

CHECK = "taken-email"

SETUP = (
    cells("production", "so-far", "mended-adapter")
    + """
from sqlalchemy import func, select
"""
)

TAKEN = "is_taken_email(error)"
CREATE = """
    async def create(self, create_dict):
        try:
            return await super().create(create_dict)
        except IntegrityError as error:
            await self.session.rollback()
            if TAKEN:
                raise UserAlreadyExists from error
            raise
"""
UPDATE = """
    async def update(self, user, update_dict):
        try:
            return await super().update(user, update_dict)
        except IntegrityError as error:
            await self.session.rollback()
            await self.session.refresh(user)
            if TAKEN:
                raise UserAlreadyExists from error
            raise
"""


def adapter(*methods: str, taken: str = TAKEN) -> str:
    body = "".join(methods or (CREATE, UPDATE)).replace("TAKEN", taken)
    return f"class ClubUserDatabase(SQLAlchemyUserDatabase):\n{body}"


IN_THE_FIRST_LINE = '"unique" in str(error.orig).splitlines()[0].lower() and "email" in'
IN_THE_FIRST_LINE += " str(error.orig).splitlines()[0]"
ROLLBACK = "            await self.session.rollback()\n"
REFRESH = "            await self.session.refresh(user)\n"

WRONG = [
    Answer(
        "the driver's own error",
        adapter(CREATE.replace("            raise\n", "            raise error.orig\n"), UPDATE),
        "with an e-mail of None: sqlalchemy.exc.IntegrityError is wanted, and your code raised",
    ),
    Answer(
        "the starter",
        adapter("""
    async def create(self, create_dict):
        try:
            return await super().create(create_dict)
        except IntegrityError as error:
            raise UserAlreadyExists from error
"""),
        "the session or its objects cannot be used: your code raised PendingRollbackError",
    ),
    Answer(
        "nothing of its own",
        "class ClubUserDatabase(SQLAlchemyUserDatabase):\n    pass\n",
        "on SQLite, `create` of an e-mail that somebody took after the look let the IntegrityError"
        " out (UNIQUE constraint failed: ",
    ),
    Answer(
        "only create",
        adapter(CREATE),
        "on SQLite, `update` to an e-mail that is taken let the IntegrityError out",
    ),
    Answer(
        "only update",
        adapter(UPDATE),
        "`create` of an e-mail that somebody took after the look let the IntegrityError out",
    ),
    Answer(
        "looked first",
        adapter(
            """
    async def create(self, create_dict):
        if await self.get_by_email(create_dict["email"]):
            raise UserAlreadyExists
        return await super().create(create_dict)
""",
            UPDATE,
        ),
        "`create` of an e-mail that somebody took after the look let the IntegrityError out",
    ),
    Answer(
        "an update that returns nothing",
        adapter(CREATE, UPDATE.replace("return await", "await")),
        "an `update` that succeeds returned None, not the user",
    ),
    Answer(
        "looked first in update",
        adapter(
            CREATE,
            """
    async def update(self, user, update_dict):
        email = update_dict.get("email")
        if email and await self.get_by_email(email):
            raise UserAlreadyExists
        return await super().update(user, update_dict)
""",
        ),
        "on SQLite, `update` to one that somebody takes meanwhile let the IntegrityError out",
    ),
    Answer(
        "every IntegrityError",
        adapter(taken="True"),
        "on SQLite, `create` with an e-mail of None: IntegrityError is wanted, and your code raised"
        " UserAlreadyExists",
    ),
    Answer(
        "the word email anywhere",
        adapter(taken='"email" in str(error)'),
        "on SQLite, `create` with an e-mail of None: IntegrityError is wanted",
    ),
    Answer(
        "the whole message, with PostgreSQL's values",
        adapter(
            taken="""(
                str(error.orig) in ON_SQLITE
                or "unique" in str(error.orig) and "email" in str(error.orig)
            )"""
        ),
        "on PostgreSQL, `create` with a *handle* that is taken: IntegrityError is wanted",
    ),
    Answer(
        "SQLite's words",
        adapter(taken="str(error.orig) in ON_SQLITE"),
        "on PostgreSQL, `create` of an e-mail that somebody took after the look let the",
    ),
    Answer(
        "SQLite's words for the column alone",
        adapter(taken='"user.email" in str(error.orig) or "ix_user_email" in str(error.orig)'),
        "on SQLite, `create` of an e-mail that somebody took after the look let the IntegrityError"
        " out (UNIQUE constraint failed: index 'uq_user_email_lower')",
    ),
    Answer(
        "a NULL is taken, too",
        adapter(taken='"email" in str(error.orig).splitlines()[0]'),
        "on SQLite, `create` with an e-mail of None: IntegrityError is wanted",
    ),
    Answer(
        "no rollback in create",
        adapter(CREATE.replace(ROLLBACK, ""), UPDATE),
        "the session or its objects cannot be used: your code raised PendingRollbackError",
    ),
    Answer(
        "no rollback in update",
        adapter(CREATE, UPDATE.replace(ROLLBACK + REFRESH, "")),
        "on SQLite, after `update` to an e-mail that is taken, the session or its objects cannot",
    ),
    Answer(
        "no refresh",
        adapter(CREATE, UPDATE.replace(REFRESH, "")),
        "objects cannot be used: using what you handed in raised MissingGreenlet",
    ),
    Answer(
        "swallowed",
        adapter(CREATE.replace("            raise\n", ""), UPDATE),
        "`create` with an e-mail of None raised nothing; IntegrityError is wanted",
    ),
    Answer(
        "returns None",
        adapter(CREATE.replace("raise UserAlreadyExists from error", "return None"), UPDATE),
        "an e-mail that somebody took after the look raised nothing; UserAlreadyExists",
    ),
    Answer(
        "asked afterwards",
        """
class ClubUserDatabase(SQLAlchemyUserDatabase):
    async def create(self, create_dict):
        try:
            return await super().create(create_dict)
        except IntegrityError:
            await self.session.rollback()
            if await self.get_by_email(create_dict["email"]):
                raise UserAlreadyExists from None
            raise

    async def update(self, user, update_dict):
        try:
            return await super().update(user, update_dict)
        except IntegrityError:
            await self.session.rollback()
            await self.session.refresh(user)
            email = update_dict.get("email")
            if email and await self.get_by_email(email):
                raise UserAlreadyExists from None
            raise
""",
        "`update` with her own e-mail and a *handle* that is taken: IntegrityError is wanted",
    ),
    Answer(
        "the word email in the first line",
        adapter(taken=IN_THE_FIRST_LINE),
        "on SQLite, `create` with a value that is taken in a unique column `work_email`:"
        " IntegrityError is wanted, and your code raised UserAlreadyExists",
    ),
    Answer(
        "the word email in the first line of an update",
        adapter(CREATE, UPDATE.replace("TAKEN", IN_THE_FIRST_LINE)),
        "on SQLite, `update` to a value that is taken in a unique column `work_email`:"
        " IntegrityError is wanted, and your code raised UserAlreadyExists",
    ),
    Answer(
        "the word email in the name of the constraint",
        adapter(
            taken="""(
                "email" in (error.orig.__cause__.constraint_name or "")
                if error.orig.__cause__
                else str(error.orig).endswith(("user.email", "'uq_user_email_lower'"))
                and "NOT NULL" not in str(error.orig)
            )"""
        ),
        "on PostgreSQL, `create` with a value that is taken in a unique column `work_email`:"
        " IntegrityError is wanted, and your code raised UserAlreadyExists",
    ),
    Answer(
        "create by its first line, NULL or not",
        adapter(CREATE.replace("TAKEN", '"email" in str(error.orig).splitlines()[0]'), UPDATE),
        "on SQLite, `create` with an e-mail of None: IntegrityError is wanted",
    ),
    Answer(
        "two columns refreshed",
        adapter(CREATE, UPDATE.replace("refresh(user)", 'refresh(user, ["email", "handle"])')),
        "objects cannot be used: using what you handed in raised MissingGreenlet",
    ),
    Answer(
        "whatever is not the handle",
        adapter(taken='"unique" in str(error.orig).lower() and "handle" not in str(error.orig)'),
        "`create` with an id that is taken: IntegrityError is wanted",
    ),
    Answer(
        "the user not returned",
        adapter(CREATE.replace("return await", "await"), UPDATE),
        "`create` returned None; the user is wanted",
    ),
    Answer(
        "an answer in the adapter",
        adapter(
            CREATE.replace("raise UserAlreadyExists from error", "raise HTTPException(400)"), UPDATE
        ).replace("class Club", "from fastapi import HTTPException\n\n\nclass Club"),
        "UserAlreadyExists is wanted, and your code raised HTTPException",
    ),
    Answer("nothing yet", "ClubUserDatabase = ...", "Not attempted: `ClubUserDatabase` is still"),
]

RIGHT = [
    Answer("two methods", adapter()),
    Answer(
        "one helper for both",
        """
class ClubUserDatabase(SQLAlchemyUserDatabase):
    async def create(self, create_dict):
        return await self._guarded(super().create(create_dict))

    async def update(self, user, update_dict):
        return await self._guarded(super().update(user, update_dict), user)

    async def _guarded(self, work, *users):
        try:
            return await work
        except IntegrityError as error:
            await self.session.rollback()
            for user in users:
                await self.session.refresh(user)
            line = str(error.orig).partition("\\n")[0].replace('"', "'")
            names = (" user.email", "'ix_user_email'", "'uq_user_email_lower'")
            if "unique constraint" in line.lower() and line.endswith(names):
                raise UserAlreadyExists() from error
            raise
""",
    ),
    Answer(
        "the names of the constraints",
        adapter(
            taken="""any(
                words in str(error.orig).splitlines()[0]
                for words in (
                    "failed: user.email", "failed: index 'uq_user_email_lower'",
                    '"ix_user_email"', '"uq_user_email_lower"',
                )
            ) and "NOT NULL" not in str(error.orig)"""
        ),
    ),
    Answer(
        "Core in the place of the ORM",
        """
from sqlalchemy import insert, update


class ClubUserDatabase(SQLAlchemyUserDatabase):
    async def create(self, create_dict):
        return await self._send(insert(User).values(**create_dict).returning(User))

    async def update(self, user, update_dict):
        statement = update(User).where(User.id == user.id).values(**update_dict).returning(User)
        return await self._send(statement, user)

    async def _send(self, statement, *users):
        try:
            user = (await self.session.scalars(statement)).unique().one()
            await self.session.commit()
        except IntegrityError as error:
            await self.session.rollback()
            for each in users:
                await self.session.refresh(each)
            if is_taken_email(error):
                raise UserAlreadyExists from error
            raise
        await self.session.refresh(user)
        return user
""",
    ),
]
