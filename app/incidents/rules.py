"""The 72 hours of Art. 33, and which decisions on a breach can stand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from app.deadlines.rules import received_on
from app.errors import DeskError
from app.incidents.model import Choice, Incident, Recall, Risk

HOURS: Final = timedelta(hours=72)  # GDPR art. 33(1)
NOTIFY_TASK: Final = "breachNotification"
INFORM_TASK: Final = "breachInforming"


class IncidentInFuture(DeskError):
    """The breach became known after now."""

    code: ClassVar[str] = "incidentInFuture"


class NothingSent(DeskError):
    """Nothing of the case is named, or what is named is not of this case."""

    code: ClassVar[str] = "incidentWithoutAnswer"


class IncidentReasonMissing(DeskError):
    """A decision on the breach needs its reasons in words. Fact `field`."""

    code: ClassVar[str] = "incidentReasonMissing"


class IncidentDecisionUnfit(DeskError):
    """The decision does not fit the risk, or its date. Fact `field`."""

    code: ClassVar[str] = "incidentDecisionUnfit"


@dataclass(frozen=True, slots=True)
class BreachClock:
    """The period for notifying the authority: plan on `safe_by`, it is over at `ends_at` (exclusive)."""

    safe_by: datetime
    ends_at: datetime

    def is_late(self, at: datetime) -> bool:
        """Whether the period is over."""
        return at >= self.ends_at


def breach_clock(known_at: datetime) -> BreachClock:
    """Return the 72 hours from the moment the breach became known.

    Holidays and weekends count (Reg. 1182/71 art. 3(3)), and a period in hours never moves to a
    working day (art. 3(4) exempts it).
    """
    known = known_at.astimezone(UTC)
    # Reg. 1182/71 art. 3(1): the hour in which it became known is not counted; art. 3(2)(a).
    first_hour = known.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return BreachClock(safe_by=known + HOURS, ends_at=first_hour + HOURS)


def check_report(
    incident: Incident, *, letters: Collection[str], exports: Collection[str], at: datetime
) -> None:
    """Check a new report against what the case sent. Raises IncidentInFuture, NothingSent."""
    if incident.known_at > at:
        raise IncidentInFuture("A breach is known before it is reported")
    named = bool(incident.letter_ids or incident.export_ids)
    ours = set(incident.letter_ids) <= set(letters) and set(incident.export_ids) <= set(exports)
    if not (named and ours):
        raise NothingSent("Name a letter or a copy of this case")


def check_decisions(incident: Incident, *, at: datetime) -> None:
    """Check what was decided. Raises IncidentReasonMissing, IncidentDecisionUnfit."""
    _check_notification(incident, at=at)
    _check_informing(incident)
    if incident.recall in {Recall.RETURNED, Recall.DESTROYED} and incident.recalled_on is None:
        raise IncidentDecisionUnfit("A recall that worked has its day", field="recallDate")


def _check_notification(incident: Incident, *, at: datetime) -> None:
    decided, story = incident.notification, incident.story
    if decided is None or story is None:
        return
    if incident.risk is None:
        raise IncidentDecisionUnfit("The risk is judged first", field="risk")
    if decided.choice is Choice.NOT_NEEDED:
        # Art. 33(1): only where a risk is unlikely, and the reasons are documented (33(5)).
        if incident.risk is not Risk.UNLIKELY:
            raise IncidentDecisionUnfit("A risk is notified", field="notification")
        if not story.notification_reasons:
            raise IncidentReasonMissing("Say why it is not notified", field="notificationReasons")
        return
    if decided.notified_at is None or not incident.known_at <= decided.notified_at <= at:
        raise IncidentDecisionUnfit("Say when it was notified", field="notifiedAt")
    late = breach_clock(incident.known_at).is_late(decided.notified_at)
    if late and not story.notification_reasons:  # Art. 33(1), second sentence
        raise IncidentReasonMissing("Say why it is late", field="notificationReasons")


def _check_informing(incident: Incident) -> None:
    decided, story = incident.informing, incident.story
    if decided is None or story is None:
        return
    if decided.choice is Choice.DONE and (
        decided.informed_on is None or decided.informed_on < received_on(incident.known_at)
    ):
        raise IncidentDecisionUnfit("Say when the person was informed", field="informedDate")
    if decided.choice is Choice.NOT_NEEDED and not story.informing_reasons:
        # Art. 34(3): where the risk is high, only an exception that is named carries it.
        raise IncidentReasonMissing("Say why the person is not informed", field="informingReasons")
