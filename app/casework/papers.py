"""The documents of a dossier one by one: those of a container are decided each on its own (section 5.8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import ClassVar

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.claimed_documents import day_of
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.errors import DeskError
from app.personnel.model import Document, Dossier, Holding, PersonalRecord, SourceAnswer
from app.register.terms import Trait
from app.staff.model import Actor


class PaperUnknown(DeskError):
    """The dossier holds no such document in this category."""

    code: ClassVar[str] = "paperUnknown"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a container: what a handler needs to decide on it."""

    category_id: str
    system: str
    holding: str
    record_id: str
    name: str
    on: date | None
    withheld: bool
    """Whether the whole of it stays back: by a handler, or because the store marks it as holding data on others."""
    document: Document | None


def papers(desk: Desk, case: Case, dossier: Dossier) -> tuple[Paper, ...]:
    """Return every document of the containers of a dossier, in the order in which they were found."""
    containers = {c.category_id for c in desk.register.categories if Trait.CONTAINER in c.traits}
    answers = [a for a in dossier.found if a.category_id in containers]
    if not answers:
        return ()
    standing = desk.withholdings.of_case(case.case_id)
    whole = {(w.system, w.holding, w.record_id) for w in standing if w.element is None}
    seen = {(w.system, w.holding, w.record_id) for w in standing}
    known = {(h.system, h.name): h for h in holdings_of(desk)}
    found = []
    for answer in answers:
        holding = known[answer.system, answer.holding]
        for record in _records(desk, case, answer):
            place = (answer.system, answer.holding, record.record_id)
            stays = place in whole or (record.third_party and place not in seen)
            found.append(_paper(holding, record, withheld=stays))
    return tuple(found)


def find(desk: Desk, case: Case, category_id: str, document_id: str) -> Document:
    """Return a document that the dossier holds in a category. Raises PaperUnknown."""
    known = {(h.system, h.name): h for h in holdings_of(desk)}
    for answer in desk.dossiers.load(case.case_id).found:
        holding = known[answer.system, answer.holding]
        if answer.category_id != category_id or not holding.documents:
            continue
        for record in _records(desk, case, answer):
            for place in holding.documents:
                document = record.values[place]
                if isinstance(document, Document) and document.document_id == document_id:
                    return document
    raise PaperUnknown("The dossier holds no such document in this category")


def content_of(
    desk: Desk, case: Case, category_id: str, document: Document, *, by: Actor, at: datetime
) -> Iterator[bytes]:
    """Return a document as it was collected; the journal notes who read it."""
    details = {"categoryId": category_id, "paper": document.document_id}
    desk.cases.save(add(case, (entry(JournalKind.CONTENT_READ, by, at, details),)))
    return desk.dossiers.document(case.case_id, desk.cases.key_of(case.case_id), document)


def _records(desk: Desk, case: Case, answer: SourceAnswer) -> Iterator[PersonalRecord]:
    key = desk.cases.key_of(case.case_id)
    batches = desk.dossiers.records(case.case_id, key, answer.system, answer.holding)
    return chain.from_iterable(batches)


def _paper(holding: Holding, record: PersonalRecord, *, withheld: bool) -> Paper:
    return Paper(
        category_id=holding.category_id,
        system=holding.system,
        holding=holding.name,
        record_id=record.record_id,
        name=_name(holding, record),
        on=day_of(record),
        withheld=withheld,
        document=next((v for v in record.values if isinstance(v, Document)), None),
    )


def _name(holding: Holding, record: PersonalRecord) -> str:
    """Return the name of the file, else the first words of the record: its title."""
    for place in holding.documents:
        named = holding.place(holding.elements[place].file_name)
        if named is not None and isinstance(name := record.values[named], str) and name:
            return name
    return next((v for v in record.values if isinstance(v, str) and v), "")
