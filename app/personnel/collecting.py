"""Asks one personnel store for everything on one person, and keeps each answer: found, nothing held, unavailable."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.kit.vault import CaseKey
from app.personnel.by_hand import CollectorAwaited
from app.personnel.changes import KnowsFacts, StoreFacts
from app.personnel.drop_box import AnswerAwaited
from app.personnel.model import (
    AnswerStatus,
    AsksAtOnce,
    Collector,
    DocumentTooLarge,
    Dossier,
    Holding,
    PersonalRecord,
    SourceAnswer,
    SourceError,
    SourceLater,
    SourceNeedsPerson,
    SubjectKey,
    SubjectProfile,
)
from app.personnel.rules import unavailable
from app.personnel.silence import (
    DOES_NOT_FIT,
    FILE_AWAITED,
    NEEDS_A_PERSON,
    NOT_REACHED,
    PERSON_AWAITED,
    TOO_LARGE,
)
from app.personnel.spool import Counts, Spool, SystemWriter
from app.personnel.suspended import StoreSuspended

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
    facts_on: date | None = None,
    profile: SubjectProfile | None = None,
) -> Dossier:
    """Stream every holding into `folder` under the case's key and return what this system said.

    `profile` is what it said of the person just before; without it the system is asked.
    With `facts_on`, a Brussels day, consents and ends of storage periods are asked too: rights that
    act on data rest on them. A store that does not answer is no error here: its answers say
    `unavailable`, and why.
    """
    facts: StoreFacts | None = None
    try:
        profile, recipients = profile or collector.profile(subject), collector.recipients(subject)
        if facts_on is not None and isinstance(collector, KnowsFacts):
            facts = collector.facts(subject, on=facts_on)
    except SourceError as error:
        return Dossier(answers=unavailable(holdings, at=at, reason=reason_of(error)))
    with spool.writing(folder, collector.system, key) as out:
        answers = _answers(out, collector, subject, holdings, facts=facts, at=at)
    return Dossier(
        answers=tuple(answers),
        profile=profile,
        recipients=recipients,
        consents=facts.consents if facts else None,
    )


def _answers(
    out: SystemWriter,
    collector: Collector,
    subject: SubjectKey,
    holdings: Sequence[Holding],
    *,
    facts: StoreFacts | None,
    at: datetime,
) -> list[SourceAnswer]:
    answers: list[SourceAnswer] = []
    silent = 0
    small: Mapping[str, Sequence[PersonalRecord]] = {}
    if isinstance(collector, AsksAtOnce):
        small = collector.small_holdings(subject, holdings)
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
            answers.append(_answer(holding, counts, facts, at=at))
    return answers


def reason_of(error: SourceError) -> str:
    """Return in plain Dutch, for a handler, why a system gave no answer."""
    if isinstance(error, StoreSuspended):
        return f"Het systeem is sinds {error.since:%d/%m/%Y} buiten gebruik gesteld: {error.reason}"
    if isinstance(error, AnswerAwaited):
        return FILE_AWAITED.nl
    if isinstance(error, CollectorAwaited):
        return PERSON_AWAITED.nl
    if isinstance(error, SourceLater):
        return NOT_REACHED.nl
    if isinstance(error, SourceNeedsPerson):
        return (TOO_LARGE if isinstance(error, DocumentTooLarge) else NEEDS_A_PERSON).nl
    return DOES_NOT_FIT.nl


def _answer(
    holding: Holding, counts: Counts, facts: StoreFacts | None, *, at: datetime
) -> SourceAnswer:
    return SourceAnswer(
        system=holding.system,
        holding=holding.name,
        category_id=holding.category_id,
        status=AnswerStatus.FOUND if counts.records else AnswerStatus.NOTHING_HELD,
        record_count=counts.records,
        third_party_count=counts.third_party,
        searched_at=at,
        expired_count=facts.expired.get(holding.name) if facts else None,
    )
