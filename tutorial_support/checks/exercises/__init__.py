"""Exercises: a module for each exercise, with its check, a function of the same name."""

from __future__ import annotations

import importlib

import fastapi_users.db

# A cell from the middle of a notebook may run first and import the adapter's package. That imports
# `fastapi_users.db`, which imports the package, finds it half made, and goes on without it.
if not hasattr(fastapi_users.db, "SQLAlchemyUserDatabase"):
    importlib.reload(fastapi_users.db)
