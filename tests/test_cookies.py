"""What notebook 21 says of cookies, in a real browser: sites, CORS, and Secure on localhost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi_users.authentication import CookieTransport
from playwright.sync_api import Browser, Error

from tutorial_support.serving import serve

API, SAME_SITE, OTHER_SITE = (f"{name}.localhost" for name in ("api.club", "app.club", "app.other"))
ASK = "url => fetch(url, {credentials: 'include'}).then(answer => answer.json())"


def api() -> FastAPI:
    app = FastAPI()

    @app.get("/login")
    async def login() -> Response:
        return await CookieTransport("lax", cookie_secure=False).get_login_response("TOKEN")

    @app.get("/login-secure")
    async def login_secure() -> Response:
        return await CookieTransport("over-https").get_login_response("TOKEN")

    @app.get("/cookies")
    async def cookies(request: Request) -> list[str]:
        return sorted(request.cookies)

    return app


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the API without CORS and, under /cors, with it."""
    app, allowed = api(), api()
    origins = r"http://app\.(club|other)\.localhost:\d+"
    allowed.add_middleware(CORSMiddleware, allow_origin_regex=origins, allow_credentials=True)
    app.mount("/cors", allowed)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serve(app)) as served:
        yield int(served.rpartition(":")[2])


@pytest.mark.parametrize(("host", "sent"), [(SAME_SITE, ["lax"]), (OTHER_SITE, [])])
def test_a_lax_cookie_goes_to_another_domain_of_the_same_site(
    browser: Browser, port: int, host: str, sent: list[str]
) -> None:
    page = browser.new_page()
    page.goto(f"http://{API}:{port}/cookies")
    page.evaluate("fetch('/login')")
    page.goto(f"http://{host}:{port}/cookies")
    assert page.evaluate(ASK, f"http://{API}:{port}/cors/cookies") == sent
    page.close()


@pytest.mark.parametrize("host", [SAME_SITE, OTHER_SITE])
def test_without_cors_a_page_of_another_origin_reads_no_answer(
    browser: Browser, port: int, host: str
) -> None:
    page = browser.new_page()
    page.goto(f"http://{host}:{port}/cookies")
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate(ASK, f"http://{API}:{port}/cookies")
    page.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_secure_cookie_comes_back_over_http_on_this_machine(
    browser: Browser, port: int, host: str
) -> None:
    page = browser.new_page()
    page.goto(f"http://{host}:{port}/cookies")
    page.evaluate("fetch('/login-secure')")
    assert page.evaluate(ASK, f"http://{host}:{port}/cookies") == ["over-https"]
    page.close()
