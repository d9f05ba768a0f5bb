"""Questions to people: what they are shown, what makes two of them the same, which systems have somebody behind them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from app.personnel.by_hand import CollectorTask, mapping_of, search_for, step_of
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.mapping import MappingInvalid
from app.personnel.model import PersonCriteria
from app.personnel.registry import ConnectorSpec, Suspension, build_collectors
from tests.manual_store import write_stores

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WHO = PersonCriteria("An", "Peeters", date(1980, 1, 2), "24 00013", "80.01.02-001.23")


def spec(folder: Path) -> ConnectorSpec:
    write_stores(folder, "postgresql://nobody@127.0.0.1:9/nothing")
    return ConnectorSpec("manual_task", "", folder / "archief.toml")


def test_the_national_number_is_never_shown() -> None:
    question = search_for("archief", WHO)
    assert "80.01.02" not in str(question)
    assert question.asked["person"] == {
        "givenName": "An",
        "familyName": "Peeters",
        "dateOfBirth": "1980-01-02",
        "number": "2400013",
    }


def test_a_step_is_the_same_question_whatever_is_shown_with_it() -> None:
    one = step_of("archief", "erase", "s1", {"holding": "a"})
    assert one.about == step_of("archief", "erase", "s1", {}).about
    assert one.about != step_of("archief", "erase", "s2", {"holding": "a"}).about


@pytest.mark.parametrize(
    ("later", "answered", "is_open"),
    [
        (timedelta(0), None, True),
        (timedelta(days=14), None, False),
        (timedelta(days=13), AT, False),
    ],
)
def test_a_task_is_open_until_it_ends_or_is_answered(
    later: timedelta, answered: datetime | None, *, is_open: bool
) -> None:
    task = CollectorTask("t", "archief", "search", {}, AT, AT + timedelta(days=14), answered)
    assert task.is_open(AT + later) is is_open


def test_a_system_on_hold_still_has_somebody_behind_it(tmp_path: Path) -> None:
    held = replace(spec(tmp_path), suspended=Suspension(date(2026, 11, 3), "verhuis"))
    database = ConnectorSpec("hr_database", "postgresql://x@127.0.0.1:9/y", MAPPINGS[0])
    collectors = build_collectors([database, held])
    found = mapping_of(collectors, "archief")
    assert found is not None
    assert mapping_of(collectors, collectors[0].system) is None


def test_a_mapping_file_without_somebody_who_searches_is_refused(tmp_path: Path) -> None:
    wanted = spec(tmp_path)
    text = wanted.mapping.read_text(encoding="utf-8").replace("[collector]", "[verzamelaar]")
    wanted.mapping.write_text(text, encoding="utf-8")
    with pytest.raises(MappingInvalid, match="collector"):
        build_collectors([wanted])
