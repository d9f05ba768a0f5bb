"""Ask the person which of very many data they want to see (access alone, recital 63), with letter L04."""

from dataclasses import replace
from datetime import datetime

from app.cases.model import Case, Delivery
from app.cases.proof import resumes_on
from app.cases.ways import request_specification
from app.casework.addressing import addressee, answer_address
from app.casework.correspondence import frame, hand_over, seal_letter, with_note
from app.casework.desk import Desk
from app.casework.facts import held, records_held, system_labels
from app.casework.on_page import opens_here
from app.kit.clock import brussels_date
from app.letters import compose_ways
from app.staff.model import Actor


def ask(desk: Desk, case: Case, *, overview: str, by: Actor, at: datetime) -> Case:
    """Ask for a choice and show what there is to choose from; the clock stops today.

    `overview` says, for colleagues, why the quantity is large. Raises SpecificationNotPossible,
    QuantityNotLarge, IllegalTransition, MissingPermission, AddressNotVerified.
    """
    desk.cases.hold(case)
    on = brussels_date(at)
    dossier = desk.dossiers.load(case.case_id)
    change = request_specification(
        case,
        records=records_held(desk, dossier),
        threshold=desk.policy.specification_records,
        on=on,
        by=by,
        at=at,
    )
    labels = {c.category_id: c.label for c in desk.register.categories}
    lines = [(labels[c.category_id], c.record_count) for c in held(desk, dossier)]
    names = system_labels(desk)
    systems = dict.fromkeys(answer.system for answer in dossier.found)
    # ID-11: what is held on the person goes to an address that is verified, not to that of the request.
    channel = Delivery.PORTAL if opens_here(desk, case) else Delivery.POST
    address = answer_address(desk, case, channel, on=on)
    context = compose_ways.specification(
        frame(desk, change.case, on=on, addressee=addressee(case, address)),
        overview=lines,
        systems=[names[system] for system in systems],
        resume_on=resumes_on(change.case.suspensions[-1]),
    )
    letter, written = seal_letter(desk, change.case, context, by=by, at=at)
    hand_over(desk, letter, channel, address, at=at)
    change = replace(change, entries=(*change.entries, written))
    if overview:
        change = with_note(desk, change, overview, by=by, at=at)
    desk.cases.save(change)
    return change.case
