"""Ask the person which of very many data they want to see (access alone, recital 63), with letter L04."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.cases.model import Case
from app.cases.ways import RESUME_DAYS, request_specification
from app.casework.correspondence import frame, issue_letter, with_note
from app.casework.desk import Desk
from app.casework.facts import held, system_labels
from app.kit.clock import brussels_date
from app.letters import compose_ways
from app.staff.model import Actor


def ask(desk: Desk, case: Case, *, overview: str, by: Actor, at: datetime) -> Case:
    """Ask for a choice and show what there is to choose from; the clock stops today.

    `overview` says, for colleagues, why the quantity is large. Raises SpecificationNotPossible,
    IllegalTransition, MissingPermission.
    """
    desk.cases.hold(case)
    on = brussels_date(at)
    dossier = desk.dossiers.load(case.case_id)
    labels = {c.category_id: c.label for c in desk.register.categories}
    lines = [(labels[c.category_id], c.record_count) for c in held(desk, dossier)]
    records = sum(count for _, count in lines)
    change = request_specification(case, records=records, on=on, by=by, at=at)
    names = system_labels(desk)
    systems = dict.fromkeys(answer.system for answer in dossier.found)
    context = compose_ways.specification(
        frame(desk, change.case, on=on),
        overview=lines,
        systems=[names[system] for system in systems],
        resume_on=on + timedelta(days=RESUME_DAYS),
    )
    written = issue_letter(desk, change.case, context, by=by, at=at)
    change = replace(change, entries=(*change.entries, written))
    if overview:
        change = with_note(desk, change, overview, by=by, at=at)
    desk.cases.save(change)
    return change.case
