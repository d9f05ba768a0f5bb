"""The explanation: each step names rule, source and reason, and the steps lead to the date shown."""

import json
from datetime import date
from itertools import pairwise

import pytest
from app.deadlines.explain import clock_json
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock, Suspension, SuspensionKind
from app.deadlines.rules import RULES_VERSION, compute

CALENDAR = Calendar()
IDENTITY, SPECIFICATION = SuspensionKind.IDENTITY, SuspensionKind.SPECIFICATION


def clock(
    received: str, *suspensions: Suspension, extended: bool = False, calendar: Calendar = CALENDAR
) -> Clock:
    return compute(
        date.fromisoformat(received),
        calendar=calendar,
        suspensions=suspensions,
        extended=extended,
    )


def rules(of: Clock) -> list[str]:
    return [step.rule for step in of.steps]


def told(of: Clock, rule: str) -> str:
    return " ".join(step.text.nl for step in of.steps if step.rule == rule)


def pause(kind: SuspensionKind, asked: tuple[int, int], answered: tuple[int, int]) -> Suspension:
    return Suspension(kind, date(2026, *asked), date(2026, *answered))


CLOCKS = [
    clock("2026-09-15"),
    clock("2026-01-31"),
    clock("2026-01-31", extended=True),
    clock("2025-06-11"),
    clock("2026-03-04", pause(IDENTITY, (3, 5), (3, 19)), extended=True),
    clock("2026-09-01", Suspension(IDENTITY, date(2026, 9, 3))),
]


@pytest.mark.parametrize("of", CLOCKS)
def test_the_steps_are_one_chain_from_receipt_to_the_date_shown(of: Clock) -> None:
    assert of.steps[0].start == of.received_on
    assert all(one.end == other.start for one, other in pairwise(of.steps))
    assert of.steps[-1].end == (of.due_on or of.safe_harbour_on)


@pytest.mark.parametrize("of", CLOCKS)
def test_every_step_has_rule_source_and_three_languages(of: Clock) -> None:
    for step in of.steps:
        assert step.rule.startswith("DL-") or step.rule == "1.3"
        assert step.source.startswith(("Reg. 1182/71", "GDPR", "EDPB"))
        assert len({step.text.nl, step.text.en, step.text.fr, ""}) == 4


def test_a_clipped_month_and_each_rolled_day_with_its_reason() -> None:
    of = clock("2026-01-31")
    assert rules(of) == ["DL-02", "DL-03", "DL-04", "DL-05", "DL-05", "DL-06", "DL-08"]
    assert "Een 31e is er niet in die maand" in told(of, "DL-04")
    assert "Zaterdag 28 februari 2026 valt in het weekend" in told(of, "DL-05")
    assert "Zondag 1 maart 2026 valt in het weekend" in told(of, "DL-05")
    assert "na maandag 2 maart 2026, om middernacht in Brussel" in told(of, "DL-06")
    assert "donderdag 30 april 2026" in told(of, "DL-08")


def test_a_holiday_is_named() -> None:
    of = clock("2026-04-14")
    assert "Donderdag 14 mei 2026 is een feestdag (Hemelvaartsdag)" in told(of, "DL-05")
    assert "public holiday (Ascension Day)" in of.steps[2].text.en
    assert "jour férié (Ascension)" in of.steps[2].text.fr


def test_credit_is_told_in_days_with_the_events() -> None:
    of = clock("2026-03-30", pause(IDENTITY, (4, 1), (4, 9)))
    text = told(of, "1.3")
    assert "De klok stond 8 dagen stil; die komen erbij" in text
    assert "gevraagd op woensdag 1 april 2026, beantwoord op donderdag 9 april 2026" in text
    assert "Zonder onderbreking liep de eerste termijn tot en met donderdag 30 april 2026" in text
    moved = next(step for step in of.steps if step.rule == "1.3")
    assert (moved.start, moved.end) == (date(2026, 4, 30), date(2026, 5, 8))
    assert "8 days" in moved.text.en


def test_one_day_of_credit_is_told_in_the_singular() -> None:
    of = clock("2026-09-01", pause(IDENTITY, (9, 3), (9, 4)))
    assert "De klok stond 1 dag stil; die komt erbij" in told(of, "1.3")


def test_overlap_is_told() -> None:
    of = clock(
        "2026-09-01",
        pause(IDENTITY, (9, 2), (9, 12)),
        pause(SPECIFICATION, (9, 7), (9, 15)),
    )
    assert "13 dagen stil" in told(of, "1.3")
    assert "Dagen die samenvallen tellen één keer." in told(of, "1.3")


def test_what_adds_nothing_is_told_with_its_reason() -> None:
    late = clock("2026-09-01", pause(IDENTITY, (9, 9), (9, 15)))
    assert "later dan dinsdag 8 september 2026 (vijf werkdagen): dat geeft 0 dagen" in told(
        late, "1.3"
    )
    at_once = clock("2026-09-01", pause(IDENTITY, (9, 3), (9, 3)))
    assert "Gevraagd en beantwoord op donderdag 3 september 2026: dat geeft 0 dagen" in told(
        at_once, "1.3"
    )


def test_an_open_pause_shows_since_when_and_by_when_a_notice_is_due() -> None:
    of = clock(
        "2026-09-01",
        pause(SPECIFICATION, (9, 1), (9, 4)),
        Suspension(IDENTITY, date(2026, 9, 7)),
    )
    text = told(of, "1.3")
    assert "Op maandag 7 september 2026 is bewijs van identiteit gevraagd" in text
    assert "De klok stond 3 dagen stil" in text
    assert "uiterlijk op donderdag 1 oktober 2026 moet de persoon weten" in text
    assert "DL-06" not in rules(of)


def test_an_extended_clock_tells_both_readings_and_when_the_notice_was_due() -> None:
    of = clock("2026-01-31", extended=True)
    assert "uiterlijk dan moest de verlenging, met redenen, meegedeeld zijn" in told(of, "DL-09")
    assert "maandag 2 maart 2026" in told(of, "DL-09")
    assert "samen drie vanaf de ontvangst" in told(of, "DL-08")
    assert "Plan het antwoord tegen dinsdag 28 april 2026" in told(of, "DL-08")
    assert "Plan het antwoord" not in told(clock("2026-09-15", extended=True), "DL-08")


def test_11_july_is_told_whether_it_moved_the_date_or_not() -> None:
    assert "instelling voor 11 juli staat uit" in told(clock("2025-06-11"), "DL-05")
    switched = clock("2025-06-11", calendar=Calendar(roll_on_11_july=True))
    assert "instelling voor 11 juli aanstaat" in told(switched, "DL-05")
    assert "11 juli staat uit" not in told(clock("2025-06-12"), "DL-05")


def test_the_json_of_the_contract() -> None:
    shown = clock_json(clock("2026-01-31"))
    steps = shown.pop("steps")
    assert shown == {
        "receivedDate": "2026-01-31",
        "firstDeadline": "2026-03-02",
        "extendedDeadline": "2026-04-30",
        "dueDate": "2026-03-02",
        "endsAt": "2026-03-03T00:00:00+01:00",
        "creditDays": 0,
        "safeHarbourDate": "2026-03-02",
        "rulesVersion": RULES_VERSION,
        "holidaysVersion": CALENDAR.version,
    }
    assert isinstance(steps, list)
    assert steps[2] == {
        "rule": "DL-04",
        "source": "Reg. 1182/71 art. 3(2)(c)",
        "from": "2026-01-31",
        "to": "2026-02-28",
        "text": {
            "nl": "Eén maand later: zaterdag 28 februari 2026. Een 31e is er niet in die maand: de laatste dag telt.",
            "en": "One month later: Saturday 28 February 2026. That month has no day 31: its last day counts.",
        },
    }


def test_the_json_while_suspended_leaves_out_what_does_not_exist() -> None:
    shown = clock_json(clock("2026-09-01", Suspension(IDENTITY, date(2026, 9, 3))))
    assert set(shown) == {
        "receivedDate",
        "suspendedSince",
        "creditDays",
        "safeHarbourDate",
        "rulesVersion",
        "holidaysVersion",
        "steps",
    }
    assert "null" not in json.dumps(shown)


def test_the_end_instant_is_given_in_brussels_summer_time() -> None:
    assert clock_json(clock("2026-06-30"))["endsAt"] == "2026-07-31T00:00:00+02:00"


def test_the_versions_are_kept_with_the_answer() -> None:
    switched = Calendar(roll_on_11_july=True)
    of = clock("2026-09-15", calendar=switched)
    assert (of.rules_version, of.holidays_version) == (RULES_VERSION, switched.version)
