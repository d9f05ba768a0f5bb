"""The export package as values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.personnel.model import Document, Holding, PersonalRecord
from app.register.model import Article15, CategoryLine


def no_documents(document: Document) -> Iterator[bytes]:
    """Stand where a table holds none."""
    raise KeyError(document.document_id)


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One holding of the person as it goes into the package; zero rows are a table too (`geen gegevens`)."""

    holding: Holding
    category: CategoryLine
    system_label: str
    extracted_at: datetime
    records: Callable[[], Iterator[list[PersonalRecord]]]
    """Yields the records in batches, each time anew, already without what is withheld."""
    withheld_count: int = 0
    content: Callable[[Document], Iterator[bytes]] = no_documents
    """Yields a document of a record in pieces, already without what is withheld."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One line of weglatingen.csv."""

    category_id: str
    category_label: str
    system: str
    holding: str
    record_id: str | None
    count: int
    ground_code: str
    article: str
    reason: str
    remedy: str
    elements: tuple[str, ...] = ()
    """Names of the elements that are left out of each record; empty where whole records are."""


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """All that is needed to seal the copy of one claim."""

    export_id: str
    reference: str
    right: str
    language: str
    created_at: datetime
    article15: Article15
    tables: tuple[ExportTable, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file of the copy: `path` inside the package, `stored` its place in the file store."""

    path: str
    size: int
    sha256: str
    media_type: str
    stored: str
    offset: int | None = None
    """Where it begins inside `stored`, when small files share one place; None when it lies there alone."""


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """Data files and datapackage.json, fixed; the letter prints `descriptor_sha256`."""

    export_id: str
    files: tuple[SealedFile, ...]
    descriptor_sha256: str
    record_count: int
    withheld_count: int


@dataclass(frozen=True, slots=True)
class ClosedPackage:
    """The whole package as one zip: `stored` is its place in the file store."""

    stored: str
    size: int
    sha256: str


class ExportState(StrEnum):
    """How far an export is."""

    PROCESSING = "processing"
    SEALED = "sealed"
    CLOSED = "closed"
    FAILED = "failed"
    EXPIRED = "expired"
    """The contents were destroyed; what was in them stays known."""


class TransferStatus(StrEnum):
    """How far the way of a package to another controller is (Art. 20(2))."""

    ORDERED = "ordered"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A package on its way to the controller that the person named and confirmed."""

    transfer_id: str
    case_id: str
    claim_id: str
    receiver: str
    url: str
    status: TransferStatus
    ordered_at: datetime
    export_id: str = ""
    """Which package went; empty until one is closed."""
    sent_at: datetime | None = None
    receipt: str | None = None
    zip_sha256: str | None = None
    reason: str = ""
    """Why it did not go: a code, never what the receiver wrote."""


@dataclass(frozen=True, slots=True)
class Export:
    """One export of one claim; `copy` is there from `sealed` on, `package` from `closed` on."""

    export_id: str
    case_id: str
    claim_id: str
    state: ExportState
    created_at: datetime
    sealed_at: datetime | None = None
    closed_at: datetime | None = None
    copy: SealedCopy | None = None
    package: ClosedPackage | None = None
    available_until: date | None = None
    """The last day the contents are kept."""
    reminded_at: datetime | None = None
    """When it was ordered that the person is told of that day."""
    expired_at: datetime | None = None
