"""Sealed copies and packages handed on, as answers give them."""

from typing import Annotated

from pydantic import Field

from app.api.answers.parts import Address, Answer, Day, Id, Instant, ListOut, Sha256
from app.exports.model import ExportState, TransferStatus

Count = Annotated[int, Field(ge=0)]


class ExportFileOut(Answer):
    """A file of a copy."""

    path: Annotated[str, Field(examples=["data/loon/loonbrieven.csv"])]
    size: Count
    sha256: Sha256
    media_type: Annotated[str, Field(examples=["text/csv"])]


class ExportOut(Answer):
    """A copy: what is in it once it is sealed, and the package once it is closed."""

    id: Id
    href: Address
    content_href: Address
    claim_id: Id
    state: ExportState
    created_at: Instant
    sealed_at: Instant | None = None
    closed_at: Instant | None = None
    available_until: Day | None = None
    expired_at: Instant | None = None
    record_count: Count | None = None
    withheld_count: Count | None = None
    descriptor_sha256: Annotated[Sha256 | None, Field(alias="descriptorSha256")] = None
    sha256: Sha256 | None = None
    size: Count | None = None
    files: list[ExportFileOut] | None = None


class ExportListOut(ListOut):
    """The exports of a case, oldest first."""

    items: list[ExportOut]


class TransferOut(Answer):
    """A package that goes, or went, to another controller."""

    id: Id
    claim_id: Id
    name: str
    url: Address
    status: TransferStatus
    ordered_at: Instant
    sent_at: Instant | None = None
    export_id: Id | None = None
    sha256: Sha256 | None = None
    receipt: str | None = None
    reason: str | None = None


class TransferListOut(ListOut):
    """The transfers of a case, oldest first."""

    items: list[TransferOut]
