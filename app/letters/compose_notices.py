"""Letters on recipients (Art. 19): the notice to one of them (L18), the overview for the person (L19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.language import Language, Text
from app.letters.frame import Plain, common, texts
from app.letters.languages import WORDS, date_in_words, salutation
from app.letters.model import LetterContext, LetterFrame, LetterKind
from app.letters.original import as_written

ACTIONS: Final = frozenset({"rectified", "erased", "restricted", "disclosureStopped", "lifted"})
"""What the text of L18 has words for."""


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One recipient in the overview."""

    name: str
    action: Text
    on: date | None
    """Day on which they were told; None where they were not."""
    answer: Text
    reason: str = ""
    """Reason of a refusal, or why they were not told."""


def recipient_notice(
    frame: LetterFrame, *, recipient: str, action: str, items: Sequence[Text], effective_on: date
) -> LetterContext:
    """Return L18 to one recipient: whose data, which, what was done, since when; nothing else.

    Raises ValueError for an action the text has no words for, or without items.
    """
    if action not in ACTIONS or not items:
        raise ValueError("L18 needs an action its text knows, and what it is about")
    values: Plain = {
        "frame": _without_request(frame, recipient),
        "person": frame.case.requester.full_name,
        "action": action,
        "items": texts(items, frame.language),
        "effective_on": date_in_words(effective_on, frame.language),
    }
    return LetterContext(LetterKind.RECIPIENT_NOTICE, frame.language, values)


def recipient_overview(
    frame: LetterFrame,
    *,
    told: Sequence[RecipientLine],
    waiting: Sequence[RecipientLine],
    untold: Sequence[RecipientLine],
) -> LetterContext:
    """Return L19: who was told and when, their answers, who is still to be told, who is not and why (Art. 19)."""
    language = frame.language
    values: Plain = {
        "frame": common(frame),
        "told": [_told(line, language) for line in told],
        "waiting": [_line(line, language) for line in waiting],
        "untold": [
            {**_line(line, language), "reason": as_written(line.reason, language)}
            for line in untold
        ],
    }
    return LetterContext(LetterKind.RECIPIENT_OVERVIEW, language, values)


def _without_request(frame: LetterFrame, recipient: str) -> Plain:
    """Return the frame without what the person asked and when: no recipient needs it (section 7.3)."""
    words, handler, language = WORDS[frame.language], frame.handler, frame.language
    shared = common(frame)
    return shared | {
        "received_on": "",
        "rights": "",
        "salutation": salutation(recipient, language),
        "info": [
            [words.reference, [frame.case.reference]],
            [words.date, [date_in_words(frame.on, language)]],
            [words.handler, [x for x in (handler.name, handler.email, handler.phone) if x]],
        ],
    }


def _line(line: RecipientLine, language: Language) -> Plain:
    return {"name": line.name, "action": line.action.into(language)}


def _told(line: RecipientLine, language: Language) -> Plain:
    return {
        **_line(line, language),
        "on": date_in_words(line.on, language) if line.on else "",
        "answer": line.answer.into(language),
        "reason": as_written(line.reason, language),
    }
