"""What every test of a page in a browser needs: Chromium, widths, and that a page is accessible and fits."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped] # it has no types
    Axe,
)
from playwright.sync_api import Page

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
NARROW, ZOOMED, WIDE = 320, 640, 1280
"""CSS pixels: a small phone, a screen of 1280 zoomed to 200 %, a desktop."""

IN_CHROMIUM: Final = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
Opener = Callable[..., Page]


def check_axe(page: Page) -> None:
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(WCAG)}}
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, results.generate_report()
    assert results.response["passes"], "axe looked at nothing"


def check_fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.evaluate("window.innerWidth"), "the page scrolls sideways"
