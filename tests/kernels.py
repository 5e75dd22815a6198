"""Kernels that are killed, that run side by side, and what each of them leaves behind."""

from __future__ import annotations

import ast
import copy
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from notebooks import MINIMAL, WRITE_FILE, Notebook, shown, text

KILL = "__import__('os').kill(__import__('os').getpid(), 9)"


@dataclass(frozen=True)
class Place:
    """Where kernels run, and where they put what is temporary."""

    folder: Path
    temporary: Path

    @property
    def environment(self) -> dict[str, str]:
        names = ("TMPDIR", "TEMP", "TMP")
        return os.environ | dict.fromkeys(names, str(self.temporary))

    def processes(self) -> list[psutil.Process]:
        """Return the kernels, servers and other programs that were started from here."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("TMPDIR") == str(self.temporary):
                    found.append(process)
        return found

    def left(self) -> list[str]:
        """Return what is still there, as soon as it is nothing, else after a while."""
        end = time.monotonic() + 30
        while left := [*map(str, self.processes()), *map(str, self.temporary.iterdir())]:
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        return left

    def wait_for_the_dead(self) -> list[psutil.Process]:
        """Return the programs that outlive their kernel."""
        return psutil.wait_procs(self.processes(), timeout=30)[1]


@contextmanager
def place(name: str = "here") -> Iterator[Place]:
    """Give a folder of this name, which another user, who runs PostgreSQL for root, can reach."""
    base = Path(tempfile.mkdtemp())
    base.chmod(0o755)
    here = Place(base / name, base / name / "temporary")
    here.temporary.mkdir(parents=True)
    try:
        yield here
    finally:
        for process in here.processes():
            process.kill()
        shutil.rmtree(base, ignore_errors=True)


async def run_in(content: NotebookNode, here: Place, folder: Path | None = None) -> bool:
    """Run a notebook's cells in a new kernel, and keep their outputs in it.

    Returns:
        Whether the kernel lived to the end.
    """
    client = NotebookClient(
        content,
        kernel_name="python3",
        timeout=180,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(folder or here.folder)}},
    )
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    async with client.async_setup_kernel(env=here.environment):
        for index, cell in enumerate(content.cells):
            try:
                await client.async_execute_cell(cell, index)
            except DeadKernelError:
                return False
    return True


def with_a_kill_in(notebook: Notebook, name: str) -> NotebookNode:
    """Return a copy whose kernel dies in the middle of a cell, and for sure at its end."""
    content = copy.deepcopy(notebook.content)
    for cell in content.cells:
        if cell.id == name:
            cell.source = killed(cell.source)
    content.cells.append(NotebookNode(cell_type="code", id="kill", source=KILL, metadata={}))
    return content


def killed(source: str) -> str:
    """Return a cell's code with a kill in its innermost `with`, else between its statements."""
    if file := WRITE_FILE.match(source):
        half = source[file.end() : (file.end() + len(source)) // 2]
        return f"open({file[1]!r}, 'w').write({half!r})\n{KILL}"
    tree = ast.parse(source.removeprefix(MINIMAL))
    blocks = [node.body for node in ast.walk(tree) if isinstance(node, ast.With | ast.AsyncWith)]
    body = blocks[-1] if blocks else tree.body
    middle = len(body) // 2 if isinstance(body[-1], ast.Return) else (len(body) + 1) // 2
    body[middle:middle] = ast.parse(KILL).body
    return ast.unparse(ast.fix_missing_locations(tree))


def differences(notebook: Notebook, cells: Iterable[NotebookNode]) -> list[str]:
    """Return the cells that show something else than what is committed."""
    return [
        f"{notebook.where(cell)}: {text(cell)}"
        for cell in cells
        if cell.cell_type == "code" and shown(cell) != shown(notebook.cell(cell.id))
    ]
