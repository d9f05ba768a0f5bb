"""What the request, the proof and the stores say of who asks, side by side; no value of a store is shown for it (ID-02a)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.cases.guards import PROVEN
from app.cases.model import Case, Requester
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.addressing import verified_address
from app.casework.desk import Desk
from app.casework.matching import criteria_of, people_of
from app.documents.model import Document, SignatureFinding, SignerFinding
from app.documents.signatures import find_signature
from app.identity.comparison import (
    DIFFERS,
    NOT_HELD,
    SAME,
    Compared,
    Likeness,
    compare_addresses,
    compare_dates,
    compare_emails,
    compare_names,
    compare_texts,
    overall,
    softened,
)
from app.personnel.model import Candidate
from app.staff.model import Actor

_EMAIL: Final = "email"


@dataclass(frozen=True, slots=True)
class Side:
    """What one document or one person of a store says; `says` is empty for a store (ID-02a)."""

    source: str
    compared: Compared
    says: str = ""


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One fact of who asks, on each side."""

    name: str
    request: str
    proof: tuple[Side, ...] = ()
    store: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityComparison:
    """All facts together; `people` is how many of the stores may be meant, `silent` who did not answer."""

    fields: tuple[FieldComparison, ...]
    proof: Compared
    store: Compared
    people: int
    silent: tuple[str, ...]


def compare(desk: Desk, case: Case, *, by: Actor, at: datetime) -> IdentityComparison:
    """Compare, and journal that it was looked at."""
    found, silent = people_of(desk, criteria_of(case.requester))
    people = [person for those in found.values() for person in those]
    signed = list(_signers(desk, case, at=at))
    fields = tuple(f for f in _fields(desk, case, signed, people) if f.request or f.proof)
    read = entry(JournalKind.CONTENT_READ, by, at, {"comparedWith": len(people)})
    desk.cases.save(add(case, (read,)))
    return IdentityComparison(
        fields=fields,
        proof=overall(
            softened(side.compared) if f.name == _EMAIL else side.compared
            for f in fields
            for side in f.proof
        ),
        store=_best(fields, people),
        people=len(people),
        silent=tuple(sorted(silent)),
    )


def _best(fields: Sequence[FieldComparison], people: Sequence[Candidate]) -> Compared:
    """Return how well the person agrees who agrees best."""
    ranks = list(Likeness)
    each = [
        overall(f.store[place].compared for f in fields if len(f.store) == len(people))
        for place in range(len(people))
    ]
    return min(each, key=lambda one: ranks.index(one.likeness), default=NOT_HELD)


def _fields(
    desk: Desk,
    case: Case,
    signed: Sequence[tuple[Document, SignerFinding]],
    people: Sequence[Candidate],
) -> Iterator[FieldComparison]:
    asks = case.requester
    yield FieldComparison(
        "name",
        asks.full_name,
        tuple(
            Side(d.document_id, compare_names(asks.full_name, s.name), s.name) for d, s in signed
        ),
        tuple(
            _of(p, compare_names(asks.full_name, f"{p.given_name} {p.family_name}")) for p in people
        ),
    )
    yield FieldComparison(
        "dateOfBirth",
        asks.date_of_birth.isoformat() if asks.date_of_birth else "",
        store=tuple(_of(p, compare_dates(asks.date_of_birth, p.date_of_birth)) for p in people),
    )
    yield _number("vlimpersNumber", asks.vlimpers_number or "", people)
    if desk.policy.national_number_allowed:  # ID-09
        yield _national_number(asks, signed, people)
    yield FieldComparison(_EMAIL, asks.email or "", tuple(_emails(asks, signed)))
    yield FieldComparison("postalAddress", *_address(desk, case))


def _emails(asks: Requester, signed: Sequence[tuple[Document, SignerFinding]]) -> Iterator[Side]:
    """Yield what the certificates say that name an address; an identity card names none."""
    for document, signer in signed:
        if signer.emails:
            found = compare_emails(asks.email, signer.emails)
            yield Side(document.document_id, found, ", ".join(signer.emails))


def _of(person: Candidate, compared: Compared) -> Side:
    return Side(person.key.system, compared)


def _number(
    name: str, given: str, people: Sequence[Candidate], proof: tuple[Side, ...] = ()
) -> FieldComparison:
    store = tuple(_of(p, SAME if name in p.reasons else DIFFERS) for p in people)
    return FieldComparison(name, given, proof, store)


def _national_number(
    asks: Requester,
    signed: Sequence[tuple[Document, SignerFinding]],
    people: Sequence[Candidate],
) -> FieldComparison:
    given = asks.national_number or ""
    proof = tuple(Side(d.document_id, compare_texts(given, s.national_number)) for d, s in signed)
    masked = f"{'*' * (len(given) - 2)}{given[-2:]}" if given else ""
    return _number("nationalNumber", masked, people, proof)


def _address(desk: Desk, case: Case) -> tuple[str, tuple[Side, ...], tuple[Side, ...]]:
    """Return the address of the request, compared with the verified one once identity is proven."""
    given = case.requester.postal_address
    lines = given.lines if given else ()
    proven = any(claim.identity in PROVEN for claim in case.claims)
    held = verified_address(desk, case) if proven else ()
    store = (Side("verified", compare_addresses(lines, held)),) if held else ()
    return ", ".join(lines), (), store


def _signers(desk: Desk, case: Case, *, at: datetime) -> Iterator[tuple[Document, SignerFinding]]:
    for document in desk.documents.list(case.case_id):
        found = document.signature
        if found is not None and found.signers:
            found = _judged_again(desk, case, document, at=at) or found
        for signer in found.signers if found else ():
            yield document, signer


def _judged_again(
    desk: Desk, case: Case, document: Document, *, at: datetime
) -> SignatureFinding | None:
    """Return the finding with what certificates say beside the name, which is compared and never kept (ID-08, ID-09).

    Nobody is asked about revocation for it: who looks changes no verdict.
    """
    if document.stored_path is None or document.destroyed_at or not document.readable:
        return None
    content = desk.documents.content(
        case.case_id, document.document_id, key=desk.cases.key_of(case.case_id)
    )
    return find_signature(
        content,
        document.media_type,
        kind=document.kind,
        trust=replace(desk.trust(), issuers=None),
        at=at,
    )
