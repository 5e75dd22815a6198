"""The project that notebook 24 writes, without its exercises, in a folder of a test's own."""

from __future__ import annotations

import asyncio
import atexit
import io
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

from notebooks import MINIMAL, NAMED, WRITE_FILE, run_cell

# Beside the cells that write a file: what the notebook does to the folder.
CELLS = {"setup", "folder", "package", "run", "first-migration", "mend-migration", "own-files"}


@cache
def _written() -> Path:
    """Write the project once a process, as the notebook's cells do."""
    temporary = Path(tempfile.mkdtemp(prefix="project-"))
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    project = temporary / "my_app"
    project.mkdir()

    async def write() -> None:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for cell in NAMED["your_app"].code:
            writes = WRITE_FILE.match(cell.source) and not cell.id.startswith("starter-")
            if writes or cell.id in CELLS:
                await run_cell(cell.source.removeprefix(MINIMAL), namespace)
            namespace["project_folder"] = lambda name: project

    before = Path.cwd()
    try:
        # In a thread, for whoever calls this may be in a loop.
        with ThreadPoolExecutor(1) as thread, redirect_stdout(io.StringIO()):
            thread.submit(asyncio.run, write()).result()
    finally:
        os.chdir(before)
    return project


def copy_project(folder: Path) -> Path:
    """Copy the project into a folder and return where it is."""
    return Path(shutil.copytree(_written(), folder / "my_app"))


def enter_project() -> Path:
    """Copy the project into a new temporary folder, and go there."""
    folder = tempfile.mkdtemp(prefix="project-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = copy_project(Path(folder))
    os.chdir(project)
    return project
