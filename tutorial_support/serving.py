"""Serving: an HTTP client on an app in this process, and a server for it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO, Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from tutorial_support import CourseError

# It ends when its standard input does, which is when this process ends, however it ends.
SERVER = """
import os, sys, threading, uvicorn
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
uvicorn.run(sys.argv[1], port=int(sys.argv[2]), log_level="warning")
"""
START = 20.0  # seconds that a server may take to start


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


@asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app with uvicorn on a free port of this machine's loopback, and stop it for sure.

    The server runs on the event loop of the caller, as a task; no other machine can reach it.

    Args:
        app: an ASGI app; the lifespan of a FastAPI app runs around it.

    Yields:
        The server's address, such as ``http://127.0.0.1:49152``.

    Raises:
        CourseError: no port can be had, or the app's lifespan failed when it started.
    """
    try:
        listener = socket.create_server(("127.0.0.1", 0))
    except OSError as error:
        raise CourseError(
            f"No port of 127.0.0.1 can be listened on ({error.strerror}): does a firewall or a"
            " sandbox forbid it? `python -m tutorial_support doctor` tries it, too."
        ) from None
    # A request that never ends is cut off after a second, so that the server stops for sure.
    config = uvicorn.Config(app, log_config=None, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(_without_exit(server.serve([listener])))
    try:
        while not server.started:
            if serving.done():
                raise CourseError(
                    "The app did not start: its lifespan raised an exception. Open a `client(app)`,"
                    " which shows it."
                )
            await asyncio.sleep(0.01)  # uvicorn has a flag and no event for it
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()


async def _without_exit(serving: Coroutine[Any, Any, None]) -> None:
    """Await a server; where its app does not start, it calls `sys.exit`, which ends the kernel."""
    with suppress(SystemExit):
        await serving


@asynccontextmanager
async def serve_project(
    folder: Path, app: str, *, log: Path | None = None, **environment: str
) -> AsyncIterator[str]:
    """Serve a project's app as `uvicorn APP` does in its folder, in a process of its own.

    Args:
        folder: the project.
        app: such as ``"club.main:app"``.
        log: a file that gets what the server writes to a terminal; it is overwritten.
        environment: variables for it, beside those of this process.

    Yields:
        The server's address, such as ``http://127.0.0.1:49152``.

    Raises:
        CourseError: the app did not start; the last line that it said is in the sentence.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    # No pipe: one that nobody reads fills up and blocks.
    with log.open("w+b") if log else tempfile.TemporaryFile() as said:
        process = _start([app, port], folder, environment, said)
        try:
            address = f"http://127.0.0.1:{port}"
            await _answers(process, address, said)
            yield address
        finally:
            process.terminate()
            try:
                await asyncio.to_thread(process.wait, 5)
            except subprocess.TimeoutExpired:
                process.kill()
            assert process.stdin
            process.stdin.close()
            process.wait()


def _start(
    arguments: list[str], folder: Path, environment: dict[str, str], said: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVER, *arguments],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=said,
    )


async def _answers(process: subprocess.Popen[bytes], address: str, said: IO[bytes]) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(int(START / 0.05)):
            if process.poll() is not None:
                said.seek(0)
                lines = said.read().decode(errors="replace").split("\n")
                last = next((line for line in reversed(lines) if line.strip()), "it said nothing")
                raise CourseError(f"The app did not start: {last.strip()}")
            with suppress(httpx.TransportError):
                await http.get(address)
                return
            await asyncio.sleep(0.05)
    raise CourseError(f"The app did not answer within {START:g} seconds.")
