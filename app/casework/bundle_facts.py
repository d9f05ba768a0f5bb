"""The facts of a case for its inspection bundle: codes, dates, hashes and ids, no name and no free text."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from app.cases.model import Case
from app.cases.rules import clock_of
from app.casework.desk import Desk
from app.deadlines.explain import clock_json
from app.decisions.grounds import ARTICLES
from app.decisions.model import DraftDecision
from app.decisions.rules import case_outcome


def fact_files(desk: Desk, case: Case) -> Mapping[str, Any]:
    """Return path and content, ready for JSON, of every file of facts."""
    return {
        "data/case.json": _case(case),
        "data/identity.json": _identity(desk, case),
        "data/clock.json": clock_json(clock_of(case, desk.calendar)),
        "data/searches.json": _searches(desk, case),
        "data/decisions.json": _decisions(desk, case),
        "data/executions.json": _executions(desk, case),
        "data/letters.json": _letters(desk, case),
        "data/exports.json": _exports(desk, case),
        "data/deliveries.json": _deliveries(desk, case),
        "data/notices.json": _notices(desk, case),
        "data/incidents.json": _incidents(desk, case),
    }


_CASE: Final = (
    "case_id",
    "reference",
    "version",
    "state",
    "channel",
    "entity",
    "language",
    "received_on",
    "received_at",
    "registered_at",
    "registered_by",
    "register_version",
    "letter_register_version",
    "assignee",
    "collected_at",
    "decided_by",
    "decided_at",
    "sent_at",
    "delivery",
    "ended_at",
    "legal_hold",
)
_CLAIM: Final = (
    "claim_id",
    "right",
    "scope",
    "identity",
    "outcome",
    "withdrawn_on",
    "executed_at",
)
_EXTENSION: Final = ("reason_code", "extended_on", "planned_on")
_SUSPENSION: Final = ("kind", "asked_on", "answered_on", "counts")


def _case(case: Case) -> dict[str, Any]:
    return {
        **_fields(case, _CASE),
        "outcome": case_outcome([claim.outcome for claim in case.claims]),
        "representative": case.representative and case.representative.kind,
        "extension": case.extension and _fields(case.extension, _EXTENSION),
        "suspensions": [_fields(one, _SUSPENSION) for one in case.suspensions],
        "claims": [_fields(claim, _CLAIM) for claim in case.claims],
    }


def _fields(value: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _identity(desk: Desk, case: Case) -> list[dict[str, Any]]:
    # Legal-rules 8: method, type of document, date and who verified; nothing else.
    return [
        {
            "result": check.result,
            "means": check.means,
            "document_types": check.document_types,
            "checked_at": check.checked_at,
            "checked_by": check.checked_by,
            "claim_ids": check.claim_ids,
        }
        for check in desk.identity.checks(case.case_id)
    ]


def _searches(desk: Desk, case: Case) -> list[dict[str, Any]]:
    return [
        {
            "system": answer.system,
            "holding": answer.holding,
            "category_id": answer.category_id,
            "status": answer.status,
            "record_count": answer.record_count,
            "searched_at": answer.searched_at,
        }
        for answer in desk.dossiers.load(case.case_id).answers
    ]


def _decisions(desk: Desk, case: Case) -> dict[str, Any]:
    draft = desk.decisions.load(case.case_id)
    opinions = [
        {
            "kind": one.kind,
            "claim_id": one.claim_id,
            "result": one.result,
            "written_by": one.written_by,
            "written_at": one.written_at,
        }
        for one in desk.decisions.opinions(case.case_id)
    ]
    if draft is None:
        return {"lines": [], "opinions": opinions}
    return {
        "drafted_by": draft.drafted_by,
        "drafted_at": draft.drafted_at,
        "confirmed_by": draft.confirmed_by,
        "confirmed_at": draft.confirmed_at,
        "lines": [_line(line) for line in draft.whole],
        "opinions": opinions,
    }


def _line(line: DraftDecision) -> dict[str, Any]:
    return {
        "claim_id": line.claim_id,
        "category_id": line.category_id,
        "purpose_id": line.purpose_id,
        "legal_basis": line.legal_basis,
        "element": line.element,
        "decision": line.decision,
        "grounds": [
            {"code": code, "articles": ARTICLES.get(code, ())} for code in line.ground_codes
        ],
    }


def _executions(desk: Desk, case: Case) -> list[dict[str, Any]]:
    names = ("step_key", "claim_id", "kind", "system", "holding", "category_id", "elements")
    numbers = ("status", "attempts", "done_at", "records", "remaining")
    return [_fields(step, (*names, *numbers)) for step in desk.executions.list(case.case_id)]


def _letters(desk: Desk, case: Case) -> list[dict[str, Any]]:
    # Where the service keeps a letter is nobody's business.
    return [
        {k: v for k, v in asdict(letter).items() if k not in {"case_id", "content_path"}}
        for letter in desk.letters.list(case.case_id)
    ]


def _exports(desk: Desk, case: Case) -> list[dict[str, Any]]:
    return [
        {
            "export_id": export.export_id,
            "claim_id": export.claim_id,
            "state": export.state,
            "created_at": export.created_at,
            "sealed_at": export.sealed_at,
            "closed_at": export.closed_at,
            "package_sha256": export.package and export.package.sha256,
            # Which files there are goes with the contents: a name can tell much, and a short table is guessed by its hash.
            "descriptor_sha256": export.copy and export.copy.descriptor_sha256,
        }
        for export in desk.exports.list(case.case_id)
    ]


def _deliveries(desk: Desk, case: Case) -> list[dict[str, Any]]:
    names = ("delivery_id", "letter_id", "channel", "status", "created_at", "dispatched_on")
    return [_fields(one, (*names, "arrived_on")) for one in desk.deliveries.list(case.case_id)]


def _notices(desk: Desk, case: Case) -> list[dict[str, Any]]:
    # The name of a recipient can tell where the person lives or is insured; the register's id stays.
    left_out = {"case_id", "answer", "recipient_name", "message_id"}
    return [
        {k: v for k, v in asdict(notice).items() if k not in left_out}
        for notice in desk.notices.list(case.case_id)
    ]


def _incidents(desk: Desk, case: Case) -> list[dict[str, Any]]:
    left_out = {"case_id", "story"}
    return [
        {k: v for k, v in asdict(incident).items() if k not in left_out}
        for incident in desk.incidents.of_case(case.case_id)
    ]
