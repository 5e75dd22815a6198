"""Watching: the SQL that a block of code sends, with its transaction marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.showing import Diagram, Table

MARKS = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True)
class Event:
    """One thing that happened: a transaction mark, an SQL statement or a note.

    Attributes:
        what: ``BEGIN``, ``COMMIT``, ``ROLLBACK``, the first word of a statement, or ``note``.
        text: the statement on one line, or the words of a note; empty for a mark.
        parameters: the values sent with a statement, as the driver gets them.
        connection: 1 for the first database connection seen, 2 for the second; 0 for a note.
        source, target: who acts and who is addressed, for the diagram.
    """

    what: str
    text: str = ""
    parameters: Any = None
    connection: int = 0
    source: str = "session"
    target: str = "database"


@dataclass
class SQLLog:
    """What happened inside a `watch_sql` block, in order."""

    events: list[Event] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        """The SQL statements alone, each on one line."""
        return [e.text for e in self.events if e.what not in (*MARKS, "note")]

    @property
    def marks(self) -> list[str]:
        """BEGIN, COMMIT and ROLLBACK alone, in order."""
        return [e.what for e in self.events if e.what in MARKS]

    def note(self, source: str, text: str, to: str = "") -> None:
        """Write down a step of your own, such as "the endpoint starts".

        Args:
            source: who does it.
            text: what is done.
            to: who is addressed; left empty, the source does it alone.
        """
        self.events.append(Event("note", text, source=source, target=to or source))

    def diagram(self) -> Diagram:
        """Return the log as a sequence diagram, with the same lines as text."""
        mermaid, lines = ["sequenceDiagram"], []
        for e in self.events:
            words = e.text if e.what == "note" else e.what
            arrow = "-->>" if e.what in MARKS else "->>"
            if e.source == e.target:
                mermaid.append(f"    Note over {e.source}: {words}")
                lines.append(f"{e.source}: {words}")
            else:
                mermaid.append(f"    {e.source}{arrow}{e.target}: {words}")
                lines.append(f"{e.source} -> {e.target}: {words}")
        return Diagram("\n".join(mermaid), "\n".join(lines))

    def _table(self) -> Table:
        several = len({e.connection for e in self.events if e.connection}) > 1
        rows, number = [], 0
        for e in self.events:
            is_statement = e.what not in (*MARKS, "note")
            number += is_statement
            row: list[object] = [number if is_statement else "", e.what]
            row += [e.connection or ""] if several else []
            text = e.text if e.what != "note" else f"{e.source}: {e.text}"
            rows.append([*row, text, e.parameters or ""])
        connection = ["connection"] if several else []
        return Table(["#", "what", *connection, "SQL", "parameters"], rows)

    def __repr__(self) -> str:
        return repr(self._table()) if self.events else "no SQL was sent"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return self._table()._repr_mimebundle_() if self.events else {"text/plain": repr(self)}


@contextmanager
def watch_sql(engine: AsyncEngine) -> Iterator[SQLLog]:
    """Record every statement and transaction mark that an engine sends.

    Args:
        engine: the async engine to listen to.

    Yields:
        An `SQLLog`, filled while the block runs and shown as a table.

    The events are SQLAlchemy's own (`ConnectionEvents`): ``begin``, ``commit``, ``rollback``
    and ``before_cursor_execute``.
    """
    log = SQLLog()
    seen: list[object] = []  # kept alive, so that no two connections share an identity

    def number(connection: Connection) -> int:
        raw = connection.connection.dbapi_connection
        if not any(raw is other for other in seen):
            seen.append(raw)
        return next(i for i, other in enumerate(seen, 1) if other is raw)

    def on_mark(what: str) -> Any:
        return lambda connection: log.events.append(Event(what, connection=number(connection)))

    def on_statement(
        connection: Connection, cursor: Any, sql: str, parameters: Any, context: Any, many: bool
    ) -> None:
        text = " ".join(sql.split())
        log.events.append(Event(text.split()[0], text, parameters, number(connection)))

    listeners = [(mark.lower(), on_mark(mark)) for mark in MARKS]
    listeners.append(("before_cursor_execute", on_statement))
    for name, listener in listeners:
        event.listen(engine.sync_engine, name, listener)
    try:
        yield log
    finally:
        for name, listener in listeners:
            event.remove(engine.sync_engine, name, listener)
