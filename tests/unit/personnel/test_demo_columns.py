"""No column on a person stays out of the demo mappings: what is left out is in no data file (AC-02)."""

from collections import defaultdict

import pytest
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.demo.people import Kind
from app.personnel.demo.schema import STORE, SUBJECTS
from app.personnel.mapping import HoldingPart, load_mapping

HOLDINGS = [part for path in MAPPINGS for part in load_mapping(path).holding]
ON_PEOPLE = [table for table in STORE.sorted_tables if set(SUBJECTS) & set(table.c.keys())]

NAMES_THE_SOURCE = "chooses the holding, which names the source itself"
TOLD_AS_RECIPIENT = "read as a recipient of the data, told by name in the letter"
LEFT_OUT = {
    **{
        (table, "bron"): NAMES_THE_SOURCE
        for table in ("identiteit", "insz", "adres", "nationaliteit", "loopbaanonderbreking", "edossier")
    },
    ("toestemming", "doel"): "chooses the holding, which names the purpose itself",
    ("verstrekking", "id"): "number of the row, says nothing about the person",
    **{
        ("verstrekking", column): TOLD_AS_RECIPIENT
        for column in ("persoon_id", "ontvanger", "ontvanger_naam", "categorie", "verstrekt_op")
    },
}  # fmt: skip
"""Columns that stand in no holding, each with the reason."""


def columns_of(part: HoldingPart) -> set[str]:
    """Return the columns a holding reads for whoever asks."""
    own = {part.subject, part.record_id, part.order, part.third_party_flag}
    return {column for column in own if column} | {e.column for e in part.elements}


@pytest.mark.parametrize("table", [t.name for t in ON_PEOPLE])
def test_every_column_on_a_person_is_in_a_holding(table: str) -> None:
    read = defaultdict[str, set[str]](set)
    for part in HOLDINGS:
        read[part.table] |= columns_of(part)
    missing = set(STORE.tables[table].c.keys()) - read[table]
    assert missing == {column for name, column in LEFT_OUT if name == table}


def test_the_row_of_every_kind_of_person_is_in_a_holding_of_each_part() -> None:
    kinds = defaultdict[str, list[str]](list)
    for part in HOLDINGS:
        if part.table == "persoon" and "soort" in part.where:
            kinds[part.category] += part.where["soort"]
    assert set(kinds) == {"identification_data", "national_register_number", "contact_details"}
    for found in kinds.values():
        assert sorted(found) == sorted(Kind)


def test_a_supplier_and_a_learner_are_told_a_source_of_their_own() -> None:
    sources = {part.name: part.source for part in HOLDINGS}
    assert sources["leveranciersfiche"] == sources["persoonsfiche_extern"] == "data_subject"
    learning = load_mapping(MAPPINGS[1]).holding
    by_source = {part.name: part.source for part in learning}
    assert by_source.pop("aanvullende_verklaringen") == "data_subject"
    assert set(by_source.values()) == {"employing_entity"}
