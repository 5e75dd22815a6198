"""Showing: tables and diagrams, each drawn for JupyterLab and readable as plain text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase
from tabulate import tabulate

TEXT_WIDTH = 64  # characters of a cell in the plain-text form


@dataclass
class Table:
    """Rows under headers; Markdown in JupyterLab, aligned text elsewhere."""

    headers: list[str]
    rows: Sequence[Sequence[object]]

    def __repr__(self) -> str:
        # Not tabulate's maxcolwidths: it takes the text "False" for a truth value and prints True.
        cells = [[textwrap.fill(str(value), TEXT_WIDTH) for value in row] for row in self.rows]
        return self._tabulate(cells, "simple")

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        texts = [[str(value) for value in row] for row in self.rows]
        columns = [_as_markdown(column) for column in zip(*texts, strict=True)]
        markdown = self._tabulate(list(zip(*columns, strict=True)), "github")
        return {"text/plain": repr(self), "text/markdown": markdown}

    def _tabulate(self, cells: Sequence[Sequence[str]], form: str) -> str:
        return tabulate(cells, self.headers, form, disable_numparse=True, colglobalalign="left")


def _as_markdown(column: Sequence[str]) -> Sequence[str]:
    """Set a column as code where one of its values has a sign that Markdown would take."""
    if not any(re.search(r"[^\w ,.:'-]|_", words) for words in column):
        return column
    return ["`" + words.replace("|", "\\|") + "`" if words else "" for words in column]


@dataclass
class Diagram:
    """A Mermaid diagram that JupyterLab draws, and the same facts as lines of text."""

    mermaid: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return {"text/vnd.mermaid": self.mermaid, "text/plain": self.text}


def show_columns(model: type[DeclarativeBase]) -> Table:
    """Return one row a column of a mapped class, with the class that wrote the column.

    Args:
        model: the mapped class, such as ``User``.

    Returns:
        A `Table` of name, SQL type, nullability, index, Python-side default, and source class.
    """
    rows = []
    for column in model.__table__.columns:
        # The oldest class that has the name wrote it: mixins come after the model in the MRO.
        source = next(c.__name__ for c in reversed(model.__mro__) if column.key in vars(c))
        rows.append([column.name, column.type, _null(column), _index(column), _default(column)])
        rows[-1].append(source)
    return Table(["column", "type", "null?", "index", "default in Python", "written in"], rows)


def _null(column: Any) -> str:
    return "NULL" if column.nullable else "NOT NULL"


def _index(column: Any) -> str:
    if column.primary_key:
        return "primary key"
    return " ".join(w for w, on in [("unique", column.unique), ("index", column.index)] if on)


def _default(column: Any) -> str:
    argument = getattr(column.default, "arg", "")
    return f"{argument.__name__}()" if callable(argument) else str(argument)


async def show_rows(engine: AsyncEngine, table: str) -> Table:
    """Return every row of a table as the database stores it, untouched by the ORM's types.

    Args:
        engine: where the table is.
        table: its name.

    Returns:
        A `Table` with the raw values.

    Raises:
        sqlalchemy.exc.DBAPIError: the database has no such table.
    """
    async with engine.connect() as connection:
        name = engine.dialect.identifier_preparer.quote(table)
        result = await connection.execute(text(f"SELECT * FROM {name}"))
        return Table(list(result.keys()), [tuple(row) for row in result])


def entity_diagram(metadata: MetaData) -> Diagram:
    """Return the tables of a metadata, their columns and foreign keys, as an entity diagram."""
    mermaid, lines = ["erDiagram"], []
    for table in metadata.sorted_tables:
        mermaid.append(f"    {table.name} {{")
        lines.append(table.name)
        for column in table.columns:
            keys = [("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", column.unique)]
            marks = ", ".join(mark for mark, on in keys if on)
            mermaid.append(f"        {column.type} {column.name} {marks}".rstrip())
            lines.append(f"    {column.name:16} {column.type!s:14} {marks}".rstrip())
        mermaid.append("    }")
        for key in table.foreign_keys:
            mermaid.append(f"    {key.column.table.name} ||--o{{ {table.name} : {key.parent.name}")
            lines.append(f"    {key.parent.name} -> {key.target_fullname}")
    return Diagram("\n".join(mermaid), "\n".join(lines))
