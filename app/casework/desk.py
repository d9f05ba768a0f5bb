"""The desk: everything the steps of casework work with, in one frozen bundle per transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.audit.files import CheckpointFiles
from app.audit.journal import Journal
from app.audit.store import CheckpointStore
from app.cases.queries import CaseDates
from app.cases.store import CaseStore
from app.deadlines.holidays import Calendar
from app.decisions.store import DecisionStore
from app.delivery.collector_mail import Sender
from app.delivery.message import MessageChannel
from app.delivery.store import DeliveryStore
from app.designated.store import HolidayStore
from app.documents.rules import FileLimits
from app.documents.store import DocumentStore
from app.documents.trust.model import Trust
from app.documents.virus_check import VirusCheck
from app.executions.store import ExecutionStore
from app.exports.download_store import DownloadStore
from app.exports.store import ExportStore, TransferStore
from app.feeds.store import FeedStore
from app.identity.assurance import Assurance
from app.identity.model import Means
from app.identity.store import IdentityStore
from app.incidents.store import IncidentStore
from app.intake.model import House
from app.intake.store import MailStore
from app.kit.outward import Outward
from app.kit.vault import Vault
from app.letters.model import Contact
from app.letters.press import LetterPress
from app.letters.signing import Signer
from app.letters.store import LetterStore
from app.messages.store import MessageStore
from app.notices.model import RecipientContact
from app.notices.store import NoticeStore
from app.personnel.collector_tasks import CollectorTaskStore
from app.personnel.model import Collector
from app.personnel.store import DossierStore, WithholdingStore
from app.register.model import Register
from app.reminders.store import ReminderStore
from app.restrictions.store import RestrictionStore
from app.retention.rules import Periods
from app.retention.store import HoldStore, RetentionStore
from app.rights.model import Right
from app.statistics.store import StatisticsStore
from app.webhooks.deliveries import OutgoingStore
from app.webhooks.sending import Teller
from app.webhooks.store import EndpointStore


@dataclass(frozen=True, slots=True)
class Policy:
    """What the controller decided, as plain values."""

    entity: str
    """OVO code of the controller that answers, where a token does not name one."""
    identity_means: frozenset[Means]
    assurance: Assurance
    """How sure we must be of who asks, for what they ask (ID-04)."""
    lawyer_statement: bool
    """Whether a lawyer's word is taken for their mandate (ID-12)."""
    four_eyes: bool
    require_confirmed: bool
    fees: bool
    """Whether a fee may be announced at all (Art. 12(5)); by policy it is not."""
    specification_records: int
    """From so many records on the person may be asked which they want (recital 63)."""
    national_number_allowed: bool
    status_url: str
    handler: Contact
    demo_seal: bool
    file_limits: FileLimits
    copy_days: int
    """How long after it was handed over a copy is kept (section 8)."""
    retry_seconds: tuple[int, ...]
    """How long to wait before asking a silent source again; after the last a handler orders it."""
    stalled_seconds: float
    """A worker without a sign of life for this long was killed: its jobs go to another."""
    round_at: str
    """When the worker makes the daily round, as cron writes it, in UTC; empty: it makes none."""
    remind_at: str
    """When warnings of deadlines are given, as cron writes it, in UTC; empty: only by the daily round."""
    handlers: tuple[str, ...]
    """Addresses that get the mail of the day with what is due."""
    periods: Periods
    """For how long a case is kept after its end."""
    suppression_key: bytes
    """Key of the hashes that say what was erased."""
    person_key: bytes
    """Key of the hashes by which it is seen that staff meet themselves in a case."""
    notice_retry_seconds: tuple[int, ...]
    """How long to wait before a recipient's server is tried again; after the last a handler is asked."""
    house: House
    """What mail of ours is known by."""
    mail_domain: str
    """Domain of the ids of our mail."""
    collector_mail: Sender
    """What a message says of us to who searches a system by hand."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Stores on one session, and the parts that need none."""

    cases: CaseStore
    dates: CaseDates
    reminders: ReminderStore
    designated: HolidayStore
    feeds: FeedStore
    journal: Journal
    checkpoints: CheckpointStore
    checkpoint_files: CheckpointFiles
    documents: DocumentStore
    identity: IdentityStore
    dossiers: DossierStore
    decisions: DecisionStore
    executions: ExecutionStore
    restrictions: RestrictionStore
    notices: NoticeStore
    mails: MailStore
    messages: MessageStore
    letters: LetterStore
    withholdings: WithholdingStore
    exports: ExportStore
    trust: Callable[[], Trust]
    """What signatures are judged by, as it is now."""
    viruses: VirusCheck | None
    """Who checks files for viruses; None where no check was set up."""
    transfers: TransferStore
    downloads: DownloadStore
    deliveries: DeliveryStore
    incidents: IncidentStore
    statistics: StatisticsStore
    holds: HoldStore
    retention: RetentionStore
    vault: Vault
    register: Register
    rights: Mapping[str, Right]
    calendar: Calendar
    collectors: tuple[Collector, ...]
    collector_tasks: CollectorTaskStore
    press: LetterPress
    signer: Signer
    contacts: Mapping[str, RecipientContact]
    channels: Mapping[str, MessageChannel]
    outward: Outward
    """The client for servers of others."""
    endpoints: EndpointStore
    outgoing: OutgoingStore
    """What is on its way to endpoints."""
    teller: Teller
    policy: Policy
