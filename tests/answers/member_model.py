"""What the exercise member-model is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "member-model"
SETUP = """
import uuid
from dataclasses import dataclass

from fastapi_users.db import SQLAlchemyBaseUserTable, SQLAlchemyBaseUserTableUUID
from sqlalchemy import String, inspect
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, mapped_column


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


class ClubBase(DeclarativeBase):
    pass
"""
WRONG = [
    Answer(
        "the starter: nothing of its own",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    pass
""",
        'its table is named `user`; "member" is wanted',
    ),
    Answer(
        "tablename without underscores",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    tablename = "member"

    def __repr__(self):
        return f"Member({self.email})"
""",
        'its table is named `user`; "member" is wanted',
    ),
    Answer(
        "a capital in the table's name",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "Member"

    def __repr__(self):
        return f"Member({self.email})"
""",
        'its table is named `Member`; "member" is wanted',
    ),
    Answer(
        "the notebook's Base",
        """
class Member(SQLAlchemyBaseUserTableUUID, Base):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email})"
""",
        "its Base has a table `user` as well; a Base of its own is wanted",
    ),
    Answer(
        "no __repr__",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"
""",
        "repr(member) is still Python's own: no class of its own has",
    ),
    Answer(
        "__str__ in place of __repr__",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __str__(self):
        return f"Member({self.email})"
""",
        "repr(member) is still Python's own: `__str__` is what print shows",
    ),
    Answer(
        "__str__ in a mixin",
        """
class Named:
    def __str__(self):
        return f"Member({self.email})"


class Member(SQLAlchemyBaseUserTableUUID, Named, ClubBase):
    __tablename__ = "member"
""",
        "repr(member) is still Python's own: `__str__` is what print shows",
    ),
    Answer(
        "a method called repr",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def repr(self):
        return f"Member({self.email})"
""",
        "repr(member) is still Python's own: no class of its own has",
    ),
    Answer(
        "all columns, the hash among them",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        values = {name: getattr(self, name) for name in self.__table__.columns.keys()}
        return f"Member({values})"
""",
        "repr(member) shows the hashed password before it was saved",
    ),
    Answer(
        "__dict__, as for any class",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.__dict__})"
""",
        "repr(member) shows the hashed password before it was saved",
    ),
    Answer(
        "the beginning of the hash",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email}, {self.hashed_password[:4]}...)"
""",
        "repr(member) shows the hashed password before it was saved",
    ),
    Answer(
        "the middle of the hash",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email}, ...{self.hashed_password[6:10]}...)"
""",
        "repr(member) shows the hashed password before it was saved",
    ),
    Answer(
        "the end of the hash",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email}, ...{self.hashed_password[-4:]})"
""",
        "repr(member) shows the hashed password before it was saved",
    ),
    Answer(
        "the hash once it is saved",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        if self.id is None:
            return f"Member({self.email})"
        return f"Member({self.email}, {self.hashed_password})"
""",
        "repr(member) shows the hashed password after it was loaded",
    ),
    Answer(
        "the id alone",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member(id={self.id})"
""",
        "repr(member) is 'Member(id=None)' before it was saved, and does not show the e-mail",
    ),
    Answer(
        "an id is taken for granted",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email}, {self.id.hex})"
""",
        "your code raised AttributeError: 'NoneType' object has no attribute 'hex'",
    ),
    Answer(
        "the f forgotten",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return "Member({self.email})"
""",
        "repr(member) is 'Member({self.email})' before it was saved, and does not show",
    ),
    Answer(
        "one e-mail for all",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return "Member(email='ada@example.com')"
""",
        "repr(member) is \"Member(email='ada@example.com')\" before it was saved, and does not",
    ),
    Answer(
        "no return in __repr__",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        f"Member({self.email})"
""",
        "__repr__ returned non-string (type NoneType)",
    ),
    Answer(
        "self forgotten",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({email})"
""",
        "your code raised NameError: name 'email' is not defined",
    ),
    Answer(
        "not mapped",
        """
class Member(SQLAlchemyBaseUserTableUUID):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email})"
""",
        "the class Member is mapped to no table",
    ),
    Answer(
        "without the columns of FastAPI Users",
        """
class Member(ClubBase):
    __tablename__ = "member"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str]

    def __repr__(self):
        return f"Member({self.email})"
""",
        "Member has no column hashed_password and no is_active",
    ),
    Answer(
        "an integer key",
        """
class Member(SQLAlchemyBaseUserTable[int], ClubBase):
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)

    def __repr__(self):
        return f"Member({self.email})"
""",
        "the id of a saved user is an int; a UUID is wanted",
    ),
    Answer(
        "a key that nobody fills in",
        """
class Member(SQLAlchemyBaseUserTable[uuid.UUID], ClubBase):
    __tablename__ = "member"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)

    def __repr__(self):
        return f"Member({self.email})"
""",
        "NOT NULL constraint failed: member.id",
    ),
    Answer(
        "another column that must be filled in",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"
    nickname: Mapped[str]

    def __repr__(self):
        return f"Member({self.email})"
""",
        "NOT NULL constraint failed: member.nickname",
    ),
    Answer(
        "handed in: an instance",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member({self.email})"

Member = Member(email="ada@example.com", hashed_password="not-a-hash")
""",
        "`Member` is a Member; hand in the class itself",
    ),
    Answer("handed in: User", "Member = User", 'its table is named `user`; "member" is wanted'),
    Answer("handed in: the Base", "Member = ClubBase", "the class ClubBase is mapped to no table"),
    Answer(
        "handed in: the table's name", 'Member = "member"', "`Member` is a str; hand in the class"
    ),
]
RIGHT = [
    Answer(
        "a table's name and a __repr__",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return f"Member(email={self.email!r})"
""",
    ),
    Answer(
        "Python's own repr, with the e-mail after it",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        return super().__repr__() + " " + self.email
""",
    ),
    Answer(
        "every column but the hash, which is starred out",
        """
class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"

    def __repr__(self):
        values = {name: getattr(self, name) for name in inspect(Member).columns.keys()}
        return f"Member({values | {'hashed_password': '***'}})"
""",
    ),
    Answer(
        "the __repr__ on the Base, AsyncAttrs, and a column more",
        """
class ClubBase(AsyncAttrs, DeclarativeBase):
    def __repr__(self):
        return f"<{type(self).__name__} {self.email}>"


class Member(SQLAlchemyBaseUserTableUUID, ClubBase):
    __tablename__ = "member"
    nickname: Mapped[str | None] = mapped_column(String(40))
""",
    ),
    Answer(
        "__str__, and __repr__ the same",
        """
class Member(SQLAlchemyBaseUserTableUUID, declarative_base()):
    __tablename__ = "member"

    def __str__(self):
        return "Member %s, id %s" % (self.email, self.id and self.id.hex)

    __repr__ = __str__
""",
    ),
    Answer(
        "a UUID key of SQLAlchemy's own, and a lambda",
        """
class Member(SQLAlchemyBaseUserTable[uuid.UUID], ClubBase):
    __tablename__ = "member"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    __repr__ = lambda self: self.email
""",
    ),
]
