"""When a case that has ended is destroyed (legal-rules 8), and what keeps it longer."""

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.cases.model import Case, Claim, Requester, State

SHORT_STATES: Final = frozenset({State.WITHDRAWN, State.LAPSED_IDENTITY})
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many years a case is kept after its end, by what became of it."""

    case_years: int = 5
    """Liability claims run five years from knowledge (old Civil Code art. 2262bis)."""
    short_years: int = 1
    """Lapsed or withdrawn: little is to be proven."""
    no_mandate_years: int = 1
    """Somebody asked for another without standing: kept to see a pattern of abuse (ID-13)."""


def years_of(case: Case, periods: Periods) -> int:
    """Return for how many years this case is kept after its end."""
    if case.lacks_standing:
        return periods.no_mandate_years
    return periods.short_years if case.state in SHORT_STATES else periods.case_years


def kept_until(
    case: Case, *, ended_on: date, breaches_on: Iterable[date] = (), periods: Periods
) -> date:
    """Return the last day on which the case is kept; `breaches_on` are the days on which its breaches became known.

    What documents a breach is kept as long as an answered case, so that the authority can verify it (GDPR art. 33(5)).
    """
    proven = (_years_later(on, periods.case_years) for on in breaches_on)
    return max((_years_later(ended_on, years_of(case, periods)), *proven))


def is_destroyed(case: Case) -> bool:
    """Whether the case was destroyed: nobody is named in it any more."""
    return case.requester == Requester("", "")


def emptied(case: Case) -> dict[str, object]:
    """Return the fields of the case that change so that codes, dates and the register are left alone."""
    return {
        "requester": Requester("", ""),
        "representative": None,
        "claims": tuple(_emptied_claim(claim) for claim in case.claims),
        "suspensions": tuple(
            type(s)(s.kind, s.asked_on, s.answered_on, counts=s.counts) for s in case.suspensions
        ),
        "extension": case.extension
        and type(case.extension)(
            case.extension.reason_code,
            "",
            case.extension.planned_on,
            case.extension.extended_on,
        ),
        "subject_keys": {},
        "linked_cases": (),
        "redirected_to": None,
    }


def _emptied_claim(claim: Claim) -> Claim:
    return Claim(
        claim_id=claim.claim_id,
        right=claim.right,
        identity=claim.identity,
        outcome=claim.outcome,
        withdrawn_on=claim.withdrawn_on,
        executed_at=claim.executed_at,
    )


def _years_later(on: date, years: int) -> date:
    year = on.year + years
    if (on.month, on.day) == _LEAP_DAY and not isleap(year):
        return date(year, 2, 28)
    return on.replace(year=year)
