"""Letters on the way to an answer and on the ways around one: L03, L04, L10, L15, L17, L20 to L23."""

from collections.abc import Sequence
from datetime import date

from app.language import Text
from app.letters.catalogue import MEANS
from app.letters.frame import Plain, common, deadline_of, rights_phrase, texts
from app.letters.languages import WORDS, date_in_words, number, salutation
from app.letters.model import LetterContext, LetterFrame, LetterKind
from app.letters.original import as_written, told
from app.letters.section_values import elsewhere_values
from app.letters.sections import Elsewhere


def identity_reminder(
    frame: LetterFrame,
    *,
    asked_on: date,
    doubt: str,
    means: Sequence[str],
    new_date: date,
    sign_in: str = "",
) -> LetterContext:
    """Return L03: the question of L02 again, and by `new_date` what follows without an answer.

    Raises ValueError for a means the text has no words for, or when there is none to choose.
    """
    since = frame.clock.suspended_since
    return _context(
        LetterKind.IDENTITY_REMINDER,
        frame,
        {
            **_proof(frame, doubt, means, sign_in),
            "asked_on": date_in_words(asked_on, frame.language),
            "suspended_since": date_in_words(since, frame.language) if since else "",
            "new_date": date_in_words(new_date, frame.language),
        },
    )


def specification(
    frame: LetterFrame,
    *,
    overview: Sequence[tuple[Text, int]],
    systems: Sequence[Text],
    resume_on: date,
) -> LetterContext:
    """Return L04: what there is to choose from, and that we answer in full without a choice.

    `overview` gives the records per category; from `resume_on` on the period runs again. Raises
    ValueError without an overview: recital 63 allows the question for a large quantity only.
    """
    if not overview or not systems:
        raise ValueError("L04 shows what there is to choose from")
    language = frame.language
    since = frame.clock.suspended_since or frame.on
    return _context(
        LetterKind.SPECIFICATION,
        frame,
        {
            "overview": [
                {"label": label.into(language), "count": number(count, language)}
                for label, count in overview
            ],
            "systems": texts(systems, language),
            "total": number(sum(count for _, count in overview), language),
            "suspended_since": date_in_words(since, language),
            "resume_on": date_in_words(resume_on, language),
        },
    )


def objection_interim(
    frame: LetterFrame, *, since: date, processing: Sequence[Text]
) -> LetterContext:
    """Return L10: the contested uses rest since `since`; names uses alone, nothing of the file.

    It may go out before the identity is established (ID-02a).
    """
    return _context(
        LetterKind.OBJECTION_INTERIM,
        frame,
        {
            "since": date_in_words(since, frame.language),
            "processing": texts(processing, frame.language),
            "deadline": date_in_words(deadline_of(frame), frame.language),
        },
    )


def lapse(
    frame: LetterFrame,
    *,
    asked_on: Sequence[date],
    doubt: str,
    means: Sequence[str],
    sign_in: str = "",
) -> LetterContext:
    """Return L15: what was asked on which days, why, and that we do not act on what lapsed (ID-10).

    Raises ValueError when nothing was asked: silence to no question ends no case.
    """
    if not asked_on:
        raise ValueError("L15 follows a question")
    asked = [date_in_words(on, frame.language) for on in asked_on]
    case = frame.case
    goes_on = [c.right for c in case.open_claims] if case.lapsed_claims else []
    return _context(
        LetterKind.LAPSE,
        frame,
        {
            **_proof(frame, doubt, means, sign_in),
            "asked": list(asked),
            "lapsed": rights_phrase([c.right for c in case.lapsed_claims], frame),
            "remaining": rights_phrase(goes_on, frame),
        },
    )


def lifting(
    frame: LetterFrame, *, data: Sequence[Text], reason: str, lift_on: date
) -> LetterContext:
    """Return L17, sent before the restriction ends (Art. 18(3)).

    Raises ValueError when `lift_on` is not after the date of the letter, or reason or data lack.
    """
    if lift_on <= frame.on or not reason.strip() or not data:
        raise ValueError("L17 comes before the lifting, with its reason and the data")
    return _context(
        LetterKind.LIFTING,
        frame,
        {
            "data": texts(data, frame.language),
            "reason": as_written(reason, frame.language),
            "lift_on": date_in_words(lift_on, frame.language),
        },
    )


def redirection(
    frame: LetterFrame,
    *,
    to: Text,
    reason: Text,
    contact: str = "",
    answered: Sequence[Text] = (),
    elsewhere: Sequence[Elsewhere] = (),
) -> LetterContext:
    """Return L20: who answers instead of us and why, and what we answer ourselves (IN-03, IN-05).

    `answered` names the requests that we do answer; `elsewhere` tells what still others answer.
    """
    language = frame.language
    return _context(
        LetterKind.REDIRECTION,
        frame,
        {
            "to": to.into(language),
            "contact": contact,
            "reason": told(reason, language),
            "answered": texts(answered, language),
            "elsewhere": [elsewhere_values(item, language) for item in elsewhere],
        },
    )


def mandate_missing(frame: LetterFrame, *, sender_lines: Sequence[str]) -> LetterContext:
    """Return L21 to the sender alone (ID-13): no data, nor whether we know the person at all."""
    words, handler, language = WORDS[frame.language], frame.handler, frame.language
    values = common(frame) | {
        "addressee": list(sender_lines),
        "salutation": salutation(sender_lines[0], language),
        "info": [
            [words.reference, [frame.case.reference]],
            [words.date, [date_in_words(frame.on, language)]],
            [words.received, [date_in_words(frame.case.received_on, language)]],
            [words.handler, [x for x in (handler.name, handler.email, handler.phone) if x]],
        ],
    }
    return LetterContext(LetterKind.MANDATE_MISSING, language, {"frame": values})


def fee(frame: LetterFrame, *, why: Sequence[str], amount_basis: str) -> LetterContext:
    """Return L22: why the request is unfounded or excessive, and how the fee comes about (IN-09)."""
    return _context(
        LetterKind.FEE,
        frame,
        {
            "why": [as_written(reason, frame.language) for reason in why],
            "amount_basis": as_written(amount_basis, frame.language),
        },
    )


def overdue(frame: LetterFrame, *, cause: str, new_date: date) -> LetterContext:
    """Return L23: our apology for the deadline we missed, the cause, and the new date."""
    missed = deadline_of(frame)
    return _context(
        LetterKind.OVERDUE,
        frame,
        {
            "cause": as_written(cause, frame.language),
            "missed_on": date_in_words(missed, frame.language),
            "new_date": date_in_words(new_date, frame.language),
        },
        deadline=new_date,
    )


def _proof(frame: LetterFrame, doubt: str, means: Sequence[str], sign_in: str) -> Plain:
    if not means or not MEANS.issuperset(means):
        raise ValueError("the letter offers means of proof its text knows")
    mark = f"{frame.register.controller.abbreviation} {frame.case.reference} {frame.on:%d/%m/%Y}"
    doubt = as_written(doubt, frame.language)
    return {"doubt": doubt, "means": list(means), "sign_in": sign_in, "copy_mark": mark}


def _context(
    kind: LetterKind, frame: LetterFrame, values: Plain, *, deadline: date | None = None
) -> LetterContext:
    return LetterContext(
        kind, frame.language, {"frame": common(frame, deadline=deadline), **values}
    )
