"""Puts a desk on a session: what all desks share is made once, the stores are made for each."""

from functools import partial
from pathlib import Path
from typing import Final

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.audit.files import CheckpointFiles
from app.audit.journal import Journal
from app.audit.store import CheckpointStore
from app.cases.queries import CaseDates
from app.cases.store import CaseStore
from app.casework.desk import Desk, Policy
from app.deadlines.holidays import Calendar
from app.decisions.store import DecisionStore
from app.delivery.store import DeliveryStore
from app.designated.store import Calendars, HolidayStore
from app.documents.rules import FileLimits
from app.documents.store import DocumentStore
from app.documents.virus_check import Clamd
from app.executions.store import ExecutionStore
from app.exports.download_store import DownloadStore
from app.exports.store import ExportStore, TransferStore
from app.feeds.store import FeedStore
from app.identity.assurance import Assurance
from app.identity.model import Means
from app.identity.store import IdentityStore
from app.incidents.store import IncidentStore
from app.intake.store import MailStore
from app.kit.clock import Clock
from app.kit.crypto import key_from_secret
from app.kit.outward import Outward
from app.kit.vault import Vault
from app.letters.demo_seal import demo_signer
from app.letters.fonts import load_fonts
from app.letters.model import Contact
from app.letters.press import LetterPress
from app.letters.signing import PadesSigner, load_seal_key
from app.letters.store import LetterStore
from app.messages.store import MessageStore
from app.neighbours import (
    collector_mail,
    house,
    mail_domain,
    message_channels,
    periods,
    person_key,
    recipient_contacts,
    teller,
    trust_source,
    webhook_key,
)
from app.notices.store import NoticeStore
from app.outbox.queue import Outbox
from app.personnel.collector_tasks import CollectorTaskStore
from app.personnel.model import Collector
from app.personnel.store import DossierStore, WithholdingStore
from app.register.model import Register
from app.reminders.store import ReminderStore
from app.restrictions.store import RestrictionStore
from app.retention.store import HoldStore, RetentionStore
from app.rights.catalogue import RIGHTS
from app.settings import Settings
from app.statistics.store import StatisticsStore
from app.webhooks.deliveries import OutgoingStore
from app.webhooks.store import EndpointStore, fan_out

DEMO_ENTITY = "OVO900001"
"""Invented code of the controller in development."""


class DeskMaker:
    """Holds what every desk shares, and puts a desk on a session."""

    def __init__(
        self,
        settings: Settings,
        register: Register,
        collectors: tuple[Collector, ...],
        *,
        clock: Clock,
        calendars: Calendars,
        client: Outward,
    ) -> None:
        self._master = _key(settings, "case-keys")
        self._download_key = _key(settings, "downloads")
        self._task_key = task_key(settings)
        self._calendars = calendars
        self._vault = Vault(settings.home / "files")
        self._webhook_key = webhook_key(settings)
        # Jobs are deferred on the session's own connection: this one is never opened.
        self._jobs = App(connector=SyncPsycopgConnector())
        signer = _signer(settings, clock)
        press = LetterPress(letters_folder(), load_fonts(extra=settings.extra_fonts), signer)
        self.policy = _policy(settings, register, demo_seal=press.demo_seal)
        self.trust = trust_source(settings)
        channels = message_channels(settings, client)
        self._desk = partial(
            Desk,
            checkpoint_files=CheckpointFiles(settings.home / "checkpoints"),
            trust=self.trust,
            viruses=Clamd.at(settings.clamd) if settings.clamd else None,
            register=register,
            rights=RIGHTS,
            collectors=collectors,
            press=press,
            signer=signer,
            contacts=recipient_contacts(settings, register, channels),
            channels=channels,
            outward=client,
            teller=teller(settings, register, client),
        )

    def desk_on(self, session: Session) -> Desk:
        """Return a desk whose stores work in the session's transaction."""
        journal = Journal(session)
        vault = _undone_with(session, self._vault)
        calendar = self._calendars.current()
        cases = self._cases(session, journal, calendar)
        return self._desk(
            policy=self.policy,
            cases=cases,
            dates=CaseDates(session),
            reminders=ReminderStore(session),
            designated=HolidayStore(session, changed=self._calendars.forget),
            feeds=FeedStore(session),
            journal=journal,
            checkpoints=CheckpointStore(session),
            documents=DocumentStore(session, vault),
            identity=IdentityStore(session),
            dossiers=DossierStore(session, vault),
            decisions=DecisionStore(session),
            executions=ExecutionStore(session),
            restrictions=RestrictionStore(session),
            notices=NoticeStore(session),
            mails=MailStore(session),
            messages=MessageStore(session, cases.key_of),
            letters=LetterStore(session, vault),
            withholdings=WithholdingStore(session),
            exports=ExportStore(session),
            transfers=TransferStore(session),
            downloads=DownloadStore(session, self._download_key),
            deliveries=DeliveryStore(session),
            incidents=IncidentStore(session, cases.key_of),
            statistics=StatisticsStore(session),
            holds=HoldStore(session),
            retention=RetentionStore(session, vault),
            vault=vault,
            calendar=calendar,
            collector_tasks=CollectorTaskStore(session, self._task_key),
            endpoints=EndpointStore(session, self._webhook_key),
            outgoing=OutgoingStore(session),
        )

    def _cases(self, session: Session, journal: Journal, calendar: Calendar) -> CaseStore:
        outbox = Outbox(session, self._jobs, fan_out)
        return CaseStore(session, journal, outbox, calendar=calendar, master=self._master)


_Written = tuple[Vault, list[str]]
_WRITTEN: Final = "loket.written"


def _undone_with(session: Session, vault: Vault) -> Vault:
    """Return the vault as this session sees it: what it wrote goes when the work is rolled back.

    Once the commit is under way nothing goes any more: it may have happened, whatever we hear of it.
    """
    written: list[str] = []
    session.info.setdefault(_WRITTEN, []).append((vault, written))
    return vault.noting(written)


@event.listens_for(Session, "before_commit")
def _keep(session: Session) -> None:
    noted: list[_Written] = session.info.get(_WRITTEN, [])
    for _, written in noted:
        written.clear()


@event.listens_for(Session, "after_rollback")
def _undo(session: Session) -> None:
    noted: list[_Written] = session.info.get(_WRITTEN, [])
    for vault, written in noted:
        for path in written:
            vault.delete(path)
        written.clear()


def letters_folder() -> Path:
    """Return the folder with the texts of the letters: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates" / "letters"
    return inside if inside.is_dir() else package.parent / "templates" / "letters"


def task_key(settings: Settings) -> bytes:
    """Return the key of the tasks of those who search by hand."""
    return _key(settings, "collector-tasks")


def kept_key(settings: Settings) -> bytes:
    """Return the key of the answers that are kept for repeats."""
    return _key(settings, "kept-answers")


def _key(settings: Settings, purpose: str) -> bytes:
    return key_from_secret(settings.master_key.get_secret_value(), purpose=purpose)


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
        copy_days=settings.copy_days,
        retry_seconds=settings.source_retry_seconds,
        stalled_seconds=settings.stalled_seconds,
        round_at=settings.round_at,
        remind_at=settings.remind_at,
        handlers=settings.handlers_email,
        notice_retry_seconds=settings.notice_retry_seconds,
        house=house(settings),
        mail_domain=mail_domain(settings),
        collector_mail=collector_mail(settings, register),
        periods=periods(settings),
        suppression_key=_key(settings, "suppression"),
        person_key=person_key(settings),
    )
