"""Chromium, and pages in a browser of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.browser.pages import CHROMIUM, FLAGS, WIDE, Opener


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def visited(browser: Browser) -> Iterator[Opener]:
    """Opens an address in a browser of its own; without JavaScript unless axe needs it."""
    contexts: list[BrowserContext] = []

    def make(base: str, path: str, *, width: int = WIDE, scripts: bool = False) -> Page:
        context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            bypass_csp=scripts,  # axe is a script, which the pages forbid
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
