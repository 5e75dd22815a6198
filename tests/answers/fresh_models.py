"""What the exercise fresh-models is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "fresh-models"
SETUP = """
import uuid
import warnings
from functools import cache

from fastapi_users.db import SQLAlchemyBaseUserTable, SQLAlchemyBaseUserTableUUID
from sqlalchemy import Boolean, MetaData, String
from sqlalchemy.exc import SAWarning
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, mapped_column, registry

warnings.simplefilter("ignore", SAWarning)


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass
"""
WRONG = [
    Answer(
        "the starter: the Base is made outside",
        """
class SharedBase(DeclarativeBase):
    pass


def make_models():
    class User(SQLAlchemyBaseUserTableUUID, SharedBase):
        pass

    return SharedBase, User
""",
        "the second call raised InvalidRequestError, Table 'user' is already defined",
    ),
    Answer(
        "the notebook's Base, which has the table already",
        """
def make_models():
    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
        "the first call raised InvalidRequestError, Table 'user' is already defined",
    ),
    Answer(
        "extend_existing, as the error message proposes",
        """
class SharedBase(DeclarativeBase):
    pass


def make_models():
    class User(SQLAlchemyBaseUserTableUUID, SharedBase):
        __table_args__ = {"extend_existing": True}

    return SharedBase, User
""",
        "both calls returned the same `Base`",
    ),
    Answer(
        "the catalogue emptied before each use",
        """
class SharedBase(DeclarativeBase):
    pass


def make_models():
    SharedBase.metadata.clear()

    class User(SQLAlchemyBaseUserTableUUID, SharedBase):
        pass

    return SharedBase, User
""",
        "both calls returned the same `Base`",
    ),
    Answer(
        "the notebook's two classes",
        """
def make_models():
    return Base, User
""",
        "both calls returned the same `Base`",
    ),
    Answer(
        "made once and kept",
        """
@cache
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
        "both calls returned the same `Base`",
    ),
    Answer(
        "two Bases on one metadata",
        """
metadata = MetaData()


def make_models():
    class Base(DeclarativeBase):
        pass

    Base.metadata = metadata

    class User(SQLAlchemyBaseUserTableUUID, Base):
        __table_args__ = {"extend_existing": True}

    return Base, User
""",
        "the two `Base` classes share one metadata",
    ),
    Answer(
        "User first",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return User, Base
""",
        "`make_models` returned User first",
    ),
    Answer(
        "User alone",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return User
""",
        "`make_models` returned the class User; `return Base, User` is wanted",
    ),
    Answer(
        "no return",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass
""",
        "`make_models` returned None; `return Base, User` is wanted",
    ),
    Answer(
        "instances in place of the classes",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User()
""",
        "the second thing that you returned is a User, not a class",
    ),
    Answer(
        "a User without the Base",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID):
        pass

    return Base, User
""",
        "User does not inherit from the Base beside it",
    ),
    Answer(
        "a User without the columns of FastAPI Users",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
        email: Mapped[str]

    return Base, User
""",
        "User has no column hashed_password and no is_active and no is_superuser",
    ),
    Answer(
        "an integer key",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTable[int], Base):
        id: Mapped[int] = mapped_column(primary_key=True)

    return Base, User
""",
        "the id of a saved user is an int; a UUID is wanted",
    ),
    Answer(
        "the mixin in the place of the Base",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return SQLAlchemyBaseUserTableUUID, User
""",
        "the first class, SQLAlchemyBaseUserTableUUID, has no metadata",
    ),
    Answer(
        "User twice",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return User, User
""",
        "the first class, User, has a table; the `Base` has none",
    ),
    Answer(
        "User of the notebook beside a new Base",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    return Base, User
""",
        "User does not inherit from the Base beside it",
    ),
    Answer(
        "an async function",
        """
async def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
        "`make_models` is an `async def`; a plain `def` is wanted here",
    ),
    Answer(
        "a generator",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    yield Base, User
""",
        "`make_models` returned a generator",
    ),
    Answer(
        "a parameter that nobody fills",
        """
def make_models(Base):
    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
        "does not take 0 argument(s) (missing a required argument: 'Base')",
    ),
    Answer(
        "a second call that fails for another reason",
        """
spare = [type("Base", (DeclarativeBase,), {})]


def make_models():
    Base = spare.pop()

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
        "the first call worked; in the second, your code raised IndexError: pop from empty list",
    ),
    Answer(
        "handed in: what a call gave",
        "make_models = (Base, User)",
        "`make_models` is a tuple, and a function is wanted",
    ),
    Answer(
        "handed in: a class",
        "make_models = User",
        "`make_models` is the class User, and a function is wanted",
    ),
]
RIGHT = [
    Answer(
        "two class statements in the function",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
    ),
    Answer(
        "declarative_base(), as before SQLAlchemy 2.0",
        """
def make_models():
    Base = declarative_base()

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    return Base, User
""",
    ),
    Answer(
        "type() makes both",
        """
make_models = lambda: (
    base := type("Base", (DeclarativeBase,), {}),
    type("User", (SQLAlchemyBaseUserTableUUID, base), {}),
)
""",
    ),
    Answer(
        "a registry, and a list for a pair",
        """
def make_models():
    NewBase = registry().generate_base()
    return [NewBase, type("Reader", (SQLAlchemyBaseUserTableUUID, NewBase), {})]
""",
    ),
    Answer(
        "a Base with AsyncAttrs and a metadata of its own, one more column",
        """
def make_base():
    class Base(AsyncAttrs, DeclarativeBase):
        metadata = MetaData()

    return Base


def make_models():
    Base = make_base()

    class User(SQLAlchemyBaseUserTableUUID, Base):
        __tablename__ = "users"
        nickname: Mapped[str | None]

    return Base, User
""",
    ),
    Answer(
        "the six columns written out",
        """
def make_models():
    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
        email: Mapped[str] = mapped_column(String(320), unique=True, index=True)
        hashed_password: Mapped[str] = mapped_column(String(1024))
        is_active: Mapped[bool] = mapped_column(Boolean, default=True)
        is_superuser: Mapped[bool] = mapped_column(Boolean, default=False)
        is_verified: Mapped[bool] = mapped_column(Boolean, default=False)

    return Base, User
""",
    ),
]
