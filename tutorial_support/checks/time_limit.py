"""Time limit: an answer that never ends is broken off."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

TIME_LIMIT = 5.0  # seconds
TOO_SLOW = (
    f"your code was still running after {TIME_LIMIT:g} seconds: does it wait for something that"
    " never comes, or loop without an end?"
)
T = TypeVar("T")


class TooSlow(BaseException):
    """The answer ran too long; no `except Exception` of the learner's stops this."""


async def in_time(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine as a task of its own, which can change no context variable of the caller.

    Raises:
        TooSlow: it did not end in time, or the kernel's stop button was pressed.
    """
    task = asyncio.create_task(coroutine)
    with _interrupted_when_blocked(task):
        await asyncio.wait({task}, timeout=TIME_LIMIT)
        if not task.done():
            task.cancel()
            # Time to close what it opened; not wait_for, which an answer could hold up for ever.
            await asyncio.wait({task}, timeout=0.5)
    if not task.done() or task.cancelled():
        raise TooSlow
    return task.result()


@contextmanager
def _interrupted_when_blocked(task: asyncio.Task[Any]) -> Iterator[None]:
    """Break into code that never gives the event loop a turn, which no asyncio time-out can."""
    main = threading.main_thread()
    if threading.current_thread() is not main:
        yield
        return
    loop = asyncio.get_running_loop()
    own, left = asyncio.current_task(), threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        current = asyncio.current_task(loop)
        if current is own:
            return  # it came just when the answer had ended
        if current:
            raise TooSlow
        # The loop itself was interrupted: an exception here would end it, and the kernel with it.
        loop.call_soon_threadsafe(task.cancel)

    def interrupt() -> None:
        wait = TIME_LIMIT + 1
        while not left.wait(wait):
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(main.ident or 0, signal.SIGINT)  # wakes time.sleep, too
            else:
                signal.raise_signal(signal.SIGINT)
            wait = 0.1  # the next of its tasks may block as well

    before = signal.signal(signal.SIGINT, stop)
    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    try:
        yield
    finally:
        left.set()
        thread.join()
        signal.signal(signal.SIGINT, before)
