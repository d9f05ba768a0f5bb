"""What was collected, withheld, and asked of people, as answers give it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.answers.parts import Answer, Day, Id, Instant, ListOut, Sha256
from app.personnel.changes import ChangeKind
from app.personnel.model import AnswerStatus, MatchCertainty, ValueKind

Count = Annotated[int, Field(ge=0)]
Agreeing = Literal["vlimpersNumber", "nationalNumber", "name", "foldedName", "dateOfBirth"]
AskedKind = ChangeKind | Literal["search", "identities"]


class SourceAnswerOut(Answer):
    """What one system said of one holding."""

    category_id: str
    system: str
    holding: str
    status: AnswerStatus
    record_count: Count
    third_party_count: Count | None = None
    searched_at: Instant
    reason: str | None = None


class CandidateOut(Answer):
    """Somebody a system holds who may be the person."""

    system: str
    key: str
    certainty: MatchCertainty
    given_name: str | None = None
    family_name: str | None = None
    date_of_birth: Day | None = None
    population: str | None = None
    reasons: list[Agreeing]


class FoundDocumentOut(Answer):
    """A document by what it is."""

    document_id: Id
    media_type: str
    size: Count
    sha256: Sha256


class PaperOut(Answer):
    """One document of a container."""

    category_id: str
    system: str
    holding: str
    record_id: str
    name: str | None = None
    on: Day | None = None
    withheld: bool
    document: FoundDocumentOut | None = None


class DossierOut(ListOut):
    """Every answer of every system, with zero hits too."""

    items: list[SourceAnswerOut]
    complete: bool
    collected_at: Instant | None = None
    candidates: list[CandidateOut] | None = None
    documents: list[PaperOut] | None = None


class RecordOut(Answer):
    """One record; decimals are text, a document is told by what it is."""

    system: str
    holding: str
    record_id: str
    third_party: bool
    values: dict[str, str | int | bool | FoundDocumentOut]


class RecordListOut(ListOut):
    """A page of the records of one category."""

    items: list[RecordOut]
    total: Count


class WithholdingOut(Answer):
    """What stays back for the rights of others; never the passage itself."""

    id: Id
    category_id: str
    system: str
    holding: str
    record_id: str
    element: str | None = None
    from_: Annotated[Count | None, Field(alias="from")] = None
    to: Count | None = None
    pages: list[int] | None = None
    by_words: Literal[True] | None = None
    ground: str
    note: str
    reviewed_by: str
    reviewed_at: Instant


class WithholdingListOut(ListOut):
    """What stays back, oldest first."""

    items: list[WithholdingOut]


class CollectorTaskOut(Answer):
    """A task of somebody who searches by hand, as a handler sees it."""

    id: Id
    system: str
    kind: AskedKind
    created_at: Instant
    expires_at: Instant
    sent_at: Instant | None = None
    answered_at: Instant | None = None
    has_link: bool


class CollectorTaskListOut(ListOut):
    """The tasks of a case, oldest first."""

    items: list[CollectorTaskOut]


class CollectorLinkOut(CollectorTaskOut):
    """A task with its new link; the code is told here alone where it could not be sent."""

    page: str
    code: str | None = None


class AskedElementOut(Answer):
    """One element of a holding."""

    name: str
    kind: ValueKind
    optional: bool


class AskedHoldingOut(Answer):
    """What a record of a holding consists of."""

    name: str
    label: str
    elements: list[AskedElementOut]


class AskedTaskOut(Answer):
    """One's own task: what is asked, and nothing of the request behind it."""

    id: Id
    system: str
    kind: AskedKind
    expires_at: Instant
    asked: dict[str, Any]
    holdings: list[AskedHoldingOut]
