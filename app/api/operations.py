"""Health, the contract document, and the journal for auditors."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from app.api.case_view import instant
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


@router.get("/health", operation_id="getHealth", summary="Is the service up")
def health(_query: NoQuery, parts: PartsDep) -> JSONResponse:
    """Answer UP, DEGRADED while a personnel store does not answer or fit, DOWN without a database."""
    if not _database_answers(parts):
        return JSONResponse({"status": "DOWN"}, 503)
    silent = any(error is not None for error in check_all(parts.collectors).values())
    return JSONResponse({"status": "DEGRADED" if silent else "UP"})


@router.get("/journal", operation_id="getJournal", summary="Read the audit trail, newest first")
def journal(
    request: Request,
    _actor: Annotated[Actor, may_do(Act.READ_JOURNAL)],
    asked: Annotated[JournalQuery, query(JournalQuery)],
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return a page of entries; they hold codes, ids and hashes, no personal data."""
    cursors = Cursors(parts.session_key, "journal")
    place = cursors.read(asked.after_entry, name="afterEntry")
    skipped = place[0] if place else 0
    found = desk.journal.latest(before=skipped, limit=asked.page_size + 1)
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
