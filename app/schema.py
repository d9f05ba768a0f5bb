"""All tables of the service in one metadata, for migrations and for the tests that hold them against each other."""

from app.audit import tables as audit
from app.cases import tables as cases
from app.decisions import tables as decisions
from app.delivery import tables as delivery
from app.designated import tables as designated
from app.documents import tables as documents
from app.executions import tables as executions
from app.exports import tables as exports
from app.feeds import tables as feeds
from app.http import tables as http
from app.identity import tables as identity
from app.incidents import tables as incidents
from app.intake import tables as intake
from app.kit.db import Row
from app.letters import tables as letters
from app.messages import tables as messages
from app.notices import tables as notices
from app.outbox import tables as outbox
from app.personnel import tables as personnel
from app.reminders import tables as reminders
from app.restrictions import tables as restrictions
from app.retention import tables as retention
from app.staff import tables as staff
from app.webhooks import tables as webhooks

TABLES = (
    audit,
    cases,
    decisions,
    delivery,
    documents,
    executions,
    exports,
    feeds,
    designated,
    http,
    identity,
    incidents,
    intake,
    letters,
    messages,
    notices,
    outbox,
    personnel,
    reminders,
    restrictions,
    retention,
    staff,
    webhooks,
)
"""The modules whose rows are in `metadata`."""

metadata = Row.metadata
