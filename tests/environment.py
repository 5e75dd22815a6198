"""The environment of what the tests start; pyproject.toml loads this before other plugins."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

# nbformat's jsonschema loads this grammar, for a second, to check a format that no notebook has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say below the failure of a notebook's cell what to do about another output."""
    report = yield
    cell = getattr(item, "cell", None)  # nbval's
    ours = item.path.parent == NOTEBOOKS and isinstance(report.longrepr, str)
    if report.failed and cell and ours:
        from tests.other_places import advice, plain  # here, because few runs need it

        old, new = (item.sanitize(plain(one)) for one in (cell.outputs, item.test_outputs or []))
        report.longrepr += f"\n{advice(item.path, cell.id, old, new)}\n"
    return report


def pytest_configure(config: pytest.Config) -> None:
    profile = tempfile.mkdtemp()
    config.add_cleanup(lambda: shutil.rmtree(profile, ignore_errors=True))
    same_for_everybody(profile)


def same_for_everybody(profile: str) -> None:
    """Let kernels started from here on run apart from who runs them.

    Args:
        profile: an empty folder.
    """
    os.environ["IPYTHONDIR"] = profile  # no start-up files of a person
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel before any other
    for name in ("DATABASE_URL", "COURSE_WORK", "COURSE_ROOM", "COURSE_ONE_USER"):
        os.environ.pop(name, None)
    for name in ("CI", "BUILD_NUMBER"):  # pytest and Hypothesis write more where CI is set
        os.environ.pop(name, None)
