"""Browsers: the Chromium, Chrome or Edge of this machine, for tests that look at a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from notebooks import ROOT

ARTIFACTS = ROOT / ".artifacts"
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
CHANNELS = ["chrome", "msedge", "chromium"]  # the usual places of Windows, macOS and Playwright
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        if found is None:
            assert not os.environ.get("COURSE_REQUIRE_BROWSER"), "no browser, and one is required"
            pytest.skip("there is no Chromium, Chrome or Edge: install one, or name it in CHROMIUM")
        yield found
        found.close()


def launch(playwright: Playwright) -> Browser | None:
    """Start the browser that CHROMIUM names, or the first that is installed."""
    if chosen := os.environ.get("CHROMIUM"):
        return playwright.chromium.launch(executable_path=chosen, args=ARGUMENTS)
    if path := next(filter(None, map(shutil.which, NAMES)), None):
        return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    for channel in CHANNELS:
        try:
            return playwright.chromium.launch(channel=channel, args=ARGUMENTS)
        except Error:
            continue
    return None
