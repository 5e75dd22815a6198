"""Which worker runs which test, and in what order; the fixtures of several files."""

from __future__ import annotations

import pytest
from browsers import browser
from xdist.scheduler import LoadFileScheduling

from notebooks import NOTEBOOKS, Notebook

__all__ = ["browser"]  # a fixture
# Few tests, each long, and none shares anything with the next: a worker that is free takes one.
ONE_BY_ONE = ("test_any_order.py", "test_my_app.py", "test_postgresql.py", "test_run_twice.py")
# The longest ones begin first: one that begins last keeps a single core busy, and all waiting.
LONGEST = [
    "test_browser.py",
    "test_run_twice.py",
    "test_answers.py",
    "test_my_app.py",
    "test_migrations.py",
    "test_hub.py",
    "test_kit.py",
    "test_postgresql.py",
    "test_any_order.py",
]


class Scheduling(LoadFileScheduling):
    """A file stays on one worker, for a notebook's cells share a kernel; those above need not."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return nodeid if file.endswith(ONE_BY_ONE) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling | None:
    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "in tests/test_any_order.py, each notebook, and a kill in each cell: some hours"
    parser.addoption("--long", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("dist", "no") in {"load", "loadgroup", "worksteal"}:
        raise pytest.UsageError("a notebook's cells share a kernel: use --dist=loadfile")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.fixture(params=NOTEBOOKS, ids=str)
def notebook(request: pytest.FixtureRequest) -> Notebook:
    return request.param
