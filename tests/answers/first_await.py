"""What the exercise first-await is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "first-await"
SETUP = """
import asyncio
from concurrent.futures import ThreadPoolExecutor


async def fetch_member():
    await asyncio.sleep(0)
    return "Ada"
"""
WRONG = [
    Answer(
        "the starter: neither called nor awaited",
        """
async def greet(fetch_name):
    return f"Hello, {fetch_name}!"
""",
        "your greeting holds a function in place of the name",
    ),
    Answer(
        "called and not awaited",
        """
async def greet(fetch_name):
    return f"Hello, {fetch_name()}!"
""",
        "`fetch_name` was called without `await`",
    ),
    Answer(
        "called, not awaited, joined with +",
        """
async def greet(fetch_name):
    return "Hello, " + fetch_name() + "!"
""",
        "`fetch_name` was called without `await`",
    ),
    Answer(
        "awaited and not called",
        """
async def greet(fetch_name):
    name = await fetch_name
    return f"Hello, {name}!"
""",
        "your code raised TypeError: ",
    ),
    Answer(
        "a plain function that does not await",
        """
def greet(fetch_name):
    return f"Hello, {fetch_name()}!"
""",
        "`fetch_name` was called without `await`",
    ),
    Answer(
        "a plain function that takes the parameter for a name",
        """
def greet(fetch_name):
    return f"Hello, {fetch_name}!"
""",
        "calling `greet` gave a str, nothing to await",
    ),
    Answer(
        "asyncio.run inside the running loop",
        """
async def greet(fetch_name):
    return f"Hello, {asyncio.run(fetch_name())}!"
""",
        "asyncio.run() cannot be called from a running event loop, at line",
    ),
    Answer(
        "run_until_complete, as an old answer on the web has it",
        """
def greet(fetch_name):
    name = asyncio.get_event_loop().run_until_complete(fetch_name())
    return f"Hello, {name}!"
""",
        "This event loop is already running",
    ),
    Answer(
        "no return",
        """
async def greet(fetch_name):
    name = await fetch_name()
    f"Hello, {name}!"
""",
        "`greet` returned None: does it `print`",
    ),
    Answer(
        "always Ada",
        """
async def greet(fetch_name):
    return "Hello, Ada!"
""",
        "`greet` did not get its name from `fetch_name()`",
    ),
    Answer(
        "always the first name that the check asks for",
        """
async def greet(fetch_name):
    return "Hello, Grace!"
""",
        "`fetch_name()`, which never ran",
    ),
    Answer(
        "the parameter is left aside for the notebook's function",
        """
async def greet(fetch_name):
    name = await fetch_member()
    return f"Hello, {name}!"
""",
        "`greet` did not get its name from `fetch_name()`",
    ),
    Answer(
        "the name alone",
        """
async def greet(fetch_name):
    return await fetch_name()
""",
        "for Grace it returned 'Grace'",
    ),
    Answer(
        "no exclamation mark",
        """
async def greet(fetch_name):
    return f"Hello, {await fetch_name()}"
""",
        "'Hello, Grace!' is wanted",
    ),
    Answer(
        "a task that nobody waits for",
        """
async def greet(fetch_name):
    name = asyncio.create_task(fetch_name())
    return f"Hello, {name}!"
""",
        "your greeting holds a Task in place of the name",
    ),
    Answer(
        "no parameter",
        """
async def greet():
    return f"Hello, {await fetch_member()}!"
""",
        "`greet()` does not take 1 argument(s)",
    ),
    Answer(
        "a generator",
        """
async def greet(fetch_name):
    yield f"Hello, {await fetch_name()}!"
""",
        "`greet` holds a `yield`, so it cannot be awaited",
    ),
    Answer(
        "a list of the parts",
        """
async def greet(fetch_name):
    return ["Hello,", await fetch_name()]
""",
        "`greet` returned a list, and a text is wanted",
    ),
    Answer(
        "the coroutine pushed by hand",
        """
async def greet(fetch_name):
    try:
        fetch_name().send(None)
    except StopIteration as stop:
        return f"Hello, {stop.value}!"
""",
        "`greet` returned None",
    ),
    Answer(
        "handed in: the greeting",
        """
async def greet(fetch_name):
    return f"Hello, {await fetch_name()}!"

greet = await greet(fetch_member)
""",
        "`greet` is a str, and a function is wanted",
    ),
    Answer(
        "handed in: a call without await",
        """
async def greet(fetch_name):
    return f"Hello, {await fetch_name()}!"

greet = greet(fetch_member)
""",
        "`greet` is a coroutine, a call that has not run",
    ),
    Answer("handed in: nothing yet", "greet = ...", "Not attempted: `greet` is still `...`"),
]
RIGHT = [
    Answer(
        "a name first, then the text",
        """
async def greet(fetch_name):
    name = await fetch_name()
    return f"Hello, {name}!"
""",
    ),
    Answer(
        "all in one line",
        """
async def greet(fetch_name):
    return "Hello, " + await fetch_name() + "!"
""",
    ),
    Answer(
        "a task that is awaited",
        """
async def greet(fetch_name):
    task = asyncio.create_task(fetch_name())
    return "Hello, %s!" % await task
""",
    ),
    Answer(
        "gather, with a time-out around it",
        """
async def greet(fetch_name):
    (name,) = await asyncio.wait_for(asyncio.gather(fetch_name()), timeout=1)
    return "Hello, {}!".format(name)
""",
    ),
    Answer(
        "it looks whether it was given an async function",
        """
import inspect


async def greet(fetch_name):
    if inspect.iscoroutinefunction(fetch_name):
        return f"Hello, {await fetch_name()}!"
    return f"Hello, {fetch_name()}!"
""",
    ),
    Answer(
        "a plain function that hands back the coroutine of another",
        """
async def hello(name):
    return f"Hello, {await name}!"


def greet(fetch_name):
    return hello(fetch_name())
""",
    ),
]
