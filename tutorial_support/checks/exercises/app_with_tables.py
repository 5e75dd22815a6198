"""The check app-with-tables: an app started and stopped, twice."""

from __future__ import annotations

import inspect
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tutorial_support.checks.outcomes import NotYet, about
from tutorial_support.checks.running import (
    article,
    call_sync,
    learners_code,
    need_function,
)
from tutorial_support.checks.samples.tables import (
    creating,
    fill,
    inspect_with,
    is_filled,
    need_both_tables,
    two_tables,
)
from tutorial_support.checks.samples.users import begin_transactions
from tutorial_support.databases import throwaway_database
from tutorial_support.watching import watch_sql


async def app_with_tables(make_app: Any) -> str:
    """`make_app` returns an app whose lifespan creates the tables and disposes the engine."""
    need_function(make_app, "make_app")
    if isinstance(make_app, FastAPI):
        raise NotYet("`make_app` is an app, and the function that makes one is wanted")
    disposed: list[object] = []
    async with throwaway_database() as engine:
        begin_transactions(engine)
        event.listen(engine.sync_engine, "engine_disposed", disposed.append)
        app = call_sync(make_app, engine, two_tables())
        if not isinstance(app, FastAPI):
            raise NotYet(f"`make_app` returned {article(app)}; the FastAPI app is wanted")
        if await inspect_with(engine, lambda i: i.get_table_names()):
            raise NotYet("`make_app` itself created the tables; the lifespan should, at the start")
        wrong: NotYet | None = None
        with watch_sql(engine) as log, creating():
            async with _lifespan(app):
                try:
                    await need_both_tables(engine, log)
                except NotYet as reason:
                    wrong = reason  # not raised here, where the lifespan could swallow it
                early = len(disposed)
        if wrong:
            raise NotYet(f"when the app had started, {wrong}")
        if len(disposed) > early:
            await _need_second_start(make_app, engine)
            return "the tables were there when the app had started; the engine closed at its stop"
    if early:
        raise NotYet("the engine was disposed of when the app started, and not when it stopped")
    raise NotYet("the app stopped and left the engine open: dispose of it after `yield`")


async def _need_second_start(make_app: Any, engine: AsyncEngine) -> None:
    """The next day, the app starts again, on the same database."""
    await fill(engine)
    app = call_sync(make_app, engine, two_tables())
    with about("started a second time, on the same database,"), learners_code():
        async with _lifespan(app):
            pass
    async with engine.connect() as connection:
        if not await is_filled(connection):
            raise NotYet("a second start, on the same database, emptied the tables")


def _lifespan(app: FastAPI) -> Any:
    router = app.router
    default = type(FastAPI().router.lifespan_context)
    if isinstance(router.lifespan_context, default) and not getattr(router, "on_startup", ()):
        raise NotYet("the app has no lifespan of its own: FastAPI was not handed one")
    context: Any = router.lifespan_context(app)
    inner = getattr(context, "gen", context)  # what @asynccontextmanager wrapped
    if inspect.iscoroutine(inner):
        inner.close()
        raise NotYet("its lifespan has no `yield`, which parts the app's start from its stop")
    if not hasattr(context, "__aenter__"):
        raise NotYet(
            f"FastAPI called the lifespan and got {article(context)}; an async context manager is"
            " wanted: hand in the function without calling it"
        )
    return context
