"""From the values of a case to what its letters print: one pure function per kind of letter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from app.cases.model import Outcome
from app.deadlines.arithmetic import BRUSSELS
from app.language import Language, Text
from app.letters.article15 import information
from app.letters.catalogue import MEANS
from app.letters.frame import Plain, common, label, rights_phrase, texts
from app.letters.languages import date_in_words, number
from app.letters.model import (
    ClaimDecision,
    CopyAnnex,
    IdentityStatus,
    LetterContext,
    LetterFrame,
    LetterKind,
    Omission,
    SystemSearch,
)
from app.letters.original import as_written, sentences
from app.letters.section_values import beside_values, claim_values, file_values, ground_values
from app.letters.sections import NOTHING_BESIDE, Beside, ClaimAnswer
from app.personnel.model import AnswerStatus, Dossier
from app.personnel.silence import silence
from app.register.model import Article15


def receipt(
    frame: LetterFrame, *, identity: IdentityStatus, status_url: str, status_code: str = ""
) -> LetterContext:
    """Return L01: what we read in the request, by when we answer, and how it goes on.

    `status_code` as people read it, for who was not shown it on a page.
    """
    clock = frame.clock
    return _context(
        LetterKind.RECEIPT,
        frame,
        {
            "rights": [label(c.right, frame) for c in frame.case.claims],
            "to_be_clarified": frame.case.to_be_clarified,
            "first_deadline": date_in_words(
                clock.first_on or clock.safe_harbour_on, frame.language
            ),
            "identity": identity.value,
            "status_url": status_url,
            "status_code": status_code,
        },
    )


def identity_request(
    frame: LetterFrame, *, doubt: str, means: Sequence[str], credited: bool, sign_in: str = ""
) -> LetterContext:
    """Return L02: why we doubt, how to prove, and whether the period rests meanwhile.

    `credited` is false where we asked too late for the clock to stop (section 1.3). `sign_in` names the system behind the means `session`. Raises ValueError for a means the text
    has no words for, or when there is none to choose.
    """
    if not means or not MEANS.issuperset(means):
        raise ValueError("L02 offers means of proof its text knows")
    clock, language = frame.clock, frame.language
    mark = f"{frame.register.controller.abbreviation} {frame.case.reference} {frame.on:%d/%m/%Y}"
    return _context(
        LetterKind.IDENTITY_REQUEST,
        frame,
        {
            "doubt": as_written(doubt, language),
            "means": list(means),
            "sign_in": sign_in,
            "credited": credited,
            "suspended_since": date_in_words(clock.suspended_since or frame.on, language),
            "safe_harbour_on": date_in_words(clock.safe_harbour_on, language),
            "copy_mark": mark,
        },
    )


def extension(frame: LetterFrame, *, ready: Sequence[Text] = ()) -> LetterContext:
    """Return L05 for the extension in the case: its reasons and the earlier reading of the new end.

    Raises ValueError for a case that was not extended.
    """
    extended = frame.case.extension
    if extended is None:
        raise ValueError("the case was not extended")
    language, clock = frame.language, frame.clock
    first_on = clock.first_on or clock.safe_harbour_on
    return _context(
        LetterKind.EXTENSION,
        frame,
        {
            "reason_code": extended.reason_code,
            "reasons": as_written(extended.reasons, language),
            "new_deadline": date_in_words(extended.planned_on, language),
            "first_deadline": date_in_words(first_on, language),
            "ready": texts(ready, language),
        },
        deadline=extended.planned_on,
    )


def access(
    frame: LetterFrame,
    *,
    article15: Article15,
    claims: Sequence[ClaimDecision],
    searches: Sequence[SystemSearch],
    state_at: datetime,
    annex: CopyAnnex,
    omissions: Sequence[Omission] = (),
    beside: Beside = NOTHING_BESIDE,
) -> LetterContext:
    """Return L06: the whole answer of Art. 15 with a section per claim.

    `state_at` is the moment the search was complete (AC-10); `beside` says what another regime or
    another controller answers.
    """
    language = frame.language
    state_on = state_at.astimezone(BRUSSELS).date()
    withheld = sum(o.count for o in omissions)
    granted = all(c.outcome is Outcome.GRANTED for c in claims if c.right == "access")
    answered = not any(s.unavailable for s in searches)
    return _context(
        LetterKind.ACCESS,
        _as_told(frame, article15),
        {
            **information(article15, language),
            "searches": [_searched(s, language) for s in searches],
            "claims": [claim_values(ClaimAnswer(c), frame) for c in claims],
            "complete": granted and answered and not omissions,
            "state_on": date_in_words(state_on, language),
            "annex": _annex(annex, language),
            "omissions": [_omission(o, language) for o in omissions],
            "withheld_total": number(withheld, language),
            **beside_values(beside, language),
        },
    )


def refusal(
    frame: LetterFrame, *, claims: Sequence[ClaimDecision], beside: Beside = NOTHING_BESIDE
) -> LetterContext:
    """Return L14: codes, the law in plain words, the facts, and what remains possible.

    Raises ValueError when a refused part lacks its ground or its facts (section 4).
    """
    return _context(
        LetterKind.REFUSAL,
        frame,
        {
            "claims": [claim_values(ClaimAnswer(c), frame) for c in claims],
            **beside_values(beside, frame.language),
        },
    )


def withdrawal(frame: LetterFrame, *, withdrawn_on: date) -> LetterContext:
    """Return L16 for the claims of the case withdrawn on this day: what stops and what goes on.

    What was taken back before has a letter of its own, and what lapsed does not go on.
    """
    case = frame.case
    back = [c.right for c in case.claims if c.withdrawn_on == withdrawn_on]
    return _context(
        LetterKind.WITHDRAWAL,
        frame,
        {
            "withdrawn_on": date_in_words(withdrawn_on, frame.language),
            "withdrawn": rights_phrase(back, frame),
            "remaining": rights_phrase([c.right for c in case.open_claims], frame),
        },
    )


def no_data(
    frame: LetterFrame,
    *,
    searches: Sequence[SystemSearch],
    searched_on: date,
    limited: Sequence[Text] = (),
    beside: Beside = NOTHING_BESIDE,
) -> LetterContext:
    """Return L24: that nothing is held, and where we looked (AC-11).

    `limited` names the data a request was limited to, where others are held.
    """
    language = frame.language
    values: Plain = {
        "searched_on": date_in_words(searched_on, language),
        "searches": [_searched(s, language) for s in searches],
        "limited": [label.into(language) for label in limited],
        **beside_values(beside, language),
    }
    return _context(LetterKind.NO_DATA, frame, values)


def searches_of(dossier: Dossier, labels: Mapping[str, Text]) -> tuple[SystemSearch, ...]:
    """Return one line per system of the dossier, with zero hits too; `labels` names the systems."""
    return tuple(
        _system(system, dossier, labels)
        for system in dict.fromkeys(a.system for a in dossier.answers)
    )


def _system(system: str, dossier: Dossier, labels: Mapping[str, Text]) -> SystemSearch:
    answers = [a for a in dossier.answers if a.system == system]
    silent = [a.reason for a in answers if a.status is AnswerStatus.UNAVAILABLE]
    return SystemSearch(
        labels.get(system, Text(system)),
        max(a.searched_at for a in answers).astimezone(BRUSSELS).date(),
        sum(a.record_count for a in answers),
        tuple(dict.fromkeys(silence(reason) for reason in silent)),
    )


def _as_told(frame: LetterFrame, article15: Article15) -> LetterFrame:
    # Letterhead and complaint block say the same as the information beside them.
    register = replace(
        frame.register,
        controller=article15.controller,
        dpo=article15.dpo,
        authorities=article15.authorities,
    )
    return replace(frame, register=register)


def _context(
    kind: LetterKind, frame: LetterFrame, values: Plain, *, deadline: date | None = None
) -> LetterContext:
    return LetterContext(
        kind, frame.language, {"frame": common(frame, deadline=deadline), **values}
    )


def _searched(search: SystemSearch, language: Language) -> Plain:
    return {
        "system": search.system.into(language),
        "on": date_in_words(search.searched_on, language),
        "found": search.record_count > 0,
        "count": number(search.record_count, language),
        "answered": not search.unavailable,
        "reasons": list(sentences(search.unavailable, language)),
    }


def _annex(annex: CopyAnnex, language: Language) -> Plain:
    until = annex.available_until
    return {
        "files": [file_values(f, language) for f in annex.files],
        "sha256": annex.descriptor_sha256,
        "count": number(annex.record_count, language),
        "until": date_in_words(until, language) if until else "",
    }


def _omission(omission: Omission, language: Language) -> Plain:
    return {
        "category": omission.category.into(language),
        "count": number(omission.count, language),
        "explanation": as_written(omission.explanation, language),
        **ground_values(omission.ground, language),
    }
