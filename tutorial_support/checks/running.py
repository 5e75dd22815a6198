"""Running a check: time limits, the learner's own exceptions, and what a check is handed."""

from __future__ import annotations

import asyncio
import inspect
import io
import logging
import re
import textwrap
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any

from tutorial_support import CourseError
from tutorial_support.checks.forgotten import clear_frames, forgotten_awaits
from tutorial_support.checks.meanings import meaning
from tutorial_support.checks.outcomes import NotAttempted, NotYet, Outcome
from tutorial_support.checks.time_limit import TOO_SLOW, TooSlow, in_time


async def run(check: Callable[..., Awaitable[str]], name: str, answers: tuple[Any, ...]) -> Outcome:
    """Run one check and turn whatever happens into an outcome.

    Args:
        check: an async function that returns what it checked or raises `NotYet`.
        name: the exercise's name.
        answers: what the learner handed in.

    Returns:
        An `Outcome`; no exception of the learner's code leaves this function.
    """
    with _silence(), forgotten_awaits() as forgotten:
        outcome = await _outcome(check, name, answers)
    if forgotten and outcome.kind == "Not yet" and _may_come_of_a_coroutine(outcome.message):
        words = f"`{forgotten[0]}` was called without `await`, so it never ran"
        if found := re.search(r"'coroutine' object has no attribute '(\w+)'", outcome.message):
            words += (
                f": `.{found[1]}` comes before the `await`, so put `await` and the call in"
                f" parentheses, and `.{found[1]}` after them"
            )
        return Outcome("Not yet", words)
    return outcome


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what the learner's code prints and logs out of the notebook, but for the verdict."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(before)


def _may_come_of_a_coroutine(message: str) -> bool:
    return " raised " not in message or "coroutine" in message


async def _outcome(
    check: Callable[..., Awaitable[str]], name: str, answers: tuple[Any, ...]
) -> Outcome:
    try:
        _refuse_what_no_check_takes(check, name, answers)
        return await in_time(_in_its_task(check, answers))
    except (NotYet, TooSlow) as error:
        return _in_words(error)


async def _in_its_task(check: Callable[..., Awaitable[str]], answers: tuple[Any, ...]) -> Outcome:
    try:
        return Outcome("Passed", await check(*answers))
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # a SystemExit that left the task would end the kernel
        outcome = _in_words(error)
        clear_frames(error)
        return outcome


def _in_words(error: BaseException) -> Outcome:
    if isinstance(error, NotYet):
        return Outcome(error.kind, str(error))
    if isinstance(error, TooSlow):
        return Outcome("Not yet", TOO_SLOW)
    if isinstance(error, CourseError):
        return Outcome("Not yet", str(error))
    return Outcome("Not yet", describe(error))


def describe(error: BaseException) -> str:
    """Return "your code raised X at its line n", or what was raised while using the answer."""
    line = line_of(error)
    sentence = meaning(error)
    what = in_short(error, str(error), 120 if sentence else 250)
    means = f" ({sentence})" if sentence else ""
    if line:
        return f"your code raised {what}, at line {line} of its cell{means}"
    return f"using what you handed in raised {what}{means}"


def in_short(error: BaseException, text: str, width: int) -> str:
    """Return an exception's type and words, without the links and objects that libraries add."""
    words = textwrap.shorten(re.split(r"\(Background|\[SQL|\[type=", text)[0], width)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def line_of(error: BaseException) -> int:
    """Return the line of a notebook's cell at which an exception was raised, 0 for none."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        # A notebook's cells, and nothing that was imported, run in the module __main__.
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _refuse_what_no_check_takes(
    check: Callable[..., Any], name: str, answers: tuple[Any, ...]
) -> None:
    wanted = list(inspect.signature(check).parameters)
    if len(answers) != len(wanted):
        raise NotYet(
            f"this check takes {len(wanted)} thing(s) after its name, {', '.join(wanted)},"
            f' and got {len(answers)}: write `await check("{name}", {", ".join(wanted)})`'
        )
    for label, answer in zip(wanted, answers, strict=True):
        if answer is ...:
            raise NotAttempted(
                f"`{label}` is still `...`: write your answer in the cell above, run that cell,"
                " then this one"
            )
        if inspect.iscoroutine(answer):
            answer.close()  # so that Python does not warn, later and elsewhere
            raise NotYet(
                f"`{label}` is a coroutine, a call that has not run: hand in the function without"
                " `()`, or put `await` before the call"
            )
        if answer is None:
            raise NotYet(f"`{label}` is None: does something assign it, or lack a `return`?")


async def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the learner's async function and return what it gives.

    Raises:
        NotYet: it is no async function, or it raised, with the line at fault.
    """
    result = call_sync(function, *arguments, allow_awaitable=True)
    if not inspect.isawaitable(result):
        if inspect.isasyncgen(result):
            raise NotYet(f"`{_name(function)}` holds a `yield`, so it cannot be awaited")
        raise NotYet(
            f"calling `{_name(function)}` gave {article(result)}, nothing to await: is it an"
            " `async def`?"
        )
    with learners_code():
        return await result


def call_sync(function: Callable[..., Any], *arguments: Any, allow_awaitable: bool = False) -> Any:
    """Call the learner's plain function and return what it gives.

    Raises:
        NotYet: it takes other arguments, is an async function, or raised.
    """
    with suppress(ValueError, TypeError):
        signature = inspect.signature(function, follow_wrapped=False)
        try:
            signature.bind(*arguments)
        except TypeError as error:
            raise NotYet(
                f"`{_name(function)}{signature}` does not take {len(arguments)} argument(s)"
                f" ({error})"
            ) from None
    with learners_code():
        result = function(*arguments)
    if inspect.iscoroutine(result) and not allow_awaitable:
        result.close()
        raise NotYet(f"`{_name(function)}` is an `async def`; a plain `def` is wanted here")
    return result


@contextmanager
def learners_code() -> Iterator[None]:
    """Turn an exception of the learner's code into a sentence."""
    try:
        yield
    except NotYet:
        raise
    except Exception as error:
        raise NotYet(describe(error)) from error


def need_function(value: Any, label: str) -> None:
    """Refuse what cannot be called."""
    if isinstance(value, type) or not callable(value):
        raise NotYet(
            f"`{label}` is {article(value)}, and a function is wanted: hand it in"
            " without calling it"
        )


def article(value: Any) -> str:
    """Return "a User", "an int", "None" or "the class User" for a message."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if value is None:
        return "None"
    word = type(value).__name__
    return f"{'an' if word[0].lower() in 'aeio' else 'a'} {word}"


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", type(function).__name__)
