"""The pages of the package in Chromium, from disk: no axe violation, no request, usable when narrow and when printed."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped] # it has no types
    Axe,
)
from playwright.sync_api import Browser, Page
from tests.browser.pages import IN_CHROMIUM, check_axe
from tests.package_maker import Maker
from tests.package_samples import AWKWARD, REFERENCE, empty_table, request, table, withheld

PAGES = ("index.html", "index.fr.html", "index.en.html")

pytestmark = IN_CHROMIUM


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("package")
    rows = [AWKWARD[n % len(AWKWARD)] for n in range(250)]
    made = Maker(place).make(request(table(rows), empty_table(), left_out=withheld()))
    with zipfile.ZipFile(made.path) as package:
        package.extractall(place)
    return place / REFERENCE


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)  # axe is a script, which the pages forbid
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_a_page_has_no_axe_violation(page: Page, folder: Path, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((folder / path).as_uri())
    check_axe(page)


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.set_content("<html><body><img src='x'></body></html>")
    assert Axe().run(page).violations_count > 0


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_for_nothing_but_itself(browser: Browser, folder: Path, path: str) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request_: asked.append(request_.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / path).as_uri())
    page.wait_for_load_state("networkidle")
    context.close()
    assert asked == [(folder / path).as_uri()]
    assert said == []


@pytest.mark.parametrize("path", PAGES)
def test_a_narrow_page_scrolls_inside_its_tables_only(page: Page, folder: Path, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto((folder / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_languages_lead_to_each_other(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Your personal data"
    page.get_by_role("link", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_skip_link_is_first_and_goes_to_the_content(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
