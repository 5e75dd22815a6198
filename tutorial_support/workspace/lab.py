"""Lab: JupyterLab on the learner's notebooks, with settings of its own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tutorial_support.workspace.copies import write_error

PRIVATE = ".jupyter"
SETTINGS: dict[str, dict[str, object]] = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # By default, cells are added while the browser is idle. On a busy machine a long notebook then
    # seems to end early for half a minute, and a click in the table of contents goes nowhere.
    "notebook-extension/tracker": {"windowingMode": "none"},
}
# The layout after a click on the table of contents.
WORKSPACE = {
    "metadata": {"id": "default"},
    "data": {
        "layout-restorer:data": {
            "left": {"collapsed": False, "visible": True, "current": "@jupyterlab/toc:plugin"},
            "relativeSizes": [0.2, 0.8, 0],
        }
    },
}


def start(work: Path, first: str, arguments: list[str]) -> int:
    """Run JupyterLab until it is stopped.

    Args:
        work: the folder it shows.
        first: the notebook it opens.
        arguments: more arguments for JupyterLab, such as ``--no-browser``.

    Returns:
        JupyterLab's exit code.

    Raises:
        CourseError: its settings cannot be written.
    """
    prepare(work)
    os.environ.update(variables(work))
    from jupyterlab.labapp import LabApp  # here, for only this command needs it, and it is slow

    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={work}",
            f"--LabApp.default_url=/lab/tree/{first}",
            f"--ServerApp.allow_root={_is_root()}",
            *arguments,
        ]
    )
    return 0


def prepare(work: Path) -> None:
    """Write JupyterLab's first settings and layout for this folder of notebooks.

    Raises:
        CourseError: they cannot be written.
    """
    private = work / PRIVATE
    try:
        _seed(private)
    except OSError as error:
        raise write_error(private, error) from error


def variables(work: Path) -> dict[str, str]:
    """Return the environment of a JupyterLab on this folder of notebooks.

    Not the learner's own settings and layout, and this environment's kernel before any other. In
    JupyterLab's terminal, `python` is the Python that has the course.
    """
    programs = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join((programs, os.environ.get("PATH", os.defpath))),
        "JUPYTERLAB_SETTINGS_DIR": str(work / PRIVATE / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(work / PRIVATE / "workspaces"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def _seed(private: Path) -> None:
    """Write the first settings and layout, and leave alone what a learner made of them."""
    settings = private / "settings" / "@jupyterlab"
    files = {settings / f"{name}.jupyterlab-settings": SETTINGS[name] for name in SETTINGS}
    # The file's name is JupyterLab's slug of "default".
    files[private / "workspaces" / "default-37a8.jupyterlab-workspace"] = WORKSPACE
    for path, content in files.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content), encoding="utf-8")


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
