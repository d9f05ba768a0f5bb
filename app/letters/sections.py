"""What an answer letter prints of each right: one section per claim, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from app.language import Text
from app.letters.model import (
    ClaimDecision,
    CopyAnnex,
    CopyFile,
    Ground,
    Omission,
    SystemSearch,
)
from app.register.model import Article15
from app.restrictions.model import RestrictionGround


@dataclass(frozen=True, slots=True)
class AccessSection:
    """The whole answer of Art. 15; the letter holds it once, whatever else was asked."""

    article15: Article15
    searches: Sequence[SystemSearch]
    state_at: datetime
    """When the search was complete (AC-10)."""
    annex: CopyAnnex
    omissions: Sequence[Omission] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """One element that was corrected: what stood there, what stands there now."""

    label: Text
    old: Text
    """Empty where nothing stood there."""
    new: Text
    done_on: date


@dataclass(frozen=True, slots=True)
class SourceRedirect:
    """An element whose source is elsewhere (RE-03): where the person has it corrected."""

    label: Text
    source: Text
    contact: str
    restricted: bool
    """Whether we only store our own copy until the source is right."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """A supplementary statement, filed with what it is about (RE-04)."""

    label: Text
    filed_on: date


@dataclass(frozen=True, slots=True)
class RectificationSection:
    """What was corrected, added and passed on; what was refused is in the decision."""

    corrections: Sequence[Correction] = ()
    supplements: Sequence[Supplement] = ()
    redirects: Sequence[SourceRedirect] = ()
    recipients: Sequence[str] = ()
    """Names of who is told (Art. 19)."""


@dataclass(frozen=True, slots=True)
class ErasedPart:
    """Records that are gone."""

    label: Text
    records: int
    done_on: date
    systems: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class KeptPart:
    """What stays, under which duty, and until when: naming the article is not enough (ER-02)."""

    label: Text
    grounds: tuple[Ground, ...]
    duties: tuple[Text, ...]
    """The duties or purposes that still need it, in plain words."""
    until: Text
    """The end: a date in words, or what it hangs on; empty where the duty says it."""
    facts: tuple[Text, ...]
    records: int = 0
    reason: str = ""
    """What a human added to the ground and the facts."""


@dataclass(frozen=True, slots=True)
class ErasedDocument:
    """One document of a container that is gone, by its number and day: never by the name of its file."""

    label: Text
    number: str
    on: date | None = None
    """The day we had it from."""


@dataclass(frozen=True, slots=True)
class OtherDocuments:
    """Documents beside those that the request is about: they stay."""

    label: Text
    records: int


@dataclass(frozen=True, slots=True)
class ErasureSection:
    """What was erased and what stays; a part that stays replaces the refused part of the same label."""

    backup_days: int
    """Days after which the last backup holding the data is gone."""
    erased: Sequence[ErasedPart] = ()
    documents: Sequence[ErasedDocument] = ()
    """Which documents are among what was erased."""
    kept: Sequence[KeptPart] = ()
    others: Sequence[OtherDocuments] = ()
    recipients: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RestrictedPart:
    """One category, or elements of it, of which a use ended, with what may go on: never that of another (RS-03)."""

    label: Text
    uses: Sequence[Text] = ()
    """Uses that go on besides those the law always allows, e.g. in the wage process (RS-02)."""
    stopped: Sequence[Text] = ()
    """The uses and disclosures that ended; for a restriction everything did but `uses`."""


@dataclass(frozen=True, slots=True)
class RestrictionSection:
    """What is only stored from now on, why, and what we may still do with it (Art. 18(2))."""

    parts: Sequence[RestrictedPart]
    ground: RestrictionGround
    since: date
    recipients: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ObjectionSection:
    """What came of the balancing test (OB-02); the outcome of the decision says for whom."""

    against: Sequence[Text]
    """The uses and disclosures that are contested."""
    since: date | None
    """Day since which they rest; where the objection holds, they stopped for good that day. None where the
    data are not used for what is contested, or cannot be objected to: then nothing rests."""
    balancing: str
    """The test in words: the person's situation, our interest, and which weighs more."""
    ended: Sequence[RestrictedPart] = ()
    """What stopped for good, per category or recipient, and what goes on beside it."""
    lift_on: date | None = None
    """First day on which a refused use goes on; the letter announces it in place of L17."""
    data: Sequence[Text] = ()
    """Data the announced end of the restriction is about."""


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Data that do not go along, and why not."""

    label: Text
    ground: Ground
    facts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Proof that another controller got the package."""

    to: str
    on: date
    receipt: str


@dataclass(frozen=True, slots=True)
class PortabilitySection:
    """The package of Art. 20: what is in it, what is not, and who got it."""

    tables: Sequence[CopyFile]
    descriptor_sha256: str
    """SHA-256 of its `datapackage.json`."""
    available_until: date | None = None
    """Last day to fetch it; None where it goes with the letter."""
    not_covered: Sequence[NotCovered] = ()
    transfer: Transfer | None = None


@dataclass(frozen=True, slots=True)
class Continues:
    """A use that goes on without the consent: what, what for, on which basis (CW-03)."""

    label: Text
    purpose: Text
    basis: Text


@dataclass(frozen=True, slots=True)
class ConsentSection:
    """Which consent ended when, and what goes on without it."""

    consents: Sequence[Text]
    effective_on: date
    erased: Sequence[ErasedPart] = ()
    continues: Sequence[Continues] = ()
    recipients: Sequence[str] = ()


Details: TypeAlias = (
    RectificationSection
    | ErasureSection
    | RestrictionSection
    | ObjectionSection
    | PortabilitySection
    | ConsentSection
)
Section: TypeAlias = AccessSection | Details


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Data or a question that somebody else answers for (IN-03, IN-05), in a handler's words."""

    what: str
    to: str
    reason: str
    ground: Ground
    contact: str = ""
    agreed: bool = False
    """Whether the person wants us to send the request on."""
    forwarded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What an answer tells beside its claims: where else to be, and short remarks of a handler."""

    elsewhere: Sequence[Elsewhere] = ()
    remarks: Sequence[str] = ()


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """The answer to one claim; `section` is None where there is nothing to tell but the decision."""

    decision: ClaimDecision
    section: Section | None = None
