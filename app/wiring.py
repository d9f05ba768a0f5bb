"""Turns settings into live parts: databases, connectors, seal, fonts, register, and the desk on a session."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url

from app.casework.search_by_hand import link_of
from app.deadlines.holidays import Calendar
from app.delivery.collector_mail import EMAIL, send_link
from app.designated.store import Calendars
from app.desks import DeskMaker, kept_key, task_key
from app.exports.formats.html_pages import load_templates
from app.http.parts import Parts
from app.http.repeats import KeptAnswers
from app.kit.clock import Clock, now
from app.kit.crypto import key_from_secret
from app.kit.db import make_engine
from app.kit.embedded import EmbeddedPostgres
from app.kit.migrations import check_current, upgrade
from app.kit.provision import libpq_dsn, provision, service_url
from app.neighbours import (
    access,
    collector_mail,
    mailbox,
    message_channels,
    outward,
    sending_instance,
)
from app.personnel.by_hand import CollectorTask, Tasks, mapping_of
from app.personnel.collector_tasks import KeptTasks
from app.personnel.coverage import RegisterIds
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.model import Collector
from app.personnel.registry import ConnectorSpec, build_collectors, close_all
from app.personnel.stores import load_stores
from app.register.load import default_register_path, demo_confirmations_path, load_register
from app.register.model import Register
from app.settings import Environment, Settings, secret_named


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
    sending = sending_instance(settings, engine, clock)
    client = outward(settings, sending)
    channels = message_channels(settings, client)
    calendars = Calendars(engine, Calendar(roll_on_11_july=settings.roll_on_11_july))
    sender = collector_mail(settings, register)

    def tell(task: CollectorTask, code: str) -> bool:
        mapping = mapping_of(collectors, task.system)
        return mapping is not None and send_link(
            channels, link_of(task, mapping, code), sender=sender, at=clock()
        )

    tasks = KeptTasks(engine, task_key(settings), clock, tell if EMAIL in channels else None)
    collectors = _collectors(settings, register, personnel_url, tasks=tasks)
    maker = DeskMaker(
        settings, register, collectors, clock=clock, calendars=calendars, client=client
    )
    return Parts(
        engine=engine,
        desk_on=maker.desk_on,
        kept_answers=KeptAnswers(engine, kept_key(settings)),
        access=access(settings, engine),
        clock=clock,
        calendars=calendars,
        sending=sending,
        register=register,
        policy=maker.policy,
        trust=maker.trust,
        session_key=key_from_secret(settings.session_secret.get_secret_value(), purpose="session"),
        secure_cookies=settings.secure_cookies,
        collectors=collectors,
        mailbox=mailbox(settings),
        mail_bytes=settings.mail_limit_mb * 1_000_000,
        metrics_token=settings.metrics_token.get_secret_value(),
    )


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
