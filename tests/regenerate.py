"""Run notebooks from top to bottom and keep their new outputs: python tests/regenerate.py 02 04.

Each also gets the form in which it is committed: ids for cells that have none, formatted code, and
keys in one order. `python tests/regenerate.py --form 02` does only that, and runs nothing.
"""

from __future__ import annotations

import argparse
import copy

from canonical import canonical, format_code, give_ids

from notebooks import GLOSSARY, NOTEBOOKS, run


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
                content = run(content, notebook.path.parent)
                content.metadata = notebook.content.metadata
            notebook.path.write_text(canonical(content), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="such as 02; all notebooks if there are none")
    parser.add_argument("--form", action="store_true", help="run nothing and keep the outputs")
    options = parser.parse_args()
    main(tuple(options.names), options.form)
