"""The page of messages in Chromium: shut, with a code asked, open, and with a mistake; accessible, narrow and zoomed."""

from functools import partial

import pytest
from app.staff.model import Role
from playwright.sync_api import Page
from tests.browser.pages import IN_CHROMIUM, NARROW, WIDE, ZOOMED, Opener, check_axe, check_fits
from tests.fetching import ADDRESS, Asked, House, made_request
from tests.journey_steps import ok

pytestmark = IN_CHROMIUM


@pytest.fixture
def asked(mail_house: House) -> Asked:
    """A request with a verified address and a message that waits."""
    service, person = mail_house.service, mail_house.service.people[0]
    reference, code = made_request(service, person)
    handler = service.client(Role.CASE_HANDLER)
    case = handler.by_reference(reference)
    handler.prove(case, person)
    ok(handler.put(case, "/verifiedEmail", {"address": ADDRESS, "proof": "Gebeld."}))
    text = "Goedendag.\n" + "heellangwoord" * 30
    ok(handler.http.post(f"/cases/{case['id']}/messages", json={"text": text}), 201)
    return Asked(service, mail_house.box, handler, case, reference, code)


@pytest.fixture
def opened(visited: Opener, mail_house: House) -> Opener:
    """Opens a page of the service."""
    return partial(visited, mail_house.service.base)


def check(page: Page) -> None:
    check_axe(page)
    check_fits(page)


@pytest.mark.parametrize(
    ("folder", "width"), [("", NARROW), ("", ZOOMED), ("", WIDE), ("/fr", NARROW), ("/en", NARROW)]
)
def test_every_state_of_the_page_is_accessible_and_fits(
    opened: Opener, asked: Asked, folder: str, width: int
) -> None:
    page = opened(f"{folder}/status", width=width, scripts=True)
    page.fill("#reference", asked.reference)
    page.fill("#code", asked.code)
    page.click("#send")
    check(page)
    page.locator(f"a[href='{folder}/status/berichten']").click()
    check(page)
    page.click("#send")
    page.fill("#code", "000000")
    page.click("#open")
    check(page)
    page.fill("#code", asked.codes()[-1])
    page.click("#open")
    assert page.locator(".message").count() == 1
    check(page)
    page.click("#write")
    assert page.locator(".error-summary").count() == 1
    check(page)
    page.fill("#text", "Dank u.")
    page.click("#write")
    assert page.locator(".message").count() == 2
    check(page)


def test_it_goes_without_javascript(opened: Opener, asked: Asked) -> None:
    page = opened("/status")
    page.fill("#reference", asked.reference)
    page.fill("#code", asked.code)
    page.click("#send")
    page.goto("/status/berichten")
    page.fill("#text", "Wanneer kan ik langskomen?")
    page.click("#write")
    assert "We kregen uw bericht" in page.content()
