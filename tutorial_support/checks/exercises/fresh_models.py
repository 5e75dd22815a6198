"""The check fresh-models: models made twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData

from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call_sync, need_function
from tutorial_support.checks.samples.user_models import (
    SECRET,
    need_columns,
    quiet,
    save_and_load,
)


async def fresh_models(make_models: Any) -> str:
    """`make_models` returns a new Base and a new User at every call."""
    need_function(make_models, "make_models")
    with quiet():
        first = _models(make_models, "first")
        second = _models(make_models, "second")
    if first[0] is second[0]:
        raise NotYet("both calls returned the same `Base`; a new one is wanted each time")
    if first[0].metadata is second[0].metadata:
        raise NotYet("the two `Base` classes share one metadata; each needs its own")
    await save_and_load(second[1](email="ada@example.com", hashed_password=SECRET))
    return "two calls gave two pairs of classes, each `User` with a table and a `Base` of its own"


def _models(make_models: Any, which: str) -> tuple[Any, Any]:
    try:
        return _pair(call_sync(make_models))
    except NotYet as reason:
        if "is already defined for this MetaData" in str(reason.__cause__):
            raise NotYet(
                f"the {which} call raised InvalidRequestError, Table 'user' is already defined:"
                " the `Base`, or its metadata, is older than the call and has the table already"
            ) from None
        if which == "first":
            raise
        raise NotYet(f"the first call worked; in the second, {reason}") from None


def _pair(pair: Any) -> tuple[Any, Any]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise NotYet(f"`make_models` returned {article(pair)}; `return Base, User` is wanted")
    base, user = pair
    for label, value in [("first", base), ("second", user)]:
        if not isinstance(value, type):
            raise NotYet(f"the {label} thing that you returned is {article(value)}, not a class")
    if issubclass(base, user) and base is not user:
        raise NotYet("`make_models` returned User first; Base comes first: `return Base, User`")
    if hasattr(base, "__mapper__"):
        raise NotYet(f"the first class, {base.__name__}, has a table; the `Base` has none")
    if not isinstance(getattr(base, "metadata", None), MetaData):
        raise NotYet(f"the first class, {base.__name__}, has no metadata; your `Base` is wanted")
    if not issubclass(user, base):
        raise NotYet(f"{user.__name__} does not inherit from the {base.__name__} beside it")
    need_columns(user)
    return base, user
