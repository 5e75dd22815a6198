"""Loading: the modules of a learner's project, imported anew and forgotten again."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from pathlib import Path
from unittest import mock

from pwdlib.hashers.argon2 import Argon2Hasher


def modules_below(folder: Path) -> list[str]:
    """Return the names of the modules of a project."""
    inside = str(folder) + os.sep
    return [
        name
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] == "club"
        or str(getattr(module, "__file__", "")).startswith(inside)
    ]


@contextmanager
def modules_of(folder: Path) -> Iterator[None]:
    """Import from a folder, anew, and leave no module of it behind."""

    def forget() -> None:
        for name in modules_below(folder):
            del sys.modules[name]
        importlib.invalidate_caches()

    path, written = list(sys.path), sys.dont_write_bytecode
    forget()
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True  # a file that changes twice in a second has one old bytecode
    try:
        yield
    finally:
        sys.path[:], sys.dont_write_bytecode = path, written
        forget()


@contextmanager
def quick_and_quiet() -> Iterator[None]:
    """Hash quickly, for a real hash costs 0.1 s and 64 MiB; and log nothing into the notebook."""
    init = Argon2Hasher.__init__
    quick = partialmethod(init, time_cost=1, memory_cost=8, parallelism=1)
    before = logging.root.manager.disable
    logging.disable()
    try:
        with mock.patch.object(Argon2Hasher, "__init__", quick):
            yield
    finally:
        logging.disable(before)
