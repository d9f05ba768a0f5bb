"""Health, the contract document, and the journal for auditors."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from app.api.answers.parts import answers
from app.api.answers.reference import HealthOut, JournalOut, VerificationOut
from app.api.case_view import compact, instant
from app.audit.findings import Finding
from app.audit.model import JournalEntry
from app.cases.queries import cases_of
from app.casework import evidence
from app.http.deps import DeskDep, LanguageDep, PartsDep, may_do
from app.http.paging import Cursors, PageQuery, page
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.language import Language
from app.personnel.registry import check_all
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Operations"])
root_router = APIRouter(tags=["Operations"])


class JournalQuery(PageQuery):
    """Which part of the journal."""

    after_entry: str | None = None


CHECKED_FOR = timedelta(seconds=30)
"""For how long what the personnel stores said of themselves counts: anybody may ask, as often as they like."""


@router.get(
    "/health",
    operation_id="getHealth",
    responses=answers(HealthOut) | answers(HealthOut, 503),
    summary="Is the service up",
)
def health(request: Request, _query: NoQuery, parts: PartsDep) -> JSONResponse:
    """Answer UP, DEGRADED while a personnel store does not answer or fit or nothing may be sent, DOWN without a database."""
    if not _database_answers(parts):
        return JSONResponse({"status": "DOWN"}, 503)
    degraded = parts.sending.is_held() or _is_degraded(request, parts)
    return JSONResponse({"status": "DEGRADED" if degraded else "UP"})


def _is_degraded(request: Request, parts: PartsDep) -> bool:
    now, state = parts.clock(), request.app.state
    checked_at, silent = getattr(state, "stores_checked", (None, False))
    if checked_at is None or not timedelta() <= now - checked_at < CHECKED_FOR:
        silent = any(error is not None for error in check_all(parts.collectors).values())
        state.stores_checked = (now, silent)
    return bool(silent)


@router.get(
    "/journal",
    operation_id="getJournal",
    responses=answers(JournalOut),
    summary="Read the audit trail, newest first",
)
def journal(
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_JOURNAL)],
    asked: Annotated[JournalQuery, query(JournalQuery)],
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return a page of entries: codes, ids and hashes; words kept beside them for the DPO alone.

    Of the cases of the token's entities; of all, and of the service itself, with a token for all.
    """
    cursors = Cursors(parts.session_key, "journal")
    place = cursors.read(asked.after_entry, name="afterEntry")
    skipped = place[0] if place else 0
    chains = None if "*" in actor.entities else cases_of(actor.entities)
    found = desk.journal.latest(before=skipped, limit=asked.page_size + 1, chains=chains)
    shown = found[: asked.page_size]
    personal = evidence.personal_values(desk, shown, by=actor)
    items = [_entry_view(e, personal.get((e.chain_id, e.sequence), ())) for e in shown]
    after = None
    if len(found) > asked.page_size:
        after = ("afterEntry", cursors.write([skipped + asked.page_size]))
    return JSONResponse(page(request, items, size=asked.page_size, after=after))


@router.get(
    "/journal/verification",
    operation_id="verifyJournal",
    responses=answers(VerificationOut),
    summary="Check every chain of the journal",
)
def verification(
    _actor: Annotated[Actor, may_do(Act.READ_JOURNAL)],
    _query: NoQuery,
    desk: DeskDep,
    language: LanguageDep,
) -> JSONResponse:
    """Return how many entries there are, how many stand under a checkpoint, and what is wrong, if anything."""
    with desk.cases.of_every_entity():  # a chain is whole or it is not, whoever asks
        found = evidence.check(desk)
    return JSONResponse(
        compact(
            {
                "intact": found.intact,
                "chains": found.chains,
                "entries": found.entries,
                "checkpoints": found.checkpoints,
                "stamped": found.stamped,
                "notAnchored": found.not_anchored,
                "anchoredAt": instant(found.anchored_at),
                "files": found.files,
                "signers": list(found.signers),
                "faults": [_fault_view(finding, language) for finding in found.findings],
            }
        )
    )


def _entry_view(entry: JournalEntry, personal: Sequence[evidence.PersonalValue]) -> dict[str, Any]:
    return compact(
        {
            "chain": entry.chain_id,
            "sequence": entry.sequence,
            "kind": entry.kind,
            "actor": entry.actor_id,
            "at": instant(entry.at),
            "details": dict(entry.details),
            "hash": entry.entry_hash,
            "personal": [
                compact({"name": v.name, "shown": v.shown.value, "text": v.text or None})
                for v in personal
            ]
            or None,
        }
    )


def _fault_view(finding: Finding, language: Language) -> dict[str, Any]:
    place = "entry" if finding.chain_id else "checkpoint"
    return compact(
        {
            "code": finding.fault.value,
            "chain": finding.chain_id or None,
            place: finding.number or None,
            "message": finding.words(language),
        }
    )


@root_router.get("/livez", include_in_schema=False)
def livez() -> JSONResponse:
    """Answer while the process lives."""
    return JSONResponse({"status": "UP"})


@root_router.get("/readyz", include_in_schema=False)
def readyz(parts: PartsDep) -> JSONResponse:
    """Answer 200 once the database does."""
    up = _database_answers(parts)
    if not up:
        return JSONResponse({"status": "DOWN"}, 503)
    # A copy that was not released serves, and sends nothing.
    return JSONResponse({"status": "DEGRADED" if parts.sending.is_held() else "UP"})


def _database_answers(parts: PartsDep) -> bool:
    try:
        with parts.engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True
