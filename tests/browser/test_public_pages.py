"""The public pages in Chromium: no axe violation, usable with the keyboard alone, without JavaScript, narrow and zoomed."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from app.cli.paper import identity_card, signed_request
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped] # it has no types
    Axe,
)
from playwright.sync_api import Page
from tests.browser.pages import IN_CHROMIUM, NARROW, WIDE, ZOOMED, Opener, check_axe, check_fits
from tests.databases import main_and_store
from tests.service import Service, running_service

OPEN_PAGES = ("/", "/verzoek", "/status", "/toegankelijkheid", "/nergens", "/dsr/v1/doc")
TRANSLATED = tuple(
    folder + page
    for folder, statement in (("/fr", "/accessibilite"), ("/en", "/accessibility"))
    for page in ("/", "/verzoek", "/status", statement, "/nergens")
)
pytestmark = IN_CHROMIUM


@pytest.fixture(scope="module")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("home")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main, personnel_url=store, home=home, people=20, upload_limit_mb=2
        ) as made,
    ):
        yield made


@pytest.fixture
def opened(visited: Opener, service: Service) -> Opener:
    """Opens a page of the service."""
    return partial(visited, service.base)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A signed request and a covered card on disk."""
    folder = tmp_path_factory.mktemp("papers")
    paper, card = folder / "verzoek.pdf", folder / "kaart.png"
    paper.write_bytes(signed_request("Anna Peeters", date="2026-03-05"))
    card.write_bytes(identity_card("Anna Peeters"))
    return paper, card


def fill_in(page: Page) -> None:
    page.check("#right-access")
    page.fill("#given_name", "Anna")
    page.fill("#family_name", "Peeters")
    page.fill("#birth_day", "27")
    page.fill("#birth_month", "maart")
    page.fill("#birth_year", "1985")


def to_mistakes(page: Page) -> None:
    page.set_input_files(
        "#identity_card", {"name": "a.png", "mimeType": "image/png", "buffer": b"x"}
    )
    page.click("#send")


def to_confirmation(page: Page) -> None:
    fill_in(page)
    page.click("#send")


def to_case(page: Page) -> None:
    to_confirmation(page)
    page.locator("a.button").click()


def to_other(page: Page) -> None:
    page.check("#for-other")
    page.click("#send")


def act_as(page: Page, kind: str) -> None:
    fill_in(page)
    page.check("#for-other")
    page.check(f"#agent_kind-{kind}")
    for name, typed in {
        "given_name": "Bert",
        "family_name": "Claes",
        "street": "Laan 1",
        "city": "Brussel",
    }.items():
        page.fill(f"#agent_{name}", typed)
    page.click("#send")


def to_agent(page: Page) -> None:
    act_as(page, "lawyer")


def to_no_standing(page: Page) -> None:
    act_as(page, "manager")


@pytest.mark.parametrize(
    ("path", "width"),
    [
        *((path, width) for path in OPEN_PAGES for width in (NARROW, ZOOMED, WIDE)),
        *((path, NARROW) for path in TRANSLATED),
    ],
)
def test_a_page_is_accessible_and_fits(opened: Opener, path: str, width: int) -> None:
    page = opened(path, width=width, scripts=True)
    check_axe(page)
    check_fits(page)


STEPS = (to_mistakes, to_other, to_confirmation, to_case, to_agent, to_no_standing)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("folder", "width"), [("", NARROW), ("", ZOOMED), ("", WIDE), ("/fr", NARROW), ("/en", NARROW)]
)
def test_a_page_on_the_way_is_accessible_and_fits(
    opened: Opener, step: Callable[[Page], None], folder: str, width: int
) -> None:
    page = opened(f"{folder}/verzoek", width=width, scripts=True)
    step(page)
    check_axe(page)
    check_fits(page)


def test_what_unfolds_is_accessible_too(opened: Opener) -> None:
    page = opened("/verzoek", width=NARROW, scripts=True)
    to_case(page)
    page.click("summary")
    check_axe(page)
    check_fits(page)


def test_a_request_goes_the_whole_way_without_javascript(
    opened: Opener, papers: tuple[Path, Path]
) -> None:
    page = opened("/")
    page.get_by_role("link", name="Verzoek doen").last.click()
    fill_in(page)
    page.get_by_label("Waarover gaat het?").fill("Mijn verlof in 2025")
    page.get_by_label("Ondertekend verzoek").set_input_files(papers[0])
    page.get_by_label("Kopie van uw identiteitskaart").set_input_files(papers[1])
    page.get_by_role("button", name="Verzoek versturen").click()
    assert page.locator("h1").inner_text() == "We kregen uw verzoek"
    reference, code = page.locator("dd .code").all_inner_texts()
    page.get_by_role("button", name="Dossier afsluiten").click()
    page.get_by_role("link", name="Verzoek volgen").click()
    page.get_by_label("Dossiernummer").fill(reference)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Verzoek bekijken").click()
    assert reference in page.locator("h1").inner_text()
    assert "Mijn verlof in 2025" in page.locator("main").inner_text()
    assert reference not in page.url


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_field(opened: Opener) -> None:
    page = opened("/verzoek")
    page.click("#send")
    assert page.title().startswith("Fout: ")
    summary = page.get_by_role("alert")
    assert summary.evaluate("it => it === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.locator("#given_name")
    assert field.evaluate("it => it === document.activeElement")
    assert field.get_attribute("aria-describedby") == "given_name-error"
    assert "Vul uw voornaam in" in page.locator("#given_name-error").inner_text()


def test_the_form_can_be_filled_in_with_the_keyboard_alone(opened: Opener) -> None:
    page = opened("/verzoek")
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "document.activeElement.id || document.activeElement.textContent.trim()"
        )
        reached.append(here)
        shown = page.evaluate(
            "(() => { const it = document.activeElement;"
            " const how = getComputedStyle(it);"
            " return how.outlineStyle !== 'none' && parseFloat(how.outlineWidth) >= 2; })()"
        )
        assert shown, f"the focus on {here} cannot be seen"
        if here == "right-access":
            page.keyboard.press("Space")
        typed = {"given_name": "Anna", "family_name": "Peeters", "vlimpers_number": "123"}
        page.keyboard.type(typed.get(here, ""))
        if here == "send":
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/verzoek/ontvangen", timeout=10_000)
    assert reached[0] == "Naar de inhoud"
    assert "website" not in reached


def test_what_belongs_to_somebody_else_shows_when_it_is_chosen(opened: Opener) -> None:
    page = opened("/verzoek")
    assert not page.locator("#agent_given_name").is_visible()
    assert page.get_by_text("Wie bent u?", exact=True).is_visible()
    page.check("#for-other")
    assert page.locator("#agent_given_name").is_visible()
    assert page.locator("#mandate").is_visible()
    assert page.get_by_text("Over wie gaat het?", exact=True).is_visible()
    assert not page.get_by_text("Wie bent u?", exact=True).is_visible()


def test_a_request_for_somebody_else_goes_with_its_mandate(
    opened: Opener, papers: tuple[Path, Path]
) -> None:
    page = opened("/en/verzoek")
    page.check("#for-other")
    page.set_input_files("#mandate", papers[0])
    act_as(page, "mandate")
    assert page.locator("h1").inner_text() == "We received your request"
    assert "Mandate" in page.locator("main").inner_text()


def test_another_language_is_a_button_that_keeps_what_was_typed(opened: Opener) -> None:
    page = opened("/verzoek")
    fill_in(page)
    page.get_by_role("button", name="Français").click()
    assert page.url.endswith("/fr/verzoek")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("#given_name").input_value() == "Anna"
    assert page.locator("#right-access").is_checked()
    page.get_by_role("button", name="Nederlands").click()
    assert page.url.endswith("/verzoek")
    assert page.locator("#birth_month").input_value() == "maart"


def test_enter_in_a_field_sends_the_form_and_changes_no_language(opened: Opener) -> None:
    page = opened("/en/verzoek")
    fill_in(page)
    page.press("#given_name", "Enter")
    page.wait_for_url("**/en/verzoek/ontvangen", timeout=10_000)


def test_the_skip_link_goes_to_the_content(opened: Opener) -> None:
    page = opened("/status")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_back_button_finds_what_was_typed(opened: Opener) -> None:
    page = opened("/verzoek")
    fill_in(page)
    page.get_by_role("link", name="Toegankelijkheid").click()
    page.go_back()
    assert page.locator("#given_name").input_value() == "Anna"
    assert page.locator("#right-access").is_checked()


def test_a_page_asks_for_nothing_from_elsewhere_and_says_nothing_wrong(
    opened: Opener, service: Service
) -> None:
    page = opened("/status")
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto("/verzoek")
    to_case(page)
    page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(service.base)] == []
    assert said == []


def test_a_printed_confirmation_holds_what_matters(opened: Opener) -> None:
    page = opened("/verzoek")
    to_confirmation(page)
    page.emulate_media(media="print")
    assert page.locator("dd .code").first.is_visible()
    assert not page.get_by_role("button", name="Dossier afsluiten").is_visible()
    assert page.get_by_text("Uw verzoek volgen: http").is_visible()


def test_axe_finds_what_is_wrong(opened: Opener) -> None:
    page = opened("/", scripts=True)
    page.set_content("<html><body><input></body></html>")
    assert Axe().run(page).violations_count > 0
