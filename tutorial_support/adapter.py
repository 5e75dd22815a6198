"""Adapter: `fastapi_users.db` made whole, whichever of the two packages a kernel imported first."""

from __future__ import annotations

import importlib

import fastapi_users.db

# A cell from the middle of a notebook may run first and import the adapter's package. That imports
# `fastapi_users.db`, which imports the package, finds it half made, and goes on without it.
if not hasattr(fastapi_users.db, "SQLAlchemyUserDatabase"):
    importlib.reload(fastapi_users.db)
