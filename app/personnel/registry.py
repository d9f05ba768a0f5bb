"""The connectors there are, by the name settings use; adding a kind of personnel store adds one line here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from app.personnel.connectors.hr_database import HrDatabase
from app.personnel.coverage import RegisterIds, check_against_register
from app.personnel.mapping import load_mapping
from app.personnel.model import Collector, SourceError, SourceNever


@dataclass(frozen=True, slots=True)
class ConnectorSpec:
    """One store as the settings name it: the kind of connector, where the store is, what lies in it."""

    connector: str
    url: str
    mapping: Path


class ConnectorUnknown(SourceNever):
    """The settings name a kind of connector, or a system, that cannot be built."""

    code: ClassVar[str] = "connectorUnknown"


def _hr_database(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    mapping = load_mapping(spec.mapping)
    if known is not None:
        check_against_register(mapping, known)
    return HrDatabase(spec.url, mapping)


CONNECTORS: Mapping[str, Callable[[ConnectorSpec, RegisterIds | None], Collector]] = {
    "hr_database": _hr_database,
}


def build_collectors(
    specs: Iterable[ConnectorSpec], *, known: RegisterIds | None = None
) -> tuple[Collector, ...]:
    """Build a collector per spec, its mapping held against the register where `known` is given.

    Raises ConnectorUnknown and MappingInvalid; no store is contacted.
    """
    collectors = tuple(_built(spec, known) for spec in specs)
    systems = [c.system for c in collectors]
    for system in systems:
        if systems.count(system) > 1:
            raise ConnectorUnknown(f"Two mapping files call their system '{system}': rename one")
    return collectors


def _built(spec: ConnectorSpec, known: RegisterIds | None) -> Collector:
    if spec.connector not in CONNECTORS:
        names = ", ".join(sorted(CONNECTORS))
        raise ConnectorUnknown(f"There is no connector '{spec.connector}': use one of {names}")
    return CONNECTORS[spec.connector](spec, known)


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
