"""Loaded before nbval, by pyproject.toml: it keeps nbformat from loading a grammar for a second.

jsonschema loads `rfc3987_syntax` to check the format "uri", which no notebook has.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
