"""Run notebooks from top to bottom and keep their new outputs: python tests/regenerate.py 02 04."""

from __future__ import annotations

import sys

import nbformat

from notebooks import NOTEBOOKS, run

for notebook in NOTEBOOKS:
    if not sys.argv[1:] or notebook.path.name.startswith(tuple(sys.argv[1:])):
        content = run(notebook.content, notebook.path.parent)
        content.metadata = notebook.content.metadata
        content.metadata.language_info = {"name": "python"}  # JupyterLab adds its Python's version
        nbformat.write(content, notebook.path)
