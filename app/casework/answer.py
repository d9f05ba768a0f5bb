"""Answer: the copy sealed, the letter sealed, the package closed, all handed over in one step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit.model import NewEntry
from app.cases.guards import IllegalTransition, check_gate_or_refusal
from app.cases.model import Case, Delivery, State
from app.cases.rules import check_step, send_answer
from app.cases.transitions import Action
from app.cases.ways import TASKS_OF_THE_ROUND
from app.casework.addressing import addressee, answer_address
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.correspondence import frame, hand_over, seal_letter
from app.casework.desk import Desk
from app.casework.execution_plan import to_execute
from app.casework.letter_parts import answer_context
from app.casework.on_page import check_can_open
from app.casework.packaging import close_around
from app.casework.restrict import plan_settlement, settle_objections
from app.casework.sealed_copies import claims_with_copy, sealed_copy_of
from app.casework.tickets import give_missing
from app.casework.transfer_orders import ordered
from app.casework.withheld_texts import check_letter
from app.errors import DeskError
from app.exports.model import Export
from app.exports.store import ExportNotSealed
from app.exports.tickets import available_until
from app.kit.clock import brussels_date
from app.language import Language
from app.letters.model import Letter, LetterKind
from app.outbox.model import FAILURES, Event, TaskName, Told
from app.staff.model import Actor

OVERTAKEN = (
    *TASKS_OF_THE_ROUND,
    *(FAILURES[job] for job in (TaskName.ACKNOWLEDGE, TaskName.COLLECT, TaskName.SEAL_COPY)),
)
"""Tasks that nobody has to look after any more once the answer has gone."""


class ExecutionOpen(DeskError):
    """Something was granted that acts on the data, and it is not done yet."""

    code = "executionOpen"


def answer(
    desk: Desk,
    case: Case,
    *,
    language: Language | None,
    delivery: Delivery,
    remarks: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Case:
    """Seal and hand over the answer, with the `remarks` of a handler; `language` adds a translation (LT-01).

    Raises LetterNotPrintable, WithheldPassageFound, and what `_checked` refuses.
    """
    address = _checked(desk, case, delivery, by=by, at=at)
    exports = _sealed(desk, case, by=by, at=at)
    plan_settlement(desk, case, on=brussels_date(at))
    printed = _Written(exports, remarks, address)
    letter, entries = _letters(desk, case, language, printed, by=by, at=at)
    entries += [close_around(desk, case, export, letter, by=by, at=at) for export in exports]
    hand_over(desk, letter, delivery, address, at=at)
    settle_objections(desk, case, letter, by=by, at=at)
    desk.cases.finish_tasks(case.case_id, *OVERTAKEN, at=at)
    change = send_answer(
        case,
        delivery=delivery,
        register_version=desk.register.version,
        details={"letterId": letter.letter_id, "remarks": len(remarks)},
        by=by,
        at=at,
    )
    change = replace(
        change,
        entries=(*entries, *change.entries),
        events=(*change.events, *_ready(exports)),
        tasks=(*change.tasks, *ordered(desk, case)),
    )
    desk.cases.save(with_copies_destroyed(desk, change, by=by, at=at))
    give_missing(desk, change.case, by=by, at=at)
    return change.case


def _checked(
    desk: Desk, case: Case, delivery: Delivery, *, by: Actor, at: datetime
) -> tuple[str, ...]:
    """Hold the case and return the address of the answer, when it may go, and by this way.

    Raises VersionMismatch, IllegalTransition, ExecutionOpen, AddressNotVerified, StatusPageClosed, NoVerifiedEmail.
    """
    desk.cases.hold(case)
    check_step(case, Action.ANSWER, by=by)
    check_gate_or_refusal(case, desk.rights)
    _check_executed(desk, case)
    address = answer_address(desk, case, delivery, on=brussels_date(at))
    if delivery is Delivery.PORTAL:
        check_can_open(desk, case)  # ID-11
    return address


def _ready(exports: Sequence[Export]) -> Iterator[Told]:
    for export in exports:
        yield Told(Event.EXPORT_READY, resource_id=export.export_id)


def preview(
    desk: Desk, case: Case, *, language: Language, remarks: Sequence[str] = (), at: datetime
) -> tuple[LetterKind, str]:
    """Return the answer letter as HTML, before it is sealed. Raises IllegalTransition, ExportNotSealed."""
    if case.state is not State.DECIDED:
        raise IllegalTransition("The answer can be seen once the decision is taken")
    exports = [e for e in desk.exports.list(case.case_id) if e.copy is not None]
    if claims_with_copy(desk, case) and not exports:
        raise ExportNotSealed("The copy is not sealed yet")
    framed = frame(
        desk,
        case,
        on=brussels_date(at),
        language=language,
        addressee=addressee(case, ()),
    )
    context = answer_context(
        desk,
        case,
        framed,
        exports,
        until=available_until(at, desk.policy.copy_days),
        remarks=remarks,
    )
    return context.kind, desk.press.preview(context)


def _sealed(desk: Desk, case: Case, *, by: Actor, at: datetime) -> list[Export]:
    claims = claims_with_copy(desk, case)
    return [sealed_copy_of(desk, case, claim, by=by, at=at) for claim in claims]


def _check_executed(desk: Desk, case: Case) -> None:
    """Section 9: no `sent` while a granted execution is open."""
    if waiting := to_execute(desk, case):
        raise ExecutionOpen("A granted execution is not done yet", right=waiting[0].right)


@dataclass(frozen=True, slots=True)
class _Written:
    """What the letter of an answer is made of, in whichever language."""

    exports: Sequence[Export]
    remarks: Sequence[str]
    address: tuple[str, ...]


def _letters(
    desk: Desk, case: Case, language: Language | None, of: _Written, *, by: Actor, at: datetime
) -> tuple[Letter, list[NewEntry]]:
    """Return the Dutch letter, and the journal entries of it and of its translation."""
    letter, written = _letter(desk, case, Language.NL, of, by=by, at=at)
    if language in {None, Language.NL}:
        return letter, [written]
    _, translated = _letter(desk, case, language, of, by=by, at=at)
    return letter, [written, translated]


def _letter(
    desk: Desk, case: Case, language: Language, of: _Written, *, by: Actor, at: datetime
) -> tuple[Letter, NewEntry]:
    on = brussels_date(at)
    to = addressee(case, of.address)
    framed = frame(desk, case, on=on, language=language, addressee=to)
    until = (
        None if of.address else available_until(at, desk.policy.copy_days)
    )  # by post the copy goes with the letter
    context = answer_context(desk, case, framed, of.exports, until=until, remarks=of.remarks)
    if of.exports and desk.withholdings.of_case(case.case_id):
        check_letter(desk, case, desk.press.preview(context))
    return seal_letter(desk, case, context, by=by, at=at)
