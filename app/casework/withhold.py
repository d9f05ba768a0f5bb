"""Withhold passages for the rights of others, record by record, before the decision (Art. 15(4), 20(4), AC-06)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import IllegalTransition, MissingPermission
from app.cases.model import Case, State
from app.cases.rules import entry, reconsider
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.casework.withheld_documents import redacted, sealed_passage
from app.decisions.grounds import check_ground
from app.decisions.model import DecisionKind
from app.kit.ids import new_id
from app.kit.vault import CaseKey
from app.personnel.model import Document, Holding, PersonalRecord
from app.personnel.withholdings import (
    Withholding,
    WithholdingUnfit,
    WithholdingUnknown,
    check_fits,
    given,
)
from app.staff.model import Actor
from app.staff.rules import Act, may


def withhold(
    desk: Desk, case: Case, wanted: Withholding, *, by: Actor, words: str | None = None
) -> Withholding:
    """Keep a withholding of what the dossier holds; a draft that did not know of it falls.

    `wanted` names category, record, element, place or pages, ground and note; `words` is a passage of a
    document. Raises IllegalTransition outside the assessment, MissingPermission, GroundNotAllowed,
    WithholdingUnfit, PassageNotInDocument, DocumentNotRedactable.
    """
    desk.cases.hold(case)
    _check_open(case, by)
    _check_ground(desk, case, wanted)
    holding, record = _found(desk, case, wanted)
    made_id, key = new_id(), desk.cases.key_of(case.case_id)
    passage = None if words is None else sealed_passage(words, key, part_id=made_id)
    made = replace(
        wanted,
        withholding_id=made_id,
        passage=passage,
        case_id=case.case_id,
        system=holding.system,
        holding=holding.name,
    )
    check_fits(made, holding, record)
    _check_document(desk, made, holding, record, key)
    desk.withholdings.add(made)
    desk.cases.save(
        reconsider(case, _journalled(JournalKind.PASSAGE_WITHHELD, made, by, made.reviewed_at))
    )
    return made


def give_back(desk: Desk, case: Case, withholding_id: str, *, by: Actor, at: datetime) -> None:
    """Take a withholding back before the decision. Raises WithholdingUnknown, IllegalTransition, MissingPermission."""
    desk.cases.hold(case)
    _check_open(case, by)
    given_back = standing(desk, case, withholding_id)
    desk.withholdings.lift(case.case_id, withholding_id, at=at)
    told = _journalled(JournalKind.WITHHOLDING_REMOVED, given_back, by, at)
    desk.cases.save(reconsider(case, told))


def standing(desk: Desk, case: Case, withholding_id: str) -> Withholding:
    """Return a withholding that stands in this case. Raises WithholdingUnknown."""
    for one in desk.withholdings.of_case(case.case_id):
        if one.withholding_id == withholding_id:
            return one
    raise WithholdingUnknown("There is no such withholding in this case")


def _check_document(
    desk: Desk, made: Withholding, holding: Holding, record: PersonalRecord, key: CaseKey
) -> None:
    """Take it out once, to see that it can be: a passage that is a picture is not found."""
    own = {made.record_id: [made]}
    for batch in given(holding, [[record]], own):
        for value in batch[0].values:
            if isinstance(value, Document) and value.without:
                redacted(desk.dossiers.document(made.case_id, key, value), value, key)


def _check_open(case: Case, by: Actor) -> None:
    if case.state is not State.IN_ASSESSMENT:
        raise IllegalTransition("Passages are withheld during the assessment")
    if not may(by, Act.HANDLE):
        raise MissingPermission("Passages are withheld by a handler")


def _check_ground(desk: Desk, case: Case, wanted: Withholding) -> None:
    """The ground must be able to take a part out of a copy that this case asks for (section 4.1)."""
    copied = [c.right for c in case.open_claims if desk.rights[c.right].copies]
    if not copied:
        raise IllegalTransition("No claim of this case carries a copy")
    limits = [r for r in copied if desk.rights[r].partial_grounds]
    for right in limits:
        if wanted.ground.startswith(desk.rights[right].partial_grounds):
            check_ground(
                right, DecisionKind.PARTLY_GRANT, (wanted.ground,), statute_ref=wanted.note
            )
            return
    check_ground(copied[0], DecisionKind.PARTLY_GRANT, (wanted.ground,))


def _found(desk: Desk, case: Case, wanted: Withholding) -> tuple[Holding, PersonalRecord]:
    """Return the record, in whichever holding of its category it lies.

    Raises WithholdingUnfit where there is none, or several of that number and no holding is named.
    """
    found = list(_records(desk, case, wanted))
    if not found:
        raise WithholdingUnfit("The dossier has no such record in this category")
    if len(found) > 1:
        raise WithholdingUnfit("Several records have this number: name the holding")
    return found[0]


def _records(
    desk: Desk, case: Case, wanted: Withholding
) -> Iterator[tuple[Holding, PersonalRecord]]:
    known = {(h.system, h.name): h for h in holdings_of(desk)}
    key = desk.cases.key_of(case.case_id)
    for answer in desk.dossiers.load(case.case_id).found:
        place = answer.system, answer.holding
        if answer.category_id != wanted.category_id or wanted.holding not in {"", answer.holding}:
            continue
        for batch in desk.dossiers.records(case.case_id, key, *place):
            for record in batch:
                if record.record_id == wanted.record_id:
                    yield known[place], record


def _journalled(kind: JournalKind, withholding: Withholding, by: Actor, at: datetime) -> NewEntry:
    """Return the journal entry: never a passage, a place in it, or what the handler noted."""
    details: JournalDetail = {
        "withholdingId": withholding.withholding_id,
        "categoryId": withholding.category_id,
        "ground": withholding.ground,
        "whole": withholding.element is None,
    }
    return entry(kind, by, at, details)
