"""The checks: what each says to the answers in its catalogue, and to things that are no answer."""

from __future__ import annotations

import ast
import asyncio
import gc
import os
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from notebooks import NOTEBOOKS, WRITE_FILE, run_cell
from tests.answers import Answer
from tutorial_support.checks import check
from tutorial_support.checks.outcomes import Outcome
from tutorial_support.databases.postgresql import own_server

FOLDER = Path(__file__).parent / "answers"
CATALOGUES = [
    import_module(f"tests.answers.{path.stem}") for path in sorted(FOLDER.glob("[!_]*.py"))
]
CHECK_CELLS = {
    name: notebook.cell(f"check-{name}").source
    for notebook in NOTEBOOKS
    for name in notebook.exercises
}
TASKS = {
    name: notebook.cell(f"task-{name}").source
    for notebook in NOTEBOOKS
    for name in notebook.exercises
}


class Something:
    """A class that no check asks for."""


async def coroutine() -> None:
    pass


NO_ANSWERS: dict[str, Callable[[], object]] = {
    "dots": lambda: ...,
    "None": lambda: None,
    "a text": lambda: "text",
    "an int": lambda: 3,
    "a coroutine": coroutine,
    "a class": lambda: Something,
    "an instance": Something,
    "a lambda": lambda: lambda: None,
}


def answers(kind: str) -> list[object]:
    return [
        pytest.param(catalogue, answer, id=f"{catalogue.CHECK}: {answer.title}")
        for catalogue in CATALOGUES
        for answer in getattr(catalogue, kind)
    ]


@pytest.fixture(autouse=True, scope="module")
def a_server() -> None:
    """Start PostgreSQL before a check needs it: that takes longer than a check may take here."""
    own_server()


@pytest.fixture(autouse=True, scope="module")
def leave_nothing() -> Iterator[None]:
    """Throw away here what wrong answers leave open, so that no later test is warned of it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


@asynccontextmanager
async def cells(*sources: str) -> AsyncIterator[dict[str, Any]]:
    """Run cells, lend the names that they made, and close what they opened."""
    namespace: dict[str, Any] = {"__name__": "__main__", "check": check}
    before = Path.cwd()  # the answers to notebook 24 go into a project's folder
    try:
        for source in sources:
            await run_cell(source, namespace)
        yield namespace
    finally:
        os.chdir(before)
        for value in namespace.values():
            if isinstance(value, AsyncSession):
                await value.close()
        for value in namespace.values():
            if isinstance(value, AsyncEngine):
                await value.dispose()


def outcome_of(catalogue: ModuleType, answer: Answer) -> Outcome:
    async def learn() -> Outcome:
        async with cells(catalogue.SETUP, answer.code) as namespace:
            gc.disable()  # in a process as large as this one it takes a second of a check's time
            try:
                return await run_cell(CHECK_CELLS[catalogue.CHECK], namespace, "eval")
            finally:
                gc.enable()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # in a notebook, a warning stops nothing
        return asyncio.run(learn())


def is_one_sentence(outcome: Outcome) -> bool:
    words = outcome.message
    return 10 < len(words) < 450 and "\n" not in words and "Traceback" not in words


@pytest.mark.parametrize(("catalogue", "answer"), answers("WRONG"))
def test_a_wrong_answer_is_told_its_cause(catalogue: ModuleType, answer: Answer) -> None:
    outcome = outcome_of(catalogue, answer)
    assert outcome.kind in {"Not yet", "Not attempted"}, outcome
    assert answer.says in repr(outcome)
    assert is_one_sentence(outcome), outcome


@pytest.mark.parametrize(("catalogue", "answer"), answers("RIGHT"))
def test_a_right_answer_passes(catalogue: ModuleType, answer: Answer) -> None:
    outcome = outcome_of(catalogue, answer)
    assert outcome.kind == "Passed", outcome
    assert is_one_sentence(outcome), outcome


def what_it_does(code: str) -> str:
    try:
        return ast.unparse(ast.parse(WRITE_FILE.sub("", code, count=1)))
    except SyntaxError:  # a file that Python cannot read
        return code


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.CHECK)
def test_a_catalogue_has_many_answers_and_each_once(catalogue: ModuleType) -> None:
    quick = TASKS[catalogue.CHECK].startswith("### Quick exercise: ")
    assert len(catalogue.WRONG) >= (4 if quick else 8)
    assert len(catalogue.RIGHT) >= (2 if quick else 3)
    everything = [*catalogue.WRONG, *catalogue.RIGHT]
    assert len({answer.title for answer in everything}) == len(everything)
    assert len({what_it_does(answer.code) for answer in everything}) == len(everything)
    assert all(answer.says not in {"", "Passed"} for answer in catalogue.WRONG)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.CHECK)
def test_a_wrong_thing_gets_a_sentence(catalogue: ModuleType) -> None:
    """In each place, the others right; and nothing is left that Python would warn of later."""

    async def learn() -> list[tuple[str, Outcome]]:
        async with cells(catalogue.SETUP, catalogue.RIGHT[0].code) as namespace:
            right = await handed_in(catalogue, namespace)
            return [
                (name, await check(catalogue.CHECK, *right[:place], make(), *right[place + 1 :]))
                for name, make in NO_ANSWERS.items()
                for place in range(len(right))
            ]

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gc.freeze()  # what earlier tests left is a second's work, each time
        outcomes = asyncio.run(learn())
        gc.collect()
        gc.unfreeze()
    for name, outcome in outcomes:
        wanted = "Not attempted" if name == "dots" else "Not yet"
        assert outcome.kind == wanted, f"{name}: {outcome}"
        assert is_one_sentence(outcome), f"{name}: {outcome}"
    assert [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)] == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.CHECK)
def test_too_few_and_too_many_things_get_a_sentence(catalogue: ModuleType) -> None:
    async def learn() -> list[Outcome]:
        async with cells(catalogue.SETUP, catalogue.RIGHT[0].code) as namespace:
            right = await handed_in(catalogue, namespace)
            return [
                await check(catalogue.CHECK, *right[1:]),
                await check(catalogue.CHECK, *right, 1),
            ]

    for outcome in asyncio.run(learn()):
        assert outcome.kind == "Not yet"
        assert f'write `await check("{catalogue.CHECK}", ' in outcome.message
        assert is_one_sentence(outcome), outcome


async def handed_in(catalogue: ModuleType, namespace: dict[str, Any]) -> list[Any]:
    """Return what the notebook's check cell hands in after the name."""
    call = ast.parse(CHECK_CELLS[catalogue.CHECK], mode="eval").body.value  # type: ignore[attr-defined]
    return [await run_cell(ast.unparse(thing), namespace, "eval") for thing in call.args[1:]]
