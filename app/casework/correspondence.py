"""Issue a letter: compose was done, here it is sealed, kept, journalled and handed over; used by the steps."""

from dataclasses import replace
from datetime import date, datetime

from app.audit.model import NewEntry
from app.cases.model import Case, Change, Delivery
from app.cases.rules import clock_of, entry
from app.cases.transitions import JournalKind
from app.casework.addressing import given_address
from app.casework.desk import Desk
from app.casework.person_notices import notice_task
from app.casework.tickets import give_missing
from app.deadlines.rules import RULES_VERSION
from app.delivery.collector_mail import EMAIL
from app.delivery.model import Handover
from app.delivery.rules import first_status
from app.kit.ids import new_id
from app.language import Language
from app.letters.model import Letter, LetterContext, LetterFrame
from app.letters.store import content_path
from app.staff.model import SERVICE, Actor


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
    return LetterFrame(
        case=case,
        language=language or Language.NL,  # LT-01: Dutch is the language of the letter
        on=on,
        clock=clock_of(case, desk.calendar),
        handler=desk.policy.handler,
        register=desk.register,
        addressee_lines=addressee or given_address(desk, case),
        right_labels={name: right.label for name, right in desk.rights.items()},
        demo_seal=desk.policy.demo_seal,
    )


def issue_letter(
    desk: Desk,
    case: Case,
    context: LetterContext,
    *,
    by: Actor,
    at: datetime,
    channel: Delivery | None = None,
) -> NewEntry:
    """Seal a letter that discloses nothing and hand it over; return its journal entry.

    Without `channel` it waits on the status page of whoever has a code for it, and else goes by
    post to the address of the request. Raises LetterNotPrintable.
    """
    letter, written = seal_letter(desk, case, context, by=by, at=at)
    if channel is None:
        reads = desk.cases.has_status_code(case.case_id)
        channel = Delivery.PORTAL if reads else Delivery.POST
    address = given_address(desk, case) if channel is Delivery.POST else ()
    hand_over(desk, letter, channel, address, at=at)
    return written


def hand_over(
    desk: Desk, letter: Letter, channel: Delivery, address: tuple[str, ...], *, at: datetime
) -> None:
    """Make a sealed letter available, and tell the person by mail that there is one, or queue it for the post."""
    desk.deliveries.keep(
        Handover(
            delivery_id=new_id(),
            case_id=letter.case_id,
            letter_id=letter.letter_id,
            channel=channel,
            status=first_status(channel),
            address=address,
            created_at=at,
        )
    )
    if channel is not Delivery.PORTAL:
        return
    case = desk.cases.load(letter.case_id)
    give_missing(desk, case, by=SERVICE, at=at)
    if EMAIL in desk.channels:
        desk.cases.order(notice_task(desk, case, letter.letter_id))


def seal_letter(
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
    """Return the change with a note kept beside it; why staff did what they did is evidence (Art. 5(2))."""
    note_id = desk.cases.add_note(change.case.case_id, text, by=by.actor_id, at=at)
    written = entry(JournalKind.NOTE_ADDED, by, at, {"noteId": note_id})
    if by is not SERVICE:
        written = replace(written, personal={"text": text})
    return replace(change, entries=(*change.entries, written))
