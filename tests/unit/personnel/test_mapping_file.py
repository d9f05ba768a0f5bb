"""A mapping file with an error stops the start and says where it is and what to do."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from app.personnel.coverage import RegisterIds, check_against_register
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.mapping import MappingInvalid, StoreMapping, load_mapping
from app.personnel.model import Origin, ValueKind
from app.personnel.statements import records
from app.register.load import default_register_path, load_register

GOOD = """
[system]
name = "hr"
nl = "Personeel"
fr = "Personnel"
en = "Personnel"

[person]
table = "person"
key = "id"
given_name = "given"
family_name = "family"
population = "kind"

[[holding]]
name = "pay"
nl = "Loon"
fr = "Salaire"
en = "Pay"
category = "payroll"
table = "hr.pay"
subject = "person_id"
record_id = "id"
elements = [
  { column = "gross", name = "grossEur", kind = "decimal", origin = "derived", nl = "Bruto", fr = "Brut", en = "Gross" },
]
"""


def written(tmp_path: Path, text: str) -> Path:
    """Write a mapping file."""
    path = tmp_path / "hr.toml"
    path.write_text(text, encoding="utf-8")
    return path


def known(**more: set[str]) -> RegisterIds:
    """Return the ids of a small register."""
    ids: dict[str, set[str]] = {
        "categories": {"payroll"},
        "sources": {"bank"},
        "recipients": set(),
        "populations": {"staff"},
        "elements": {"iban"},
    }
    return RegisterIds(**{name: frozenset(more.get(name, values)) for name, values in ids.items()})


def changed(**changes: Any) -> StoreMapping:
    """Return the good mapping with keys of its holding changed."""
    content = deepcopy(tomllib.loads(GOOD))
    content["holding"][0].update(changes)
    return StoreMapping.model_validate({**content, "file": "hr.toml"})


def test_a_good_file_becomes_holdings(tmp_path: Path) -> None:
    (pay,) = load_mapping(written(tmp_path, GOOD)).holdings
    assert (pay.system, pay.name, pay.category_id, pay.label.fr) == (
        "hr",
        "pay",
        "payroll",
        "Salaire",
    )
    (gross,) = pay.elements
    assert (gross.name, gross.kind, gross.origin) == (
        "grossEur",
        ValueKind.DECIMAL,
        Origin.DERIVED,
    )


ERRORS = [
    ("no TOML", 'name = "hr"', "name = hr", "this is not TOML"),
    ("key missing", 'category = "payroll"\n', "", "holding 'pay', key 'category': is missing: add it"),
    ("whole part missing", "[person]", "[persoon]", "key 'person': is missing"),
    ("key misspelt", 'fr = "Salaire"', 'fr = "Salaire"\nsourse = "x"', "holding 'pay', key 'sourse': is not known here"),
    ("kind unknown", '"decimal"', '"money"', "element 'grossEur', key 'kind': use one of"),
    ("origin unknown", '"derived"', '"guessed"', "element 'grossEur', key 'origin': use one of"),
    ("holding name with capitals", 'name = "pay"', 'name = "Loon brieven"', "holding 'Loon brieven', key 'name'"),
    ("element name not in camel case", '"grossEur"', '"gross-eur"', "element 'gross-eur', key 'name'"),
    ("label left empty", 'en = "Gross"', 'en = " "', "element 'grossEur', key 'en': is empty"),
    ("statement in a table's name", '"hr.pay"', '"hr.pay; drop table x"', "key 'table'"),
    ("a zone that does not exist", 'kind = "decimal"', 'kind = "timestamp", zone = "Europe/Brugge"', "'Europe/Brugge' is no time zone"),
    ("a zone on a number", 'kind = "decimal"', 'kind = "decimal", zone = "Europe/Brussels"', "remove 'zone'"),
    ("a name of a file on a number", 'kind = "decimal"', 'kind = "decimal", file_name = "grossEur"', "only a document has a 'file_name': remove it"),
    ("a document named by nothing", 'kind = "decimal"', 'kind = "document", file_name = "nope"', "'file_name' names 'nope', which is no text of this holding"),
    ("a document of a type that is no text", 'kind = "decimal"', 'kind = "document", media_type = "grossEur"', "'media_type' names 'grossEur', which is no text"),
    ("a fixed document", 'kind = "decimal"', 'kind = "document", erase = "fixed:x"', "correct what follows 'fixed:'"),
    ("the name exports use themselves", '"grossEur"', '"recordId"', "'recordId' is there 2 times"),
    ("a choice of no values", 'table = "hr.pay"', 'table = "hr.pay"\nwhere = { kind = [] }', "holding 'pay', key 'where'"),
    ("no elements", "elements = [", "elements = []\nignored = [", "key 'elements'"),
    ("retention of no months", 'table = "hr.pay"', 'table = "hr.pay"\nretention = { months = 0, nl = "x", fr = "x", en = "x" }', "key 'months'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "says"), [c[1:] for c in ERRORS], ids=[c[0] for c in ERRORS]
)
def test_an_error_names_file_place_and_cure(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    assert before in GOOD
    with pytest.raises(MappingInvalid) as raised:
        load_mapping(written(tmp_path, GOOD.replace(before, after, 1)))
    assert "hr.toml" in str(raised.value)
    assert says in str(raised.value)


def test_all_errors_are_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('"decimal"', '"money"').replace('key = "id"', "")
    with pytest.raises(MappingInvalid) as raised:
        load_mapping(written(tmp_path, text))
    assert "key 'kind'" in str(raised.value)
    assert "key 'person', key 'key'" in str(raised.value)


def test_rows_are_chosen_by_one_value_or_by_several() -> None:
    (part,) = changed(where={"kind": "final", "state": ["paid", "due"]}).holding
    assert part.where == {"kind": ("final",), "state": ("paid", "due")}
    asked = str(records(part))
    assert "AND (CAST(state AS TEXT) = :param_3 OR CAST(state AS TEXT) = :param_4)" in asked


def test_a_row_without_any_value_is_skipped_only_where_the_file_says_so() -> None:
    assert "gross IS NOT NULL" in str(records(changed(skip_empty=True).holding[0]))
    assert "IS NOT NULL" not in str(records(changed().holding[0]))


def test_names_must_be_unique(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[holding]]") :]
    with pytest.raises(MappingInvalid, match="'pay' is there 2 times"):
        load_mapping(written(tmp_path, twice))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match=r"nowhere\.toml: the file cannot be read"):
        load_mapping(tmp_path / "nowhere.toml")


REGISTER_ERRORS: list[tuple[str, dict[str, Any]]] = [
    ("holding 'pay', key 'category': 'wages'", {"category": "wages"}),
    ("holding 'pay', key 'source': 'moon'", {"source": "moon"}),
    ("element 'a', key 'source': 'moon'", {"elements": [{"source": "moon"}]}),
    ("element 'a', key 'register_element': 'bic'", {"elements": [{"register_element": "bic"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("says", "changes"), REGISTER_ERRORS, ids=[c[0] for c in REGISTER_ERRORS])
def test_an_id_the_register_lacks_is_named(says: str, changes: dict[str, Any]) -> None:
    element = {"column": "a", "name": "a", "kind": "text", "origin": "derived"}
    labels = {"nl": "a", "fr": "a", "en": "a"}
    if elements := changes.get("elements"):
        changes = {"elements": [{**element, **labels, **e} for e in elements]}
    with pytest.raises(MappingInvalid) as raised:
        check_against_register(changed(**changes), known())
    assert says in str(raised.value)


def test_a_population_the_register_lacks_is_named() -> None:
    content = tomllib.loads(GOOD)
    content["person"]["populations"] = {"P": "pupils"}
    with pytest.raises(MappingInvalid, match=r"person\.populations\.P': 'pupils'"):
        check_against_register(StoreMapping.model_validate(content), known())


def test_ids_the_register_has_are_accepted() -> None:
    check_against_register(changed(source="bank"), known())


def test_the_demo_mappings_cover_the_whole_register() -> None:
    register = load_register(default_register_path())
    mappings = [load_mapping(path) for path in MAPPINGS]
    for mapping in mappings:
        check_against_register(mapping, RegisterIds.of(register))
    holdings = [h for mapping in mappings for h in mapping.holdings]
    assert {c.category_id for c in register.categories} == {h.category_id for h in holdings}
    sources = {h.source_id for h in holdings} | {e.source_id for h in holdings for e in h.elements}
    assert {s.source_id for s in register.sources} <= sources
