"""Asks one personnel store for everything on one person, and keeps each answer: found, nothing held, unavailable."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.kit.vault import CaseKey
from app.personnel.model import (
    AnswerStatus,
    AsksAtOnce,
    Collector,
    Dossier,
    Holding,
    PersonalRecord,
    SourceAnswer,
    SourceError,
    SourceLater,
    SourceNeedsPerson,
    SubjectKey,
)
from app.personnel.rules import unavailable
from app.personnel.spool import Counts, Spool

_GIVE_UP_AFTER = 2
"""Holdings that go unanswered in a row before the rest of the system is not asked any more."""


def collect(
    spool: Spool,
    folder: str,
    *,
    key: CaseKey,
    collector: Collector,
    subject: SubjectKey,
    holdings: Sequence[Holding],
    at: datetime,
) -> Dossier:
    """Stream every holding into `folder` under the case's key and return what this system said.

    A store that does not answer is no error here: its answers say `unavailable`, and why.
    """
    try:
        profile, recipients = collector.profile(subject), collector.recipients(subject)
    except SourceError as error:
        return Dossier(answers=unavailable(holdings, at=at, reason=reason_of(error)))
    answers: list[SourceAnswer] = []
    silent = 0
    small: Mapping[str, Sequence[PersonalRecord]] = {}
    if isinstance(collector, AsksAtOnce):
        small = collector.small_holdings(subject, holdings)
    with spool.writing(folder, collector.system, key) as out:
        for place, holding in enumerate(holdings):
            try:
                known = small.get(holding.name)
                batches = collector.records(subject, holding) if known is None else iter((known,))
                counts = out.write(holding, batches)
            except SourceError as error:
                silent = silent + 1 if isinstance(error, SourceLater) else 0
                gone = holdings[place:] if silent == _GIVE_UP_AFTER else [holding]
                answers += unavailable(gone, at=at, reason=reason_of(error))
                if silent == _GIVE_UP_AFTER:
                    break
            else:
                silent = 0
                answers.append(_answer(holding, counts, at=at))
    return Dossier(answers=tuple(answers), profile=profile, recipients=recipients)


def reason_of(error: SourceError) -> str:
    """Return in plain Dutch, for a handler, why a system gave no answer."""
    if isinstance(error, SourceLater):
        return "Het systeem was niet bereikbaar of antwoordde niet op tijd."
    if isinstance(error, SourceNeedsPerson):
        return "In het systeem zelf moet eerst iemand iets doen."
    return (
        "Het systeem past niet meer bij zijn koppelingsbestand; de beheerder moet dit herstellen."
    )


def _answer(holding: Holding, counts: Counts, *, at: datetime) -> SourceAnswer:
    return SourceAnswer(
        system=holding.system,
        holding=holding.name,
        category_id=holding.category_id,
        status=AnswerStatus.FOUND if counts.records else AnswerStatus.NOTHING_HELD,
        record_count=counts.records,
        third_party_count=counts.third_party,
        searched_at=at,
    )
