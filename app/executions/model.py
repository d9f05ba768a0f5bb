"""What was granted as steps in the stores: planned whole, done one by one, each once: pure values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.language import Text
from app.personnel.changes import ChangeKind
from app.restrictions.model import Restriction


class StepStatus(StrEnum):
    """Where a step stands."""

    AWAITS_ORDER = "awaitsOrder"
    """Planned, but whoever may order it has not done so yet: an erasure waits for a decision maker."""
    PLANNED = "planned"
    DONE = "done"
    WAITS = "waits"
    """The store did not answer: tried again later."""
    NEEDS_PERSON = "needsPerson"
    """A human has to act at the source."""


ORDER = (
    ChangeKind.STOP_USE,
    ChangeKind.RECTIFY,
    ChangeKind.SUPPLEMENT,
    ChangeKind.LIFT,
    ChangeKind.RESTRICT,
    ChangeKind.ERASE,
)
"""Order inside a case (legal-rules section 5)."""


@dataclass(frozen=True, slots=True)
class ExecutionStep:
    """One change in one holding that a granted claim asks for."""

    step_key: str
    """Derived from case, claim, holding, records and kind: the same however often it is planned."""
    case_id: str
    claim_id: str
    position: int
    kind: ChangeKind
    system: str
    holding: str
    category_id: str
    subject_key: str
    record_ids: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    expired_only: bool = False
    purpose_ids: tuple[str, ...] = ()
    restriction_id: str | None = None
    correction: int | None = None
    """RECTIFY: place of the correction in the details of the claim, where its values are kept."""
    status: StepStatus = StepStatus.PLANNED
    attempts: int = 0
    done_at: datetime | None = None
    records: int = 0
    """Records that are expected to be touched; once done, those that were."""
    remaining: int = 0
    reason: str = ""
    """Why it waits, in plain words without personal data."""

    @property
    def is_begun(self) -> bool:
        """Whether the store may hold something of it: done, tried without an end, or left to a person half-way."""
        tried = {StepStatus.DONE, StepStatus.WAITS, StepStatus.NEEDS_PERSON}
        return self.status in tried or self.attempts > 0


@dataclass(frozen=True, slots=True)
class StayingPart:
    """What of a claim stays as it is, and why: shown by the dry run and in the letter (ER-02)."""

    claim_id: str
    category_id: str
    element: str | None
    records: int
    ground_codes: tuple[str, ...]
    purpose_ids: tuple[str, ...]
    facts: tuple[Text, ...]
    """The facts in words, as decided."""
    place: tuple[str, str] | None = None
    """System and holding of documents that are decided each on its own; None for a category or element."""
    record_ids: tuple[str, ...] = ()
    """Which of those documents stay, as long as the dossier still holds them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a decided case asks of the stores."""

    steps: tuple[ExecutionStep, ...] = ()
    stays: tuple[StayingPart, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    """What the steps mark, kept with them: it outlives the case."""
