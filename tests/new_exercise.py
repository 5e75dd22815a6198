"""Make the skeleton of an exercise, after a cell of a notebook.

    python tests/new_exercise.py loud-name --notebook 06 --after update-said

It has everything that the tests want of an exercise: four cells, two hints, a check, a catalogue of
answers, and the instructor's line. As it comes it asks for a function that doubles a number. Each
part that is yours to write says FILL IN, and tests/test_form.py lists what is left of them.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import difflib
import keyword
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from canonical import canonical
from nbformat import NotebookNode

from notebooks import NOTEBOOKS, ROOT, WRITE_FILE, Notebook
from tutorial_support.checks import FOLDER
from tutorial_support.checks.running import run

ANSWERS = ROOT / "tests" / "answers"
NAME = re.compile(r"[a-z]+(-([a-z]+|\d\d?))*")
LAST_CELLS = {"three-things", "quiz", "sources", "teaching-this", "next"}
REVIEW = re.compile(r"^- \*\*Review\*\* .*$", re.MULTILINE)

TASK = """### {kind}: FILL IN: what it is about ({minutes} minutes)

FILL IN: the signature with types, what it returns, what it raises, and one example call with its \
result. Write a function `{function}(number: int) -> int` that returns twice its argument: \
`{function}(3)` gives `6`.

<details><summary>Hint 1</summary>

FILL IN: where to look.

</details>
<details><summary>Hint 2</summary>

FILL IN: the step that most people miss, but not the solution.

</details>"""
SOLUTION = """<details><summary>Solution</summary>

```python
def {function}(number: int) -> int:
    return number * 2
```

FILL IN: your own code above, and why it is right where the first idea is not.

</details>"""
CHECK = '''"""The check {name}: FILL IN: what is asked for."""

from __future__ import annotations

from typing import Any

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import call_sync, need_function

DOUBLES = {{3: 6, 0: 0, -2: -4}}  # FILL IN: data of the check's own, edges too


async def {function}({function}: Any) -> str:
    """FILL IN: what a right answer does."""
    need_function({function}, "{function}")
    for number, double in DOUBLES.items():
        result = call_sync({function}, number)
        if result != double:
            raise NotYet(f"for {{number}} it returned {{result!r}}; {{double}} is wanted")
    return f"{{len(DOUBLES)}} numbers were doubled"
'''
CATALOGUE = '''"""What the exercise {name} is answered with, and what the check must say."""

from tests.answers import Answer{import_cells}

CHECK = "{name}"
# FILL IN: the code that the answers need from earlier cells, an empty string if none.
SETUP = {setup}
WRONG = [
{wrong}]
RIGHT = [
{right}]
'''
WRONG: list[tuple[str, str, str]] = [  # of each answer its title, its code, and what the check says
    ("the starter", "{function} = ...", "`{function}` is still `...`"),
    ("the argument itself", "def {function}(number):\n    return number", "it returned 3; 6 is"),
    ("no return", "def {function}(number):\n    number * 2", "it returned None; 6 is wanted"),
    ("a result", "{function} = 3 * 2", "`{function}` is an int, and a function is wanted"),
    ("three more", "def {function}(number):\n    return number + 3", "for 0 it returned 3"),
    ("without the sign", "def {function}(number):\n    return abs(number * 2)", "for -2 it ret"),
    ("async", "async def {function}(number):\n    return number * 2", "is an `async def`"),
    ("no parameter", "def {function}():\n    return 6", "does not take 1 argument(s)"),
]
RIGHT = [
    ("as in the solution", "def {function}(number: int) -> int:\n    return number * 2"),
    ("a sum", "def {function}(number):\n    return number + number"),
    ("a lambda", "{function} = lambda number: 2 * number"),
]


def main(name: str, number: str, after: str, quick: bool) -> str:
    """Make the skeleton and return what to do next.

    Args:
        name: words joined by hyphens.
        number: the notebook's, or the beginning of its file's name.
        after: the id of the cell after which the exercise comes.
        quick: whether it is a quick exercise.

    Raises:
        ValueError: something is not as wanted; nothing is changed, and the message says why.
    """
    check_name(name)
    notebook = find_notebook(number)
    content = copy.deepcopy(notebook.content)
    place = find_place(notebook, after) + 1
    words: dict[str, Any] = {"name": name, "function": name.replace("-", "_")}
    words |= {"kind": "Quick exercise", "minutes": 2} if quick else {}
    words = {"kind": "Exercise", "minutes": 8} | words
    check = CHECK.format(**words)
    content.cells[place:place] = four_cells(notebook, check, words)
    renumber(content)
    add_review(notebook, content, name)
    files = {
        notebook.path: canonical(content),
        FOLDER / f"{words['function']}.py": check,
        ANSWERS / f"{words['function']}.py": catalogue(notebook, words, quick),
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    lines = [f"- {path.relative_to(ROOT).as_posix()}" for path in files]
    return "\n".join(
        [
            f"The exercise {name} is made, in:",
            *lines,
            "Write what they ask for at FILL IN, run the notebook, and look at it as the tests do:",
            f"python tests/regenerate.py {notebook.path.name[:2]}",
            f"python -m pytest {notebook.file} tests/test_form.py tests/test_answers.py"
            f' tests/test_run_twice.py -k "test_form or {name} or {notebook.path.name[:2]}_"',
        ]
    )


def check_name(name: str) -> None:
    """Refuse a name that no exercise can have, or that one has.

    Raises:
        ValueError: it is such a name.
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or name in {"check", "reveal"}:
        raise ValueError(f"{name} is no name: use lowercase words joined by hyphens, as loud-name.")
    function = name.replace("-", "_")
    used = {notebook.file: notebook.named(part) for notebook in NOTEBOOKS for part in ["task"]}
    files = [folder / f"{function}.py" for folder in (FOLDER, ANSWERS)]
    places = [file for file, names in used.items() if name in names]
    places += [path.relative_to(ROOT).as_posix() for path in files if path.exists()]
    if places:
        raise ValueError(f"{name} exists in {places[0]}: choose another name.")


def find_notebook(number: str) -> Notebook:
    """Return a notebook by its number or the beginning of its file's name.

    Raises:
        ValueError: there is not exactly one.
    """
    stem = Path(number).name
    found = [one for one in NOTEBOOKS if one.path.name.startswith(stem.zfill(2))]
    if len(found) != 1 or not stem:
        numbers = ", ".join(one.path.name[:2] for one in NOTEBOOKS)
        raise ValueError(f"There is no notebook {number}: the numbers are {numbers}.")
    return found[0]


def find_place(notebook: Notebook, after: str) -> int:
    """Return the place of a cell after which an exercise may come.

    Raises:
        ValueError: there is no such cell, or an exercise after it would break something.
    """
    if after not in notebook.ids:
        near = difflib.get_close_matches(after, notebook.ids, 1, 0)
        raise ValueError(f"{notebook.file} has no cell {after}: is it {near[0]}?")
    kind, _, name = after.partition("-")
    ends = {"task": "solution", "starter": "solution", "check": "solution"}
    ends |= {"predict": "guesses", "reveal": "guesses"}
    if kind in ends and notebook.has(f"{ends[kind]}-{name}", "markdown"):
        raise ValueError(f"{after} belongs to the cells after it: use {ends[kind]}-{name}.")
    place = notebook.ids.index(after)
    above = "\n".join(cell.source for cell in notebook.cells[: place + 1])
    if after in LAST_CELLS or not re.search("^##+ ", above, re.MULTILINE):
        raise ValueError(f"No exercise comes after {after}: choose a cell of the lesson.")
    if not re.search(REVIEW, "\n".join(cell.source for cell in notebook.cells)):
        raise ValueError(
            f"{notebook.file} has no line - **Review** in its cell teaching-this: write it first."
        )
    return place


def four_cells(notebook: Notebook, check: str, words: dict[str, Any]) -> list[NotebookNode]:
    """Return the cells of an exercise, with the output that its check has for the starter."""
    name, function = words["name"], words["function"]
    on_slides = any("slideshow" in cell.metadata for cell in notebook.cells)
    slide = {"slideshow": {"slide_type": "subslide"}} if on_slides else {}
    namespace: dict[str, Any] = {}
    exec(compile(check, f"{function}.py", "exec"), namespace)
    outcome = asyncio.run(run(namespace[function], name, (...,)))
    output = nbformat.v4.new_output(
        "execute_result", data=outcome._repr_mimebundle_(), execution_count=1
    )
    return [
        nbformat.v4.new_markdown_cell(TASK.format(**words), id=f"task-{name}", metadata=slide),
        nbformat.v4.new_code_cell(f"{function} = ...", id=f"starter-{name}"),
        nbformat.v4.new_code_cell(
            f'await check("{name}", {function})', id=f"check-{name}", outputs=[output]
        ),
        nbformat.v4.new_markdown_cell(
            SOLUTION.format(**words), id=f"solution-{name}", metadata=slide
        ),
    ]


def renumber(content: NotebookNode) -> None:
    """Number the code cells as a run from top to bottom does."""
    code = [cell for cell in content.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number


def add_review(notebook: Notebook, content: NotebookNode, name: str) -> None:
    """Add an exercise to the instructor's line, where its notebook has it."""
    notes = next(cell for cell in content.cells if REVIEW.search(cell.source))
    line = REVIEW.findall(notes.source)[0]
    longer = f"{line.removesuffix('.')}; `{name}`: FILL IN: what to look at together."
    notes.source = notes.source.replace(line, longer)


def catalogue(notebook: Notebook, words: dict[str, Any], quick: bool) -> str:
    """Return a catalogue with as many answers as the tests want."""
    so_far = notebook.cell("so-far").source if notebook.has("so-far", "code") else "%%writefile a\n"
    cells = not WRITE_FILE.match(so_far)
    wrong = [answer("a wrong answer", words, *one) for one in WRONG[: 4 if quick else 8]]
    right = [answer("a right answer", words, *one) for one in RIGHT[: 2 if quick else 3]]
    return CATALOGUE.format(
        **words,
        import_cells=", cells" if cells else "",
        setup=f'cells("{notebook.slug}", "so-far")' if cells else '""',
        wrong="".join(wrong),
        right="".join(right),
    )


def answer(what: str, words: dict[str, Any], title: str, *parts: str) -> str:
    """Return the call of `Answer` for an answer of a catalogue."""
    values = [f"FILL IN: {what}, instead of: {title}", *(part.format(**words) for part in parts)]
    values[1] = f"\n{values[1]}\n" if "\n" in values[1] else values[1]
    written = [f'"""{value}"""' if "\n" in value else f'"{value}"' for value in values]
    return f"    Answer(\n{''.join(f'        {value},{chr(10)}' for value in written)}    ),\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="words joined by hyphens, such as loud-name")
    parser.add_argument("--notebook", required=True, help="its number, such as 06")
    parser.add_argument("--after", required=True, help="the id of the cell before the exercise")
    parser.add_argument("--quick", action="store_true", help="an exercise of 1 to 3 minutes")
    options = parser.parse_args()
    try:
        print(main(options.name, options.notebook, options.after, options.quick))
    except ValueError as reason:
        sys.exit(str(reason))
