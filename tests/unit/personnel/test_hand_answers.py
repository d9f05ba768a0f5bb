"""Files that somebody hands in: read to the last value or refused whole, each fault with its place and never a value."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from app.personnel.by_hand import SEARCH, CollectorTask
from app.personnel.changes import ChangeKind
from app.personnel.hand_answers import (
    AnswerUnfit,
    changed,
    is_json,
    nobody,
    records_in,
    somebody,
    whole,
)
from app.personnel.manual_mapping import ManualMapping

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WORDS = {"nl": "x", "fr": "x", "en": "x"}


def element(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "origin": "provided", **WORDS, **more}


MAPPING = ManualMapping.model_validate(
    {
        "system": {"name": "archive", **WORDS},
        "collector": {**WORDS, "population": "staff"},
        "holding": [
            {
                "name": "files",
                "category": "career",
                **WORDS,
                "elements": [
                    element("title", "text"),
                    element("on", "date"),
                    element("amount", "decimal"),
                    element("pages", "integer", optional=True),
                    element("open", "boolean", optional=True),
                    element("seen", "timestamp", optional=True, zone="Europe/Brussels"),
                ],
            }
        ],
    }
)
(FILES,) = MAPPING.holding


def task(kind: str = SEARCH, **asked: Any) -> CollectorTask:
    return CollectorTask("t1", "archive", kind, asked, AT, AT + timedelta(days=14))


def read(content: str) -> list[dict[str, Any]]:
    plain = content.encode()
    return records_in(FILES, plain, is_json=is_json(plain))


def faults(content: str | bytes) -> list[tuple[int, str]]:
    plain = content.encode() if isinstance(content, str) else content
    with pytest.raises(AnswerUnfit) as refused:
        records_in(FILES, plain, is_json=is_json(plain))
    assert "geheim" not in str(refused.value) + str(refused.value.faults)
    return [(fault.line, fault.column) for fault in refused.value.faults]


def test_a_file_of_excel_is_read_with_every_kind() -> None:
    (record,) = read(
        "\ufefftitle;on;amount;pages;open;seen;recordId;concernsOthers\r\n"
        '"Nota; met\nregel";5/3/2026;12,50;3;ja;2026-03-05T10:00:00;A-1;ja\r\n'
    )
    assert (record["recordId"], record["thirdParty"]) == ("A-1", True)
    values = record["values"]
    assert values["title"] == "Nota; met\nregel"
    assert (values["on"], values["amount"]) == (date(2026, 3, 5), Decimal("12.50"))
    assert (values["pages"], values["open"]) == (3, True)
    assert values["seen"].utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_with_any_separator(delimiter: str) -> None:
    lines = [["title", "on", "amount"], ["Brief", "2026-03-05", "1.5"], ["", "", ""]]
    (record,) = read("\n".join(delimiter.join(line) for line in lines))
    assert (record["recordId"], record["values"]["pages"]) == ("1", None)


def test_json_keeps_the_digits_of_numbers() -> None:
    (record,) = read('[{"title": "a", "on": null, "amount": 12.50}]')
    assert str(record["values"]["amount"]) == "12.50"


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ("title;on;amount\ngeheim;geheim;1\na;2026-01-01;geheim\n", [(2, "on"), (3, "amount")]),
        ("title;on\na;2026-01-01\n", [(1, "amount")]),
        ("title;on;amount;geheim\n", [(1, "4")]),
        ("title;on;amount\ngeheim;2026-01-01\n", [(2, "")]),
        ('title;on;amount\n"geheim;2026-01-01;1', [(2, "")]),
        (
            "recordId;title;on;amount\n7;a;2026-01-01;1\n7;b;2026-01-01;1\n",
            [(3, "recordId")],
        ),
        ("title;on;amount;concernsOthers\na;2026-01-01;1;geheim\n", [(2, "concernsOthers")]),
        ("title;title;on;amount\n", [(1, "")]),
        ("", [(1, "title"), (1, "on"), (1, "amount")]),
        ('[{"title": "a"}]', [(1, "on"), (1, "amount")]),
        (
            '[{"title": 5, "on": "geheim", "amount": true}]',
            [(1, "title"), (1, "on"), (1, "amount")],
        ),
        ('[\n{"title": geheim}]', [(2, "")]),
        ('{"title": "geheim"}', [(0, "")]),
        (b"title;on;amount\ncaf\xe9;2026-01-01;1\n", [(0, "")]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    content: str | bytes, places: list[tuple[int, str]]
) -> None:
    assert faults(content) == places


def test_no_more_than_twenty_faults_are_told() -> None:
    assert len(faults("title;on;amount\n" + "a;x;x\n" * 50)) == 20


def test_an_answer_is_filled_in_as_it_is_read_back() -> None:
    found = whole(
        task(person={"givenName": "An", "familyName": "Peeters", "dateOfBirth": "1980-01-02"}),
        MAPPING,
        somebody(
            task(person={"givenName": "An", "familyName": "Peeters"}),
            MAPPING,
            key="A-1",
            holdings={"files": read("title;on;amount\na;2026-01-01;1\n")},
        ),
    )
    assert (found["subjectKey"], found["people"][0]["population"]) == ("A-1", "staff")
    assert found["holdings"]["files"][0]["values"]["on"] == "2026-01-01"


def test_nobody_holds_nothing() -> None:
    found = whole(task(person={}), MAPPING, nobody())
    assert (found["people"], found["person"], found["holdings"]) == ([], None, {"files": []})


@pytest.mark.parametrize(
    "given",
    [
        {"people": [{}], "person": {}, "subjectKey": "A"},
        {"people": [], "person": None, "holdings": {"files": [{"recordId": "1"}]}},
        {"people": [], "person": None, "recipients": [{"on": "geheim"}]},
    ],
)
def test_an_answer_that_could_not_be_read_back_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(AnswerUnfit):
        whole(task(person={}), MAPPING, given)


@pytest.mark.parametrize("status", ["done", "nothingThere", "valueNotStored", "needsPerson"])
def test_a_change_has_a_status(status: str) -> None:
    found = whole(task(ChangeKind.ERASE), MAPPING, changed(status, records=2))
    assert (found["status"], found["records"]) == (status, 2)


def test_a_change_without_a_known_status_is_refused() -> None:
    with pytest.raises(AnswerUnfit):
        whole(task(ChangeKind.ERASE), MAPPING, changed("misschien"))
