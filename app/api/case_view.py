"""A case as JSON, with the names of the API contract; absent instead of null."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import JSONResponse

from app.cases.model import Case, Claim, PostalAddress, Representative, Requester
from app.cases.rules import clock_of
from app.casework.conflicts import is_in_conflict
from app.casework.desk import Desk
from app.casework.possible import actions_of
from app.casework.retention_hold import is_on_hold
from app.deadlines.model import Clock
from app.deadlines.rules import days_left
from app.decisions.rules import case_outcome
from app.http.deps import etag
from app.http.paging import BASE_PATH
from app.kit.clock import brussels_date
from app.language import Language
from app.rights.access import ACCESS
from app.staff.model import Actor

_FROM_AFAR: Final = frozenset(
    {
        "id",
        "reference",
        "version",
        "state",
        "channel",
        "entity",
        "receivedAt",
        "receivedDate",
        "dueDate",
        "daysLeft",
        "suspendedSince",
        "safeHarbourDate",
        "language",
        "assignee",
        "allowedActions",
    }
)
"""That there is a case, its state and its dates: all that who has to stay away from it reads (ID-13)."""


def compact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that exist."""
    return {key: value for key, value in values.items() if value is not None}


def instant(at: datetime | None) -> str | None:
    """Return an instant with its offset."""
    return at.isoformat() if at else None


def _address_view(address: PostalAddress | None) -> dict[str, str] | None:
    if address is None:
        return None
    return {
        "street": address.street,
        "postalCode": address.postal_code,
        "city": address.city,
        "country": address.country,
    }


def requester_view(requester: Requester) -> dict[str, Any]:
    """Return the requester as JSON."""
    return compact(
        {
            "givenName": requester.given_name,
            "familyName": requester.family_name,
            "email": requester.email,
            "postalAddress": _address_view(requester.postal_address),
            "vlimpersNumber": requester.vlimpers_number,
            "nationalNumber": requester.national_number,
            "dateOfBirth": requester.date_of_birth and requester.date_of_birth.isoformat(),
        }
    )


def claim_view(claim: Claim, *, to_be_clarified: bool = False) -> dict[str, Any]:
    """Return a claim as JSON. A letter that names no right is an access claim to be clarified."""
    return compact(
        {
            "id": claim.claim_id,
            "right": claim.right,
            "scope": list(claim.scope) if claim.scope is not None else None,
            "statement": claim.statement,
            "toBeClarified": (to_be_clarified and claim.right == ACCESS.right_id) or None,
            "details": without_nulls(claim.details) or None,
            "identity": claim.identity and claim.identity.value,
            "outcome": claim.outcome and claim.outcome.value,
            "harm": claim.harm or None,
        }
    )


def spoken(language: Language) -> dict[str, str]:
    """Return the headers of an answer that holds words in the reader's language."""
    return {"Content-Language": language.value, "Vary": "Accept-Language"}


def without_nulls(value: Any) -> Any:
    """Return JSON as answers hold it: what is null is absent, at any depth."""
    if isinstance(value, Mapping):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value if item is not None]
    return value


def dates_view(clock: Clock, *, on: date) -> dict[str, Any]:
    """Return the dates of the clock: the due date, or since when and until when it is suspended."""
    if clock.due_on is None:
        return compact(
            {
                "suspendedSince": clock.suspended_since and clock.suspended_since.isoformat(),
                "safeHarbourDate": clock.safe_harbour_on.isoformat(),
            }
        )
    return {
        "dueDate": clock.due_on.isoformat(),
        "daysLeft": days_left(clock, on),
    }


def flags_of(case: Case, clock: Clock, *, restricted: bool, on: date) -> list[str]:
    """Return the facts beside the state; `restricted` while a restriction of the case stands."""
    late = clock.due_on is not None and on > clock.due_on
    facts = {
        "extended": case.extension is not None,
        "suspended": clock.suspended_since is not None and case.ended_at is None,
        "overdue": late and case.sent_at is None and case.ended_at is None,
        "restrictionActive": restricted,
    }
    return [name for name, holds in facts.items() if holds]


def case_view(case: Case, desk: Desk, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return the case as this actor sees it now; who has to stay away from it sees nothing of what it is about."""
    view = _whole(case, desk, actor, at=at)
    if is_in_conflict(case, actor, key=desk.policy.person_key):
        return _from_afar(view)
    return view


def _whole(case: Case, desk: Desk, actor: Actor, *, at: datetime) -> dict[str, Any]:
    outcome = case_outcome([claim.outcome for claim in case.claims])
    on = brussels_date(at)
    return compact(
        {
            "id": case.case_id,
            "reference": case.reference,
            "version": case.version,
            "state": case.state.value,
            "channel": case.channel.value,
            "entity": case.entity,
            "receivedAt": instant(case.received_at),
            "receivedDate": case.received_on.isoformat(),
            **_standing(case, desk, on=on),
            "language": case.language.value,
            "requester": requester_view(case.requester),
            "representative": _representative_view(case.representative),
            "assignee": case.assignee,
            "linkedCases": list(desk.cases.linked_ids(case)),
            "retentionHold": is_on_hold(desk, case) or None,
            "legalHold": case.legal_hold or None,
            "toBeClarified": case.to_be_clarified or None,
            "claims": [
                claim_view(claim, to_be_clarified=case.to_be_clarified) for claim in case.claims
            ],
            "outcome": outcome and outcome.value,
            "registerVersion": case.register_version,
            "letterRegisterVersion": case.letter_register_version,
            "tasks": _tasks(case, desk) or None,
            "allowedActions": list(actions_of(desk, case, actor, on=on)),
        }
    )


def _standing(case: Case, desk: Desk, *, on: date) -> dict[str, Any]:
    clock = clock_of(case, desk.calendar, explained=False)
    restricted = desk.restrictions.has_standing(case.case_id)
    flags = flags_of(case, clock, restricted=restricted, on=on)
    return {"flags": flags, **dates_view(clock, on=on)}


def _tasks(case: Case, desk: Desk) -> list[dict[str, str]]:
    return [
        {"kind": kind, "dueDate": due_on.isoformat()}
        for kind, due_on in desk.cases.open_tasks(case.case_id)
    ]


def _from_afar(view: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in view.items() if name in _FROM_AFAR} | {
        "flags": [flag for flag in view["flags"] if flag != "restrictionActive"],
        "linkedCases": [],
        "claims": [{"id": claim["id"], "right": claim["right"]} for claim in view["claims"]],
    }


def _representative_view(agent: Representative | None) -> dict[str, Any] | None:
    if agent is None:
        return None
    return compact(
        {
            "kind": agent.kind.value,
            "givenName": agent.given_name,
            "familyName": agent.family_name,
            "organisation": agent.organisation or None,
            "email": agent.email,
            "postalAddress": _address_view(agent.postal_address),
            "addressProof": agent.address_proof or None,
            "mandateDocumentId": agent.document_id,
            "signedDate": agent.signed_on and agent.signed_on.isoformat(),
            "rights": list(agent.rights) or None,
            "scope": None if agent.scope is None else list(agent.scope),
            "validUntil": agent.valid_until and agent.valid_until.isoformat(),
            "answerTo": agent.answer_to.value,
            "doubt": agent.doubt or None,
            "interest": agent.interest or None,
            "disputed": agent.disputed or None,
        }
    )


def case_answer(
    case: Case, desk: Desk, actor: Actor, *, at: datetime, status: int = 200
) -> JSONResponse:
    """Return the case with its entity tag, and with its place where it was made or set to work."""
    headers = {"ETag": etag(case), "Cache-Control": "no-store"}
    if status in {HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
        headers["Location"] = f"{BASE_PATH}/cases/{case.case_id}"
    return JSONResponse(case_view(case, desk, actor, at=at), status, headers=headers)
