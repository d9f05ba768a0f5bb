"""What every letter carries: letterhead, address, reference block, and the contacts the text names (LT-02)."""

from collections.abc import Sequence
from datetime import date

from app.cases.guards import PROVEN
from app.cases.promise import promised_on
from app.language import Language, Text
from app.letters.languages import (
    DUTCH_TRANSLATION_NOTE,
    WORDS,
    date_in_words,
    listing,
    salutation,
)
from app.letters.model import LetterFrame, PlainValue
from app.register.model import Authority, Party

Plain = dict[str, PlainValue]


def common(frame: LetterFrame, *, deadline: date | None = None) -> Plain:
    """Return the values shared by all letters; `deadline` where the letter itself sets another date."""
    language, case, controller = frame.language, frame.case, frame.register.controller
    return {
        "language": language.value,
        "reference": case.reference,
        "received_on": date_in_words(case.received_on, language),
        "rights": rights_phrase([c.right for c in case.open_claims or case.claims], frame),
        "salutation": salutation(_reader(frame), language),
        "notes": _notes(language),
        "sender": _sender(controller, language),
        "contents": WORDS[language].contents,
        "place": controller.address[-1] if controller.address else "",
        "addressee": list(frame.addressee_lines),
        "info": _info(frame, deadline or deadline_of(frame)),
        "controller": controller.name.into(language),
        "abbreviation": controller.abbreviation,
        "dpo_email": frame.register.dpo.email or "",
        "authorities": [_authority(a, language) for a in frame.register.authorities],
        "demo_seal": frame.demo_seal,
    }


def deadline_of(frame: LetterFrame) -> date:
    """Return the date by which the person hears from us: while suspended, the safe-harbour date."""
    return promised_on(frame.case, frame.clock) or frame.clock.safe_harbour_on


def rights_phrase(rights: Sequence[str], frame: LetterFrame) -> str:
    """Return the labels of `rights` as one phrase, e.g. `inzage en wissing`."""
    return listing([label(right, frame) for right in rights], frame.language)


def label(right: str, frame: LetterFrame) -> str:
    """Return the label of `right` in the language of the letter."""
    return frame.right_labels[right].into(frame.language)


def texts(values: Sequence[Text], language: Language) -> list[PlainValue]:
    """Return each text in the language of the letter."""
    return [value.into(language) for value in values]


def _reader(frame: LetterFrame) -> str:
    """Return who reads the letter: the person, or who acts for them where it is addressed to those."""
    agent, first = frame.case.representative, frame.addressee_lines[:1]
    return (
        agent.full_name if agent and first == (agent.full_name,) else frame.case.requester.full_name
    )


def _notes(language: Language) -> list[PlainValue]:
    note = WORDS[language].translation_note
    return [note, DUTCH_TRANSLATION_NOTE] if note else []


def _sender(controller: Party, language: Language) -> list[PlainValue]:
    number = (
        [f"{WORDS[language].enterprise_number} {controller.number}"] if controller.number else []
    )
    return [controller.name.into(language), *controller.address, *number]


def _info(frame: LetterFrame, deadline: date) -> list[PlainValue]:
    words, case, language, handler = (
        WORDS[frame.language],
        frame.case,
        frame.language,
        frame.handler,
    )
    return [
        [words.reference, [case.reference]],
        [words.date, [date_in_words(frame.on, language)]],
        *_on_behalf(frame),
        [words.concerns, [rights_phrase([c.right for c in case.claims], frame)]],
        [words.received, [date_in_words(case.received_on, language)]],
        [
            words.suspended if frame.clock.suspended_since else words.deadline,
            [date_in_words(deadline, language)],
        ],
        [words.handler, [x for x in (handler.name, handler.email, handler.phone) if x]],
    ]


def _on_behalf(frame: LetterFrame) -> list[PlainValue]:
    """Return for whom the reader acts, once it is known that they may; without that nobody is named (ID-13)."""
    case, person = frame.case, frame.case.requester.full_name
    acts = any(claim.identity in PROVEN for claim in case.claims)
    if not acts or _reader(frame) == person:
        return []
    return [[WORDS[frame.language].on_behalf, [person]]]


def _authority(authority: Authority, language: Language) -> Plain:
    reached = (authority.address, authority.phone, authority.email, authority.url)
    return {"name": authority.name.into(language), "reached": ", ".join(x for x in reached if x)}
