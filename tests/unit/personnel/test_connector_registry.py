"""Connectors are built from their specs, or refused with the cure."""

from pathlib import Path

import pytest
from app.personnel.coverage import RegisterIds
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.mapping import MappingInvalid, load_mapping
from app.personnel.model import SourceLater
from app.personnel.registry import (
    ConnectorSpec,
    ConnectorUnknown,
    build_collectors,
    check_all,
    close_all,
)

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
SPECS = [ConnectorSpec("hr_database", NOWHERE, path) for path in MAPPINGS]
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "mapping-file.md"


def test_collectors_are_built_without_asking_any_store() -> None:
    collectors = build_collectors(SPECS)
    assert [c.system for c in collectors] == ["vlimpers", "vlimpers_leren"]
    close_all(collectors)


def test_an_unknown_connector_is_refused() -> None:
    with pytest.raises(ConnectorUnknown, match="no connector 'carrier_pigeon': use one of"):
        build_collectors([ConnectorSpec("carrier_pigeon", NOWHERE, MAPPINGS[0])])


def test_two_systems_of_one_name_are_refused() -> None:
    with pytest.raises(ConnectorUnknown, match="'vlimpers': rename one"):
        build_collectors([SPECS[0], SPECS[0]])


def test_a_mapping_the_register_does_not_know_is_refused() -> None:
    nothing: frozenset[str] = frozenset()
    with pytest.raises(MappingInvalid, match=r"vlimpers\.toml"):
        build_collectors(SPECS, known=RegisterIds(nothing, nothing, nothing, nothing, nothing))


def test_the_check_tells_per_system_what_is_wrong() -> None:
    collectors = build_collectors(SPECS)
    found = check_all(collectors)
    assert {type(error) for error in found.values()} == {SourceLater}
    close_all(collectors)


def test_the_file_in_the_reference_is_a_good_one(tmp_path: Path) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    path = tmp_path / "hr.toml"
    path.write_text(example, encoding="utf-8")
    mapping = load_mapping(path)
    assert [h.name for h in mapping.holdings] == ["loonbrieven"]
    assert mapping.recipients
