"""The other places that quote an output which has changed, and the command that renews it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tutorial_support.workspace.notebooks import read

ROOT = Path(__file__).parent.parent
FEW = 4  # words that may be in a row by chance
MOST = 10  # places that are listed; the rest is counted
WORD = re.compile(r"[\w'.@/:-]*\w")


def advice(notebook: Path, cell: str, old: str, new: str) -> str:
    """Return what to do about an output that is not the committed one.

    Args:
        notebook: the file.
        cell: the id of the cell that has the output.
        old: the committed output, as text.
        new: the output of this run.

    Returns:
        The command that renews it, and a line for each place that quotes what is no longer there.
    """
    lines = [
        f"If the new output is right, renew it: python tests/regenerate.py {notebook.name[:2]}"
    ]
    own, still = place_of(notebook, cell), spaced(new)
    found = {
        place: row
        for line in gone(old, new)
        for place, text in texts()
        if place != own and (row := longest_row(line, text, still))
    }
    if found:
        lines.append("The old words are also in:")
        lines += [f"- {place}: {row}" for place, row in [*found.items()][:MOST]]
        lines += [f"- and {len(found) - MOST} more places"] if len(found) > MOST else []
    return "\n".join(lines)


def gone(old: str, new: str) -> Iterator[list[str]]:
    """Give the words of each line of an old output that is not in the new one."""
    still = {spaced(line) for line in new.splitlines()}
    for line in dict.fromkeys(old.splitlines()):
        if len(found := words(line)) >= FEW and spaced(line) not in still:
            yield found


def longest_row(line: list[str], text: str, still: str) -> str:
    """Return the longest row of a line's words that a text has and the new output has not.

    Args:
        line: the words of a line of the old output.
        text: words with spaces between and around them.
        still: those of the new output.

    Returns:
        The row; nothing if there is none of at least `FEW` words.
    """
    best = ""
    for start in range(len(line) - FEW + 1):
        for end in range(start + FEW, len(line) + 1):
            row = " ".join(line[start:end])
            if f" {row} " not in text:
                break
            if f" {row} " not in still and len(row) > len(best):
                best = row
    return best


def plain(outputs: Iterable[Any]) -> str:
    """Return outputs in their plainest form, errors without their traceback."""
    return "\n".join(
        f"{output.ename}: {output.evalue}"
        if output.output_type == "error"
        else output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in outputs
    )


def words(text: str) -> list[str]:
    """Return the words of a text, without punctuation and the characters of Markdown."""
    return WORD.findall(text)


def spaced(text: str) -> str:
    """Return the words of a text, with spaces between and around them."""
    return f" {' '.join(words(text))} "


@cache
def texts() -> list[tuple[str, str]]:
    """Return each place where an output may be quoted, with its words, spaces around each.

    These are the cells of the notebooks, the strings of checks and catalogues, and the documents.
    """
    found = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        found += [(place_of(path, cell.id), cell.source) for cell in read(path).cells]
    for folder in ("tutorial_support/checks", "tests/answers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.append((f"{name_of(path)}, line {node.lineno}", node.value))
    for path in [*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *ROOT.glob("t*/**/*.md")]:
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [(f"{name_of(path)}, line {n}", line) for n, line in enumerate(lines, 1)]
    return [(place, spaced(text)) for place, text in found]


def place_of(notebook: Path, cell: str) -> str:
    """Return how a cell is named in a failure."""
    return f"notebooks/{notebook.name}, cell {cell}"


def name_of(path: Path) -> str:
    """Return a file's path in the repository."""
    return path.relative_to(ROOT).as_posix()
