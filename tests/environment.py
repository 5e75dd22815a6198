"""The environment of what the tests start; pyproject.toml loads this before other plugins."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

import pytest

# nbformat's jsonschema loads this grammar, for a second, to check a format that no notebook has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


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
