"""Last cell: what the cell before a check bound and raised, so that nothing left over is judged."""

from __future__ import annotations

import ast
import difflib
import sys
from dataclasses import dataclass
from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import in_short, line_of


@dataclass(frozen=True)
class Cell:
    """A cell that ran.

    Attributes:
        source: its code.
        bound: the names that it bound anew.
        raised: what it raised and where, "" where it ran to its end.
    """

    source: str = ""
    bound: frozenset[str] = frozenset()
    raised: str = ""

    def need_new(self, names: list[str]) -> None:
        """Refuse to judge what an earlier cell has left behind.

        Args:
            names: what a check hands in.

        Raises:
            NotYet: this cell raised before it bound a name, or bound one that looks like it.
        """
        old = [name for name in names if name not in self.bound]
        if self.raised:
            left = [name for name in old if name in _names_bound_by(self.source)]
            if len(old) == len(names):
                left = left or old
            if left:
                raise NotYet(
                    f"the cell that you ran last raised {self.raised}, so `{left[0]}` is still what"
                    " it was before: get the cell with your answer to run, then run this one"
                )
        elif len(old) == len(names):
            for name in old:
                for near in difflib.get_close_matches(name, self.bound, 1, 0.8):
                    raise NotYet(
                        f"the cell that you ran last binds `{near}`, so `{name}` is still what it"
                        f" was before: name your answer `{name}`, and run its cell again"
                    )


class Watcher:
    """Notes what the cells of a kernel bind and raise, through the events of IPython's shell."""

    def __init__(self, shell: Any) -> None:
        """Begin to watch a shell of IPython."""
        self.shell = shell
        self.before: dict[str, int] = {}
        self.running = ""
        self.last = Cell()
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)

    def _begin(self, info: Any) -> None:
        # Identities and no references: an object of the learner's goes when the learner drops it.
        self.before = {name: id(value) for name, value in self.shell.user_ns.items()}
        self.running = info.raw_cell or ""

    def _end(self, result: Any) -> None:
        if _calls_of_check(self.running):
            return
        bound = (n for n, v in self.shell.user_ns.items() if self.before.get(n) != id(v))
        error = result.error_before_exec or result.error_in_exec
        self.last = Cell(self.running, frozenset(bound), _in_words(error) if error else "")


def watch() -> Watcher | None:
    """Watch the cells of this kernel; None where there is none, as in a script."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return Watcher(shell) if shell is not None else None


def names_handed_in(source: str, check: str) -> list[str]:
    """Return the names that a cell hands to a check: of ``check("first-await", f)`` it is ``f``."""
    return [
        argument.id
        for call in _calls_of_check(source)
        if call.args and getattr(call.args[0], "value", None) == check
        for argument in call.args[1:]
        if isinstance(argument, ast.Name)
    ]


def _calls_of_check(source: str) -> list[ast.Call]:
    calls = (node for node in ast.walk(_parse(source)) if isinstance(node, ast.Call))
    return [call for call in calls if getattr(call.func, "id", "") == "check"]


def _names_bound_by(source: str) -> set[str]:
    names = set()
    for node in ast.walk(_parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):  # a magic, or a mistake that has its own message
        return ast.Module([], [])


def _in_words(error: BaseException) -> str:
    text, line = str(error), line_of(error)
    if isinstance(error, SyntaxError):
        text, line = error.msg, error.lineno or 0  # without IPython's name for the cell
    what = in_short(error, text, 120)
    return f"{what}, at its line {line}" if line else what
