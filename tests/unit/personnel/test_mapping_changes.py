"""What a mapping file says of changes: an error names its place and cure, a strategy becomes the SQL it promises."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from app.personnel.change_statements import erased, expired, person_row_gone, records_of
from app.personnel.coverage import RegisterIds, check_against_register
from app.personnel.mapping import MappingInvalid, StoreMapping, load_mapping
from app.personnel.mapping_changes import fixed_value
from app.personnel.model import ValueKind
from app.personnel.statements import records
from app.personnel.store_rights import rights_to_change
from sqlalchemy import create_engine
from sqlalchemy.sql.expression import ClauseElement

DIALECT = create_engine("postgresql+psycopg://").dialect

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

[consents]
table = "consent"
subject = "person_id"
purpose = "what"
given = "given_on"
withdrawn = "withdrawn_on"
purposes = { mail = "P01" }
elements = { mail = ["private_email"] }

[steps]
table = "step_done"
key = "step"

[[holding]]
name = "row"
nl = "Rij"
fr = "Ligne"
en = "Row"
category = "identity"
table = "person"
subject = "id"
record_id = "id"
skip_empty = true
erase = "anonymise"
elements = [
  { column = "given", name = "given", kind = "text", origin = "provided", nl = "a", fr = "a", en = "a" },
  { column = "family", name = "family", kind = "text", origin = "provided", nl = "b", fr = "b", en = "b", erase = "fixed:gewist" },
  { column = "kind", name = "kind", kind = "text", origin = "derived", nl = "c", fr = "c", en = "c", erase = "keep" },
]

[[holding]]
name = "pay"
nl = "Loon"
fr = "Salaire"
en = "Pay"
category = "payroll"
table = "hr.pay"
where = { state = "final" }
subject = "person_id"
record_id = "pay_id"
retention = { months = 84, since = "paid", nl = "7 jaar", fr = "7 ans", en = "7 years" }
erase = "delete"
elements = [
  { column = "gross", name = "gross", kind = "decimal", origin = "derived", nl = "d", fr = "d", en = "d" },
]

[[holding]]
name = "signed"
nl = "Getekend"
fr = "Signé"
en = "Signed"
category = "payroll"
table = "hr.pay"
subject = "signer_id"
record_id = "pay_id"
erase = "anonymise"
correct = false
elements = [
  { column = "signed_on", name = "signedOn", kind = "date", origin = "observed", nl = "e", fr = "e", en = "e", erase = "keep" },
]
"""


def mapping(tmp_path: Path, text: str = GOOD) -> StoreMapping:
    """Load a mapping file with that text."""
    path = tmp_path / "hr.toml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def sql(statement: ClauseElement) -> str:
    """Return the text of a statement, on one line."""
    return " ".join(str(statement.compile(dialect=DIALECT)).split())


ERRORS = [
    ("a strategy unknown", 'erase = "delete"', 'erase = "shred"', "holding 'pay', key 'erase': use one of"),
    ("a strategy of an element unknown", '"fixed:gewist"', '"blank"', "element 'family', key 'erase'"),
    ("a fixed value of no words", '"fixed:gewist"', '"fixed:"', "element 'family', key 'erase'"),
    ("a fixed value of another kind", 'kind = "decimal"', 'kind = "decimal", erase = "fixed:veel"', "'veel' is no value of kind 'decimal'"),
    ("the row of the person deleted", 'erase = "anonymise"', 'erase = "delete"', "holding 'row' is a part of the row of the person"),
    ("the kind of person emptied", ', erase = "keep" },\n]\n\n[[holding]]\nname = "pay"', ' },\n]\n\n[[holding]]\nname = "pay"', "element 'kind': the row is found by this column"),
    ("two ends of a period", 'since = "paid"', 'since = "paid", until = "last"', "remove one"),
    ("a start without months", "months = 84, since", "since", "add 'months'"),
    ("elements of an unknown code", "elements = { mail", "elements = { post", "'post' has elements but no purpose"),
    ("consents without purposes", 'purposes = { mail = "P01" }\nelements = { mail = ["private_email"] }', "purposes = {}", "key 'purposes'"),
    ("a column of consents missing", 'withdrawn = "withdrawn_on"\n', "", "key 'withdrawn': is missing"),
    ("a key of steps misspelt", 'key = "step"', 'sleutel = "step"', "key 'sleutel': is not known here"),
    ("correct is no yes or no", "correct = false", 'correct = "soms"', "holding 'signed', key 'correct'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [c[1:] for c in ERRORS],
    ids=[c[0] for c in ERRORS],
)
def test_an_error_names_place_and_cure(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in GOOD
    with pytest.raises(MappingInvalid) as raised:
        mapping(tmp_path, GOOD.replace(before, after, 1))
    assert says in str(raised.value)


def test_a_column_that_chooses_the_rows_is_kept_when_a_row_is_emptied(tmp_path: Path) -> None:
    chosen = GOOD.replace('"signer_id"\n', '"signer_id"\nwhere = { signed_on = "x" }\n', 1)
    mapping(tmp_path, chosen)
    emptied = chosen.replace('en = "e", erase = "keep"', 'en = "e"')
    with pytest.raises(MappingInvalid, match='set erase = "keep" on it'):
        mapping(tmp_path, emptied)


def test_a_purpose_the_register_lacks_is_named(tmp_path: Path) -> None:
    ids = {name: frozenset({"identity", "payroll"}) for name in ("categories",)}
    empty: frozenset[str] = frozenset()
    known = RegisterIds(
        categories=ids["categories"], sources=empty, recipients=empty, populations=empty, elements=empty,
    )  # fmt: skip
    with pytest.raises(MappingInvalid) as raised:
        check_against_register(mapping(tmp_path), known)
    assert "key 'consents.purposes.mail': 'P01'" in str(raised.value)
    assert "key 'consents.elements.mail': 'private_email'" in str(raised.value)


FIXED = [
    ("gewist", ValueKind.TEXT, "gewist"),
    ("0", ValueKind.INTEGER, 0),
    ("0.00", ValueKind.DECIMAL, Decimal("0.00")),
    ("1900-01-01", ValueKind.DATE, date(1900, 1, 1)),
    ("false", ValueKind.BOOLEAN, False),
]


@pytest.mark.parametrize(("text", "kind", "value"), FIXED)
def test_a_fixed_value_is_read_as_its_kind(text: str, kind: ValueKind, value: object) -> None:
    assert fixed_value(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1.5", ValueKind.INTEGER),
        ("NaN", ValueKind.DECIMAL),
        ("1900-13-01", ValueKind.DATE),
        ("1900-01-01T00:00:00", ValueKind.TIMESTAMP),
        ("ja", ValueKind.BOOLEAN),
    ],
)
def test_a_fixed_value_that_does_not_fit_is_refused(text: str, kind: ValueKind) -> None:
    with pytest.raises(ValueError, match="correct what follows 'fixed:'"):
        fixed_value(text, kind)


def test_deleting_keeps_to_the_person_and_to_the_rows_of_the_holding(tmp_path: Path) -> None:
    file = mapping(tmp_path)
    part = file.part("pay")
    text = sql(erased(file, part, records_of(part, "7")))
    assert text.startswith("DELETE FROM hr.pay WHERE person_id = ")
    assert "CAST(state AS TEXT) = " in text


def test_in_the_record_of_somebody_else_only_the_link_is_cut(tmp_path: Path) -> None:
    file = mapping(tmp_path)
    part = file.part("signed")
    text = sql(erased(file, part, records_of(part, "7")))
    assert text.startswith("UPDATE hr.pay SET signer_id=NULL WHERE signer_id = ")


def test_the_row_of_a_person_is_emptied_once_and_its_key_and_kind_stay(tmp_path: Path) -> None:
    file = mapping(tmp_path)
    part = file.part("row")
    text = sql(erased(file, part, records_of(part, "7")))
    assert "SET given=NULL, family=" in text
    assert "id=" not in text.split(" WHERE ")[0]
    assert "kind=" not in text
    assert "given IS NOT NULL OR CAST(family AS TEXT) IS DISTINCT FROM" in text


def test_a_husk_is_no_record(tmp_path: Path) -> None:
    text = sql(records(mapping(tmp_path).part("row")))
    assert "given IS NOT NULL OR family IS NOT NULL" in text
    assert "kind IS NOT NULL" not in text


def test_the_row_goes_when_it_is_empty_and_nothing_refers_to_it(tmp_path: Path) -> None:
    file = mapping(tmp_path)
    statement = person_row_gone(file, "7")
    assert statement is not None
    text = sql(statement)
    for name in ("consent", "hr.pay"):
        assert f"FROM {name} WHERE" in text
    assert text.count("NOT (EXISTS") == 3
    unerased = GOOD.replace('skip_empty = true\nerase = "anonymise"\n', "", 1)
    assert person_row_gone(mapping(tmp_path, unerased), "7") is None


def test_a_period_counts_from_its_column(tmp_path: Path) -> None:
    retention = mapping(tmp_path).part("pay").retention
    assert retention is not None
    assert "CAST(paid AS DATE) + make_interval(" in sql(expired(retention, date(2026, 11, 25)))


def test_only_the_rights_a_change_needs_are_asked_for(tmp_path: Path) -> None:
    assert rights_to_change(mapping(tmp_path)) == {
        "person": {"UPDATE", "DELETE"},
        "hr.pay": {"UPDATE", "DELETE"},
        "consent": {"UPDATE"},
        "step_done": {"INSERT"},
    }
