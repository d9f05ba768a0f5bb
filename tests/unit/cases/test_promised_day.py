"""The day a person was promised: one rule, whoever asks it."""

from dataclasses import replace
from datetime import date

import pytest
from app.cases.model import Case, Extension
from app.cases.promise import promised_on
from app.deadlines.model import Clock, Suspension, SuspensionKind
from app.letters.frame import deadline_of
from app.web.views import answer_by
from tests.letter_examples import CLOCK, EXTENSION, case, frame

EXTENDED = replace(CLOCK, due_on=date(2027, 2, 10))


def paused(extension: Extension | None, answered_on: date) -> Case:
    pause = Suspension(SuspensionKind.IDENTITY, date(2026, 11, 12), answered_on)
    return replace(case(), extension=extension, suspensions=(pause,))


@pytest.mark.parametrize(
    ("what", "of", "clock", "promised"),
    [
        ("the due date", case(), CLOCK, date(2026, 12, 3)),
        ("nothing while suspended", case(), replace(CLOCK, due_on=None), None),
        ("what L05 named", paused(EXTENSION, date(2026, 11, 20)), EXTENDED, date(2027, 2, 2)),
        (
            "the date that applies after a pause that ended later",
            paused(EXTENSION, date(2026, 12, 10)),
            EXTENDED,
            date(2027, 2, 10),
        ),
        (
            "never later than the date that applies",
            paused(EXTENSION, date(2026, 11, 20)),
            replace(CLOCK, due_on=date(2027, 1, 30)),
            date(2027, 1, 30),
        ),
    ],
)
def test_letter_and_status_page_name_the_same_day(
    what: str, of: Case, clock: Clock, promised: date | None
) -> None:
    assert promised_on(of, clock) == promised, what
    assert answer_by(of, clock) == promised, what
    letter = deadline_of(replace(frame(), case=of, clock=clock))
    assert letter == (promised or clock.safe_harbour_on), what
