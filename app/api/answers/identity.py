"""Request, proof and stores beside each other, as answers give them; no value of a store is in it."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.answers.parts import Answer, Id
from app.identity.comparison import Likeness, Reason


class ComparedOut(Answer):
    """How much two facts are alike, and why."""

    result: Likeness
    reasons: list[Reason]


class ProofSideOut(ComparedOut):
    """What a document says."""

    document_id: Id
    says: str | None = None


class StoreSideOut(ComparedOut):
    """What a store holds, without its value."""

    system: str
    says: str | None = None


class ComparedFieldOut(Answer):
    """One fact of the request beside the others."""

    field: Literal[
        "name", "dateOfBirth", "vlimpersNumber", "nationalNumber", "email", "postalAddress"
    ]
    request: str
    proof: list[ProofSideOut]
    store: list[StoreSideOut]


class MatchOut(Answer):
    """What it comes to."""

    proof: ComparedOut
    store: ComparedOut
    people: Annotated[int, Field(ge=0)]
    silent_systems: list[str]


class ComparisonOut(Answer):
    """Request, proof and stores beside each other."""

    fields_: Annotated[list[ComparedFieldOut], Field(alias="fields")]
    match: MatchOut
