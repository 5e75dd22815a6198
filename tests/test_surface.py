"""The adapter's package: every public class, function and method of it is in a cell of 01 to 13."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from importlib.metadata import version

import fastapi_users.db  # noqa: F401  # first, for after the next it lacks names
import fastapi_users_db_sqlalchemy
from sqlalchemy.types import TypeEngine

from notebooks import MINIMAL, NAMED, NOTEBOOKS

PACKAGE = fastapi_users_db_sqlalchemy.__name__


def public() -> Iterator[str]:
    """Give the names, with the methods that a class of the package defines itself."""
    names = [
        f"{PACKAGE}.{module.name}"
        for module in pkgutil.iter_modules(fastapi_users_db_sqlalchemy.__path__)
    ]
    for name in [PACKAGE, *names]:
        for label, thing in vars(importlib.import_module(name)).items():
            if label.startswith("_") or getattr(thing, "__module__", "") != name:
                continue
            yield label
            # SQLAlchemy alone calls the methods of a type.
            if inspect.isclass(thing) and not issubclass(thing, TypeEngine):
                methods = vars(thing).items()
                yield from (m for m, f in methods if inspect.isfunction(f) and m[0] != "_")


def used() -> set[str]:
    """Return every name and attribute in the code of 01 to 13."""
    names: set[str] = set()
    for notebook in NOTEBOOKS[1 : NOTEBOOKS.index(NAMED["oauth_and_access_tokens"]) + 1]:
        for cell in notebook.code:
            for node in ast.walk(ast.parse(cell.source.removeprefix(MINIMAL))):
                if isinstance(node, ast.Name):
                    names.add(node.id)
                elif isinstance(node, ast.Attribute):
                    names.add(node.attr)
    return names


def test_the_notebooks_show_all_of_the_adapter() -> None:
    found = set(public())
    assert {"SQLAlchemyUserDatabase", "get_by_token", "GUID", "now_utc"} <= found
    missing = sorted(found - used())
    assert not missing, (
        f"{PACKAGE} {version('fastapi-users-db-sqlalchemy')} has {missing}, which no cell of 01 to"
        " 13 uses: show it in the notebook that it belongs to"
    )
