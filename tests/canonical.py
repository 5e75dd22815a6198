"""The form in which a notebook is committed: cells with ids, formatted code, keys in one order."""

from __future__ import annotations

import ast
import copy
import re
import subprocess
import sys
from collections.abc import Iterable

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from notebooks import ROOT, WRITE_FILE, fences

# What JupyterLab and nbformat give a cell that has no id: a UUID, or the first part of one.
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-?[0-9a-f]{12})?")
KINDS = ("task", "starter", "check", "solution", "predict", "reveal", "guesses")
CALL = re.compile(r"(?:await )?(check|reveal)\(\W*([\w-]+)")
QUESTION = re.compile(r"(\w+) = \.\.\.  # .*\?")
LONGEST_ID = 4  # words


def canonical(content: NotebookNode) -> str:
    """Return the text of a notebook's file, as `regenerate.py` writes it.

    Args:
        content: a valid notebook, or one whose cells lack ids; it stays as it is.
    """
    content = copy.deepcopy(content)
    give_ids(content)
    format_code(content)
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    content.metadata.language_info = {"name": "python"}  # JupyterLab adds its Python's version
    return written(content)


def written(content: NotebookNode) -> str:
    """Return the text that nbformat writes: keys sorted, and a list of lines for each text."""
    return nbformat.v4.writes(content) + "\n"


def joined(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with each stream in one piece; a busy machine sends it in several."""
    found: list[NotebookNode] = []
    for output in outputs:
        last = found[-1] if found else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
        else:
            found.append(output)
    return found


# Ids


def give_ids(content: NotebookNode) -> list[str]:
    """Give each cell without an id one that says what it is, and return the new ids."""
    found = []
    ids = {cell.get("id", "") for cell in content.cells}
    for place, cell in enumerate(content.cells):
        if not cell.get("id") or RANDOM_ID.fullmatch(cell.id):
            words = title_of_cell(cell, first=place == 0)
            name, number = words, 2
            while name in ids:
                name, number = f"{words}-{number}", number + 1
            cell.id = name
            ids.add(name)
            found.append(name)
    return found


def title_of_cell(cell: NotebookNode, first: bool = False) -> str:
    """Return an id for a cell: its kind and name, or its heading, or its first words."""
    source = cell.source.strip()
    if first and source.startswith("# "):
        return "title"
    if cell.cell_type == "code":
        if found := CALL.match(source):
            return f"{found[1]}-{'-'.join(plain_words(found[2]))}"
        if found := QUESTION.fullmatch(source):
            return f"predict-{'-'.join(plain_words(found[1]))}"
        source = first_line_of_code(source)
    lines = [line for line in source.splitlines() if line.strip()]
    words = plain_words(lines[0] if lines else "")[:LONGEST_ID] or [cell.cell_type]
    if words[0] in KINDS or re.fullmatch("[a-f-]{8,}", "-".join(words)):
        words.insert(0, "about")  # no part of an exercise, and not like a random id
    return "-".join(words)


def plain_words(text: str) -> list[str]:
    """Return the words of a text, with links, tags and accents left out."""
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", text)
    return re.findall("[a-z]+", text.lower())


def first_line_of_code(source: str) -> str:
    """Return what a code cell begins with, after its imports and its magic."""
    if file := WRITE_FILE.match(source):
        return f"file {file[1]}"
    skip = ("%", "from ", "import ")
    return next((line for line in source.splitlines() if line and not line.startswith(skip)), "")


# Code


def format_code(content: NotebookNode) -> None:
    """Format a notebook's cells, the files that they write, and the code of its solutions."""
    probe = nbformat.v4.new_notebook(metadata=content.metadata)
    places = []
    for cell in content.cells:
        file = WRITE_FILE.match(cell.source) if cell.cell_type == "code" else None
        if file:
            if file[1].endswith(".py") and is_python(code := cell.source[file.end() :]):
                cell.source = file[0] + formatted(f"{code}\n", file[1]).rstrip("\n")
        elif cell.cell_type == "code" and is_python(cell.source):
            places.append((cell, None))
            probe.cells.append(nbformat.v4.new_code_cell(cell.source))
        elif cell.get("id", "").startswith("solution-"):
            for code in fences(cell):
                if is_python(code) and not WRITE_FILE.match(code):
                    places.append((cell, code))
                    probe.cells.append(nbformat.v4.new_code_cell(code))
    if not places:
        return
    done = nbformat.reads(formatted(nbformat.writes(probe), "notebooks/probe.ipynb"), as_version=4)
    for (cell, fence), new in zip(places, done.cells, strict=True):
        if fence is None:
            cell.source = new.source
        else:
            cell.source = cell.source.replace(
                f"```python\n{fence}\n```", f"```python\n{new.source}\n```", 1
            )


def formatted(code: str, name: str) -> str:
    """Return code as ruff formats it in a file of this name."""
    return ruff("format", "--stdin-filename", name, "-", code=code).stdout


def ruff(*arguments: str, code: str) -> subprocess.CompletedProcess[str]:
    """Run ruff on code that it reads from its standard input, with the course's settings."""
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--config=pyproject.toml", "--no-cache"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def is_python(source: str) -> bool:
    """Return whether Python can read this; ruff leaves a notebook alone if it cannot."""
    try:
        compile(
            TransformerManager().transform_cell(source),
            "cell",
            "exec",
            ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
    except (SyntaxError, ValueError):
        return False
    return True
