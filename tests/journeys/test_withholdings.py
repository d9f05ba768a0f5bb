"""Passages withheld for others: gone from every file and the letter, listed with their ground, the rest given."""

import base64
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from app.personnel.withholdings import Withholding
from tests.journey_steps import Desk, Package, kinds, letter_pdf, letter_text, ok, refused, rows
from tests.service import Person, Service

_SEEN = iter(range(1000))
NAME = "Zoë Van Crombrügghe"
REPORT = f"Volgens {NAME} was het werk goed. Het gesprek verliep rustig."
GROUND = "R15-THIRD-PARTY"


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def evaluated(desk: Desk, report: str = REPORT, *, marked: bool = True) -> tuple[Person, str]:
    """Return a person with one evaluation in which somebody else is named."""
    url = desk.service.personnel_url
    (found,) = rows(
        url,
        "select vlimpersnummer, voornaam, naam, geboortedatum::text, persoon_id from persoon"
        " where soort = 'PL' and vlimpersnummer is not null and geboortedatum is not null"
        " and exists (select 1 from evaluatie e where e.persoon_id = persoon.persoon_id)"
        " order by persoon_id offset :place limit 1",
        place=25 + next(_SEEN),
    )
    (record,) = rows(
        url,
        "update evaluatie set verslag = :report, derden = :marked where id ="
        " (select min(id) from evaluatie where persoon_id = :of) returning id::text",
        report=report,
        marked=marked,
        of=found[4],
    )
    return Person(*found[:4]), record[0]


def passage(record_id: str, text: str = REPORT, part: str = NAME, **more: Any) -> dict[str, Any]:
    at = text.index(part)
    return {
        "categoryId": "evaluation",
        "holding": "evaluaties",
        "recordId": record_id,
        "element": "report",
        "from": at,
        "to": at + len(part),
        "ground": GROUND,
        "note": "Naam van wie het zei.",
        **more,
    }


def shapes(text: str) -> Iterator[bytes]:
    for shape in (text, text.upper(), unicodedata.normalize("NFD", text)):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield shape.encode(encoding)
        yield base64.b64encode(shape.encode())[:-4]


def everything(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield every file, and what is inside those that are archives."""
    for name, content in files.items():
        yield name, content
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as inner:
                for part in inner.namelist():
                    yield f"{name}/{part}", inner.read(part)


def remove(desk: Desk, case: dict[str, Any], withholding_id: str) -> httpx.Response:
    version = desk.handler.get(case)["version"]
    return desk.handler.http.delete(
        f"/cases/{case['id']}/withholdings/{withholding_id}",
        headers={"If-Match": f'"v{version}"'},
    )


def test_a_marked_record_is_given_with_its_passage_replaced(desk: Desk) -> None:
    person, record_id = evaluated(desk)
    case = desk.searched(person)
    ok(desk.handler.post(case, "/withholdings", passage(record_id)), 201)
    case = desk.decided(case)
    assert case["outcome"] == "partiallyGranted"
    answered = desk.answered(case)
    package = Package.of(desk.handler, answered)

    (given,) = [
        record
        for _, holding, records in package.tables
        if holding == "evaluaties"
        for record in records
        if record["recordId"] == record_id
    ]
    assert given["report"] == REPORT.replace(NAME, f"[weggelaten: {GROUND}]")
    for place, content in everything(package.files):
        assert not [s for s in shapes(NAME) if s in content], place
    assert NAME not in letter_text(desk.handler, answered, "L06")
    assert letter_pdf(desk.handler, answered, "L06")

    lines = list(csv.DictReader(io.StringIO(package.files["data/weglatingen.csv"].decode())))
    (line,) = [x for x in lines if x["recordId"] == record_id and x["holding"] == "evaluaties"]
    assert (line["elements"], line["count"], line["groundCode"]) == ("report", "1", GROUND)
    told = letter_text(desk.handler, answered, "L06").replace("-", "")  # a line may end there
    assert GROUND.replace("-", "") in told
    assert "withholding.added" in kinds(desk.handler, answered)
    assert NAME not in str(desk.handler.get(answered, "/timeline"))


def test_without_a_look_at_it_a_marked_record_stays_back_whole(desk: Desk) -> None:
    person, record_id = evaluated(desk)
    answered = desk.answered(desk.decided(desk.searched(person)))
    package = Package.of(desk.handler, answered)
    given = {r["recordId"] for _, h, found in package.tables if h == "evaluaties" for r in found}
    assert record_id not in given


def test_a_record_that_nobody_marked_can_be_withheld_whole(desk: Desk) -> None:
    person, record_id = evaluated(desk, marked=False)
    case = desk.searched(person)
    body = passage(record_id)
    for name in ("element", "from", "to"):
        del body[name]
    ok(desk.handler.post(case, "/withholdings", body), 201)
    case = desk.decided(case)
    assert case["outcome"] == "partiallyGranted"
    answered = desk.answered(case)
    package = Package.of(desk.handler, answered)
    given = {r["recordId"] for _, h, found in package.tables if h == "evaluaties" for r in found}
    assert record_id not in given


def test_a_passage_that_stands_elsewhere_too_is_found_before_the_decision(desk: Desk) -> None:
    report = f"{NAME} zei dit. Later bevestigde {NAME.upper()} het."
    person, record_id = evaluated(desk, report)
    case = desk.searched(person)
    ok(desk.handler.post(case, "/withholdings", passage(record_id, report)), 201)
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    found = refused(desk.decider.post(case, "/decisions/confirmation"), 409, "withheldPassageFound")
    assert NAME not in str(found)
    second = passage(record_id, report, NAME.upper())
    ok(desk.handler.post(case, "/withholdings", second), 201)
    answered = desk.answered(desk.decided(case))
    for place, content in everything(Package.of(desk.handler, answered).files):
        assert not [s for s in shapes(NAME) if s in content], place


def test_what_is_given_back_before_the_decision_is_given(desk: Desk) -> None:
    person, record_id = evaluated(desk, marked=False)
    case = desk.searched(person)
    made = ok(desk.handler.post(case, "/withholdings", passage(record_id)), 201)
    assert remove(desk, case, made["id"]).status_code == 204
    refused(remove(desk, case, made["id"]), 404, "resourceNotFound")
    assert desk.handler.get(case, "/withholdings")["items"] == []
    answered = desk.answered(desk.decided(case))
    (given,) = [
        r["report"]
        for _, h, found in Package.of(desk.handler, answered).tables
        if h == "evaluaties"
        for r in found
        if r["recordId"] == record_id
    ]
    assert given == REPORT


def test_after_the_decision_nothing_is_withheld_or_given_back(desk: Desk) -> None:
    person, record_id = evaluated(desk)
    case = desk.searched(person)
    made = ok(desk.handler.post(case, "/withholdings", passage(record_id)), 201)
    case = desk.decided(case)
    refused(desk.handler.post(case, "/withholdings", passage(record_id)), 409, "illegalTransition")
    refused(remove(desk, case, made["id"]), 409, "illegalTransition")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"recordId": "niet-hier"}, "withholdingUnfit"),
    ({"element": "nope"}, "withholdingUnfit"),
    ({"to": 10_000}, "withholdingUnfit"),
    ({"from": 9, "to": 9}, "withholdingUnfit"),
    ({"element": "on"}, "withholdingUnfit"),
    ({"ground": "R17-3B"}, "groundNotAllowed"),
    ({"ground": "niets"}, "groundNotAllowed"),
]


def test_what_is_not_there_cannot_be_withheld(desk: Desk) -> None:
    person, record_id = evaluated(desk)
    case = desk.searched(person)
    for change, code in WRONG:
        body = passage(record_id) | change
        refused(desk.handler.post(case, "/withholdings", body), 400, code)
    half = passage(record_id)
    del half["to"]
    refused(desk.handler.post(case, "/withholdings", half), 400, "badRequest")
    assert desk.handler.get(case, "/withholdings")["items"] == []


def test_a_copy_in_which_a_passage_is_left_is_never_sealed(desk: Desk) -> None:
    report = f"{NAME} zei dit. Later bevestigde {NAME} het."
    person, record_id = evaluated(desk, report, marked=False)
    answered = desk.answered(desk.decided(desk.searched(person)))
    body = passage(record_id, report)
    with desk.service.parts.desk() as inside:  # past every check of the doors
        inside.withholdings.add(
            Withholding(
                withholding_id=f"w-{record_id}",
                case_id=answered["id"],
                category_id=body["categoryId"],
                system="vlimpers",
                holding=body["holding"],
                record_id=record_id,
                element=body["element"],
                start=body["from"],
                stop=body["to"],
                ground=GROUND,
                note="",
                reviewed_by="test",
                reviewed_at=desk.service.clock(),
            )
        )
    before = desk.handler.get(answered, "/exports")["items"]
    found = refused(desk.handler.post(answered, "/exports"), 409, "withheldPassageFound")
    assert found["file"].endswith((".csv", ".json"))
    assert NAME not in str(found)
    assert desk.handler.get(answered, "/exports")["items"] == before
