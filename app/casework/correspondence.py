"""Issue a letter: compose was done, here it is sealed, kept and journalled; used by the steps."""

from dataclasses import replace
from datetime import date, datetime

from app.audit.model import NewEntry
from app.cases.model import Case, Change
from app.cases.rules import clock_of, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.deadlines.rules import RULES_VERSION
from app.kit.ids import new_id
from app.language import Language
from app.letters.model import Letter, LetterContext, LetterFrame
from app.letters.store import content_path
from app.staff.model import Actor


def frame(
    desk: Desk,
    case: Case,
    *,
    on: date,
    language: Language | None = None,
    addressee: tuple[str, ...] | None = None,
) -> LetterFrame:
    """Return what every letter of a case needs.

    Without `addressee` the letter is addressed by what the requester gave: only for letters that
    disclose nothing of the file (ID-11).
    """
    requester = case.requester
    given = requester.postal_address.lines if requester.postal_address else ()
    return LetterFrame(
        case=case,
        language=language or Language.NL,  # LT-01: Dutch is the language of the letter
        on=on,
        clock=clock_of(case, desk.calendar),
        handler=desk.policy.handler,
        register=desk.register,
        addressee_lines=addressee or (requester.full_name, *given),
        right_labels={name: right.label for name, right in desk.rights.items()},
        demo_seal=desk.policy.demo_seal,
    )


def issue_letter(
    desk: Desk, case: Case, context: LetterContext, *, by: Actor, at: datetime
) -> tuple[Letter, NewEntry]:
    """Seal and keep a letter; return it with its journal entry. Raises LetterNotPrintable."""
    sealed = desk.press.seal(context, at)
    letter_id = new_id()
    letter = Letter(
        letter_id=letter_id,
        case_id=case.case_id,
        kind=context.kind,
        language=context.language,
        issued_at=at,
        sha256=sealed.sha256,
        size=len(sealed.content),
        template_version=sealed.template_version,
        rules_version=RULES_VERSION,
        content_path=content_path(case.case_id, letter_id),
    )
    desk.letters.keep(letter, sealed.content, key=desk.cases.key_of(case.case_id))
    details = {
        "letterId": letter_id,
        "letterKind": context.kind.value,
        "language": context.language.value,
        "sha256": sealed.sha256,
        "templateVersion": sealed.template_version,
    }
    return letter, entry(JournalKind.LETTER_ISSUED, by, at, details)


def with_note(desk: Desk, change: Change, text: str, *, by: Actor, at: datetime) -> Change:
    """Return the change with a note kept beside it."""
    note_id = desk.cases.add_note(change.case.case_id, text, by=by.actor_id, at=at)
    written = entry(JournalKind.NOTE_ADDED, by, at, {"noteId": note_id})
    return replace(change, entries=(*change.entries, written))
