"""What the exercise member-columns is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "member-columns"

SETUP = """
from typing import Optional

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import (
    CheckConstraint, Column, FetchedValue, Index, String, Text, UniqueConstraint, func, text
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class MemberBase(DeclarativeBase):
    pass
"""


def member(*columns: str, base: str = "SQLAlchemyBaseUserTableUUID, MemberBase") -> str:
    """Return the cell with a model of these columns."""
    body = "\n    ".join(columns)
    return f"""
class MemberBase(DeclarativeBase):
    pass


class Member({base}):
    __tablename__ = "member"

    {body}
"""


NICKNAME = "nickname: Mapped[str | None] = mapped_column(String(30), unique=True)"
COUNTRY = 'country: Mapped[str] = mapped_column(String(2), server_default="PT")'

WRONG = [
    Answer(
        "the default in Python",
        member(NICKNAME, 'country: Mapped[str] = mapped_column(String(2), default="PT")'),
        "inserted with SQL and no country was refused: the database has no default of its own",
    ),
    Answer(
        "the default of a dataclass",
        member(NICKNAME, 'country: Mapped[str] = mapped_column(String(2), insert_default="PT")'),
        "the database has no default of its own",
    ),
    Answer(
        "a country that may be missing",
        member(NICKNAME, 'country: Mapped[str | None] = mapped_column(String(2), default="PT")'),
        "has the country None; 'PT' is wanted, from the database",
    ),
    Answer(
        "a country that is NULL on request",
        member(
            NICKNAME,
            'country: Mapped[str | None] = mapped_column(String(2), server_default="PT")',
        ),
        "a row with the country NULL was accepted",
    ),
    Answer(
        "quotation marks too many",
        member(
            NICKNAME, "country: Mapped[str] = mapped_column(String(2), server_default=\"'PT'\")"
        ),
        "has the country \"'PT'\"; 'PT' is wanted",
    ),
    Answer(
        "text() without quotation marks",
        member(
            NICKNAME, 'country: Mapped[str] = mapped_column(String(2), server_default=text("PT"))'
        ),
        "the table says DEFAULT PT, without quotation marks",
    ),
    Answer(
        "another country",
        member(NICKNAME, 'country: Mapped[str] = mapped_column(String(2), server_default="pt")'),
        "has the country 'pt'; 'PT' is wanted",
    ),
    Answer(
        "a nickname for everybody",
        member("nickname: Mapped[str] = mapped_column(String(30), unique=True)", COUNTRY),
        "a member without a nickname was refused: may it be missing?",
    ),
    Answer(
        "an empty nickname by default",
        member(
            'nickname: Mapped[str] = mapped_column(String(30), unique=True, server_default="")',
            COUNTRY,
        ),
        "two members without a nickname were refused: NULL is not a value",
    ),
    Answer(
        "nothing unique",
        member("nickname: Mapped[str | None] = mapped_column(String(30))", COUNTRY),
        "two members with the same nickname were accepted",
    ),
    Answer(
        "an index, which is not unique",
        member("nickname: Mapped[str | None] = mapped_column(String(30), index=True)", COUNTRY),
        "two members with the same nickname were accepted",
    ),
    Answer(
        "unique within a country",
        member(
            "nickname: Mapped[str | None] = mapped_column(String(30))",
            COUNTRY,
            '__table_args__ = (UniqueConstraint("nickname", "country"),)',
        ),
        "two members with the same nickname were accepted",
    ),
    Answer(
        "both are unique",
        member(
            NICKNAME,
            'country: Mapped[str] = mapped_column(String(2), server_default="PT", unique=True)',
        ),
        "two members with the same country were refused: only the nickname is unique",
    ),
    Answer(
        "another default in Python",
        member(
            NICKNAME,
            'country: Mapped[str] = mapped_column(String(2), default="US", server_default="PT")',
        ),
        "a member that was saved without either has the country 'US'",
    ),
    Answer(
        "a nickname for those who have none",
        member(
            'nickname: Mapped[str | None] = mapped_column(String(30), unique=True, default="anon")',
            COUNTRY,
        ),
        "UNIQUE constraint failed: member.nickname",
    ),
    Answer(
        "a country that is always the same",
        member(NICKNAME, COUNTRY, "__table_args__ = (CheckConstraint(\"country = 'PT'\"),)"),
        "a member from BR was refused: CHECK constraint failed",
    ),
    Answer(
        "no length",
        member("nickname: Mapped[str | None] = mapped_column(unique=True)", COUNTRY),
        "the column `nickname` is String(); a `String(30)` is wanted",
    ),
    Answer(
        "a text of any length",
        member("nickname: Mapped[str | None] = mapped_column(Text, unique=True)", COUNTRY),
        "the column `nickname` is Text(); a `String(30)` is wanted",
    ),
    Answer(
        "the lengths changed over",
        member(
            "nickname: Mapped[str | None] = mapped_column(String(2), unique=True)",
            'country: Mapped[str] = mapped_column(String(30), server_default="PT")',
        ),
        "the column `nickname` is String(length=2); a `String(30)` is wanted",
    ),
    Answer(
        "a plain annotation for the country",
        member(NICKNAME, 'country = "PT"'),
        "the table of `Member` has no column `country`",
    ),
    Answer(
        "another name",
        member(
            "nick_name: Mapped[str | None] = mapped_column(String(30), unique=True)",
            COUNTRY,
        ),
        "the table of `Member` has no column `nickname`; it has",
    ),
    Answer(
        "without FastAPI Users",
        member(
            "id: Mapped[int] = mapped_column(primary_key=True)",
            NICKNAME,
            COUNTRY,
            base="MemberBase",
        ),
        "the table of `Member` has no column `email`",
    ),
    Answer(
        "mapped to nothing",
        "class Member(SQLAlchemyBaseUserTableUUID):\n    nickname = mapped_column(String(30))",
        "`Member` is the class Member; the mapped class is wanted",
    ),
    Answer("the base", "Member = MemberBase", "`Member` is a base without a table"),
    Answer(
        "an object",
        member(NICKNAME, COUNTRY) + "\n\nMember = Member()",
        "`Member` is a Member; the mapped class is wanted",
    ),
    Answer("nothing yet", "Member = ...", "Not attempted: `Member` is still `...`"),
]

RIGHT = [
    Answer("the short one", member(NICKNAME, COUNTRY)),
    Answer(
        "Optional, and a constraint of the table",
        member(
            "nickname: Mapped[Optional[str]] = mapped_column(String(length=30))",
            "country: Mapped[str] = mapped_column(String(2), server_default=text(\"'PT'\"))",
            '__table_args__ = (UniqueConstraint("nickname", name="uq_member_nickname"),)',
        ),
    ),
    Answer(
        "nullable said aloud, and a unique index",
        member(
            "nickname = mapped_column(String(30), nullable=True, unique=True, index=True)",
            'country = mapped_column(String(2), nullable=False, server_default="PT")',
        ),
    ),
    Answer(
        "a default in both places, and more columns",
        member(
            NICKNAME,
            'country: Mapped[str] = mapped_column(String(2), default="PT", server_default="PT")',
            "full_name: Mapped[str | None]",
        ),
    ),
    Answer(
        "Column of the core, and an Index",
        member(
            "nickname = Column(String(30))",
            'country = Column(String(2), server_default="PT", nullable=False)',
            '__table_args__ = (Index("ix_nickname", "nickname", unique=True),)',
        ),
    ),
]
