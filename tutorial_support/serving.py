"""Serving: an HTTP client on an app in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp


@asynccontextmanager
async def client(app: ASGIApp, *, lifespan: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    """Open an httpx client on an app, with the app's lifespan run around it.

    Args:
        app: a FastAPI application, or another ASGI app, whose lifespan is not run.
        lifespan: False leaves the lifespan out, as `httpx.ASGITransport` alone does.

    Yields:
        A client whose requests reach the app without a network. An exception that the app does
        not handle becomes a 500, as it does behind a real server.
    """
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://course") as http:
        if lifespan and isinstance(app, FastAPI):
            life = app.router.lifespan_context(app)
            await life.__aenter__()
            try:
                yield http
            finally:  # a server, too, stops its app in order, whatever its clients did
                await life.__aexit__(None, None, None)
        else:
            yield http
