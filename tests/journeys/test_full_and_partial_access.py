"""Access granted in full and in part: all the store holds is handed over or named, and nothing of others."""

import csv
import io
import tomllib
from typing import Any

from app.personnel.demo.mappings import MAPPINGS
from app.staff.model import Role
from tests.journey_steps import Desk, Package, letter_text, ok, person_of, refused, rows
from tests.service import Person, Service

SUBJECT_COLUMNS = (
    "persoon_id",
    "kind_persoon_id",
    "verwant_persoon_id",
    "evaluator_id",
    "goedkeurder_id",
    "gebeld_persoon_id",
)
"""Every column of the demo store that points at a person."""
NOT_ABOUT_DATA = {"verstrekking"}
"""To whom data went: told in the letter by name, not a record of a category."""


def held_by_store(service: Service, person_id: int) -> set[tuple[str, str]]:
    """Return table and id of every row that points at the person, read by SQL alone."""
    columns = rows(
        service.personnel_url,
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public' and column_name = any(:names)",
        names=list(SUBJECT_COLUMNS),
    )
    found: set[tuple[str, str]] = set()
    for table, column in columns:
        key = "persoon_id" if table == "persoon" else "id"
        ids = rows(
            service.personnel_url,
            f"select {key}::text from {table} where {column} = :id",  # noqa: S608 - names of the schema
            id=person_id,
        )
        found |= {(table, row[0]) for row in ids if table not in NOT_ABOUT_DATA}
    return found


def tables_of_holdings() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for path in MAPPINGS:
        mapping: dict[str, Any] = tomllib.loads(path.read_text())
        system = mapping["system"]["name"]
        found |= {(system, part["name"]): part["table"] for part in mapping["holding"]}
    return found


def withheld_lines(package: Package) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.files["data/weglatingen.csv"].decode())))


def test_granted_in_full(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Raf")
    case = desk.searched(person)
    assert desk.decided(case)["claims"][0]["outcome"] == "granted"
    desk.answered(case)
    told = letter_text(desk.handler, case, "L06")
    package = Package.of(desk.handler, case)
    assert "Ja, AgO verwerkt persoonsgegevens over u." in told
    assert "R15-THIRD-PARTY" not in told
    assert withheld_lines(package) == []
    assert package.descriptor["dsr:completeness"] == "complete"
    count = sum(len(records) for _, _, records in package.tables)
    assert f"De kopie telt {count} records" in told
    assert desk.handler.get(case)["outcome"] == "granted"


def test_granted_in_part_with_all_of_the_person_and_nothing_of_others(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Liesbeth", "Goossenaerts")
    (person_id,) = rows(
        service.personnel_url,
        "select persoon_id from persoon where vlimpersnummer = :number",
        number=person.number,
    )[0]
    mark_others(service, person_id)
    case = desk.searched(person)
    assert desk.decided(case)["claims"][0]["outcome"] == "partiallyGranted"
    desk.answered(case)
    package = Package.of(desk.handler, case)
    told = letter_text(desk.handler, case, "L06")

    withheld = withheld_lines(package)
    tables = tables_of_holdings()
    given = {
        (tables[system, holding], record["recordId"])
        for system, holding, records in package.tables
        for record in records
    }
    left_out = {(tables[line["system"], line["holding"]], line["recordId"]) for line in withheld}
    assert given | left_out == held_by_store(service, person_id)
    assert left_out, "somebody with records on others"
    flagged = rows(
        service.personnel_url,
        "select id::text from edossier where persoon_id = :id and derden",
        id=person_id,
    )
    assert {("edossier", row[0]) for row in flagged} <= left_out

    dossier = desk.handler.get(case, "/dossier")["items"]
    found = sum(item["recordCount"] for item in dossier)
    third_party = sum(item.get("thirdPartyCount", 0) for item in dossier)
    count = sum(len(records) for _, _, records in package.tables)
    assert (count, third_party) == (found - third_party, len(withheld))
    assert f"De kopie telt {count} records" in told
    assert "R15-THIRD-PARTY" in told
    assert {line["groundCode"] for line in withheld} == {"R15-THIRD-PARTY"}
    for label in {line["categoryLabel"] for line in withheld}:
        assert label.split(",")[0] in told

    everything = b"".join(package.files.values()) + told.encode()
    assert b"MERK-EIGEN" in everything, "what is the person's own is there"
    assert b"MERK-ANDER" not in everything


def mark_others(service: Service, person_id: int) -> None:
    """Write marks into what is the person's own, and into what is another's but near."""
    for statement in (
        "update contact set prive_email = 'MERK-EIGEN@x.example' where persoon_id = :id",
        "update contact set prive_email = 'MERK-ANDER@x.example' where persoon_id <> :id",
        "update evaluatie set verslag = 'MERK-ANDER' where evaluator_id = :id and persoon_id <> :id",
        (
            "update afwezigheid set opmerking = 'MERK-ANDER'"
            " where goedkeurder_id = :id and persoon_id <> :id"
        ),
        (
            "update edossier set titel = 'MERK-ANDER', inhoud = 'MERK-ANDER'"
            " where persoon_id = :id and derden"
        ),
        "update edossier set inhoud = 'MERK-ANDER' where persoon_id <> :id",
        "update noodcontact set naam = 'MERK-ANDER' where persoon_id = :id and derden",
        "update gesprek set nummer = 'MERK-ANDER' where persoon_id <> :id",
    ):
        rows(service.personnel_url, statement, id=person_id)


def test_who_is_known_to_vlimpers_leren_alone_gets_its_five_categories(service: Service) -> None:
    # IN-04: search nothing else, list nothing else.
    desk = Desk.of(service)
    person = person_of_leren(service)
    case = desk.searched(person)
    dossier = desk.handler.get(case, "/dossier")["items"]
    assert {item["system"] for item in dossier} == {"vlimpers_leren"}
    assert len({item["categoryId"] for item in dossier}) == 5
    searched = [
        item["details"]["system"]
        for item in desk.handler.get(case, "/timeline")["items"]
        if item["kind"] == "collection.systemSearched"
    ]
    assert searched == ["vlimpers_leren"]
    desk.decided(case)
    desk.answered(case)
    package = Package.of(desk.handler, case)
    assert {system for system, _, _ in package.tables} == {"vlimpers_leren"}
    told = letter_text(desk.handler, case, "L06")
    assert "Heldere taal" in package.files["index.html"].decode()
    assert "Vlimpers Leren" in told
    for label in ("loongegevens", "evaluatie", "rijksregisternummer", "pensioengegevens"):
        assert label not in told


def person_of_leren(service: Service) -> Person:
    found = rows(service.personnel_url, "select vo_id, voornaam, naam, '' from leren_persoon")
    return Person(*found[0])


def test_a_category_that_is_refused_is_in_neither_copy_nor_doubt(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Jean-Pierre")
    case = desk.searched(person)
    refusal = {
        "claimId": case["claims"][0]["id"],
        "categoryId": "discipline",
        "decision": "refuse",
        "groundCodes": ["R23-JUDICIAL"],
        "facts": "Een gerecht stelde een onderzoek in.",
        "reason": "Het onderzoek loopt nog.",
    }
    held = [
        item
        for item in desk.handler.get(case, "/dossier")["items"]
        if item["categoryId"] == "discipline" and item["recordCount"]
    ]
    assert held, "somebody with such records"
    assert desk.decided(case, refusal)["claims"][0]["outcome"] == "partiallyGranted"
    desk.answered(case)
    package = Package.of(desk.handler, case)
    names = {holding for _, holding, _ in package.tables}
    assert not names & {item["holding"] for item in held}, "no empty table in its place"
    refused_ones = {item["holding"] for item in held}
    lines = [line for line in withheld_lines(package) if line["holding"] in refused_ones]
    assert [(line["groundCode"], int(line["count"])) for line in lines] == [
        ("R23-JUDICIAL", item["recordCount"]) for item in held
    ]
    told = letter_text(desk.handler, case, "L06")
    assert "R23-JUDICIAL" in told
    assert "gerecht stelde een onderzoek in." in told


def test_records_on_others_stay_back_whatever_was_decided(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Katrien")
    case = desk.searched(person)
    grant = {
        "claimId": case["claims"][0]["id"],
        "decision": "grant",
        "reason": "Alles mag mee.",
    }
    ok(desk.handler.put(case, "/decisions", {"decisions": [grant]}))
    other_handler = service.client(Role.CASE_HANDLER)
    place = "/decisions/confirmation"
    assert place[1:] not in other_handler.get(case)["allowedActions"]
    refused(other_handler.post(case, place), 403, "missingPermission")
    decided = ok(desk.decider.post(case, place))
    assert decided["claims"][0]["outcome"] == "partiallyGranted"
    desk.answered(case)
    assert withheld_lines(Package.of(desk.handler, case))
