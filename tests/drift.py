"""Say what the newest of everything changes in the outputs: python tests/drift.py 02 04.

It runs where the newest versions are installed (`tox -e drift`), and keeps no output.
"""

from __future__ import annotations

import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from importlib import metadata

from environment import same_for_everybody
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat import NotebookNode
from other_places import advice, plain
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from notebooks import NOTEBOOKS, Notebook, run, sanitized, shown
from tutorial_support.workspace.packages import Package, packages

LINES = 20  # of one cell's difference; the rest is counted
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
UNSEEN = ["ipykernel", "tabulate", "aiosqlite", "asyncpg"]  # used without an import in a cell


def differences(notebook: Notebook, content: NotebookNode) -> Iterator[str]:
    """Give one passage for each cell that shows something else than the committed one."""
    for old, new in zip(notebook.cells, content.cells, strict=True):
        if old.cell_type == "code" and shown(old) != shown(new):
            pairs = unified_diff(lines(old), lines(new), n=0, lineterm="")
            found = [line for line in pairs if not line.startswith(("---", "+++", "@@"))]
            if len(found) > LINES:
                found[LINES:] = [f"… {len(found) - LINES} more lines"]
            texts = [sanitized(plain(cell.outputs)) for cell in (old, new)]
            told = advice(notebook.path, old.id, *texts)
            yield "\n".join([notebook.where(old), "```diff", *found, "```", told])


def lines(cell: NotebookNode) -> list[str]:
    """Return what a cell shows, each line with the kind that it is of."""
    found = []
    for name, part in shown(cell).items():
        for kind, words in part.items() if isinstance(part, dict) else [(name, part)]:
            found += [f"[{kind}] {line}"[:160] for line in str(words).splitlines()]
    return found


def uses(notebook: Notebook) -> set[str]:
    """Return the packages that a notebook's cells import, and all that these need."""
    provided = metadata.packages_distributions()
    modules = re.findall(IMPORT, "\n".join(cell.source for cell in notebook.code))
    # Python 3.10 finds only a few; a module that it does not know may be named like its package.
    names = UNSEEN + [name for module in modules for name in provided.get(module, [module])]
    found: set[str] = set()
    while names:
        name = canonicalize_name(names.pop())
        if name not in found:
            found.add(name)
            names += needs(name)
    return found


def needs(name: str) -> list[str]:
    """Return what a package needs here, extras aside."""
    try:
        needed = map(Requirement, metadata.requires(name) or [])
    except metadata.PackageNotFoundError:
        return []
    return [r.name for r in needed if r.marker is None or r.marker.evaluate({"extra": ""})]


def changes(tested: list[Package]) -> dict[str, str]:
    """Return the packages of another version than the tested one, each with both."""
    return {
        canonicalize_name(p.name): f"- {p.name} {p.tested} → {p.installed or 'not installed'}"
        for p in tested
        if p.installed != p.tested
    }


def report(drifted: list[tuple[Notebook, list[str]]], tested: list[Package]) -> str:
    """Return the report, in Markdown: each difference, and the versions that may be its cause."""
    changed = changes(tested)
    here = f"Python {platform.python_version()}, {platform.system()}"
    parts = [f"# Notebooks that differ from what is committed: {len(drifted)} ({here})"]
    for notebook, passages in drifted:
        parts += [f"## {notebook}", *passages]
        mine = [changed[name] for name in sorted(uses(notebook) & changed.keys())]
        parts += ["Changed, of what it uses:", "\n".join(mine) or "- nothing"]
    parts += ["## All versions that changed", "\n".join(changed.values()) or "- none"]
    return "\n\n".join(parts)


def main(names: tuple[str, ...]) -> int:
    """Run the notebooks of these names, or all, and print the report; 1 where one differs."""
    drifted = []
    with tempfile.TemporaryDirectory() as profile:
        same_for_everybody(profile)
        for notebook in NOTEBOOKS:
            if notebook.path.name.startswith(names):
                try:
                    found = list(differences(notebook, run(notebook.content, notebook.path.parent)))
                except (CellControlSignal, DeadKernelError) as trouble:
                    found = [f"Its run ended early: {trouble}"]
                if found:
                    drifted.append((notebook, found))
    print(report(drifted, packages()))
    return bool(drifted)


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or ("",)))
