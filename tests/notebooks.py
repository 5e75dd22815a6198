"""The course's notebooks and its glossary: their cells, their exercises, and a run of them."""

from __future__ import annotations

import ast
import copy
import inspect
import re
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tutorial_support.workspace import notebooks

ROOT = Path(__file__).parent.parent
MINIMAL = "%xmode Minimal"  # in each notebook's first code cell
WRITE_FILE = re.compile(r"%%writefile ([\w./]+)\n")  # the other magic of the course
# Tests of these use both databases, whatever DATABASE_URL says.
ON_BOTH = {"migrations", "testing", "production", "your_app"}
SANITIZE = RawConfigParser()
SANITIZE.read(ROOT / "tests" / "sanitize.cfg", encoding="utf-8")


class Notebook(notebooks.Notebook):
    """A notebook as committed; its content is what nbformat reads, and not to be changed."""

    content: NotebookNode

    @property
    def cells(self) -> list[NotebookNode]:
        return self.content.cells

    def where(self, cell: NotebookNode | str) -> str:
        """Return how a failure names a cell."""
        name = cell if isinstance(cell, str) else cell.id
        return f"notebooks/{self.path.name}, cell {name}"

    def solved(self) -> NotebookNode:
        """Return a copy with each exercise's solution in the place of its starter."""
        content = copy.deepcopy(self.content)
        for cell in content.cells:
            if cell.cell_type == "code" and cell.id.startswith("starter-"):
                cell.source = solution(self.cell(f"solution-{cell.id.removeprefix('starter-')}"))
        return content


def solution(cell: NotebookNode) -> str:
    """Return the code of a solution's fence."""
    return re.findall(r"^```python\n(.*?)\n```$", cell.source, re.MULTILINE | re.DOTALL)[0]


def tags(cell: NotebookNode) -> list[str]:
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def error(cell: NotebookNode) -> NotebookNode | None:
    """Return the error among a cell's outputs."""
    return next((output for output in cell.outputs if output.output_type == "error"), None)


def sanitized(value: Any) -> Any:
    """Return an output without what was measured, as nbval compares it."""
    if isinstance(value, dict):
        return {key: sanitized(part) for key, part in value.items()}
    for rule in SANITIZE.values():
        if isinstance(value, str) and "regex" in rule:
            value = re.sub(rule["regex"], rule["replace"], value)
    return value


def shown(cell: NotebookNode) -> dict[str, object]:
    """Return what a cell shows, whatever pieces its text came in, without the traceback."""
    parts: dict[str, object] = {}
    for output in cell.outputs:
        if output.output_type == "stream":
            parts[output.name] = str(parts.get(output.name, "")) + output.text
        elif output.output_type == "error":
            parts["error"] = f"{output.ename}: {output.evalue}"
        else:
            parts[f"{output.output_type} {len(parts)}"] = output.data
    return sanitized(parts)


def text(cell: NotebookNode) -> str:
    """Return the plain text of what a cell shows."""
    parts = [
        part["text/plain"] if isinstance(part, dict) else part for part in shown(cell).values()
    ]
    return "\n".join(map(str, parts))


def run(content: NotebookNode, folder: Path) -> NotebookNode:
    """Run a copy of a notebook in a new kernel; an error does not stop it and is an output.

    Args:
        content: the notebook.
        folder: where its kernel runs.

    Returns:
        The copy, with the outputs of this run.
    """
    content = copy.deepcopy(content)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(
        content,
        kernel_name="python3",
        timeout=60,
        allow_errors=True,
        record_timing=False,
        resources=resources,
    ).execute()
    return content


async def run_cell(source: str, namespace: dict[str, object], mode: str = "exec") -> Any:
    """Run a cell as a notebook does: as __main__, with await allowed at its top level."""
    if file := WRITE_FILE.match(source):
        Path(file[1]).write_text(source[file.end() :] + "\n", encoding="utf-8")
        return None
    code = compile(source, "cell", mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    value = eval(code, namespace)
    return await value if inspect.iscoroutine(value) else value


async def definitions(notebook: Notebook, namespace: dict[str, Any]) -> None:
    """Run what a notebook's cells define after its so-far, and nothing that they do with it.

    Args:
        notebook: the notebook.
        namespace: gets the so-far's names, and the imports, functions, classes and constants.
    """
    await run_cell(notebook.cell("so-far").source, namespace)
    for cell in notebook.code:
        if cell.id == "so-far" or cell.id.startswith(("starter-", "check-")):
            continue
        for node in ast.parse(cell.source.removeprefix(MINIMAL)).body:
            constant = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper()
            awaits = any(isinstance(part, ast.Await) for part in ast.walk(node))
            defines = ast.Import | ast.ImportFrom | ast.ClassDef | ast.FunctionDef
            if isinstance(node, defines | ast.AsyncFunctionDef) or (constant and not awaits):
                await run_cell(ast.unparse(node), namespace)


def read(path: Path) -> Notebook:
    """Read a notebook as it is, without converting it."""
    return Notebook(path, nbformat.from_dict(notebooks.read(path).content))


NOTEBOOKS = [read(path) for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
NAMED = {notebook.slug: notebook for notebook in NOTEBOOKS}
GLOSSARY = read(ROOT / "notebooks" / "glossary.ipynb")
