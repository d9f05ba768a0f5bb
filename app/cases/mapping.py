"""Between a case as values and its JSON columns: each value reads back as it was written."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.cases.model import (
    AgentKind,
    AnswerTo,
    Case,
    Channel,
    Claim,
    Delivery,
    Extension,
    IdentityResult,
    Outcome,
    PostalAddress,
    Representative,
    Requester,
    State,
)
from app.deadlines.model import Suspension, SuspensionKind
from app.language import Language


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _compact(values: Mapping[str, object]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _address_json(address: PostalAddress | None) -> dict[str, str] | None:
    if address is None:
        return None
    return {
        "street": address.street,
        "postal_code": address.postal_code,
        "city": address.city,
        "country": address.country,
    }


def requester_json(requester: Requester) -> dict[str, Any]:
    """Return the requester as stored."""
    return _compact(
        {
            "given_name": requester.given_name,
            "family_name": requester.family_name,
            "email": requester.email,
            "postal_address": _address_json(requester.postal_address),
            "vlimpers_number": requester.vlimpers_number,
            "national_number": requester.national_number,
            "date_of_birth": _iso(requester.date_of_birth),
        }
    )


def read_requester(stored: Mapping[str, Any]) -> Requester:
    """Return the requester from what is stored."""
    address = stored.get("postal_address")
    return Requester(
        given_name=stored["given_name"],
        family_name=stored["family_name"],
        email=stored.get("email"),
        postal_address=PostalAddress(**address) if address else None,
        vlimpers_number=stored.get("vlimpers_number"),
        national_number=stored.get("national_number"),
        date_of_birth=_day(stored.get("date_of_birth")),
    )


def suspension_json(suspension: Suspension) -> dict[str, Any]:
    """Return one suspension as stored."""
    return {
        "kind": suspension.kind.value,
        "asked_on": suspension.asked_on.isoformat(),
        "answered_on": _iso(suspension.answered_on),
        "doubt": suspension.doubt,
        "means": list(suspension.means),
        "counts": suspension.counts,
    }


def read_suspension(stored: Mapping[str, Any]) -> Suspension:
    """Return one suspension from what is stored."""
    return Suspension(
        kind=SuspensionKind(stored["kind"]),
        asked_on=date.fromisoformat(stored["asked_on"]),
        answered_on=_day(stored["answered_on"]),
        doubt=stored["doubt"],
        means=tuple(stored["means"]),
        counts=stored.get("counts", True),
    )


def extension_json(extension: Extension | None) -> dict[str, Any] | None:
    """Return the extension as stored."""
    if extension is None:
        return None
    return {
        "reason_code": extension.reason_code,
        "reasons": extension.reasons,
        "planned_on": extension.planned_on.isoformat(),
        "extended_on": extension.extended_on.isoformat(),
    }


def read_extension(stored: Mapping[str, Any] | None) -> Extension | None:
    """Return the extension from what is stored."""
    if stored is None:
        return None
    return Extension(
        reason_code=stored["reason_code"],
        reasons=stored["reasons"],
        planned_on=date.fromisoformat(stored["planned_on"]),
        extended_on=date.fromisoformat(stored["extended_on"]),
    )


def representative_json(agent: Representative | None) -> dict[str, Any] | None:
    """Return the representative as stored."""
    if agent is None:
        return None
    return {
        "kind": agent.kind.value,
        "given_name": agent.given_name,
        "family_name": agent.family_name,
        "organisation": agent.organisation,
        "email": agent.email,
        "postal_address": _address_json(agent.postal_address),
        "address_proof": agent.address_proof,
        "document_id": agent.document_id,
        "signed_on": _iso(agent.signed_on),
        "rights": list(agent.rights),
        "scope": None if agent.scope is None else list(agent.scope),
        "valid_until": _iso(agent.valid_until),
        "answer_to": agent.answer_to.value,
        "doubt": agent.doubt,
        "interest": agent.interest,
        "disputed": agent.disputed,
    }


def read_representative(stored: Mapping[str, Any] | None) -> Representative | None:
    """Return the representative from what is stored."""
    if stored is None:
        return None
    place, scope = stored["postal_address"], stored["scope"]
    return Representative(
        **{
            **stored,
            "kind": AgentKind(stored["kind"]),
            "postal_address": PostalAddress(**place) if place else None,
            "signed_on": _day(stored["signed_on"]),
            "rights": tuple(stored["rights"]),
            "scope": None if scope is None else tuple(scope),
            "valid_until": _day(stored["valid_until"]),
            "answer_to": AnswerTo(stored["answer_to"]),
        }
    )


def claim_columns(case: Case, claim: Claim, position: int) -> dict[str, Any]:
    """Return the columns of a claim."""
    return {
        "claim_id": claim.claim_id,
        "case_id": case.case_id,
        "position": position,
        "right": claim.right,
        "scope": list(claim.scope) if claim.scope is not None else None,
        "statement": claim.statement,
        "details": dict(claim.details),
        "identity": claim.identity,
        "outcome": claim.outcome,
        "withdrawn_on": claim.withdrawn_on,
        "executed_at": claim.executed_at,
        "harm": claim.harm,
    }


def case_columns(case: Case) -> dict[str, Any]:
    """Return the columns of a case that hold its own values (not the computed dates)."""
    return {
        "case_id": case.case_id,
        "reference": case.reference,
        "version": case.version,
        "state": case.state.value,
        "channel": case.channel.value,
        "entity": case.entity,
        "language": case.language.value,
        "received_on": case.received_on,
        "received_at": case.received_at,
        "registered_at": case.registered_at,
        "registered_by": case.registered_by,
        "requester": requester_json(case.requester),
        "representative": representative_json(case.representative),
        "to_be_clarified": case.to_be_clarified,
        "suspensions": [suspension_json(s) for s in case.suspensions],
        "extension": extension_json(case.extension),
        "assignee": case.assignee,
        "linked_cases": list(case.linked_cases),
        "register_version": case.register_version,
        "letter_register_version": case.letter_register_version,
        "identity_checked_by": case.identity_checked_by,
        "subject_keys": dict(case.subject_keys),
        "collected_at": case.collected_at,
        "drafters": list(case.drafters),
        "decided_by": case.decided_by,
        "decided_at": case.decided_at,
        "sent_at": case.sent_at,
        "delivery": case.delivery.value if case.delivery else None,
        "ended_at": case.ended_at,
        "redirected_to": case.redirected_to,
        "legal_hold": case.legal_hold,
        "rights": [claim.right for claim in case.claims],
    }


def _claim(row: Any) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        right=row.right,
        statement=row.statement,
        scope=tuple(row.scope) if row.scope is not None else None,
        details=row.details,
        identity=IdentityResult(row.identity) if row.identity else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        withdrawn_on=row.withdrawn_on,
        executed_at=row.executed_at,
        harm=row.harm,
    )


def read_case(row: Any, claims: Iterable[Any] | None = None) -> Case:
    """Return the case a row and its claims hold; `claims` where they do not hang on the row."""
    return Case(
        case_id=row.case_id,
        reference=row.reference,
        version=row.version,
        state=State(row.state),
        channel=Channel(row.channel),
        entity=row.entity,
        language=Language(row.language),
        received_on=row.received_on,
        received_at=row.received_at,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        requester=read_requester(row.requester),
        claims=tuple(_claim(claim) for claim in (row.claims if claims is None else claims)),
        register_version=row.register_version,
        to_be_clarified=row.to_be_clarified,
        suspensions=tuple(read_suspension(s) for s in row.suspensions),
        extension=read_extension(row.extension),
        representative=read_representative(row.representative),
        assignee=row.assignee,
        linked_cases=tuple(row.linked_cases),
        identity_checked_by=row.identity_checked_by,
        subject_keys=row.subject_keys,
        collected_at=row.collected_at,
        drafters=tuple(row.drafters),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        letter_register_version=row.letter_register_version,
        sent_at=row.sent_at,
        delivery=Delivery(row.delivery) if row.delivery else None,
        ended_at=row.ended_at,
        redirected_to=row.redirected_to,
        holidays_version=row.holidays_version,
        legal_hold=row.legal_hold,
    )
