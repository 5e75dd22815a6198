"""Regenerating: a notebook's form, and that only what changed becomes a difference."""

from __future__ import annotations

import copy
import json

import canonical
import nbformat
import pytest
import regenerate
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from notebooks import GLOSSARY, NAMED, NOTEBOOKS

IDS = {  # of a cell without an id its beginning, and the id that it gets
    "## What does it cost?\n\nA lot.": "what-does-it-cost",
    "This error looks [scarier](a.ipynb) than it is.": "this-error-looks-scarier",
    "Check that it is there.": "about-check-that-it-is",
    "*2 + 2*": "markdown",
}
CODE_IDS = {
    "%xmode Minimal\nimport os\n\nengine = make_engine()": "engine-make-engine",
    "statements = ...  # how many?": "predict-statements",
    "reveal(statements, len(log))": "reveal-statements",
    'await check("async-url", async_url)': "check-async-url",
    "%%writefile club/models.py\nimport os": "file-club-models-py",
    "1 + 1": "code",
    "": "code",
}


def stream(*pieces: str, name: str = "stdout") -> list[NotebookNode]:
    return [new_output("stream", name=name, text=piece) for piece in pieces]


@pytest.mark.parametrize("notebook", [*NOTEBOOKS, GLOSSARY], ids=str)
def test_keys_in_another_order_and_text_in_one_piece_are_written_as_committed(
    notebook: object,
) -> None:
    content = json.loads(canonical.canonical(notebook.content))
    cells = [dict(reversed(list(cell.items()))) for cell in content["cells"]]
    for cell in cells:
        cell["source"] = "".join(cell["source"])
    turned = nbformat.from_dict({**dict(reversed(list(content.items()))), "cells": cells})
    for cell in turned.cells:
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = "".join(output.text)
            for kind, data in output.get("data", {}).items():
                output.data[kind] = "".join(data)
    assert canonical.canonical(turned) == canonical.canonical(notebook.content)


def test_a_stream_in_pieces_is_joined_and_others_are_kept_apart() -> None:
    outputs = [*stream("a", "b"), *stream("c", name="stderr"), *stream("d")]
    assert [(one.name, one.text) for one in canonical.joined(outputs)] == [
        ("stdout", "ab"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]


@pytest.mark.parametrize("source", IDS)
def test_prose_without_an_id_gets_its_heading_or_its_first_words(source: str) -> None:
    assert given_to(new_markdown_cell(source)) == IDS[source]


@pytest.mark.parametrize("source", CODE_IDS)
def test_code_without_an_id_gets_its_kind_or_its_first_words(source: str) -> None:
    assert given_to(new_code_cell(source)) == CODE_IDS[source]


def given_to(cell: NotebookNode) -> str:
    content = new_notebook(cells=[new_markdown_cell("# 02 · Why?"), cell])
    assert canonical.give_ids(content)[0] == "title"  # nbformat's own ids are random
    return cell.id


def test_ids_are_given_once_and_those_that_are_words_stay() -> None:
    content = new_notebook(cells=[new_markdown_cell("Two words") for _ in range(4)])
    content.cells[0].id = "own-name"
    content.cells[2].id = ""
    content.cells.append(new_markdown_cell("x", id="0f8fad5b-d9cb-469f-a165-70867728950e"))
    canonical.give_ids(content)
    names = [cell.id for cell in content.cells]
    assert names == ["own-name", "two-words", "two-words-2", "two-words-3", "x"]


def test_cells_files_and_solutions_are_formatted_and_what_is_no_python_stays() -> None:
    ugly = "x = {  'a':1 }"
    fence = "<details><summary>Solution</summary>\n\n```python\n{}\n```\n\nWhy.\n\n</details>"
    content = new_notebook(
        cells=[
            new_code_cell(ugly, id="a"),
            new_code_cell(f"%%writefile a.py\n{ugly}", id="b"),
            new_code_cell(f"%%writefile a.txt\n{ugly}", id="c"),
            new_code_cell(f"(({ugly}", id="d"),
            new_markdown_cell(fence.format(ugly), id="solution-a"),
            new_markdown_cell(fence.format(f"(({ugly}"), id="solution-b"),
            new_markdown_cell(fence.format(ugly), id="prose"),
        ]
    )
    canonical.format_code(content)
    pretty = 'x = {"a": 1}'
    assert [cell.source for cell in content.cells] == [
        pretty,
        f"%%writefile a.py\n{pretty}",
        f"%%writefile a.txt\n{ugly}",
        f"(({ugly}",
        fence.format(pretty),
        fence.format(f"(({ugly}"),
        fence.format(ugly),
    ]


def test_a_figure_that_is_measured_again_is_no_difference() -> None:
    def ran(count: int, *texts: str) -> NotebookNode:
        cells = [
            new_code_cell("", id=f"c{n}", outputs=stream(text), execution_count=count)
            for n, text in enumerate(texts)
        ]
        return new_notebook(cells=cells)

    after = ran(2, "it took ~ 3.1 ms", "2 rows")
    regenerate.keep_what_is_the_same(ran(1, "it took ~ 2.9 ms", "1 row"), after)
    assert [cell.outputs[0].text for cell in after.cells] == ["it took ~ 2.9 ms", "2 rows"]
    assert [cell.execution_count for cell in after.cells] == [2, 2]


def test_a_regenerated_notebook_is_the_committed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Although its kernel sent other figures, in other pieces."""
    notebook = NAMED["user_model"]
    ran = copy.deepcopy(notebook.content)
    ran.metadata.language_info.version = "3.14.0"
    for cell in ran.cells:
        for output in cell.get("outputs", []):
            output.pop("execution_count", None)
    written = {}
    monkeypatch.setattr(regenerate, "run", lambda content, folder: ran)
    monkeypatch.setattr(
        type(notebook.path), "write_text", lambda path, text, **_: written.update({path.name: text})
    )
    regenerate.main(("01",), form_only=False)
    assert written == {notebook.path.name: notebook.path.read_text(encoding="utf-8")}
