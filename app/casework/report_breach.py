"""An answer that reached the wrong person: report it, decide on it, within the 72 hours of Art. 33."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.incidents.model import Incident
from app.incidents.rules import (
    INFORM_TASK,
    NOTIFY_TASK,
    breach_clock,
    check_decisions,
    check_report,
)
from app.kit.clock import brussels_date
from app.staff.model import Actor


def report(desk: Desk, case: Case, incident: Incident, *, by: Actor, at: datetime) -> Incident:
    """Keep a new incident, and ask for the two decisions it needs; a case that has ended can have one too.

    Raises IncidentInFuture, NothingSent, VersionMismatch.
    """
    desk.cases.hold(case)
    check_report(
        incident,
        letters=[letter.letter_id for letter in desk.letters.list(case.case_id)],
        exports=[export.export_id for export in desk.exports.list(case.case_id)],
        at=at,
    )
    desk.incidents.keep(incident)
    due_on = brussels_date(breach_clock(incident.known_at).safe_by)
    for task in (NOTIFY_TASK, INFORM_TASK):
        desk.cases.add_task(case.case_id, task, due_on=due_on, at=at)
    details: JournalDetail = {
        "incidentId": incident.incident_id,
        "knownAt": incident.known_at.isoformat(),
        "letters": len(incident.letter_ids),
        "exports": len(incident.export_ids),
    }
    desk.cases.save(add(case, (entry(JournalKind.INCIDENT_REPORTED, by, at, details),)))
    return incident


def decide(
    desk: Desk, case: Case, incident_id: str, changed: Mapping[str, object], *, by: Actor, at: datetime
) -> Incident:  # fmt: skip
    """Keep what was judged, decided and done about an incident; a task ends with its decision.

    `changed` holds fields of `Incident`. Raises IncidentUnknown, IncidentReasonMissing,
    IncidentDecisionUnfit, VersionMismatch, KeyDestroyed.
    """
    desk.cases.hold(case)
    before = desk.incidents.get(case.case_id, incident_id)
    incident = replace(before, **changed)  # type: ignore[arg-type]  # fields are typed by the door
    check_decisions(incident, at=at)
    desk.incidents.keep(incident)
    _settle(desk, case.case_id, at=at)
    written = entry(JournalKind.INCIDENT_DECIDED, by, at, _decided(incident))
    desk.cases.save(add(case, (written,)))
    return incident


def _settle(desk: Desk, case_id: str, *, at: datetime) -> None:
    """End the tasks of which no incident of the case has need any more."""
    every = desk.incidents.of_case(case_id)
    if all(one.notification is not None for one in every):
        desk.cases.finish_tasks(case_id, NOTIFY_TASK, at=at)
    if all(one.informing is not None for one in every):
        desk.cases.finish_tasks(case_id, INFORM_TASK, at=at)


def _decided(incident: Incident) -> JournalDetail:
    said: dict[str, str | int | bool] = {"incidentId": incident.incident_id}
    if incident.risk is not None:
        said["risk"] = incident.risk.value
    if incident.notification is not None:
        said["notification"] = incident.notification.choice.value
        if incident.notification.notified_at is not None:
            said["notifiedAt"] = incident.notification.notified_at.isoformat()
    if incident.informing is not None:
        said["informing"] = incident.informing.choice.value
    if incident.recall is not None:
        said["recall"] = incident.recall.value
    return said
