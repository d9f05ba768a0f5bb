"""The pages of who searches by hand in Chromium: no axe violation, narrow and zoomed, the whole way without JavaScript."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from app.kit.ids import new_id
from app.personnel.by_hand import Question, search_for, step_of
from app.personnel.model import PersonCriteria
from playwright.sync_api import FilePayload, Page
from tests.browser.pages import IN_CHROMIUM, NARROW, WIDE, ZOOMED, Opener, check_axe, check_fits
from tests.databases import main_and_store
from tests.manual_store import write_stores
from tests.service import Service, running_service

pytestmark = IN_CHROMIUM


@pytest.fixture(scope="module")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("home")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=20,
            stores=write_stores(home, store),
        ) as made,
    ):
        yield made


@pytest.fixture
def opened(visited: Opener, service: Service) -> Opener:
    """Opens a task with its code."""

    def make(code: str, **more: Any) -> Page:
        page = visited(service.base, "/taak", **more)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Taak openen").click()
        return page

    return make


def search() -> Question:
    return search_for("archief", PersonCriteria("Anna", f"Peeters {new_id()}", date(1985, 3, 27)))


def correction() -> Question:
    person = {"givenName": "Anna", "familyName": "Peeters", "key": "A-17"}
    asked = {
        "holding": "dossierstukken",
        "recordIds": ["12"],
        "expected": {"title": "Nota"},
        "values": {"title": "Nota over de verhuis"},
        "person": person,
    }
    return step_of("archief", "rectify", new_id(), asked)


def code_of(service: Service, question: Question) -> str:
    """Return a code for a task of its own."""
    with service.parts.desk() as desk:
        task, _ = desk.collector_tasks.put(question, at=service.parts.clock())
        return desk.collector_tasks.renew_link(task.task_id, at=service.parts.clock())


def check(page: Page) -> None:
    check_axe(page)
    check_fits(page)


@pytest.mark.parametrize("width", [NARROW, ZOOMED, WIDE])
@pytest.mark.parametrize("question", [search, correction])
def test_a_task_is_accessible_and_fits(
    opened: Opener, service: Service, question: Callable[[], Question], width: int
) -> None:
    page = opened(code_of(service, question()), width=width, scripts=True)
    assert page.url.endswith("/taak/opzoeken")
    check(page)
    page.get_by_role("button", name="Antwoord versturen").click()
    assert page.title().startswith("Fout: ")
    check(page)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_page_that_asks_for_the_code_is_accessible_and_fits(opened: Opener, width: int) -> None:
    page = opened("geen code", width=width, scripts=True)
    assert page.title().startswith("Fout: ")
    check(page)


def test_a_task_is_answered_without_javascript(opened: Opener, service: Service) -> None:
    page = opened(code_of(service, search()))
    assert "Peeters" in page.locator("main").inner_text()
    page.get_by_label("Het systeem bevat gegevens").check()
    page.get_by_label("Nummer van de persoon in uw systeem").fill("A-17")
    content = b"title;filedOn\nBrief;5/3/2019\n"
    file: FilePayload = {"name": "stukken.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Dossierstukken").set_input_files([file])
    page.get_by_role("button", name="Antwoord versturen").click()
    assert page.locator("h1").inner_text() == "Bedankt, uw antwoord is bewaard"


def test_a_fault_in_a_file_is_told_at_its_field(opened: Opener, service: Service) -> None:
    page = opened(code_of(service, search()), scripts=True)
    page.get_by_label("Het systeem bevat gegevens").check()
    page.get_by_label("Nummer van de persoon in uw systeem").fill("A-17")
    file: FilePayload = {
        "name": "s.csv",
        "mimeType": "text/csv",
        "buffer": b"title;filedOn\nBrief;gisteren\n",
    }
    page.get_by_label("Dossierstukken").set_input_files([file])
    page.get_by_role("button", name="Antwoord versturen").click()
    told = page.locator("#file-dossierstukken-error").inner_text()
    assert "regel 2, kolom filedOn" in told
    assert page.get_by_label("Nummer van de persoon in uw systeem").input_value() == "A-17"
    check(page)
