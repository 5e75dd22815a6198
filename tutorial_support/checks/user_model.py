"""The checks of notebook 01."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import Any

from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import MetaData, String, select
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, learners_code, need_function
from tutorial_support.checks.sample import SampleUser, sessions
from tutorial_support.databases import throwaway_database

COLUMNS = set(SampleUser.__table__.columns.keys())
SECRET = "x9QvT7mWz2RjL5hK"  # stands for a hash; no part of it is in a UUID or in a word


async def fresh_models(make_models: Any) -> str:
    """`make_models` returns a new Base and a new User at every call."""
    need_function(make_models, "make_models")
    with _quiet():
        first = _models(make_models, "first")
        second = _models(make_models, "second")
    if first[0] is second[0]:
        raise NotYet("both calls returned the same `Base`; a new one is wanted each time")
    if first[0].metadata is second[0].metadata:
        raise NotYet("the two `Base` classes share one metadata; each needs its own")
    await _saved_and_loaded(second[1](email="ada@example.com", hashed_password=SECRET))
    return "two calls gave two pairs of classes, each `User` with a table and a `Base` of its own"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back SQLAlchemy's warnings of a model: the error that comes next says it as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def _models(make_models: Any, which: str) -> tuple[Any, Any]:
    try:
        return _pair(call_sync(make_models))
    except NotYet as reason:
        if "is already defined for this MetaData" in str(reason.__cause__):
            raise NotYet(
                f"the {which} call raised InvalidRequestError, Table 'user' is already defined:"
                " the `Base`, or its metadata, is older than the call and has the table already"
            ) from None
        if which == "first":
            raise
        raise NotYet(f"the first call worked; in the second, {reason}") from None


def _pair(pair: Any) -> tuple[Any, Any]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise NotYet(f"`make_models` returned {article(pair)}; `return Base, User` is wanted")
    base, user = pair
    for label, value in [("first", base), ("second", user)]:
        if not isinstance(value, type):
            raise NotYet(f"the {label} thing that you returned is {article(value)}, not a class")
    if issubclass(base, user) and base is not user:
        raise NotYet("`make_models` returned User first; Base comes first: `return Base, User`")
    if hasattr(base, "__mapper__"):
        raise NotYet(f"the first class, {base.__name__}, has a table; the `Base` has none")
    if not isinstance(getattr(base, "metadata", None), MetaData):
        raise NotYet(f"the first class, {base.__name__}, has no metadata; your `Base` is wanted")
    if not issubclass(user, base):
        raise NotYet(f"{user.__name__} does not inherit from the {base.__name__} beside it")
    _need_columns(user)
    return base, user


def _need_columns(model: Any) -> Mapper[Any]:
    mapper: Mapper[Any] | None = getattr(model, "__mapper__", None)
    if mapper is None:
        raise NotYet(
            f"{article(model)} is mapped to no table: it must inherit from both, the class of"
            " FastAPI Users and your Base"
        )
    missing = COLUMNS - set(mapper.columns.keys())
    if missing:
        raise NotYet(f"{model.__name__} has no column {' and no '.join(sorted(missing))}")
    return mapper


async def _saved_and_loaded(user: Any) -> Any:
    """Return what a second session loads, which shows how the key comes back."""
    async with throwaway_database(user.__table__.metadata) as engine:
        async with sessions(engine)() as session:
            session.add(user)
            with learners_code(), _quiet():
                await session.commit()
        async with sessions(engine)() as session:
            loaded: Any = (await session.scalars(select(type(user)))).unique().one()
    if not isinstance(loaded.id, uuid.UUID):
        raise NotYet(f"the id of a saved user is {article(loaded.id)}; a UUID is wanted")
    return loaded


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

    wanted: dict[type[DeclarativeBase], set[str]] = {
        User: {"email", "hashed_password"},
        Writer: {"email", "hashed_password", "pen_name"},
        Loan: {"shelf_mark", "title"},
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
            raise NotYet(
                f"for {label} you leave out `{name}`, which is NOT NULL and has no default at all"
            )
    return "three models, one with a server default, a Python default and nullable columns"


def _why_not_required(model: type[DeclarativeBase], name: str) -> str:
    column = model.__table__.columns.get(name)
    if column is None:
        return "and it has no such column"
    if column.nullable:
        return "which may be NULL"
    if column.server_default is not None:
        return "which has a server default: the database fills it in"
    return "which has a default in Python: SQLAlchemy fills it in"


async def member_model(Member: Any) -> str:
    """`Member` maps the inherited columns to a table `member`, and its repr is safe."""
    if not isinstance(Member, type):
        raise NotYet(f"`Member` is {article(Member)}; hand in the class itself")
    table: Any = _need_columns(Member).local_table
    if table.name != "member":
        raise NotYet(f'its table is named `{table.name}`; "member" is wanted')
    if "user" in table.metadata.tables:
        raise NotYet("its Base has a table `user` as well; a Base of its own is wanted")
    for email in ("ada@example.com", "grace@example.com"):
        with learners_code():
            unsaved = Member(email=email, hashed_password=SECRET)
        _need_safe_repr(unsaved, email, "before it was saved")
    _need_safe_repr(await _saved_and_loaded(unsaved), email, "after it was loaded")
    return "a member went into the table `member` and came back; its repr tells the e-mail alone"


def _need_safe_repr(member: Any, email: str, when: str) -> None:
    with learners_code():
        words = repr(member)
    if any(SECRET[n : n + 4] in words for n in range(len(SECRET) - 3)):
        raise NotYet(f"repr(member) shows the hashed password {when}: it would end up in logs")
    if email in words:
        return
    if " object at 0x" not in words:
        raise NotYet(f"repr(member) is {words!r} {when}, and does not show the e-mail")
    has_str = any("__str__" in vars(cls) for cls in type(member).__mro__[:-1])
    cause = "`__str__` is what print shows" if has_str else "no class of its own has a `__repr__`"
    raise NotYet(f"repr(member) is still Python's own: {cause}")


CHECKS = {
    "fresh-models": fresh_models,
    "required-columns": required_columns,
    "member-model": member_model,
}
