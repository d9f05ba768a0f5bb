"""The workflow as data: from which state which action leads where, who may, what is journalled and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.cases.model import State
from app.outbox.model import Event
from app.staff.rules import Act


class Action(StrEnum):
    """What can be done to a case; the values are the resource names of the API."""

    CHECK_IDENTITY = "identityChecks"
    REJECT_IDENTITY = "identityRejections"
    REQUEST_IDENTITY = "identityRequests"
    REQUEST_SPECIFICATION = "specificationRequests"
    RECEIVE_ANSWER = "answersReceived"
    COLLECT = "collections"
    COMPLETE_SEARCH = "searchCompletion"
    CLARIFY = "claims"
    DRAFT = "decisions"
    CONFIRM = "decisions/confirmation"
    EXECUTE = "executions"
    EXTEND = "extensions"
    ANSWER = "answer"
    CLOSE = "closure"
    WITHDRAW = "withdrawal"
    LAPSE = "lapse"
    REDIRECT = "redirection"


BY_SERVICE = frozenset({Action.COMPLETE_SEARCH})
"""Actions of the worker, never offered to staff."""


class JournalKind(StrEnum):
    """Kinds of journal entry. A retired kind stays here, so that old entries keep their meaning."""

    CASE_REGISTERED = "case.registered"
    IDENTITY_CHECKED = "identity.checked"
    IDENTITY_INSUFFICIENT = "identity.insufficient"
    IDENTITY_REQUESTED = "identity.requested"
    IDENTITY_COPY_DESTROYED = "identity.copyDestroyed"
    SPECIFICATION_REQUESTED = "specification.requested"
    REMINDER_GIVEN = "clock.reminderGiven"
    DEADLINE_PASSED = "clock.deadlinePassed"
    CLOCK_RECOMPUTED = "clock.recomputed"
    ANSWER_RECEIVED = "answer.received"
    COLLECTION_ORDERED = "collection.ordered"
    SYSTEM_SEARCHED = "collection.systemSearched"
    COLLECTION_COMPLETED = "collection.completed"
    COLLECTION_WAITS = "collection.waits"
    COLLECTOR_LINKED = "collection.collectorLinked"
    COLLECTOR_ANSWERED = "collection.collectorAnswered"
    SUBJECT_CHOSEN = "collection.subjectChosen"
    DECISION_DRAFTED = "decision.drafted"
    DECISION_CONFIRMED = "decision.confirmed"
    FOUR_EYES_LIFTED = "decision.fourEyesLifted"
    REGISTER_GAPS_ACCEPTED = "decision.registerGapsAccepted"
    LATE_REFUSAL_JUSTIFIED = "decision.lateRefusalJustified"
    EXECUTION_ORDERED = "execution.ordered"
    STEP_DONE = "execution.stepDone"
    STEP_WAITS = "execution.stepWaits"
    STEP_ATTESTED = "execution.stepAttested"
    CLAIM_EXECUTED = "execution.claimDone"
    ERASURE_REPLAYED = "execution.erasureReplayed"
    NOTICE_PLANNED = "notice.planned"
    NOTICE_SENT = "notice.sent"
    NOTICE_FAILED = "notice.failed"
    NOTICE_ANSWERED = "notice.answered"
    NOTICE_WAITS = "notice.waits"
    NOTICE_REMINDER_ORDERED = "notice.reminderOrdered"
    NOTICE_REMINDED = "notice.reminded"
    DATA_RESTRICTED = "restriction.started"
    DATA_MARKED = "restriction.marked"
    RESTRICTION_WAITS = "restriction.waits"
    LIFTING_ANNOUNCED = "restriction.liftingAnnounced"
    OBJECTION_UPHELD = "restriction.upheld"
    RESTRICTION_REPLACED = "restriction.replaced"
    RESTRICTION_LIFTED = "restriction.lifted"
    REFERRAL_ADDED = "referral.added"
    REFERRAL_REMOVED = "referral.removed"
    REFERRAL_FORWARDED = "referral.forwarded"
    HOLD_STARTED = "hold.started"
    HOLD_ENDED = "hold.ended"
    ORAL_ANSWER_RECORDED = "answer.oralRecorded"
    ADVICE_GIVEN = "opinion.advice"
    TEST_WRITTEN = "opinion.test"
    PASSAGE_WITHHELD = "withholding.added"
    WITHHOLDING_REMOVED = "withholding.removed"
    TRANSFER_ORDERED = "transfer.ordered"
    TRANSFER_DONE = "transfer.done"
    TRANSFER_WAITS = "transfer.waits"
    TRANSFER_FAILED = "transfer.failed"
    TRANSFER_CANCELLED = "transfer.cancelled"
    CASE_EXTENDED = "case.extended"
    COPY_SEALED = "copy.sealed"
    PACKAGE_CLOSED = "copy.packageClosed"
    LETTER_ISSUED = "letter.issued"
    ANSWER_SENT = "answer.sent"
    DELIVERY_RECORDED = "delivery.recorded"
    CASE_CLOSED = "case.closed"
    CLAIM_CLARIFIED = "claim.clarified"
    CLAIMS_WITHDRAWN = "claims.withdrawn"
    CASE_LAPSED = "case.lapsed"
    CASE_REDIRECTED = "case.redirected"
    CASE_ASSIGNED = "case.assigned"
    CONFLICT_REFUSED = "case.conflictRefused"
    REPRESENTED = "representative.recorded"
    NO_STANDING = "representative.withoutStanding"
    DOCUMENT_ADDED = "document.added"
    DOCUMENT_MASKED = "document.masked"
    DOCUMENT_SORTED = "document.sorted"
    DOCUMENT_CHECKED = "document.checked"
    VIRUS_FOUND = "document.virusFound"
    ENVELOPE_DESTROYED = "document.envelopeDestroyed"
    NOTE_ADDED = "note.added"
    MESSAGE_WRITTEN = "message.written"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_READ = "message.read"
    CASE_LINKED = "case.linked"
    MAIL_TAKEN = "mail.taken"
    MAIL_PASSED_OVER = "mail.passedOver"
    MAIL_SENT = "mail.sent"
    MAIL_RETURNED = "mail.returned"
    CONTENT_READ = "content.read"
    ENDPOINT_ADDED = "webhook.added"
    ENDPOINT_CHANGED = "webhook.changed"
    ENDPOINT_REMOVED = "webhook.removed"
    ENDPOINT_DISABLED = "webhook.disabled"
    ENDPOINT_SECRET_CHANGED = "webhook.secretChanged"  # noqa: S105 - the name of a kind
    ENDPOINT_TRIED = "webhook.tried"
    EVENT_TOLD_AGAIN = "webhook.toldAgain"
    CONTENT_FETCHED = "content.fetched"
    EMAIL_VERIFIED = "identity.emailVerified"
    TICKET_ISSUED = "download.ticketIssued"
    CODE_SENT = "download.codeSent"
    CODE_TAKEN = "download.codeTaken"
    CODE_REFUSED = "download.codeRefused"
    COPY_EXPIRED = "copy.expired"
    KEY_DESTROYED = "case.keyDestroyed"
    BUNDLE_MADE = "bundle.made"
    INCIDENT_REPORTED = "incident.reported"
    INCIDENT_DECIDED = "incident.decided"
    LEGAL_HOLD_SET = "legalHold.set"
    LEGAL_HOLD_LIFTED = "legalHold.lifted"
    CASE_DESTROYED = "case.destroyed"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `act` names the row of the permission table that says who may."""

    to: State
    act: Act
    writes: JournalKind
    tells: tuple[Event, ...] = ()


_OPEN = (
    State.RECEIVED,
    State.IDENTITY_PENDING,
    State.SPECIFICATION_PENDING,
    State.IN_SEARCH,
    State.IN_ASSESSMENT,
)
_UNPROVEN = (State.RECEIVED, State.IDENTITY_PENDING)


_Rows = dict[tuple[State, Action], Transition]


def _proof() -> _Rows:
    rows: _Rows = {}
    for state in (*_UNPROVEN, State.LAPSED_IDENTITY):
        rows[state, Action.CHECK_IDENTITY] = Transition(
            State.IN_SEARCH, Act.HANDLE, JournalKind.IDENTITY_CHECKED, (Event.IDENTITY_VERIFIED,)
        )
    for state in _UNPROVEN:
        rows[state, Action.REJECT_IDENTITY] = Transition(
            state, Act.HANDLE, JournalKind.IDENTITY_INSUFFICIENT
        )
        rows[state, Action.REQUEST_IDENTITY] = Transition(
            State.IDENTITY_PENDING,
            Act.HANDLE,
            JournalKind.IDENTITY_REQUESTED,
            (Event.IDENTITY_REQUESTED, Event.SUSPENDED),
        )
    for state in (State.IN_SEARCH, State.IN_ASSESSMENT):
        # ID-10: proof reopens the claims that lapsed while those that need none went on.
        rows[state, Action.CHECK_IDENTITY] = Transition(
            State.IN_SEARCH, Act.HANDLE, JournalKind.IDENTITY_CHECKED, (Event.IDENTITY_VERIFIED,)
        )
        # Section 1.3: an answer that comes after the period ran on is kept; it moves nothing.
        rows[state, Action.RECEIVE_ANSWER] = Transition(
            state, Act.HANDLE, JournalKind.ANSWER_RECEIVED
        )
    for state, to in (
        (State.IDENTITY_PENDING, State.IDENTITY_PENDING),
        (State.SPECIFICATION_PENDING, State.IN_SEARCH),
    ):
        rows[state, Action.RECEIVE_ANSWER] = Transition(
            to, Act.HANDLE, JournalKind.ANSWER_RECEIVED, (Event.RESUMED,)
        )
    return rows


def _work() -> _Rows:
    rows: _Rows = {
        (State.IN_SEARCH, Action.COMPLETE_SEARCH): Transition(
            State.IN_ASSESSMENT, Act.HANDLE, JournalKind.COLLECTION_COMPLETED
        ),
        # Section 5: after the decision, before the letter; erasure by a decision maker alone.
        (State.DECIDED, Action.EXECUTE): Transition(
            State.DECIDED, Act.EXECUTE_ANY, JournalKind.EXECUTION_ORDERED
        ),
        (State.DECIDED, Action.ANSWER): Transition(
            State.SENT, Act.HANDLE, JournalKind.ANSWER_SENT, (Event.SENT,)
        ),
    }
    for state in (State.IN_SEARCH, State.IN_ASSESSMENT):
        rows[state, Action.REQUEST_SPECIFICATION] = Transition(
            State.SPECIFICATION_PENDING,
            Act.HANDLE,
            JournalKind.SPECIFICATION_REQUESTED,
            (Event.SUSPENDED,),
        )
        rows[state, Action.COLLECT] = Transition(
            State.IN_SEARCH, Act.HANDLE, JournalKind.COLLECTION_ORDERED
        )
    for state in _OPEN:
        rows[state, Action.CLARIFY] = Transition(state, Act.HANDLE, JournalKind.CLAIM_CLARIFIED)
    # Section 9: where every claim falls with R12-ID the case goes straight to a decision.
    for state in (*_UNPROVEN, State.IN_ASSESSMENT):
        rows[state, Action.DRAFT] = Transition(state, Act.HANDLE, JournalKind.DECISION_DRAFTED)
        rows[state, Action.CONFIRM] = Transition(
            State.DECIDED, Act.CONFIRM, JournalKind.DECISION_CONFIRMED, (Event.DECIDED,)
        )
    return rows


def _ways_out() -> _Rows:
    rows: _Rows = {
        (State.IDENTITY_PENDING, Action.LAPSE): Transition(
            State.LAPSED_IDENTITY, Act.HANDLE, JournalKind.CASE_LAPSED, (Event.CLOSED,)
        ),
        (State.SENT, Action.CLOSE): Transition(
            State.CLOSED, Act.HANDLE, JournalKind.CASE_CLOSED, (Event.CLOSED,)
        ),
    }
    for state in (*_OPEN, State.DECIDED):
        rows[state, Action.EXTEND] = Transition(
            state, Act.EXTEND, JournalKind.CASE_EXTENDED, (Event.EXTENDED,)
        )
        rows[state, Action.WITHDRAW] = Transition(
            State.WITHDRAWN, Act.HANDLE, JournalKind.CLAIMS_WITHDRAWN, (Event.CLOSED,)
        )
        rows[state, Action.REDIRECT] = Transition(
            State.REDIRECTED, Act.HANDLE, JournalKind.CASE_REDIRECTED, (Event.CLOSED,)
        )
    return rows


TRANSITIONS: Mapping[tuple[State, Action], Transition] = {**_proof(), **_work(), **_ways_out()}
