"""What the exercise null-email is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "null-email"

SETUP = (
    cells("the_whole_app", "so-far")
    + """
from pydantic import (
    AfterValidator, BaseModel, BeforeValidator, EmailStr, field_validator, model_validator
)
"""
)

FOUR = '"email", "is_active", "is_superuser", "is_verified"'


def validator(names: str, *lines: str, mode: str = "after", base: str = "UserUpdate") -> str:
    """Return the cell with a field validator."""
    body = "\n        ".join(lines)
    return f"""
class SafeUpdate({base}):
    @field_validator({names}, mode="{mode}")
    @classmethod
    def not_null(cls, value):
        {body}
"""


REFUSE = ("if value is None:", '    raise ValueError("may not be null")', "return value")

WRONG = [
    Answer(
        "the field has to be given now",
        "class SafeUpdate(UserUpdate):\n    email: EmailStr | None",
        "null for `email` was not refused: PATCH",
    ),
    Answer(
        "as it was",
        "class SafeUpdate(UserUpdate):\n    pass",
        "NOT NULL constraint failed: user.email",
    ),
    Answer(
        "a type that has to be given",
        "class SafeUpdate(UserUpdate):\n    email: EmailStr",
        "the change {'is_verified': True} was refused: 422, for `email` 'Field required'",
    ),
    Answer(
        "the e-mail alone",
        validator('"email"', *REFUSE),
        "null for `is_active` was not refused",
    ),
    Answer(
        "three of four",
        validator('"email", "is_active", "is_superuser"', *REFUSE),
        "null for `is_verified` was not refused",
    ),
    Answer(
        "every field",
        validator('"*"', *REFUSE),
        "the change {'full_name': None} was refused: 422, for `full_name`",
    ),
    Answer(
        "the value is not returned",
        validator(FOUR, "if value is None:", '    raise ValueError("may not be null")'),
        "the change {'is_verified': True} was not made: PATCH",
    ),
    Answer(
        "a truth value in place of the value",
        validator(FOUR, "if value is None:", '    raise ValueError("no null")', "return True"),
        "the change {'is_verified': False} left True in the row",
    ),
    Answer(
        "whatever is false",
        validator(FOUR, "if not value:", '    raise ValueError("may not be null")', "return value"),
        "the change {'is_verified': False} was refused",
    ),
    Answer(
        "another exception",
        validator(FOUR, "if value is None:", '    raise KeyError("null")', "return value"),
        "PATCH /users/00000000-0000-0000-0000-000000000001 ended in a 500: your code raised"
        " KeyError: 'null', at line 7 of its cell",
    ),
    Answer(
        "False is returned for null",
        validator(FOUR, "return value is not None"),
        "null for `email`",
    ),
    Answer(
        "a default is put in",
        validator(FOUR, "return value if value is not None else True"),
        "null for `email`",
    ),
    Answer(
        "all fields have to be given",
        """
class SafeUpdate(UserUpdate):
    email: EmailStr
    is_active: bool
    is_superuser: bool
    is_verified: bool
""",
        "the change {'is_verified': True} was refused: 422, for `email` 'Field required'",
    ),
    Answer(
        "null is left out on the way to the database",
        """
class SafeUpdate(UserUpdate):
    def create_update_dict_superuser(self):
        return self.model_dump(exclude_unset=True, exclude_none=True, exclude={"id"})
""",
        "null for `email` was answered 200; 422 is wanted",
    ),
    Answer(
        "a model validator that refuses every null",
        """
class SafeUpdate(UserUpdate):
    @model_validator(mode="before")
    @classmethod
    def not_null(cls, data):
        if None in data.values():
            raise ValueError("no null")
        return data
""",
        "the change {'full_name': None} was refused",
    ),
    Answer(
        "any text is an e-mail",
        """
class SafeUpdate(UserUpdate):
    email: str = None
    is_active: bool = None
    is_superuser: bool = None
    is_verified: bool = None
""",
        "the e-mail 'nobody' was not refused: PATCH",
    ),
    Answer(
        "the fields of one's own are lost",
        validator(FOUR, *REFUSE, base="schemas.BaseUserUpdate"),
        "the change {'full_name': None} left 'Ada' in the row",
    ),
    Answer(
        "no password either",
        """
class SafeUpdate(UserUpdate):
    email: EmailStr = None
    password: None = None
    is_active: bool = None
    is_superuser: bool = None
    is_verified: bool = None
""",
        "was refused: 422, for `password`",
    ),
    Answer(
        "a handle that cannot be taken away",
        validator(f'{FOUR}, "handle"', *REFUSE),
        "the change {'handle': None} was refused",
    ),
    Answer(
        "a schema that is only Pydantic's",
        "class SafeUpdate(BaseModel):\n    email: EmailStr = None",
        "`SafeUpdate` has no `create_update_dict`",
    ),
    Answer(
        "the schema of a registration",
        "class SafeUpdate(UserCreate):\n    pass",
        "the change {'is_verified': True} was refused: 422, for `email` 'Field required'",
    ),
    Answer("an object", "SafeUpdate = UserUpdate()", "`SafeUpdate` is a UserUpdate; a class"),
    Answer("nothing yet", "SafeUpdate = ...", "Not attempted: `SafeUpdate` is still `...`"),
]

RIGHT = [
    Answer("a validator", validator(FOUR, *REFUSE)),
    Answer("a validator before", validator(FOUR, *REFUSE, mode="before")),
    Answer(
        "types and defaults alone",
        """
class SafeUpdate(UserUpdate):
    email: EmailStr = None
    is_active: bool = None
    is_superuser: bool = None
    is_verified: bool = None
""",
    ),
    Answer(
        "annotated types",
        """
def refuse(value):
    assert value is not None, "may not be null"
    return value


Flag = Annotated[bool | None, AfterValidator(refuse)]


class SafeUpdate(UserUpdate):
    email: Annotated[EmailStr | None, BeforeValidator(refuse)] = None
    is_active: Flag = None
    is_superuser: Flag = None
    is_verified: Flag = None
""",
    ),
    Answer(
        "a model validator",
        """
class SafeUpdate(UserUpdate):
    @model_validator(mode="after")
    def not_null(self):
        for name in self.model_fields_set & {"email", "is_active", "is_superuser", "is_verified"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} may not be null")
        return self
""",
    ),
]
