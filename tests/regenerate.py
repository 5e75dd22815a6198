"""Run notebooks from top to bottom and keep their new outputs: python tests/regenerate.py 02 04.

Each also gets the form in which it is committed: ids for cells that have none, formatted code, and
keys in one order. `python tests/regenerate.py --form 02` does only that, and runs nothing. Where
only figures changed that a cell measures, the old output stays; clear it to have a new one.
"""

from __future__ import annotations

import argparse
import copy

from canonical import canonical, format_code, give_ids
from nbformat import NotebookNode

from notebooks import GLOSSARY, NOTEBOOKS, run, shown


def main(names: tuple[str, ...], form_only: bool) -> None:
    """Regenerate the notebooks whose names begin with these.

    Args:
        names: such as ``02``; all notebooks if there are none.
        form_only: run nothing.
    """
    for notebook in [*NOTEBOOKS, *([GLOSSARY] if form_only else [])]:
        if notebook.path.name.startswith(names or ("",)):
            content = copy.deepcopy(notebook.content)
            for name in give_ids(content):
                print(f"{notebook}: a cell without an id is now called {name}")
            if not form_only:
                format_code(content)
                before, content = content, run(content, notebook.path.parent)
                content.metadata = notebook.content.metadata
                keep_what_is_the_same(before, content)
            notebook.path.write_text(canonical(content), encoding="utf-8", newline="\n")


def keep_what_is_the_same(before: NotebookNode, after: NotebookNode) -> None:
    """Put the old outputs back where nbval finds no difference, so that a diff shows what changed.

    Args:
        before: a notebook with its old outputs.
        after: the same cells after a run.
    """
    for old, new in zip(before.cells, after.cells, strict=True):
        if old.cell_type == "code" and shown(old) == shown(new):
            new.outputs = copy.deepcopy(old.outputs)
            for output in new.outputs:
                if "execution_count" in output:
                    output.execution_count = new.execution_count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="such as 02; all notebooks if there are none")
    parser.add_argument("--form", action="store_true", help="run nothing and keep the outputs")
    options = parser.parse_args()
    main(tuple(options.names), options.form)
