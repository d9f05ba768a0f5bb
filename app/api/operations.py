"""Health, the contract document, and the journal for auditors."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from app.api.case_view import instant
from app.cases.queries import cases_of
from app.http.deps import DeskDep, PartsDep, may_do
from app.http.paging import Cursors, PageQuery, page
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
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


@router.get("/health", operation_id="getHealth", summary="Is the service up")
def health(request: Request, _query: NoQuery, parts: PartsDep) -> JSONResponse:
    """Answer UP, DEGRADED while a personnel store does not answer or fit, DOWN without a database."""
    if not _database_answers(parts):
        return JSONResponse({"status": "DOWN"}, 503)
    return JSONResponse({"status": "DEGRADED" if _is_degraded(request, parts) else "UP"})


def _is_degraded(request: Request, parts: PartsDep) -> bool:
    now, state = parts.clock(), request.app.state
    checked_at, silent = getattr(state, "stores_checked", (None, False))
    if checked_at is None or not timedelta() <= now - checked_at < CHECKED_FOR:
        silent = any(error is not None for error in check_all(parts.collectors).values())
        state.stores_checked = (now, silent)
    return bool(silent)


@router.get("/journal", operation_id="getJournal", summary="Read the audit trail, newest first")
def journal(
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_JOURNAL)],
    asked: Annotated[JournalQuery, query(JournalQuery)],
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return a page of entries: codes, ids and hashes, no personal data.

    Of the cases of the token's entities; of all, and of the service itself, with a token for all.
    """
    cursors = Cursors(parts.session_key, "journal")
    place = cursors.read(asked.after_entry, name="afterEntry")
    skipped = place[0] if place else 0
    chains = None if "*" in actor.entities else cases_of(actor.entities)
    found = desk.journal.latest(before=skipped, limit=asked.page_size + 1, chains=chains)
    items = [
        {
            "chain": entry.chain_id,
            "sequence": entry.sequence,
            "kind": entry.kind,
            "actor": entry.actor_id,
            "at": instant(entry.at),
            "details": dict(entry.details),
            "hash": entry.entry_hash,
        }
        for entry in found[: asked.page_size]
    ]
    after = None
    if len(found) > asked.page_size:
        after = ("afterEntry", cursors.write([skipped + asked.page_size]))
    return JSONResponse(page(request, items, size=asked.page_size, after=after))


@router.get(
    "/journal/verification",
    operation_id="verifyJournal",
    summary="Check every chain of the journal",
)
def verification(
    _actor: Annotated[Actor, may_do(Act.READ_JOURNAL)], _query: NoQuery, desk: DeskDep
) -> JSONResponse:
    """Return how many entries there are and what is wrong with them, if anything."""
    faults = list(desk.journal.faults())
    chains, entries = desk.journal.count()
    return JSONResponse(
        {"intact": not faults, "chains": chains, "entries": entries, "faults": faults}
    )


@root_router.get("/livez", include_in_schema=False)
def livez() -> JSONResponse:
    """Answer while the process lives."""
    return JSONResponse({"status": "UP"})


@root_router.get("/readyz", include_in_schema=False)
def readyz(parts: PartsDep) -> JSONResponse:
    """Answer 200 once the database does."""
    up = _database_answers(parts)
    return JSONResponse({"status": "UP" if up else "DOWN"}, 200 if up else 503)


def _database_answers(parts: PartsDep) -> bool:
    try:
        with parts.engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True
