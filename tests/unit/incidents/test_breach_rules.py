"""The 72 hours of Art. 33 and the decisions on a breach."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from app.incidents.model import (
    Choice,
    Incident,
    Informing,
    Notification,
    Recall,
    Risk,
    Story,
)
from app.incidents.rules import (
    IncidentDecisionUnfit,
    IncidentInFuture,
    IncidentReasonMissing,
    NothingSent,
    breach_clock,
    check_decisions,
    check_report,
)
from hypothesis import given
from hypothesis import strategies as st

KNOWN = datetime(2026, 3, 5, 9, 20, tzinfo=UTC)
NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
INCIDENT = Incident(
    incident_id="i",
    case_id="c",
    known_at=KNOWN,
    letter_ids=("l",),
    export_ids=(),
    reported_by="a",
    reported_at=KNOWN,
    story=Story("Somebody else", "The envelope went to the neighbours"),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("known", "safe_by", "ends_at"),
    [
        # an ordinary day: the hour in which it became known is not counted
        ("2026-03-05T10:20:00+01:00", "2026-03-08T10:20:00+01:00", "2026-03-08T11:00:00+01:00"),
        # on the full hour that hour is the one of the event
        ("2026-03-05T10:00:00+01:00", "2026-03-08T10:00:00+01:00", "2026-03-08T11:00:00+01:00"),
        # over Easter: weekends and holidays count, nothing moves to a working day
        ("2026-04-02T16:45:00+02:00", "2026-04-05T16:45:00+02:00", "2026-04-05T17:00:00+02:00"),
        # the night of summer time has 23 hours: 72 real hours
        ("2026-03-27T10:20:00+01:00", "2026-03-30T11:20:00+02:00", "2026-03-30T12:00:00+02:00"),
        # the night of winter time has 25
        ("2026-10-23T10:20:00+02:00", "2026-10-26T09:20:00+01:00", "2026-10-26T10:00:00+01:00"),
    ],
)
def test_the_clock_runs_72_hours(known: str, safe_by: str, ends_at: str) -> None:
    clock = breach_clock(at(known))
    assert (clock.safe_by, clock.ends_at) == (at(safe_by), at(ends_at))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_the_safe_moment_is_never_after_the_end_and_at_most_an_hour_before(known: datetime) -> None:
    clock = breach_clock(known)
    assert 0 < (clock.ends_at - clock.safe_by).total_seconds() <= 3600


def test_a_report_names_something_of_this_case_and_a_moment_that_was() -> None:
    check_report(INCIDENT, letters=["l"], exports=[], at=NOW)
    with pytest.raises(NothingSent):
        check_report(INCIDENT, letters=["other"], exports=[], at=NOW)
    with pytest.raises(NothingSent):
        check_report(replace(INCIDENT, letter_ids=()), letters=["l"], exports=[], at=NOW)
    with pytest.raises(IncidentInFuture):
        check_report(INCIDENT, letters=["l"], exports=[], at=KNOWN.replace(day=4))


def notified(when: str | None, choice: Choice = Choice.DONE) -> Notification:
    return Notification(choice, "a", NOW, at(when) if when else None)


IN_TIME, LATE = "2026-03-06T10:00:00+00:00", "2026-03-08T10:00:00+00:00"
SKIPPED = notified(None, Choice.NOT_NEEDED)


@pytest.mark.parametrize(
    ("changed", "reasons", "refused"),
    [
        ({"risk": Risk.RISK, "notification": notified(IN_TIME)}, {}, None),
        ({"notification": notified(IN_TIME)}, {}, IncidentDecisionUnfit),  # no risk judged
        ({"risk": Risk.RISK, "notification": notified(None)}, {}, IncidentDecisionUnfit),
        (
            {"risk": Risk.RISK, "notification": notified("2026-03-05T09:00:00+00:00")},
            {},
            IncidentDecisionUnfit,  # before it was known
        ),
        (
            {"risk": Risk.RISK, "notification": notified("2026-03-10T09:00:00+00:00")},
            {},
            IncidentDecisionUnfit,  # to come
        ),
        ({"risk": Risk.RISK, "notification": notified(LATE)}, {}, IncidentReasonMissing),
        (
            {"risk": Risk.RISK, "notification": notified(LATE)},
            {"notification_reasons": "Nobody was in"},
            None,
        ),
        (
            {"risk": Risk.RISK, "notification": SKIPPED},
            {"notification_reasons": "x"},
            IncidentDecisionUnfit,
        ),
        ({"risk": Risk.UNLIKELY, "notification": SKIPPED}, {}, IncidentReasonMissing),
        (
            {"risk": Risk.UNLIKELY, "notification": SKIPPED},
            {"notification_reasons": "Sealed envelope came back"},
            None,
        ),
        ({"informing": Informing(Choice.DONE, "a", NOW)}, {}, IncidentDecisionUnfit),
        ({"informing": Informing(Choice.DONE, "a", NOW, date(2026, 3, 6))}, {}, None),
        ({"informing": Informing(Choice.DONE, "a", NOW, date(2026, 3, 5))}, {}, None),
        (
            {"informing": Informing(Choice.DONE, "a", NOW, date(2026, 3, 4))},
            {},
            IncidentDecisionUnfit,  # before it was known
        ),
        ({"informing": Informing(Choice.NOT_NEEDED, "a", NOW)}, {}, IncidentReasonMissing),
        ({"recall": Recall.RETURNED}, {}, IncidentDecisionUnfit),
        ({"recall": Recall.ASKED}, {}, None),
    ],
)
def test_decisions_stand_or_fall(
    changed: dict[str, object], reasons: dict[str, str], refused: type[Exception] | None
) -> None:
    story = replace(Story("Somebody else", "It went wrong"), **reasons)
    incident = replace(INCIDENT, story=story, **changed)  # type: ignore[arg-type]
    if refused is None:
        check_decisions(incident, at=NOW)
        return
    with pytest.raises(refused):
        check_decisions(incident, at=NOW)


def test_an_incident_is_open_until_both_decisions_are_there() -> None:
    assert INCIDENT.open
    half = replace(INCIDENT, notification=notified(IN_TIME))
    assert half.open
    assert not replace(half, informing=Informing(Choice.DONE, "a", NOW, date(2026, 3, 6))).open
