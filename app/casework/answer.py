"""Answer: the copy sealed, the letter sealed, the package closed, all handed over in one step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.audit.model import NewEntry
from app.cases.guards import IllegalTransition, check_gate_or_refusal
from app.cases.model import Case, Delivery, State
from app.cases.rules import check_step, send_answer
from app.cases.transitions import Action
from app.casework.correspondence import frame, hand_over, seal_letter
from app.casework.desk import Desk
from app.casework.execution_plan import to_execute
from app.casework.letter_parts import answer_context
from app.casework.packaging import close_around
from app.casework.restrict import plan_settlement, settle_objections
from app.casework.sealed_copies import claims_with_copy, sealed_copy_of
from app.casework.transfer_orders import ordered
from app.casework.withheld_texts import check_letter
from app.delivery.rules import destination
from app.errors import DeskError
from app.exports.model import Export
from app.exports.store import ExportNotSealed
from app.kit.clock import brussels_date
from app.language import Language
from app.letters.model import Letter, LetterKind
from app.outbox.model import FAILURES, TaskName
from app.staff.model import Actor

COPY_DAYS = 60
"""How long the copy can be fetched after the answer (section 8)."""

OVERTAKEN = (TaskName.ACKNOWLEDGE, TaskName.COLLECT, TaskName.SEAL_COPY)
"""Jobs that nobody has to look after any more once the answer has gone."""


class ExecutionOpen(DeskError):
    """Something was granted that acts on the data, and it is not done yet."""

    code = "executionOpen"


def answer(
    desk: Desk,
    case: Case,
    *,
    language: Language | None,
    delivery: Delivery,
    by: Actor,
    at: datetime,
) -> Case:
    """Seal and hand over the answer; with `language` a courtesy translation goes with it (LT-01).

    Raises VersionMismatch, IllegalTransition, ExecutionOpen, AddressNotVerified, LetterNotPrintable,
    WithheldPassageFound.
    """
    desk.cases.hold(case)
    check_step(case, Action.ANSWER, by=by)
    check_gate_or_refusal(case, desk.rights)
    _check_executed(desk, case)
    address = _destination(desk, case, delivery)
    exports = [
        sealed_copy_of(desk, case, claim, by=by, at=at) for claim in claims_with_copy(desk, case)
    ]
    plan_settlement(desk, case, on=brussels_date(at))
    letter, entries = _letters(desk, case, language, exports, address=address, by=by, at=at)
    entries += [close_around(desk, case, export, letter, by=by, at=at) for export in exports]
    hand_over(desk, letter, delivery, address, at=at)
    settle_objections(desk, case, letter, by=by, at=at)
    desk.cases.finish_tasks(case.case_id, *(FAILURES[job] for job in OVERTAKEN), at=at)
    change = send_answer(
        case,
        delivery=delivery,
        register_version=desk.register.version,
        details={"letterId": letter.letter_id},
        by=by,
        at=at,
    )
    tasks = (*change.tasks, *ordered(desk, case))
    desk.cases.save(replace(change, entries=(*entries, *change.entries), tasks=tasks))
    return change.case


def preview(desk: Desk, case: Case, *, language: Language, at: datetime) -> tuple[LetterKind, str]:
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
        addressee=(case.requester.full_name,),
    )
    context = answer_context(desk, case, framed, exports, until=available_until(at))
    return context.kind, desk.press.preview(context)


def available_until(at: datetime) -> date:
    """Return the last day on which the copy can be fetched."""
    return brussels_date(at) + timedelta(days=COPY_DAYS)


def _check_executed(desk: Desk, case: Case) -> None:
    """Section 9: no `sent` while a granted execution is open."""
    if waiting := to_execute(desk, case):
        raise ExecutionOpen("A granted execution is not done yet", right=waiting[0].right)


def _destination(desk: Desk, case: Case, delivery: Delivery) -> tuple[str, ...]:
    if delivery is Delivery.PORTAL:
        return ()
    profile = desk.dossiers.load(case.case_id).profile
    verified = profile.verified_address if profile else ()
    return destination(delivery, verified, case.requester.full_name)


def _letters(
    desk: Desk,
    case: Case,
    language: Language | None,
    exports: Sequence[Export],
    *,
    address: tuple[str, ...],
    by: Actor,
    at: datetime,
) -> tuple[Letter, list[NewEntry]]:
    """Return the Dutch letter, and the journal entries of it and of its translation."""
    letter, written = _letter(desk, case, Language.NL, exports, address=address, by=by, at=at)
    if language in {None, Language.NL}:
        return letter, [written]
    _, translated = _letter(desk, case, language, exports, address=address, by=by, at=at)
    return letter, [written, translated]


def _letter(
    desk: Desk,
    case: Case,
    language: Language,
    exports: Sequence[Export],
    *,
    address: tuple[str, ...],
    by: Actor,
    at: datetime,
) -> tuple[Letter, NewEntry]:
    # On the status page the letter carries the name alone; no address of the request is trusted.
    addressee = address or (case.requester.full_name,)
    on = brussels_date(at)
    framed = frame(desk, case, on=on, language=language, addressee=addressee)
    until = None if address else available_until(at)  # by post the copy goes with the letter
    context = answer_context(desk, case, framed, exports, until=until)
    if exports and desk.withholdings.of_case(case.case_id):
        check_letter(desk, case, desk.press.preview(context))
    return seal_letter(desk, case, context, by=by, at=at)
