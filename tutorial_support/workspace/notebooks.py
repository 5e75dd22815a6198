"""Notebooks: one reader for all of this course that looks into a notebook."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLD = re.compile(r"<details><summary>(.+?)</summary>\n\n(.*?)\n\n</details>", re.DOTALL)
NOTEBOOK_LINK = re.compile(r"\[([^\]]+)\]\([\w./]+\.ipynb[^)]*\)")


@dataclass(frozen=True)
class Cell:
    """A cell, with the names of the notebook format."""

    cell_type: str
    source: str
    id: str = ""  # lost where a learner's tool writes an older format
    metadata: dict[str, Any] = field(default_factory=dict)
    outputs: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Notebook:
    """A notebook, as it is in its file.

    Attributes:
        path: the file.
        content: what it holds, in the notebook format; each text is one string.
    """

    path: Path
    content: dict[str, Any]

    def __str__(self) -> str:
        return self.path.stem

    @property
    def number(self) -> int:
        """Its place in the course."""
        return int(self.path.stem[:2])

    @property
    def slug(self) -> str:
        """Its name without the number, which stays the same when notebooks come before it."""
        return self.path.stem.partition("_")[2]

    @property
    def cells(self) -> list[Any]:
        """The cells, in order."""
        return [
            Cell(
                cell["cell_type"],
                cell["source"],
                cell.get("id", ""),
                cell.get("metadata", {}),
                cell.get("outputs", []),
            )
            for cell in self.content["cells"]
        ]

    @property
    def ids(self) -> list[str]:
        """The cells' ids, in order."""
        return [cell.id for cell in self.cells]

    @property
    def code(self) -> list[Any]:
        """The code cells, in order."""
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def prose(self) -> list[Any]:
        """The Markdown cells, in order."""
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @property
    def exercises(self) -> list[str]:
        """The names of the exercises, in order."""
        return self.named("task")

    def named(self, kind: str) -> list[str]:
        """Return the names of the cells of a kind: of ``task-greet`` the name is ``greet``."""
        return [name.removeprefix(f"{kind}-") for name in self.ids if name.startswith(f"{kind}-")]

    def cell(self, name: str) -> Any:
        """Return the cell of this id.

        Raises:
            LookupError: there is none.
        """
        for cell in self.cells:
            if cell.id == name:
                return cell
        raise LookupError(f"{self.path.name} has no cell {name}")

    def has(self, name: str, kind: str) -> bool:
        """Return whether there is a cell of this id and this type."""
        return any((cell.id, cell.cell_type) == (name, kind) for cell in self.cells)


def read(path: Path) -> Notebook:
    """Read a notebook.

    Raises:
        ValueError: the file cannot be read, or is no notebook.
    """
    try:
        notebook = Notebook(path, parse(path.read_bytes()))
        notebook.cells  # noqa: B018  # raises where a part is missing
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} cannot be read as a notebook") from error
    return notebook


def parse(file: bytes) -> dict[str, Any]:
    """Return the content of a notebook's file, with each list of lines joined to a string.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: it is no notebook.
    """
    content: dict[str, Any] = json.loads(file)
    for cell in content["cells"]:
        cell["source"] = _joined(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _joined(output["text"])
            for kind, data in output.get("data", {}).items():
                if not kind.endswith("json"):
                    output["data"][kind] = _joined(data)
    return content


def plain_text(cell: Any) -> str:
    """Return the text of a cell's outputs, each in its plainest form, without its errors."""
    return "\n".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )


def folds(source: str) -> dict[str, str]:
    """Return what a Markdown cell folds away, by its summary."""
    return dict(FOLD.findall(source))


def unfold(source: str) -> str:
    """Return Markdown with the contents of its folds, for paper."""
    return FOLD.sub(r"\2", source)


def without_links(source: str) -> str:
    """Return Markdown in which a link to a notebook, which may not be there, is plain words."""
    return NOTEBOOK_LINK.sub(r"\1", source)


def _joined(text: str | list[str]) -> str:
    """Return a text, which the format stores as a string or as a list of lines."""
    return text if isinstance(text, str) else "".join(text)
