"""Answers that reached the wrong person: reported, decided on, told to the authority (Art. 33, 34)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StrictInt

from app.api.answers.oversight import IncidentListOut, IncidentOut
from app.api.answers.parts import answers, file
from app.api.case_view import compact, instant
from app.api.documents import download
from app.api.inputs import WHOLE, Code, IsoDate, IsoInstant, Sentence, check_not_future
from app.cases.model import Case
from app.cases.queries import cases_of
from app.casework import report_breach
from app.casework.breach_report import breach_report
from app.casework.conflicts import is_kept_away
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    LanguageDep,
    NowDep,
    PartsDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.paging import BASE_PATH, Cursors, PageQuery, address, page
from app.http.parsing import JsonModel
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.incidents.model import Choice, Incident, Informing, Notification, Recall, Risk, Story
from app.incidents.rules import breach_clock
from app.kit.case_key import KeyDestroyed
from app.kit.ids import new_id
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Oversight"])

_Ids = Annotated[list[Code], Field(max_length=50)]


class IncidentIn(JsonModel):
    """What went to whom, and since when it is known."""

    known_at: IsoInstant
    letter_ids: _Ids = Field(default_factory=list)
    export_ids: _Ids = Field(default_factory=list)
    wrong_recipient: Sentence
    happened: Sentence
    people: Annotated[StrictInt, Field(ge=1, le=1_000_000), WHOLE] = 1


class NotificationIn(JsonModel):
    """Whether the authority was notified; reasons where it was not, or after the 72 hours."""

    choice: Choice
    notified_at: IsoInstant | None = None
    reference: Code | None = None
    reasons: Sentence | None = None


class InformingIn(JsonModel):
    """Whether the person was told; reasons where they were not."""

    choice: Choice
    informed_date: IsoDate | None = None
    reasons: Sentence | None = None


class RecallIn(JsonModel):
    """What became of asking the answer back."""

    result: Recall
    date: IsoDate | None = None
    note: Sentence | None = None


class IncidentDecisionIn(JsonModel):
    """What is judged, decided or done now; what is absent stays as it is."""

    risk: Risk | None = None
    consequences: Sentence | None = None
    measures: Sentence | None = None
    notification: NotificationIn | None = None
    informing: InformingIn | None = None
    recall: RecallIn | None = None

    def onto(self, incident: Incident, *, by: Actor, at: datetime) -> dict[str, Any]:
        """Return the fields of the incident that change. Raises KeyDestroyed."""
        if incident.story is None:
            raise KeyDestroyed
        told = {"consequences": self.consequences, "measures": self.measures}
        changed: dict[str, Any] = {} if self.risk is None else {"risk": self.risk}
        if (notified := self.notification) is not None:
            # The reasons are those of this decision: why nothing was notified does not say why it is late.
            told["notification_reasons"] = notified.reasons or ""
            changed["notification"] = Notification(
                notified.choice, by.actor_id, at, notified.notified_at, notified.reference or ""
            )
        if (informed := self.informing) is not None:
            told["informing_reasons"] = informed.reasons or ""
            changed["informing"] = Informing(
                informed.choice, by.actor_id, at, informed.informed_date
            )
        if self.recall is not None:
            told["recall_note"] = self.recall.note
            changed |= {"recall": self.recall.result, "recalled_on": self.recall.date}
        said = {name: text for name, text in told.items() if text is not None}
        return changed | {"story": replace(incident.story, **said)}


class IncidentQuery(PageQuery):
    """Which part of the list."""

    after_incident: str | None = None


@router.post(
    "/cases/{case_id}/incidents",
    status_code=201,
    operation_id="reportIncident",
    responses=answers(IncidentOut, 201),
    summary="Report that an answer reached the wrong person",
)
def report_incident(
    request: Request,
    case: Annotated[Case, case_for(Act.EXECUTE)],
    actor: Annotated[Actor, may_do(Act.EXECUTE)],
    body: Annotated[IncidentIn, json_body(IncidentIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Start the 72 hours of Art. 33, and ask for the two decisions: notify the authority, inform the person."""
    check_if_match(request, case)
    incident = Incident(
        incident_id=new_id(),
        case_id=case.case_id,
        known_at=body.known_at,
        letter_ids=tuple(body.letter_ids),
        export_ids=tuple(body.export_ids),
        reported_by=actor.actor_id,
        reported_at=now,
        story=Story(body.wrong_recipient, body.happened),
        people=body.people,
    )
    made = report_breach.report(desk, case, incident, by=actor, at=now)
    view = incident_view(request, made, at=now)
    return JSONResponse(view, 201, headers={"Location": view["href"]})


def _known(asked: Asked, case: Case) -> Incident:
    return asked.desk.incidents.get(case.case_id, asked.path["incident_id"])


@router.get(
    "/cases/{case_id}/incidents/{incident_id}",
    operation_id="getIncident",
    responses=answers(IncidentOut),
    summary="Read one incident",
)
def get_incident(
    _id: Annotated[str, Path(alias="incident_id")],
    request: Request,
    incident: Annotated[Incident, named_in_case(Act.EXECUTE, _known)],
    _query: NoQuery,
    now: NowDep,
) -> JSONResponse:
    """Return the incident with its clock."""
    return JSONResponse(incident_view(request, incident, at=now))


@router.put(
    "/cases/{case_id}/incidents/{incident_id}",
    operation_id="decideIncident",
    responses=answers(IncidentOut),
    summary="Judge the risk, and say what was decided and done",
)
def decide_incident(
    incident_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.EXECUTE)],
    _incident: Annotated[Incident, named_in_case(Act.EXECUTE, _known)],
    actor: Annotated[Actor, may_do(Act.EXECUTE)],
    body: Annotated[IncidentDecisionIn, json_body(IncidentDecisionIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the risk, the notification, the informing and the recall; what is absent stays as it is."""
    if body.informing is not None and body.informing.informed_date is not None:
        check_not_future(body.informing.informed_date, name="informedDate", now=now)
    if body.recall is not None and body.recall.date is not None:
        check_not_future(body.recall.date, name="date", now=now)
    check_if_match(request, case)
    before = desk.incidents.get(case.case_id, incident_id)
    changed = body.onto(before, by=actor, at=now)
    made = report_breach.decide(desk, case, incident_id, changed, by=actor, at=now)
    return JSONResponse(incident_view(request, made, at=now))


@router.get(
    "/cases/{case_id}/incidents/{incident_id}/report",
    operation_id="getIncidentReport",
    response_class=Response,
    responses=file("text/plain"),
    summary="Print the report of an incident for the authority",
)
def incident_report(
    _id: Annotated[str, Path(alias="incident_id")],
    case: Annotated[Case, case_for(Act.EXECUTE)],
    incident: Annotated[Incident, named_in_case(Act.EXECUTE, _known)],
    _query: NoQuery,
    language: LanguageDep,
    desk: DeskDep,
) -> Response:
    """Return the fields of Art. 33(3) as text, in the language of the reader."""
    text = breach_report(desk, case, incident, language=language)
    answer = download(text.encode(), "text/plain; charset=utf-8", f"{case.reference}-incident.txt")
    answer.headers["Content-Language"] = language.value
    return answer


@router.get(
    "/incidents",
    operation_id="listIncidents",
    responses=answers(IncidentListOut),
    summary="List incidents",
)
def list_incidents(
    request: Request,
    actor: Annotated[Actor, may_do(Act.EXECUTE)],
    asked: Annotated[IncidentQuery, query(IncidentQuery)],
    parts: PartsDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return a page of the incidents of the cases this token sees, in the order in which they became known.

    Without those of cases that its holder has to stay away from.
    """
    cursors = Cursors(parts.session_key, "incidents")
    place = cursors.read(asked.after_incident, name="afterIncident")
    found = desk.incidents.page(
        cases=None if "*" in actor.entities else cases_of(actor.entities),
        after=(datetime.fromisoformat(place[0]), place[1]) if place else None,
        size=asked.page_size + 1,
    )
    shown = found[: asked.page_size]
    after = None
    if len(found) > len(shown):
        last = shown[-1]
        after = ("afterIncident", cursors.write([last.known_at.isoformat(), last.incident_id]))
    items = [
        incident_view(request, one, at=now)
        for one in shown
        if not is_kept_away(desk, one.case_id, actor)
    ]
    return JSONResponse(page(request, items, size=asked.page_size, after=after))


def incident_view(request: Request, incident: Incident, *, at: datetime) -> dict[str, Any]:
    """Return an incident as JSON."""
    place = address(request, f"{BASE_PATH}/cases/{incident.case_id}/incidents")
    clock, story = breach_clock(incident.known_at), incident.story
    return compact(
        {
            "id": incident.incident_id,
            "href": f"{place}/{incident.incident_id}",
            "reportHref": f"{place}/{incident.incident_id}/report",
            "caseId": incident.case_id,
            "knownAt": instant(incident.known_at),
            "clock": {
                "safeBy": instant(clock.safe_by),
                "endsAt": instant(clock.ends_at),
                "hoursLeft": int((clock.safe_by - at).total_seconds() // 3600),
                "overdue": incident.notification is None and clock.is_late(at),
            },
            "open": incident.open,
            "reportedBy": incident.reported_by,
            "reportedAt": instant(incident.reported_at),
            "letterIds": list(incident.letter_ids),
            "exportIds": list(incident.export_ids),
            "people": incident.people,
            "wrongRecipient": story and story.wrong_recipient,
            "happened": story and story.happened,
            "consequences": (story and story.consequences) or None,
            "measures": (story and story.measures) or None,
            "risk": incident.risk,
            **_decisions(incident),
        }
    )


def _decisions(incident: Incident) -> dict[str, Any]:
    notified, informed, story = incident.notification, incident.informing, incident.story
    return {
        "notification": notified
        and compact(
            {
                "choice": notified.choice,
                "decidedBy": notified.decided_by,
                "decidedAt": instant(notified.decided_at),
                "notifiedAt": instant(notified.notified_at),
                "reference": notified.reference or None,
                "reasons": (story and story.notification_reasons) or None,
            }
        ),
        "informing": informed
        and compact(
            {
                "choice": informed.choice,
                "decidedBy": informed.decided_by,
                "decidedAt": instant(informed.decided_at),
                "informedDate": informed.informed_on and informed.informed_on.isoformat(),
                "reasons": (story and story.informing_reasons) or None,
            }
        ),
        "recall": incident.recall
        and compact(
            {
                "result": incident.recall,
                "date": incident.recalled_on and incident.recalled_on.isoformat(),
                "note": (story and story.recall_note) or None,
            }
        ),
    }
