"""What the course's own tools cost, printed as ratios: python tests/benchmark_suite.py.

It needs about ten minutes, a quiet machine, and the network for its last part; `--no-install`
leaves that out. Its figures are no tests: they differ from machine to machine.
"""

from __future__ import annotations

import ast
import asyncio
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median

import nbformat
from jupyter_client.manager import start_new_kernel
from nbformat.v4 import new_code_cell, new_notebook

from notebooks import MINIMAL, NOTEBOOKS, ROOT, Notebook, run
from tutorial_support.databases.postgresql import own_server
from tutorial_support.showing import Table

LIBRARIES = "import sqlalchemy.ext.asyncio, fastapi, fastapi_users, fastapi_users.db"
OURS = "import tutorial_support.checks, tutorial_support.databases, tutorial_support.showing"
IMPORT = """
import time
{before}
start = time.perf_counter()
{what}
print(time.perf_counter() - start)
"""


def seconds(*command: str, cwd: Path = ROOT) -> float:
    """Return how long a command takes that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def imports(notebook: Notebook) -> str:
    """Return the imports of a notebook's cells; those that fail on purpose are left out."""
    nodes = [
        node
        for cell in notebook.code
        if "raises-exception" not in cell.metadata.get("tags", [])
        and not cell.source.startswith("%%")
        for node in ast.parse(cell.source.removeprefix(MINIMAL)).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    lines = [f"with suppress(ImportError): {ast.unparse(node)}" for node in nodes]  # files of 19
    return "\n".join(["from contextlib import suppress", *lines])


def bare_kernels() -> float:
    """Start a kernel for each notebook, import what it imports, and stop it."""
    start = time.perf_counter()
    for notebook in NOTEBOOKS:
        manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
        client.execute_interactive(imports(notebook), timeout=60)
        client.stop_channels()
        manager.shutdown_kernel()
    return time.perf_counter() - start


def cells_alone() -> float:
    """Run each notebook in a kernel, and compare nothing."""
    start = time.perf_counter()
    for notebook in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as folder:
            run(notebook.content, Path(folder))
    return time.perf_counter() - start


def suite() -> list[list[str]]:
    kernels, cells = bare_kernels(), cells_alone()
    pytest = [sys.executable, "-m", "pytest", "-q", "notebooks"]
    one, two = seconds(*pytest, "--numprocesses=0"), seconds(*pytest, "--numprocesses=2")
    return [
        ["nbval, one process, against bare kernels with the same imports", f"{one / kernels:.2f}"],
        ["nbval, one process, against the cells alone", f"{one / cells:.2f}"],
        ["nbval, two workers, against one process", f"{two / one:.2f}"],
    ]


def importing() -> list[list[str]]:
    def best(what: str, before: str = "") -> float:
        code = IMPORT.format(what=what, before=before)
        command = [sys.executable, "-c", code]
        return min(float(subprocess.check_output(command, text=True)) for _ in range(7))

    share = best(OURS, LIBRARIES) / best(LIBRARIES)
    return [["what notebooks import of the course, against the libraries", f"{share:.3f}"]]


def checks() -> list[list[str]]:
    sys.path.append(str(ROOT))
    from tests import test_answers as answers

    async def latency(catalogue: object) -> float:
        async with answers.cells(catalogue.SETUP, catalogue.RIGHT[0].code) as namespace:
            right = await answers.handed_in(catalogue, namespace)
            took = []
            for _ in range(3):
                start = time.perf_counter()
                await answers.check(catalogue.CHECK, *right)
                took.append(time.perf_counter() - start)
            return median(took)

    own_server()  # a learner's is up when they come to a check
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        took = {c.CHECK: asyncio.run(latency(c)) for c in answers.CATALOGUES}
    slow = sorted(took, key=lambda name: -took[name])[:3]
    return [
        ["a check of a right answer, median", f"{median(took.values()):.3f} s"],
        *([f"the check `{name}`", f"{took[name]:.3f} s"] for name in slow),
    ]


def first_output() -> list[list[str]]:
    """From a clone to the first output, against a plain JupyterLab's."""

    def install(*what: str) -> float:
        with tempfile.TemporaryDirectory() as place:
            course = Path(place, "course")
            ignore = shutil.ignore_patterns(".venv", ".git", "work", ".*_cache", ".artifacts")
            shutil.copytree(ROOT, course, ignore=ignore)
            start = time.perf_counter()
            seconds(sys.executable, "-m", "venv", ".venv", cwd=course)
            program = "Scripts/python.exe" if os.name == "nt" else "bin/python"
            python = str(course / ".venv" / program)
            seconds(python, "-m", "pip", "install", "-q", *what, cwd=course)
            nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")]), course / "first.ipynb")
            seconds(
                python,
                "-m",
                "jupyter",
                "execute",
                "--kernel_name=python3",
                "first.ipynb",
                cwd=course,
            )
            return time.perf_counter() - start

    plain = install("jupyterlab", "-c", ".constraints.txt")
    ours = install("-r", "requirements.txt")
    return [["clone to first output, against plain JupyterLab", f"{ours / plain:.2f}"]]


def main() -> None:
    rows = [*suite(), *importing(), *checks()]
    if "--no-install" not in sys.argv:
        rows += first_output()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    print(Table(["what", "ratio or seconds"], rows))


if __name__ == "__main__":
    main()
