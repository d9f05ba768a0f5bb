"""A case, its parts and its lists, as answers give them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.answers.parts import Address, Answer, Day, Id, Instant, ListOut
from app.api.answers.tasks import TaskKind
from app.api.inputs import RightName
from app.cases.model import AgentKind, AnswerTo, Channel, IdentityResult, Outcome, State
from app.cases.queries import Flag
from app.cases.transitions import Action, JournalKind
from app.language import Language


class PostalAddressOut(Answer):
    """A postal address."""

    street: str
    postal_code: str
    city: str
    country: str


class RequesterOut(Answer):
    """Who asks."""

    given_name: str
    family_name: str
    email: str | None = None
    postal_address: PostalAddressOut | None = None
    vlimpers_number: str | None = None
    national_number: str | None = None
    date_of_birth: Day | None = None


class RepresentativeOut(Answer):
    """Who acts for the person, and what that rests on."""

    kind: AgentKind
    given_name: str
    family_name: str
    organisation: str | None = None
    email: str | None = None
    postal_address: PostalAddressOut | None = None
    address_proof: str | None = None
    mandate_document_id: Id | None = None
    signed_date: Day | None = None
    rights: list[RightName] | None = None
    scope: list[str] | None = None
    valid_until: Day | None = None
    answer_to: AnswerTo
    doubt: str | None = None
    interest: str | None = None
    disputed: bool | None = None


class ClaimOut(Answer):
    """One right that is exercised; `details` are those of the right, and what else the request said."""

    id: Id
    right: RightName
    scope: list[str] | None = None
    statement: str | None = None
    to_be_clarified: bool | None = None
    details: dict[str, Any] | None = None
    identity: IdentityResult | None = None
    outcome: Outcome | None = None
    harm: str | None = None


class TaskOut(Answer):
    """Something that somebody of the desk has to do; the kinds are a list that grows."""

    kind: TaskKind
    due_date: Day


class CaseOut(Answer):
    """A case. While a suspension is open `suspendedSince` and `safeHarbourDate` stand in place of `dueDate` and `daysLeft`."""

    id: Id
    reference: str
    version: Annotated[int, Field(ge=1)]
    state: State
    flags: list[Flag]
    channel: Channel
    entity: str
    received_at: Instant | None = None
    received_date: Day
    due_date: Day | None = None
    days_left: int | None = None
    suspended_since: Day | None = None
    safe_harbour_date: Day | None = None
    language: Language
    requester: Annotated[
        RequesterOut | None,
        Field(description="Absent for who has to stay away from the case, as is all it is about"),
    ] = None
    representative: RepresentativeOut | None = None
    assignee: str | None = None
    linked_cases: list[Id]
    retention_hold: Literal[True] | None = None
    legal_hold: Literal[True] | None = None
    to_be_clarified: Literal[True] | None = None
    claims: list[ClaimOut]
    outcome: Outcome | None = None
    register_version: str | None = None
    letter_register_version: str | None = None
    tasks: list[TaskOut] | None = None
    allowed_actions: Annotated[list[Action], Field(examples=[["collections", "withdrawal"]])]


class CaseLineOut(Answer):
    """One line of a list; without `dueDate` while suspended."""

    href: Address
    id: Id
    reference: str
    rights: list[RightName]
    state: State
    due_date: Day | None = None
    version: Annotated[int, Field(ge=1)]


class CaseListOut(ListOut):
    """A page of cases."""

    items: list[CaseLineOut]


class NoteOut(Answer):
    """A note that was kept."""

    id: Id
    text: str
    written_at: Instant


class EventOut(Answer):
    """Something that happened: codes, ids and dates, no personal data. The kinds are a list that grows."""

    sequence: Annotated[int, Field(ge=1)]
    kind: JournalKind
    at: Instant
    actor: str
    details: dict[str, Any] | None = None


class TimelineOut(ListOut):
    """What happened in a case, newest first."""

    items: list[EventOut]
