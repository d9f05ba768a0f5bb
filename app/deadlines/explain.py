"""The clock as the API and the command line give it, in JSON."""

from app.deadlines.arithmetic import BRUSSELS
from app.deadlines.model import Clock, Step


def clock_json(clock: Clock) -> dict[str, object]:
    """Return the clock in the words of the API contract; what does not exist is absent."""
    dates = {
        "receivedDate": clock.received_on,
        "firstDeadline": clock.first_on,
        "extendedDeadline": clock.extended_on,
        "dueDate": clock.due_on,
        "endsAt": clock.ends_at.astimezone(BRUSSELS) if clock.ends_at else None,
        "suspendedSince": clock.suspended_since,
    }
    return {
        **{name: on.isoformat() for name, on in dates.items() if on is not None},
        "creditDays": clock.credit_days,
        "safeHarbourDate": clock.safe_harbour_on.isoformat(),
        "rulesVersion": clock.rules_version,
        "holidaysVersion": clock.holidays_version,
        "steps": [_step_json(step) for step in clock.steps],
    }


def _step_json(step: Step) -> dict[str, object]:
    return {
        "rule": step.rule,
        "source": step.source,
        "from": step.start.isoformat(),
        "to": step.end.isoformat(),
        "text": {"nl": step.text.nl, "en": step.text.en},
    }
