"""A check shows its verdict and nothing else, whatever the answer prints, logs or warns of."""

from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from notebooks import run, text

NOISY = """
import asyncio, logging, sys, warnings


async def broken():
    raise ValueError("noise")


async def greet(fetch_name):
    print("noise")
    print("noise", file=sys.stderr)
    warnings.warn("noise")
    logging.getLogger("club").error("noise")
    asyncio.get_running_loop().call_exception_handler({"message": "noise"})
    asyncio.create_task(broken())
    return f"Hello, {await fetch_name()}!"
"""


def test_a_check_shows_its_verdict_alone(tmp_path: Path) -> None:
    later = 'logging.getLogger("club").error("shown again")\nprint("shown again")'
    cells = [
        "from tutorial_support.checks import check",
        NOISY,
        'await check("first-await", greet)',
        later,
    ]
    done = run(new_notebook(cells=[new_code_cell(source) for source in cells]), tmp_path)
    (verdict,) = done.cells[2].outputs
    assert verdict.data["text/plain"].startswith("Passed: ")
    assert text(done.cells[3]).count("shown again") == 2
