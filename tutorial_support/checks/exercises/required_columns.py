"""The check required-columns: models with every kind of default."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, need_function


async def required_columns(required_columns: Any) -> str:
    """`required_columns` names the columns that an INSERT cannot do without."""
    need_function(required_columns, "required_columns")

    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    class Writer(SQLAlchemyBaseUserTableUUID, Base):
        __tablename__ = "writer"
        pen_name: Mapped[str] = mapped_column(String(40))
        country: Mapped[str] = mapped_column(String(2), server_default="PT")
        born: Mapped[int | None]
        books: Mapped[int] = mapped_column(default=0)
        nickname: Mapped[str | None] = mapped_column(default="")

    class Loan(Base):
        __tablename__ = "loan"
        shelf_mark: Mapped[str] = mapped_column(String(20), primary_key=True)
        title: Mapped[str]

    class Ticket(Base):
        __tablename__ = "ticket"
        number: Mapped[int] = mapped_column(primary_key=True)
        event: Mapped[str]

    class Seat(Base):
        __tablename__ = "seat"
        row: Mapped[int] = mapped_column(primary_key=True)
        place: Mapped[int] = mapped_column(primary_key=True)

    wanted: dict[type[DeclarativeBase], set[str]] = {
        User: {"email", "hashed_password"},
        Writer: {"email", "hashed_password", "pen_name"},
        Loan: {"shelf_mark", "title"},
        Ticket: {"event"},
        Seat: {"row", "place"},
    }
    for model, names in wanted.items():
        given = call_sync(required_columns, model)
        label = "User" if model is User else f"{model.__name__}, a model of the check,"
        if not isinstance(given, Set):
            raise NotYet(f"it returned {article(given)}; a set of column names is wanted")
        strange = next((name for name in given if not isinstance(name, str)), None)
        if strange is not None:
            raise NotYet(f"it returned {article(strange)} among the names: take its `.name`")
        for name in sorted(given - names):
            raise NotYet(f"for {label} you name `{name}`, {_why_not_required(model, name)}")
        for name in sorted(names - given):
            raise NotYet(f"for {label} you leave out `{name}`, {_why_required(model, name)}")
    return "five models, with each kind of default, and with one, two and no integer keys"


def _why_not_required(model: type[DeclarativeBase], name: str) -> str:
    column = model.__table__.columns.get(name)
    if column is None:
        return "and it has no such column"
    if column.nullable:
        return "which may be NULL"
    if column.server_default is not None:
        return "which has a server default: the database fills it in"
    if column.default is not None:
        return "which has a default in Python: SQLAlchemy fills it in"
    return "the integer key that the database counts up by itself"


def _why_required(model: type[DeclarativeBase], name: str) -> str:
    column = model.__table__.columns[name]
    if column.primary_key and len(model.__mapper__.primary_key) > 1:
        return "one of two key columns: the database does not count these up"
    return "which is NOT NULL and has no default at all"
