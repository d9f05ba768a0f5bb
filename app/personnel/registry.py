"""The connectors there are, by the name settings use; adding a kind of personnel store adds one line here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from app.personnel.api_mapping import ApiMapping
from app.personnel.by_hand import Tasks
from app.personnel.connectors.file_drop import FileDrop
from app.personnel.connectors.hr_api import HrApi
from app.personnel.connectors.hr_database import HrDatabase
from app.personnel.connectors.manual_task import ManualTask
from app.personnel.coverage import RegisterIds, check_against_register
from app.personnel.drop_box import DropBox
from app.personnel.drop_mapping import DropMapping
from app.personnel.manual_mapping import ManualMapping
from app.personnel.mapping import load_file, load_mapping
from app.personnel.model import Collector, SourceError, SourceNever
from app.personnel.store_options import (
    ApiOptions,
    DropOptions,
    NoOptions,
    read_options,
    with_secret,
)
from app.personnel.suspended import SuspendedStore


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when and why a store is on hold."""

    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class ConnectorSpec:
    """One store as the settings name it: the kind of connector, where the store is, what lies in it."""

    connector: str
    url: str = field(repr=False)
    mapping: Path
    secret: str = field(default="", repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = Path()
    """Where paths in the options start."""
    suspended: Suspension | None = None
    tasks: Tasks | None = field(default=None, repr=False)
    """Where questions to people are kept; without it a system searched by hand can only be described."""


class ConnectorUnknown(SourceNever):
    """The settings name a kind of connector, or a system, that cannot be built."""

    code: ClassVar[str] = "connectorUnknown"


def _hr_database(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    mapping = load_mapping(spec.mapping)
    if known is not None:
        check_against_register(mapping, known)
    read_options(NoOptions, spec.options, place=spec.mapping.name)
    return HrDatabase(with_secret(spec.url, spec.secret, place=spec.mapping.name), mapping)


def _hr_api(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    mapping = load_file(ApiMapping, spec.mapping)
    if known is not None:
        check_against_register(mapping, known)
    options = read_options(ApiOptions, spec.options, place=spec.mapping.name)
    place = options.place(spec.url, secret=spec.secret, folder=spec.folder, place=spec.mapping.name)
    return HrApi(place, mapping)


def _file_drop(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    mapping = load_file(DropMapping, spec.mapping)
    if known is not None:
        check_against_register(mapping, known)
    options = read_options(DropOptions, spec.options, place=spec.mapping.name)
    box = DropBox(
        spec.folder / options.folder,
        options.keys(spec.secret, folder=spec.folder, place=spec.mapping.name),
        system=mapping.system.name,
        patience=options.patience,
    )
    return FileDrop(box, mapping)


def _manual_task(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    mapping = load_file(ManualMapping, spec.mapping)
    if known is not None:
        check_against_register(mapping, known)
    read_options(NoOptions, spec.options, place=spec.mapping.name)
    return ManualTask(mapping, spec.tasks)


CONNECTORS: Mapping[str, Callable[[ConnectorSpec, RegisterIds | None], Collector]] = {
    "hr_database": _hr_database,
    "hr_api": _hr_api,
    "file_drop": _file_drop,
    "manual_task": _manual_task,
}


def build_collectors(
    specs: Iterable[ConnectorSpec],
    *,
    known: RegisterIds | None = None,
    tasks: Tasks | None = None,
) -> tuple[Collector, ...]:
    """Build a collector per spec, its mapping held against the register where `known` is given.

    `tasks` keeps the questions to people who search by hand.
    Raises ConnectorUnknown and MappingInvalid; no store is contacted.
    """
    collectors = tuple(_built(replace(spec, tasks=tasks or spec.tasks), known) for spec in specs)
    systems = [c.system for c in collectors]
    for system in systems:
        if systems.count(system) > 1:
            raise ConnectorUnknown(f"Two mapping files call their system '{system}': rename one")
    return collectors


def _built(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    if spec.connector not in CONNECTORS:
        names = ", ".join(sorted(CONNECTORS))
        raise ConnectorUnknown(f"There is no connector '{spec.connector}': use one of {names}")
    built = CONNECTORS[spec.connector](spec, known)
    if spec.suspended is None:
        return built
    return SuspendedStore(built, since=spec.suspended.since, reason=spec.suspended.reason)


def check_all(collectors: Sequence[Collector]) -> dict[str, SourceError | None]:
    """Ask every store whether it is there and fits; per system the error, or None when all is well."""
    return {collector.system: _checked(collector) for collector in collectors}


def close_all(collectors: Iterable[Collector]) -> None:
    """Let go of every connection to every store."""
    for collector in collectors:
        collector.close()


def _checked(collector: Collector) -> SourceError | None:
    try:
        collector.check()
    except SourceError as error:
        return error
    return None
