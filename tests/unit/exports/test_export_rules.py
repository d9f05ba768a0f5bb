"""What is withheld is said per record, and grouped for the pages."""

from app.exports.rules import by_ground, withheld_lines
from tests.package_samples import holding


def test_every_third_party_record_gets_its_own_line_with_ground_and_remedy() -> None:
    lines = withheld_lines(holding("evaluations"), "Evaluaties", record_ids=["EV1", "EV2"])
    assert [line.record_id for line in lines] == ["EV1", "EV2"]
    assert {line.ground_code for line in lines} == {"R15-THIRD-PARTY"}
    assert {line.article for line in lines} == {"AVG artikel 15, lid 4"}
    assert all("klacht" in line.remedy and "rechter" in line.remedy for line in lines)
    assert {(line.system, line.holding) for line in lines} == {("vlimpers", "evaluations")}


def test_no_third_party_record_gives_no_line() -> None:
    assert withheld_lines(holding(), "Loon", record_ids=[]) == ()


def test_lines_are_grouped_by_table_and_ground_without_record_numbers() -> None:
    lines = (
        *withheld_lines(holding("a"), "A", record_ids=["1", "2", "3"]),
        *withheld_lines(holding("b"), "B", record_ids=["9"]),
    )
    grouped = by_ground(lines)
    assert [(line.holding, line.count, line.record_id) for line in grouped] == [
        ("a", 3, None),
        ("b", 1, None),
    ]
