"""What the exercise member-schemas is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "member-schemas"

SETUP = """
import uuid
from typing import Annotated, Optional

from fastapi import HTTPException
from fastapi_users import schemas
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def short(value):
    if len(value) > 30:
        raise ValueError("too long")
    return value


def forbid(value):
    if value and len(value) > 30:
        raise HTTPException(400, "too long")
    return value
"""


def three(read: str, create: str, update: str) -> str:
    """Return the cell with these three bodies."""
    return f"""
class MemberRead(schemas.BaseUser[uuid.UUID]):
    {read}


class MemberCreate(schemas.BaseUserCreate):
    {create}


class MemberUpdate(schemas.BaseUserUpdate):
    {update}
"""


READ = "nickname: str | None\n    credit: int"
NICKNAME = "nickname: str | None = Field(default=None, max_length=30)"

WRONG = [
    Answer(
        "credit at the registration",
        three(READ, f"{NICKNAME}\n    credit: int = 0", NICKNAME),
        "`MemberCreate` has a field `credit`, and what it lets through is stored",
    ),
    Answer(
        "credit in a change",
        three(READ, NICKNAME, f"{NICKNAME}\n    credit: int | None = None"),
        "`MemberUpdate` has a field `credit`, and what it lets through is stored",
    ),
    Answer(
        "a little credit",
        three(READ, f"{NICKNAME}\n    credit: int = Field(default=0, ge=0, le=100)", NICKNAME),
        "`MemberCreate` has a field `credit`, and what it lets through is stored",
    ),
    Answer(
        "credit under another name",
        three(READ, f'{NICKNAME}\n    credit: int = Field(default=0, alias="bonus")', NICKNAME),
        "`MemberCreate` has a field `credit`, and what it lets through is stored",
    ),
    Answer(
        "a credit that is always 0",
        three(
            "nickname: str | None\n    credit: Annotated[int, AfterValidator(lambda value: 0)]",
            NICKNAME,
            NICKNAME,
        ),
        "the answer has 0 as `credit`, and the row another value",
    ),
    Answer(
        "shorter than 30",
        three(READ, "nickname: str | None = Field(default=None, max_length=29)", NICKNAME),
        "a nickname of 30 character(s) was answered 422, for `nickname`",
    ),
    Answer(
        "shorter than 30 in a change",
        three(READ, NICKNAME, NICKNAME.replace("30", "29")),
        "a change of nickname to '" + "x" * 30 + "' was refused: 422",
    ),
    Answer(
        "31 in a change",
        three(READ, NICKNAME, NICKNAME.replace("30", "31")),
        "a change to a nickname of 31 characters was answered 200, not 422",
    ),
    Answer(
        "longer than one",
        three(
            READ,
            "nickname: str | None = Field(default=None, min_length=3, max_length=30)",
            NICKNAME,
        ),
        "a nickname of 1 character(s) was answered 422",
    ),
    Answer(
        "an empty nickname in place of none",
        three(READ, NICKNAME, 'nickname: str = Field(default="", max_length=30)'),
        "a change of nickname to None was refused: 422, for `nickname`",
    ),
    Answer(
        "a length that None does not have",
        three(
            READ,
            NICKNAME,
            "nickname: Annotated[str | None, AfterValidator(short)] = None",
        ),
        "PATCH /users/me ended in a 500",
    ),
    Answer(
        "another status",
        three(
            READ,
            NICKNAME,
            "nickname: Annotated[str | None, AfterValidator(forbid)] = None",
        ),
        "a change to a nickname of 31 characters was answered 400",
    ),
    Answer(
        "everything is let through",
        three(
            READ,
            NICKNAME,
            f"{NICKNAME}\n\n    def create_update_dict(self):\n"
            '        return self.model_dump(exclude_unset=True, exclude={"id", "credit"})',
        ),
        "a person changed their record with `is_superuser`, and the row has it",
    ),
    Answer(
        "extra fields are let in",
        three(READ, f'model_config = ConfigDict(extra="allow")\n    {NICKNAME}', NICKNAME),
        "a person registered with a credit of their own, and the row has 1000",
    ),
    Answer(
        "no credit in the answer",
        three("nickname: str | None", NICKNAME, NICKNAME),
        "the answer has no `credit`: `MemberRead` says what goes out",
    ),
    Answer(
        "a credit of nobody's in the answer",
        three("nickname: str | None\n    balance: int = 0", NICKNAME, NICKNAME),
        "the answer has no `credit`",
    ),
    Answer(
        "credit hidden by a default",
        three(
            "nickname: str | None\n    credit: int = Field(default=0, exclude=True)",
            NICKNAME,
            NICKNAME,
        ),
        "the answer has no `credit`",
    ),
    Answer(
        "no nickname in the answer",
        three("credit: int", NICKNAME, NICKNAME),
        "the answer has no `nickname`",
    ),
    Answer(
        "the hash in the answer",
        three(f"{READ}\n    hashed_password: str", NICKNAME, NICKNAME),
        "the answer holds the hashed password",
    ),
    Answer(
        "nothing added to the registration",
        three(READ, "pass", NICKNAME),
        "and the row has None: `MemberCreate` lets none through",
    ),
    Answer(
        "a nickname that has to be given",
        three(READ, "nickname: str = Field(max_length=30)", NICKNAME),
        "a person without a nickname could not register: 422, for `nickname` 'Field required'",
    ),
    Answer(
        "a nickname that may be None and has to be given",
        three(READ, "nickname: str | None = Field(max_length=30)", NICKNAME),
        "a person without a nickname could not register: 422, for `nickname` 'Field required'",
    ),
    Answer(
        "a nickname that is read and may not be missing",
        three("nickname: str\n    credit: int", NICKNAME, NICKNAME),
        "`MemberRead` refuses what was to be answered: Input should be a valid string (nickname)",
    ),
    Answer(
        "an update whose nickname has to be given",
        three(READ, NICKNAME, "nickname: str | None = Field(max_length=30)"),
        "a change of email to 'ada@club.example' was refused: 422, for `nickname` 'Field required'",
    ),
    Answer(
        "nothing added to the update",
        three(READ, NICKNAME, "pass"),
        "after a change of nickname to 'xxx",
    ),
    Answer(
        "no length at the registration",
        three(READ, "nickname: str | None = None", NICKNAME),
        "at a registration, a nickname of 31 character(s) was answered 201; 422 is wanted",
    ),
    Answer(
        "no length in a change",
        three(READ, NICKNAME, "nickname: str | None = None"),
        "a change to a nickname of 31 characters was answered 200, not 422",
    ),
    Answer(
        "an update that is a registration",
        three(READ, NICKNAME, NICKNAME).replace("schemas.BaseUserUpdate", "schemas.BaseUserCreate"),
        "was refused: 422, for `email` 'Field required'",
    ),
    Answer(
        "a registration that is an update",
        three(READ, NICKNAME, NICKNAME).replace("schemas.BaseUserCreate", "schemas.BaseUserUpdate"),
        "POST /register ended in a 500",
    ),
    Answer(
        "a schema that is only Pydantic's",
        three(READ, NICKNAME, NICKNAME).replace("schemas.BaseUserCreate", "BaseModel"),
        "`MemberCreate` has no `create_update_dict`",
    ),
    Answer(
        "a schema that does not read attributes",
        three(READ, NICKNAME, NICKNAME).replace("schemas.BaseUser[uuid.UUID]", "BaseModel"),
        "POST /register ended in a 500",
    ),
    Answer(
        "no schemas at all",
        "MemberRead, MemberCreate, MemberUpdate = dict, dict, dict",
        "`MemberRead` is the class dict; a class that inherits from `schemas.BaseUser[uuid.UUID]`",
    ),
    Answer(
        "a column of SQLAlchemy in a schema",
        three(READ, "nickname: str | None = None", NICKNAME)
        + "\n\nMemberCreate = MemberCreate.model_fields",
        "`MemberCreate` is a dict",
    ),
    Answer(
        "a registration stores whatever is sent",
        three(READ, NICKNAME, NICKNAME)
        + """


class MemberCreate(MemberCreate):
    def create_update_dict(self):
        return self.model_dump(exclude_unset=True, exclude={"id"})
""",
        "a person registered with `is_superuser`, and the row has it",
    ),
    Answer(
        "nothing yet",
        "MemberRead = MemberCreate = MemberUpdate = ...",
        "Not attempted: `MemberRead` is still `...`",
    ),
]

RIGHT = [
    Answer("the short one", three(READ, NICKNAME, NICKNAME)),
    Answer(
        "a type of its own, and Optional",
        "Nickname = Annotated[Optional[str], Field(max_length=30)]\n"
        + three(READ, "nickname: Nickname = None", "nickname: Nickname = None"),
    ),
    Answer(
        "unknown fields are refused",
        three(READ, f'model_config = ConfigDict(extra="forbid")\n    {NICKNAME}', NICKNAME),
    ),
    Answer(
        "a mixin for both",
        """
class Nicknamed(BaseModel):
    nickname: Annotated[str, StringConstraints(max_length=30, min_length=1)] | None = None


class MemberRead(Nicknamed, schemas.BaseUser[uuid.UUID]):
    credit: int = 0


class MemberCreate(Nicknamed, schemas.BaseUserCreate):
    pass


class MemberUpdate(Nicknamed, schemas.BaseUserUpdate):
    pass
""",
    ),
    Answer(
        "credit for superusers only",
        three(
            READ,
            NICKNAME,
            f"{NICKNAME}\n    credit: int | None = None\n\n    def create_update_dict(self):\n"
            "        changes = super().create_update_dict()\n"
            '        changes.pop("credit", None)\n'
            "        return changes",
        ),
    ),
    Answer(
        "a schema of one's own that reads attributes",
        three(READ, NICKNAME, NICKNAME).replace(
            "class MemberRead(schemas.BaseUser[uuid.UUID]):",
            "class MemberRead(BaseModel):\n    model_config = ConfigDict(from_attributes=True)\n"
            "    id: uuid.UUID\n    email: str",
        ),
    ),
]
