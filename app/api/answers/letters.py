"""Letters, how they were handed over, and answers by word of mouth, as answers give them."""

from typing import Annotated

from pydantic import Field

from app.api.answers.parts import Address, Answer, Day, Id, Instant, ListOut, Sha256
from app.cases.model import Delivery
from app.delivery.model import DeliveryStatus
from app.language import Language
from app.letters.model import LetterKind


class PreviewOut(Answer):
    """The answer letter as HTML, before it goes."""

    kind: LetterKind
    language: Language
    html: str


class LetterOut(Answer):
    """A sealed letter; its bytes are at `contentHref`."""

    id: Id
    href: Address
    content_href: Address
    kind: LetterKind
    language: Language
    issued_at: Instant
    sha256: Sha256
    size: Annotated[int, Field(ge=1)]
    template_version: str
    rules_version: str


class DeliveryOut(Answer):
    """How a letter was handed over."""

    id: Id
    letter_id: Id
    channel: Delivery
    status: DeliveryStatus
    address: list[str] | None = None
    exports: list[Address] | None = None
    created_at: Instant
    dispatched_date: Day | None = None
    arrived_date: Day | None = None
    proof: str | None = None


class LetterListOut(ListOut):
    """The letters of a case, oldest first."""

    items: list[LetterOut]
    deliveries: list[DeliveryOut]


class OralAnswerOut(Answer):
    """What was told by word of mouth."""

    id: Id
    asked_how: str
    identity_proof: str
    given_date: Day
    given_by: str
    summary: str
    written_by: str
    written_at: Instant


class OralAnswerListOut(ListOut):
    """Answers by word of mouth, oldest first."""

    items: list[OralAnswerOut]
