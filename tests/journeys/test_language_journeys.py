"""Dutch is the original, a translation says so; other scripts print, or the letter stops and names them."""

from pathlib import Path
from typing import Any

from tests.journey_steps import (
    IN_PERSON,
    Desk,
    Package,
    handed_over,
    kinds,
    letter_pdf,
    letter_text,
    letters,
    ok,
    person_of,
    refused,
)
from tests.service import Service


def test_an_answer_in_french_goes_with_the_dutch_original(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Chloë", "Özdemirci")
    case = desk.searched(person, language="fr")
    desk.decided(case)
    desk.answered(case, language="fr")
    assert letters(desk.handler, case) == [("L01", "nl"), ("L06", "nl"), ("L06", "fr")]
    dutch = letter_text(desk.handler, case, "L06")
    french = letter_text(desk.handler, case, "L06", "fr")
    assert "Beste Chloë Özdemirci" in dutch
    assert "Chloë Özdemirci" in french
    assert "traduction" in french.lower()
    assert "traduction" not in dutch.lower()
    (delivery,) = handed_over(desk.handler, case, "L06")
    assert (delivery["channel"], "exports" in delivery) == ("portal", False)
    assert handed_over(desk.handler, case, "L06", "fr") == [], "it goes with the original"
    assert "ophalen tot" in dutch
    package = Package.of(desk.handler, case)
    sealed = letter_pdf(desk.handler, case, "L06")
    assert package.files["data/antwoord.pdf"] == sealed
    answer = desk.handler.post(case, "/exports")
    again = ok(answer, 202)
    content = desk.handler.http.get(f"/cases/{case['id']}/exports/{again['id']}/content").content
    assert Package(content).files["data/antwoord.pdf"] == sealed, "the original goes in, always"


def test_cyrillic_and_greek_names_print(service: Service) -> None:
    desk = Desk.of(service)
    for given_name in ("Светлана", "Γιώργος"):
        person = person_of(service, given_name)
        case = desk.searched(person)
        desk.decided(case)
        desk.answered(case)
        told = letter_text(desk.handler, case, "L06")
        assert f"{person.given_name} {person.family_name}" in told


def test_a_script_without_font_stops_the_letter_and_leaves_nothing_behind(
    service: Service,
) -> None:
    desk, person = Desk.of(service), person_of(service, "Kobe", "Moonensteen")
    case = desk.handler.register(
        person,
        requester={
            "givenName": "محمد",
            "familyName": "العربي",
            "vlimpersNumber": person.number,
        },
    )
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    both = {"acknowledgementFailed", "subjectChoice"}
    desk.handler.until(case, lambda found: tasks(found) == both)
    (offered,) = desk.handler.get(case, "/dossier")["candidates"]
    assert offered["certainty"] == "suggested"
    choice = {"subjectKeys": {offered["system"]: offered["key"]}}
    ok(desk.handler.post(case, "/collections", choice), 202)
    desk.handler.wait(case, "inAssessment")
    desk.decided(case)
    desk.handler.until(case, lambda _: [e["state"] for e in exports(desk, case)] == ["sealed"])
    before, files = desk.handler.get(case), files_of(service.home)
    problem = refused(desk.handler.post(case, "/answer"), 409, "letterNotPrintable")
    assert problem["script"] == "Arabisch"
    after = desk.handler.get(case)
    assert (after["state"], after["version"]) == ("decided", before["version"])
    assert letters(desk.handler, case) == []
    assert desk.handler.get(case, "/letters")["deliveries"] == []
    assert [e["state"] for e in exports(desk, case)] == ["sealed"]
    assert "letter.issued" not in kinds(desk.handler, case)
    assert files_of(service.home) == files, "no half package, no letter nobody knows of"
    assert tasks(after) == {"acknowledgementFailed"}


def tasks(found: dict[str, Any]) -> set[str]:
    return {task["kind"] for task in found.get("tasks", ())}


def exports(desk: Desk, case: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.handler.get(case, "/exports")["items"]
    return found


def files_of(home: Path) -> set[str]:
    return {str(path) for path in (home / "files").rglob("*") if path.is_file()}
