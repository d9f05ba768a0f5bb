"""Documents of a case and what was found in them, as answers give them."""

from typing import Annotated

from pydantic import Field

from app.api.answers.parts import Answer, Id, Instant, ListOut, Sha256
from app.documents.model import (
    DocumentFinding,
    DocumentKind,
    MediaType,
    SignatureStatus,
    SignatureWarning,
)


class SignerOut(Answer):
    """Who signed; the national number is masked."""

    name: str
    national_number: Annotated[str | None, Field(examples=["85.07.**-***.**"])] = None
    status: SignatureStatus


class SignatureOut(Answer):
    """What was found of a signature, with a text for the handler, in Dutch."""

    status: SignatureStatus
    signers: list[SignerOut]
    warnings: list[SignatureWarning]
    text: str
    proves: Annotated[
        bool,
        Field(
            description="Whether it proves who signed by itself: false too where somebody else may have sent it on."
        ),
    ]


class DocumentOut(Answer):
    """A document; `sha256` is that of what was sent, `destroyedAt` tells of a copy that is gone."""

    id: Id
    kind: DocumentKind
    media_type: MediaType
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256
    received_at: Instant
    file_name: str | None = None
    pages: Annotated[int | None, Field(ge=0)] = None
    findings: list[DocumentFinding] | None = None
    destroyed_at: Instant | None = None
    signature: SignatureOut | None = None


class DocumentListOut(ListOut):
    """The documents of a case, destroyed copies included."""

    items: list[DocumentOut]
