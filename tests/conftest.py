"""Every test and every notebook runs in a kernel of this Python, apart from who runs it."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from browsers import browser

from notebooks import NOTEBOOKS, Notebook

__all__ = ["browser"]  # a fixture


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("dist", "no") in {"load", "loadgroup", "worksteal"}:
        raise pytest.UsageError("a notebook's cells share a kernel: use --dist=loadfile")
    profile = tempfile.mkdtemp()
    config.add_cleanup(lambda: shutil.rmtree(profile, ignore_errors=True))
    os.environ["IPYTHONDIR"] = profile  # no start-up files of a person
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel before any other
    os.environ.pop("DATABASE_URL", None)


@pytest.fixture(params=NOTEBOOKS, ids=str)
def notebook(request: pytest.FixtureRequest) -> Notebook:
    return request.param
