"""The documents that claims name, held against what the dossier has of them (section 5.8)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import ClassVar

from app.cases.model import Case, Claim
from app.casework.desk import Desk
from app.decisions.documents import RECORDS, NamedDocument, is_container, named_documents
from app.errors import DeskError
from app.personnel.model import Dossier, PersonalRecord


class DocumentUnknown(DeskError):
    """A claim names a document that the dossier does not hold, or that is no document of a container."""

    code: ClassVar[str] = "documentUnknown"


def documents_of(
    desk: Desk, case: Case, dossier: Dossier, category_ids: Iterable[str]
) -> dict[tuple[str, str], dict[str, date | None]]:
    """Return by system and holding the documents that the dossier holds of these containers, each with its day."""
    wanted = set(category_ids)
    containers = {c.category_id for c in desk.register.categories if is_container(c)} & wanted
    answers = [a for a in dossier.found if a.category_id in containers]
    found: dict[tuple[str, str], dict[str, date | None]] = {}
    for answer in answers:
        key = desk.cases.key_of(case.case_id)
        batches = desk.dossiers.records(case.case_id, key, answer.system, answer.holding)
        found[answer.system, answer.holding] = {
            record.record_id: day_of(record) for record in chain.from_iterable(batches)
        }
    return found


def day_of(record: PersonalRecord) -> date | None:
    """Return the day a store has a document from: the first that its record tells."""
    days = (
        v.date() if isinstance(v, datetime) else v for v in record.values if isinstance(v, date)
    )
    return next(days, None)


def with_documents(desk: Desk, case: Case, claim_ids: Iterable[str]) -> Case:
    """Return the case with each document that these claims name found in the dossier, and its day told.

    Kept with the claim: once it is erased nothing else can tell which one it was. Raises DocumentUnknown.
    """
    about = set(claim_ids)
    claims = {
        c.claim_id: named
        for c in case.open_claims
        if c.claim_id in about and (named := named_documents(c))
    }
    if not claims:
        return case
    dossier = desk.dossiers.load(case.case_id)
    categories = {d.category_id for documents in claims.values() for d in documents}
    held = documents_of(desk, case, dossier, categories)
    of = {(a.system, a.holding): a.category_id for a in dossier.found}
    return replace(
        case,
        claims=tuple(
            _told(claim, claims[claim.claim_id], held, of) if claim.claim_id in claims else claim
            for claim in case.claims
        ),
    )


def _told(
    claim: Claim,
    named: Iterable[NamedDocument],
    held: dict[tuple[str, str], dict[str, date | None]],
    of: dict[tuple[str, str], str],
) -> Claim:
    listed = []
    for place, one in enumerate(named):
        there = held.get((one.system, one.holding), {})
        known = of.get((one.system, one.holding)) == one.category_id
        if not known or one.record_id not in there:
            raise DocumentUnknown(
                "The dossier holds no such document", claim=claim.claim_id, document=place
            )
        day = there[one.record_id]
        listed.append(
            {
                "categoryId": one.category_id,
                "system": one.system,
                "holding": one.holding,
                "recordId": one.record_id,
                **({"on": day.isoformat()} if day else {}),
            }
        )
    return replace(claim, details={**claim.details, RECORDS: listed})
