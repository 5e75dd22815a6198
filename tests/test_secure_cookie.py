"""A cookie that is `Secure`, over plain HTTP: who sends it back, and to which host (13)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import Browser


class Site(BaseHTTPRequestHandler):
    """Sets two cookies, and answers with those that came; as a proxy, for any host."""

    def do_GET(self) -> None:
        came = (self.headers["Cookie"] or "").encode()
        self.send_response(200)
        self.send_header("Set-Cookie", "secure=1; Secure")
        self.send_header("Set-Cookie", "plain=1")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(came)))
        self.end_headers()
        self.wfile.write(came)

    def log_message(self, *words: object) -> None:
        """Write nothing to the terminal."""


@pytest.fixture
def port() -> Iterator[int]:
    """Serve the site on this machine's loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("host", "cookies"),
    [
        ("localhost", {"plain=1", "secure=1"}),
        ("127.0.0.1", {"plain=1", "secure=1"}),
        ("club.example", {"plain=1"}),
    ],
)
def test_chromium_takes_it_from_this_machine_alone(
    browser: Browser, port: int, host: str, cookies: set[str]
) -> None:
    # Chromium asks no proxy for its own machine; through it, any other name leads to the site.
    with browser.new_context(proxy={"server": f"http://127.0.0.1:{port}"}) as context:
        page = context.new_page()
        page.goto(f"http://{host}:{port}/")
        page.goto(f"http://{host}:{port}/")
        assert set(page.inner_text("body").split("; ")) == cookies


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_httpx_sends_it_nowhere(port: int, host: str) -> None:
    with httpx.Client(base_url=f"http://{host}:{port}", trust_env=False) as client:
        client.get("/")
        assert client.get("/").text == "plain=1"
