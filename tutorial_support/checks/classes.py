"""Models: what a check needs of a class, of a mapped one, or of a schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article


def need_class(value: Any, base: type, label: str, wanted: str) -> None:
    """Refuse what is no class on `base`; `wanted` says in words what is.

    Raises:
        NotYet: it is none.
    """
    if not isinstance(value, type) or not issubclass(value, base):
        raise NotYet(f"`{label}` is {article(value)}; {wanted} is wanted")


def need_model(value: Any, label: str, *columns: str) -> Any:
    """Return the table of a mapped class.

    Raises:
        NotYet: it is none, or lacks a column.
    """
    need_class(value, DeclarativeBase, label, "the mapped class")
    table: Any = getattr(value, "__table__", None)
    if table is None:
        raise NotYet(f"`{label}` is a base without a table; the mapped class is wanted")
    for name in columns:
        if name not in table.columns:
            has = ", ".join(table.columns.keys())
            raise NotYet(f"the table of `{label}` has no column `{name}`; it has {has}")
    return table


def need_schema(value: Any, label: str, base: str) -> None:
    """Refuse what is no Pydantic model.

    Raises:
        NotYet: it is none; `base` is what it should inherit from.
    """
    need_class(value, BaseModel, label, f"a class that inherits from `{base}`")
