"""User models: what a learner's model of the user table must have, and how it comes back."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Mapper

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, learners_code
from tutorial_support.checks.samples.users import SampleUser, sessions
from tutorial_support.databases import throwaway_database

COLUMNS = set(SampleUser.__table__.columns.keys())
SECRET = "x9QvT7mWz2RjL5hK"  # stands for a hash; no part of it is in a UUID or in a word


@contextmanager
def quiet() -> Iterator[None]:
    """Keep back SQLAlchemy's warnings of a model: the error that comes next says it as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def need_columns(model: Any) -> Mapper[Any]:
    """Return the mapper of a model.

    Raises:
        NotYet: it is mapped to no table, or lacks a column of the user table.
    """
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


async def save_and_load(user: Any) -> Any:
    """Return what a second session loads, which shows how the key comes back."""
    async with throwaway_database(user.__table__.metadata) as engine:
        async with sessions(engine)() as session:
            session.add(user)
            with learners_code(), quiet():
                await session.commit()
        async with sessions(engine)() as session:
            loaded: Any = (await session.scalars(select(type(user)))).unique().one()
    if not isinstance(loaded.id, uuid.UUID):
        raise NotYet(f"the id of a saved user is {article(loaded.id)}; a UUID is wanted")
    return loaded
