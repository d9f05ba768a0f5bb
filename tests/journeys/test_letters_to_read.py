"""Answers on everything that is held stay short enough to read, and their translations are in their language."""

import re
from html import unescape
from io import BytesIO

import pytest
from app.language import Language
from pypdf import PdfReader
from tests.journey_steps import Desk, letter_pdf, ok
from tests.letter_language import dutch_in
from tests.right_outcomes import GRANT, Stage, claim, refusal
from tests.service import Person, Service

MOST_PAGES = 4
EXPIRED = """update loonbrief set bewaren_tot = '2020-01-01' where id in
  (select id from loonbrief where persoon_id = :key order by id limit 3)"""

WITH_A_DUTCH_NAME = "p.naam like 'Van %'"


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


def pages(stage: Stage, case: dict[str, object], kind: str) -> int:
    return len(PdfReader(BytesIO(letter_pdf(stage.desk.handler, case, kind))).pages)


def states(stage: Stage, case: dict[str, object]) -> list[str]:
    return [export["state"] for export in stage.desk.handler.get(case, "/exports")["items"]]


def check_translations(stage: Stage, case: dict[str, object], person: Person) -> None:
    """Check that each translation holds Dutch only where it says so, and in the name of the person."""
    for language in (Language.FR, Language.EN):
        body = {"language": language.value}
        page = ok(stage.desk.handler.post(case, "/letters/previews", body))["html"]
        said = re.sub(r'<style>.*?</style>|<span lang="nl">.*?</span>', " ", page, flags=re.DOTALL)
        own = unescape(re.sub(r"<[^>]+>", " ", said)).replace(person.family_name, " ")
        assert dutch_in(own) == [], language


def test_an_erasure_of_everything_that_is_done_in_part(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, EXPIRED)
    case = stage.asked(person, claim("erasure", details={"ground": "a"}))
    case = stage.decided(case, erasure=refusal("R17-NO-GROUND"))
    assert case["outcome"] == "partiallyGranted"
    stage.carried_out(case)
    check_translations(stage, case, person)
    answered = stage.desk.answered(case)
    assert pages(stage, answered, "L08") <= MOST_PAGES
    told = stage.letter(answered, "L08")
    for said in (
        "90 dagen",
        "artikel 17(3)(b) AVG",
        "7 jaar na de betaling",
        "Beheer van geschillen",
    ):
        assert said in told


def test_an_access_that_is_given_in_part(stage: Stage) -> None:
    person = stage.someone(WITH_A_DUTCH_NAME)
    case = stage.asked(person, claim("access"))
    case = stage.decided(case, access=GRANT)
    stage.desk.handler.until(case, lambda _: states(stage, case) == ["sealed"])
    check_translations(stage, case, person)
