"""The image for Binder, or for a hub of one's own: what repo2docker reads in `.binder/`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from notebooks import ROOT

BINDER = ROOT / ".binder"
# Stands for the image's Python: notes how it is called, and with which requirements.
PYTHON = """#!/bin/sh
echo "$@" >> calls.txt
if [ -f .image.txt ]; then cp .image.txt image.txt; fi
"""


def test_repo2docker_reads_these_files_alone() -> None:
    assert {path.name for path in BINDER.iterdir()} == {"postBuild", "runtime.txt"}


def test_the_images_python_is_one_that_the_course_allows() -> None:
    """Without `runtime.txt`, repo2docker would take its oldest."""
    (version,) = re.findall(r"^python-(3\.\d+)$", (BINDER / "runtime.txt").read_text())
    assert SpecifierSet(metadata.metadata("tutorial-support")["Requires-Python"]).contains(version)


@pytest.mark.skipif(sys.platform == "win32", reason="the script runs in an image, which is Linux")
def test_the_image_gets_everything_but_a_second_jupyterhub(tmp_path: Path) -> None:
    shutil.copytree(BINDER, tmp_path / ".binder")
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python3"
    python.write_text(PYTHON)
    python.chmod(0o755)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(tmp_path / ".binder" / "postBuild")]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"PATH": path}, check=True)
    pip, copies = (tmp_path / "calls.txt").read_text().splitlines()
    assert pip == "-m pip install --no-cache-dir -r .image.txt"  # beside what it names: -e . and -c
    assert "copy_missing" in copies
    wanted = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    image = (tmp_path / "image.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in wanted if line not in image] == [
        line for line in wanted if line.startswith("jupyterhub>")
    ]
    assert len(wanted) == len(image) + 1
    assert not (tmp_path / ".image.txt").exists()
