"""Find in the connected stores who is meant by a request: no value of the file is read for it."""

from collections.abc import Sequence

from app.cases.model import Case, Requester
from app.casework.desk import Desk
from app.personnel.collecting import reason_of
from app.personnel.model import Candidate, Match, PersonCriteria, SourceError, SubjectKey
from app.personnel.rules import match


def criteria_of(requester: Requester) -> PersonCriteria:
    """Return what the request says of the person; the national number is there only if ID-09 allows it."""
    return PersonCriteria(
        given_name=requester.given_name,
        family_name=requester.family_name,
        date_of_birth=requester.date_of_birth,
        vlimpers_number=requester.vlimpers_number,
        national_number=requester.national_number,
    )


def matched(desk: Desk, case: Case) -> Match:
    """Return who is meant by a case: as it was chosen or found before, else as the stores say now."""
    if case.subject_keys:
        return Match(keys=tuple(SubjectKey(s, k) for s, k in case.subject_keys.items() if k))
    return match_of(desk, criteria_of(case.requester))


def match_of(desk: Desk, criteria: PersonCriteria) -> Match:
    """Ask every store who may be meant; a silent one does not stop the others."""
    return match(*people_of(desk, criteria))


def people_of(
    desk: Desk, criteria: PersonCriteria
) -> tuple[dict[str, Sequence[Candidate]], dict[str, str]]:
    """Return per store who may be meant, and of the silent ones why they did not answer."""
    found: dict[str, Sequence[Candidate]] = {}
    silent: dict[str, str] = {}
    for collector in desk.collectors:
        try:
            found[collector.system] = collector.people(criteria)
        except SourceError as error:
            silent[collector.system] = reason_of(error)
    return found, silent
