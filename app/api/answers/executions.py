"""What is carried out, restricted and told to recipients, as answers give it."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.answers.case import CaseOut
from app.api.answers.parts import Address, Answer, Day, Id, Instant, ListOut
from app.executions.model import StepStatus
from app.notices.model import NoticeAction, NoticeChannel, NoticeStatus
from app.personnel.changes import ChangeKind
from app.restrictions.model import RestrictionGround, RestrictionState

Count = Annotated[int, Field(ge=0)]
Progress = Literal["done", "needsPerson", "awaitsOrder", "running"]


class ScopeOut(Answer):
    """What is limited; a kind that is absent is not."""

    category_ids: list[str] | None = None
    elements: list[str] | None = None
    purpose_ids: list[str] | None = None
    recipient_ids: list[str] | None = None


class LimitOut(Answer):
    """What a restriction limits, and nothing of its case but the ground."""

    id: Id
    ground: RestrictionGround
    scope: ScopeOut
    allowed_uses: list[str]
    since: Instant


class PlannedLimitOut(LimitOut):
    """A restriction that an execution would begin or end."""

    claim_id: Id


class RestrictionOut(LimitOut):
    """A restriction; no key of the person is in it."""

    state: RestrictionState
    interim: bool
    case_id: Id
    case_href: Address
    claim_id: Id
    systems: list[str]
    announced_at: Instant | None = None
    letter_href: Address | None = None
    lift_date: Day | None = None
    lifted_at: Instant | None = None


class RestrictionListOut(ListOut):
    """A page of restrictions, oldest first."""

    items: list[RestrictionOut]


class RestrictionAnswerOut(Answer):
    """Whether a use is restricted now; `retentionHold`: nothing of the person may be erased."""

    restricted: bool
    retention_hold: bool
    items: list[LimitOut]


class StepOut(Answer):
    """A step with what became of it; no key of the person and no value is in it."""

    id: Id
    claim_id: Id
    kind: ChangeKind
    system: str
    holding: str | None = None
    category_id: str | None = None
    category: str | None = None
    record_ids: list[str] | None = None
    elements: list[str] | None = None
    expired_only: bool | None = None
    purpose_ids: list[str] | None = None
    records: Count | None = None
    status: StepStatus
    done_at: Instant | None = None
    reason: str | None = None


class StayOut(Answer):
    """A part that stays, with why."""

    claim_id: Id
    category_id: str
    category: str | None = None
    element: str | None = None
    system: str | None = None
    holding: str | None = None
    record_ids: list[str] | None = None
    records: Count | None = None
    ground_codes: list[str]
    purpose_ids: list[str]
    facts: str | None = None


class PlanOut(Answer):
    """What would change, what would rest or end, and what stays; nothing was done."""

    dry_run: Literal[True]
    steps: list[StepOut]
    restrictions: list[PlannedLimitOut]
    stays: list[StayOut]


class ExecutionOut(Answer):
    """How far it is, and the case."""

    state: Progress
    steps: list[StepOut]
    case: CaseOut


class ExecutionListOut(ListOut):
    """Each step with what became of it."""

    items: list[StepOut]
    state: Progress


class RecipientOut(Answer):
    """Who is told."""

    id: str
    name: str | None = None


class NoticeOut(Answer):
    """A notice to a recipient, with what became of it."""

    id: Id
    claim_id: Id
    recipient: RecipientOut
    action: NoticeAction
    categories: list[str]
    elements: list[str]
    effective_date: Day
    channel: NoticeChannel
    status: NoticeStatus
    due_date: Day
    created_at: Instant
    letter_href: Address | None = None
    message_id: str | None = None
    sent_at: Instant | None = None
    reminded_at: Instant | None = None
    answered_date: Day | None = None
    reason: str | None = None


class NoticeListOut(ListOut):
    """The notices of a case, oldest first."""

    items: list[NoticeOut]
