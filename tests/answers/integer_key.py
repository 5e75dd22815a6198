"""What the exercise integer-key is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "integer-key"

SETUP = """
import random
import uuid

from fastapi_users import BaseUserManager, IntegerIDMixin, UUIDIDMixin, schemas
from fastapi_users.exceptions import InvalidID
from fastapi_users.db import SQLAlchemyBaseUserTable, SQLAlchemyBaseUserTableUUID
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Identity, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
"""


def customers(
    base: str = "SQLAlchemyBaseUserTable[int], CustomerBase",
    key: str = "id: Mapped[int] = mapped_column(primary_key=True)",
    manager: str = "IntegerIDMixin, BaseUserManager[Customer, int]",
    parse: str = "pass",
    read: str = "schemas.BaseUser[int]",
) -> str:
    """Return the cell, right but for what is handed in."""
    return f"""
class CustomerBase(DeclarativeBase):
    pass


class Customer({base}):
    __tablename__ = "customer"

    {key}


class CustomerManager({manager}):
    {parse}


class CustomerRead({read}):
    pass
"""


UUID_ID = "UUIDIDMixin, BaseUserManager[Customer, int]"

WRONG = [
    Answer(
        "the mixin of UUIDs",
        customers(manager=UUID_ID),
        "/users/me answered 401: the manager makes InvalidID of the id '1' in the token",
    ),
    Answer(
        "both mixins, the wrong one first",
        customers(manager="UUIDIDMixin, IntegerIDMixin, BaseUserManager[Customer, int]"),
        "/users/me answered 401: the manager makes InvalidID of the id '1'",
    ),
    Answer(
        "the mixin last",
        customers(manager="BaseUserManager[Customer, int], IntegerIDMixin"),
        "a mixin is missing, or stands after it",
    ),
    Answer(
        "no mixin",
        customers(manager="BaseUserManager[Customer, int]"),
        "a mixin is missing, or stands after it",
    ),
    Answer(
        "a key that stays a text",
        customers(
            manager="BaseUserManager[Customer, int]",
            parse="def parse_id(self, value):\n        return str(value) + '0'",
        ),
        "/users/me answered 401: the manager makes '10' of the id '1' in the token",
    ),
    Answer(
        "a key that is always 1",
        customers(
            manager="BaseUserManager[Customer, int]",
            parse="def parse_id(self, value):\n        return 1",
        ),
        "the manager makes 1 of the id 'abc'; InvalidID is wanted",
    ),
    Answer(
        "a key that SQLite compares all the same",
        customers(
            manager="BaseUserManager[Customer, int]",
            parse="def parse_id(self, value):\n        return value",
        ),
        "the manager makes '1' of the id '1'; 1 is wanted",
    ),
    Answer(
        "a ValueError for what is no number",
        customers(
            manager="BaseUserManager[Customer, int]",
            parse="def parse_id(self, value):\n        return int(value)",
        ),
        "the manager makes ValueError of the id 'abc'; InvalidID is wanted",
    ),
    Answer(
        "an async parse_id",
        customers(
            manager="BaseUserManager[Customer, int]",
            parse="async def parse_id(self, value):\n        return int(value)",
        ),
        "`parse_id` is an `async def`; a plain `def` is wanted",
    ),
    Answer(
        "one id for all",
        customers(key="id: Mapped[int] = mapped_column(primary_key=True, default=1)"),
        "POST /register ended in a 500",
    ),
    Answer(
        "the hash in the answer",
        customers().rstrip().removesuffix("pass") + "hashed_password: str",
        "the answer holds the hashed password",
    ),
    Answer(
        "the schema of UUIDs",
        customers(read="schemas.BaseUser[uuid.UUID]"),
        "POST /register ended in a 500: `CustomerRead` refuses what was to be answered: UUID input",
    ),
    Answer(
        "the id as a text in the answer",
        customers(read="schemas.BaseUser[str]"),
        "`CustomerRead` refuses what was to be answered: Input should be a valid string (id)",
    ),
    Answer(
        "the id as a fraction in the answer",
        customers(read="schemas.BaseUser[float]"),
        "/users/me shows the id 1.0, and the table has 1.0, an integer",
    ),
    Answer(
        "the schema of a registration",
        customers(read="schemas.BaseUserCreate"),
        "POST /register ended in a 500: `CustomerRead` refuses what was to be answered",
    ),
    Answer(
        "all UUIDs again",
        customers(
            base="SQLAlchemyBaseUserTableUUID, CustomerBase",
            key="pass",
            manager=UUID_ID,
            read="schemas.BaseUser[uuid.UUID]",
        ),
        "the key of `Customer` is id, GUID(); an integer is wanted",
    ),
    Answer(
        "a key that is a text",
        customers(key="id: Mapped[str] = mapped_column(String(20), primary_key=True)"),
        "the key of `Customer` is id, String(length=20); an integer is wanted",
    ),
    Answer(
        "two keys",
        customers(
            key="id: Mapped[int] = mapped_column(primary_key=True)\n"
            "    shop: Mapped[int] = mapped_column(primary_key=True)"
        ),
        "the key of `Customer` has 2 columns; one, `id`, is wanted",
    ),
    Answer(
        "a key that nobody numbers",
        customers(key="id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)"),
        "POST /register ended in a 500",
    ),
    Answer(
        "a large key, which SQLite does not number",
        customers(key="id: Mapped[int] = mapped_column(BigInteger, primary_key=True)"),
        "SQLite numbers keys of the type Integer only, and this one is BigInteger()",
    ),
    Answer(
        "the key under another name",
        customers(key="number: Mapped[int] = mapped_column(primary_key=True)"),
        "POST /register ended in a 500",
    ),
    Answer(
        "a manager without its base",
        customers(manager="IntegerIDMixin"),
        "a class that inherits from `BaseUserManager` is wanted",
    ),
    Answer(
        "a manager that is made already",
        customers() + "\n\nCustomerManager = CustomerManager(None)",
        "`CustomerManager` is a CustomerManager; a class",
    ),
    Answer(
        "nothing yet",
        "Customer = CustomerManager = CustomerRead = ...",
        "Not attempted: `Customer` is still `...`",
    ),
]

RIGHT = [
    Answer("the short one", customers()),
    Answer(
        "the page's spelling of the key",
        customers(key="id: Mapped[int] = mapped_column(Integer, primary_key=True)"),
    ),
    Answer(
        "parse_id by hand",
        customers(
            manager="BaseUserManager[Customer, int]",
            parse="@staticmethod\n    def parse_id(value):\n        try:\n"
            "            return int(value)\n        except ValueError as error:\n"
            "            raise InvalidID from error",
        ),
    ),
    Answer(
        "both mixins, the right one first",
        customers(manager="IntegerIDMixin, UUIDIDMixin, BaseUserManager[Customer, int]"),
    ),
    Answer(
        "an identity, and a schema of one's own",
        customers(
            key="id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)",
            read="BaseModel",
        ).rstrip()
        + "\n    model_config = ConfigDict(from_attributes=True)\n    id: int\n    email: str\n",
    ),
    Answer(
        "a key that Python draws",
        customers(
            key="id: Mapped[int] = mapped_column(\n"
            "        primary_key=True, default=lambda: random.randrange(1, 2**40)\n    )"
        ),
    ),
]
