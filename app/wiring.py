"""Turns settings into live parts: databases, connectors, seal, fonts, register, and the desk on a session."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import Engine, event, make_url
from sqlalchemy.orm import Session

from app.audit.journal import Journal
from app.cases.store import CaseStore
from app.casework.desk import Desk, Policy
from app.casework.search_by_hand import link_of
from app.deadlines.holidays import Calendar
from app.decisions.store import DecisionStore
from app.delivery.collector_mail import EMAIL, send_link
from app.delivery.store import DeliveryStore
from app.documents.rules import FileLimits
from app.documents.store import DocumentStore
from app.documents.virus_check import Clamd
from app.executions.store import ExecutionStore
from app.exports.formats.html_pages import load_templates
from app.exports.store import ExportStore, TransferStore
from app.http.calls import CallLimit
from app.http.parts import Parts
from app.http.repeats import KeptAnswers
from app.identity.assurance import Assurance
from app.identity.model import Means
from app.identity.store import IdentityStore
from app.intake.store import MailStore
from app.kit.clock import Clock, now
from app.kit.crypto import key_from_secret
from app.kit.db import make_engine
from app.kit.embedded import EmbeddedPostgres
from app.kit.migrations import check_current, upgrade
from app.kit.provision import libpq_dsn, provision, service_url
from app.kit.vault import Vault
from app.letters.demo_seal import demo_signer
from app.letters.fonts import load_fonts
from app.letters.model import Contact
from app.letters.press import LetterPress
from app.letters.signing import PadesSigner, load_seal_key
from app.letters.store import LetterStore
from app.neighbours import (
    collector_mail,
    house,
    mail_domain,
    mailbox,
    message_channels,
    outward,
    recipient_contacts,
    trust_source,
)
from app.notices.store import NoticeStore
from app.outbox.queue import Outbox
from app.personnel.by_hand import CollectorTask, Tasks, mapping_of
from app.personnel.collector_tasks import CollectorTaskStore, KeptTasks
from app.personnel.coverage import RegisterIds
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.model import Collector
from app.personnel.registry import ConnectorSpec, build_collectors, close_all
from app.personnel.store import DossierStore, WithholdingStore
from app.personnel.stores import load_stores
from app.register.load import default_register_path, demo_confirmations_path, load_register
from app.register.model import Register
from app.restrictions.store import RestrictionStore
from app.rights.catalogue import RIGHTS
from app.settings import Environment, Settings, secret_named

DEMO_ENTITY = "OVO900001"
"""Invented code of the controller in development."""


@dataclass(frozen=True, slots=True)
class Live:
    """What an entrance works with."""

    parts: Parts
    home: Path
    dsn: str
    """For the worker's own connections, with the service's rights."""
    personnel_owner_url: str | None
    """For filling the demo store; None where the store is somebody else's."""
    demo_store: bool
    """Whether the mapping files are the demo's."""

    def warm_up(self) -> None:
        """Compile the texts of letters and packages, so that the first answer of a process does not wait for it."""
        load_templates()
        with self.parts.desk() as desk:
            desk.press.warm_up()
        gc.freeze()  # what start-up made stays: looking through it again and again takes longer than a step


@dataclass(frozen=True, slots=True)
class _Addresses:
    owner: str
    service: str
    personnel: str
    personnel_owner: str | None


@contextmanager
def live(settings: Settings, *, migrate: bool = False, clock: Clock = now) -> Iterator[Live]:
    """Give the live parts of one process; the embedded database, if it is used, ends with them.

    An embedded database is brought up to date; with a URL only where `migrate` says so, else it has
    to be. Raises DatabaseBehind.
    """
    with ExitStack() as stack:
        addresses = _addresses(settings, stack)
        if settings.database_url is None or migrate:
            upgrade(addresses.owner)
        else:
            check_current(addresses.owner)
        url = service_url(addresses.service)
        engine = make_engine(url, pool_size=20)
        parts = make_parts(settings, engine, personnel_url=addresses.personnel, clock=clock)
        stack.callback(parts.close)
        yield Live(
            parts=parts,
            home=settings.home,
            dsn=libpq_dsn(url),
            personnel_owner_url=addresses.personnel_owner,
            demo_store=not (settings.stores or settings.personnel_mappings),
        )


@contextmanager
def live_collectors(settings: Settings) -> Iterator[tuple[Collector, ...]]:
    """Give the connectors alone, without the service's database unless it holds the demo's store.

    Raises RegisterError, SourceNever.
    """
    with ExitStack() as stack:
        url = "" if settings.stores else _addresses(settings, stack).personnel
        collectors = _collectors(settings, _register(settings), url)
        stack.callback(close_all, collectors)
        yield collectors


def make_parts(
    settings: Settings, engine: Engine, *, personnel_url: str, clock: Clock = now
) -> Parts:
    """Return the parts on an engine. Raises RegisterError, MappingInvalid, SealUnusable."""
    register = _register(settings)
    channels = message_channels(settings, outward(settings))
    sender = collector_mail(settings, register)

    def tell(task: CollectorTask, code: str) -> bool:
        mapping = mapping_of(collectors, task.system)
        return mapping is not None and send_link(
            channels, link_of(task, mapping, code), sender=sender, at=clock()
        )

    tasks = KeptTasks(engine, _task_key(settings), clock, tell if EMAIL in channels else None)
    collectors = _collectors(settings, register, personnel_url, tasks=tasks)
    maker = _DeskMaker(settings, register, collectors, clock)
    return Parts(
        engine=engine,
        desk_on=maker.desk_on,
        kept_answers=KeptAnswers(engine, maker.kept_key),
        calls=CallLimit(settings.calls_per_minute),
        clock=clock,
        calendar=maker.calendar,
        register=register,
        policy=maker.policy,
        trust=maker.trust,
        session_key=key_from_secret(settings.session_secret.get_secret_value(), purpose="session"),
        secure_cookies=settings.secure_cookies,
        collectors=collectors,
        mailbox=mailbox(settings),
        mail_bytes=settings.mail_limit_mb * 1_000_000,
    )


class _DeskMaker:
    """Holds what every desk shares, and puts a desk on a session."""

    def __init__(
        self,
        settings: Settings,
        register: Register,
        collectors: tuple[Collector, ...],
        clock: Clock,
    ) -> None:
        secret = settings.master_key.get_secret_value()
        self._master = key_from_secret(secret, purpose="case-keys")
        self.kept_key = key_from_secret(secret, purpose="kept-answers")
        self.calendar = Calendar(roll_on_11_july=settings.roll_on_11_july)
        self._task_key = _task_key(settings)
        self._vault = Vault(settings.home / "files")
        self._signer = _signer(settings, clock)
        self._press = LetterPress(
            letters_folder(), load_fonts(extra=settings.extra_fonts), self._signer
        )
        self._outward = outward(settings)
        self._channels = message_channels(settings, self._outward)
        self._contacts = recipient_contacts(settings, register, self._channels)
        self._register = register
        self._collectors = collectors
        # Jobs are deferred on the session's own connection: this one is never opened.
        self._jobs = App(connector=SyncPsycopgConnector())
        self.policy = _policy(settings, register, demo_seal=self._press.demo_seal)
        self.trust = trust_source(settings)
        self._viruses = Clamd.at(settings.clamd) if settings.clamd else None

    def desk_on(self, session: Session) -> Desk:
        """Return a desk whose stores work in the session's transaction."""
        journal = Journal(session)
        vault = _undone_with(session, self._vault)
        return Desk(
            cases=self._cases(session, journal),
            journal=journal,
            documents=DocumentStore(session, vault),
            identity=IdentityStore(session),
            dossiers=DossierStore(session, vault),
            decisions=DecisionStore(session),
            executions=ExecutionStore(session),
            restrictions=RestrictionStore(session),
            notices=NoticeStore(session),
            mails=MailStore(session),
            letters=LetterStore(session, vault),
            withholdings=WithholdingStore(session),
            exports=ExportStore(session),
            trust=self.trust,
            viruses=self._viruses,
            transfers=TransferStore(session),
            deliveries=DeliveryStore(session),
            vault=vault,
            register=self._register,
            rights=RIGHTS,
            calendar=self.calendar,
            collectors=self._collectors,
            collector_tasks=CollectorTaskStore(session, self._task_key),
            press=self._press,
            signer=self._signer,
            contacts=self._contacts,
            channels=self._channels,
            outward=self._outward,
            policy=self.policy,
        )

    def _cases(self, session: Session, journal: Journal) -> CaseStore:
        outbox = Outbox(session, self._jobs)
        return CaseStore(session, journal, outbox, calendar=self.calendar, master=self._master)


def _undone_with(session: Session, vault: Vault) -> Vault:
    """Return the vault as this session sees it: what it wrote goes when the work is rolled back.

    Once the commit is under way nothing goes any more: it may have happened, whatever we hear of it.
    """
    written: list[str] = []

    def keep(_session: Session) -> None:
        written.clear()

    def undo(_session: Session) -> None:
        for path in written:
            vault.delete(path)
        written.clear()

    event.listen(session, "before_commit", keep)
    event.listen(session, "after_rollback", undo)
    return vault.noting(written)


def letters_folder() -> Path:
    """Return the folder with the texts of the letters: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates" / "letters"
    return inside if inside.is_dir() else package.parent / "templates" / "letters"


def _addresses(settings: Settings, stack: ExitStack) -> _Addresses:
    given = settings.personnel_url.get_secret_value() if settings.personnel_url else None
    if settings.database_url is None:
        server = stack.enter_context(EmbeddedPostgres(settings.home / "postgres"))
        made = provision(server.url())
        return _Addresses(
            owner=made.owner_url,
            service=made.service_url,
            personnel=given or made.personnel_url,
            personnel_owner=None if given else made.personnel_owner_url,
        )
    url = settings.database_url.get_secret_value()
    beside = make_url(url).set(database="vlimpers").render_as_string(hide_password=False)
    return _Addresses(
        owner=url,
        service=url,
        personnel=given or beside,
        personnel_owner=None if given else beside,
    )


def _register(settings: Settings) -> Register:
    path = settings.register_path or default_register_path()
    confirmations = settings.register_confirmations
    demo = settings.environment is Environment.DEVELOPMENT and settings.register_path is None
    if confirmations is None and demo:
        confirmations = demo_confirmations_path()
    return load_register(path, confirmations)


def _collectors(
    settings: Settings, register: Register, personnel_url: str, *, tasks: Tasks | None = None
) -> tuple[Collector, ...]:
    known = RegisterIds.of(register)
    if settings.stores:
        stores = load_stores(settings.stores, secret=secret_named)
        return build_collectors(stores, known=known, tasks=tasks)
    mappings = settings.personnel_mappings or MAPPINGS
    specs = [ConnectorSpec("hr_database", personnel_url, mapping) for mapping in mappings]
    return build_collectors(specs, known=known)


def _task_key(settings: Settings) -> bytes:
    return key_from_secret(settings.master_key.get_secret_value(), purpose="collector-tasks")


def _signer(settings: Settings, clock: Clock) -> PadesSigner:
    if settings.seal_file is None:
        return demo_signer(settings.home, at=clock(), timestamp_url=settings.timestamp_url)
    key = load_seal_key(settings.seal_file, settings.seal_password.get_secret_value())
    return PadesSigner(key, timestamp_url=settings.timestamp_url)


def _policy(settings: Settings, register: Register, *, demo_seal: bool) -> Policy:
    return Policy(
        entity=settings.entity or DEMO_ENTITY,
        identity_means=frozenset(Means(name) for name in settings.identity_means),
        assurance=Assurance.read(settings.assurance, rights=RIGHTS, register=register),
        lawyer_statement=settings.lawyer_statement,
        four_eyes=settings.four_eyes,
        require_confirmed=settings.require_confirmed,
        fees=settings.fees,
        specification_records=settings.specification_records,
        national_number_allowed=bool(settings.national_number_use.strip()),
        status_url=f"{settings.public_url}/status",
        handler=Contact(
            name=settings.handler_name,
            email=register.dpo.email or "",
            phone=settings.handler_phone,
        ),
        demo_seal=demo_seal,
        file_limits=FileLimits(megabytes=settings.upload_limit_mb),
        retry_seconds=settings.source_retry_seconds,
        stalled_seconds=settings.stalled_seconds,
        round_at=settings.round_at,
        notice_retry_seconds=settings.notice_retry_seconds,
        house=house(settings),
        mail_domain=mail_domain(settings),
        collector_mail=collector_mail(settings, register),
        suppression_key=key_from_secret(
            settings.master_key.get_secret_value(), purpose="suppression"
        ),
    )
