"""A register is read whole and checked, or refused with file, place and cure."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app.cli.register import app
from app.language import Language, Text
from app.register.load import (
    RegisterError,
    default_register_path,
    demo_confirmations_path,
    load_register,
)
from app.register.model import Register
from typer.testing import CliRunner

LAW = Path(__file__).parents[4] / "shared" / "law" / "register.json"
OWN = default_register_path()
Change = Callable[[Any], object]


def raw_register() -> Any:
    return json.loads(OWN.read_text(encoding="utf-8"))


def written(folder: Path, value: object, name: str = "register.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return file


def labels(register: Register) -> Iterator[Text]:
    for category in register.categories:
        yield from (category.label, category.retention.rule)
        yield from (element.label for element in category.elements)
    for purpose in register.purposes:
        yield purpose.label
        for basis in purpose.bases:
            yield basis.label
            yield from (basis.condition,) if basis.condition else ()
    yield from (source.label for source in register.sources)
    yield from (recipient.label for recipient in register.recipients)
    yield from (population.label for population in register.populations)
    yield from (authority.name for authority in register.authorities)
    yield from (register.controller.name, register.dpo.name, register.statement_title)
    yield from (register.transfers, register.automated_decisions, register.retention.rule)


def test_our_own_register_is_whole() -> None:
    register = load_register(OWN)
    assert len([c for c in register.categories if c.group == "general"]) == 30
    assert len(register.categories) == 35
    assert len(register.purposes) == 13
    assert (len(register.sources), len(register.recipients)) == (14, 24)


def test_every_text_a_letter_prints_exists_in_every_language() -> None:
    for label in labels(load_register(OWN)):
        assert all(label.into(language) for language in Language)
        assert label.fr
        assert label.en


def test_our_own_copy_says_what_the_law_pack_says() -> None:
    if not LAW.exists():
        pytest.skip("the law pack does not lie beside the repository")
    ours, theirs = load_register(OWN), load_register(LAW)
    assert [(c.category_id, c.label.nl, c.traits, c.purposes, c.authentic_source) for c in ours.categories] == [
        (c.category_id, c.label.nl, c.traits, c.purposes, c.authentic_source) for c in theirs.categories
    ]  # fmt: skip
    assert [(p.purpose_id, p.label.nl, p.nature, [(b.code, b.limited_to_categories, b.conditional) for b in p.bases]) for p in ours.purposes] == [
        (p.purpose_id, p.label.nl, p.nature, [(b.code, b.limited_to_categories, b.conditional) for b in p.bases]) for p in theirs.purposes
    ]  # fmt: skip
    assert [(s.source_id, s.label.nl, s.kind, s.category_ids) for s in ours.sources] == [
        (s.source_id, s.label.nl, s.kind, s.category_ids) for s in theirs.sources
    ]
    assert [(r.recipient_id, r.label.nl, r.kind) for r in ours.recipients] == [
        (r.recipient_id, r.label.nl, r.kind) for r in theirs.recipients
    ]
    assert ours.transfers.nl == theirs.transfers.nl
    assert ours.controller.number == theirs.controller.number


def at(*steps: str | int) -> Callable[[Any], Any]:
    def walk(raw: Any) -> Any:
        for step in steps:
            raw = raw[step]
        return raw

    return walk


def put(value: object, *steps: str | int) -> Change:
    return lambda raw: at(*steps[:-1])(raw).__setitem__(steps[-1], value)


def drop(*steps: str | int) -> Change:
    return lambda raw: at(*steps[:-1])(raw).pop(steps[-1])


def again(*steps: str | int) -> Change:
    return lambda raw: at(*steps[:-1])(raw).append(at(*steps)(raw))


CAT, PUR = "data_categories", "purposes"
INVALID: list[tuple[str, Change, str, str]] = [
    ("no Dutch label", drop(CAT, 3, "label_nl"), "$.data_categories[3].label_nl", "add this field"),
    ("an empty Dutch label", put("", CAT, 3, "label_nl"), "$.data_categories[3].label_nl", "not empty"),
    ("a misspelt field", lambda r: r[CAT][0].update(lable_fr=r[CAT][0].pop("label_fr")), "$.data_categories[0]", "'label_fr'"),
    ("no controller", drop("controller"), "$.controller", "add this field"),
    ("no purposes", put([], PUR), "$.purposes", "at least one"),
    ("a purpose without a basis", put([], PUR, 2, "legal_bases"), "$.purposes[2].legal_bases", "at least one"),
    ("an unknown basis", put("6.1.z", PUR, 2, "legal_bases", 0, "code"), "$.purposes[2].legal_bases[0].code", "6.1.a, 6.1.b"),
    ("an unknown nature", put(["fun"], PUR, 2, "nature"), "$.purposes[2].nature[0]", "legalClaims"),
    ("an unknown trait", put(["shiny"], CAT, 1, "traits"), "$.data_categories[1].traits[0]", "opinion"),
    ("an unknown special flag", put("art11", CAT, 1, "special_category", "flag"), "$.data_categories[1].special_category.flag", "art9"),
    ("an unknown answer to 'provided'", put("maybe", CAT, 1, "provided_by_data_subject", "value"), "$.data_categories[1].provided_by_data_subject.value", "partly"),
    ("a flag in words", put("no", CAT, 0, "purposes", 0, "assumed"), "$.data_categories[0].purposes[0].assumed", "true or false"),
    ("an order in words", put("first", CAT, 0, "order"), "$.data_categories[0].order", "whole number"),
    ("a list that is none", put("P01", CAT, 0, "purposes"), "$.data_categories[0].purposes", "square brackets"),
    ("an unknown purpose", put("P99", CAT, 0, "purposes", 2, "purpose_id"), "$.data_categories[0].purposes[2].purpose_id", "id of a purpose"),
    ("a purpose linked twice", again(CAT, 0, "purposes", 0), "$.data_categories[0].purposes[13].purpose_id", "its own id"),
    ("a category twice", put("payroll", CAT, 0, "id"), "$.data_categories[11].id", "its own id"),
    ("a category twice, in two groups", put("payroll", "data_categories_vlimpers_leren", 0, "id"), "$.data_categories_vlimpers_leren[0].id", "its own id"),
    ("a purpose twice", put("P01", PUR, 1, "id"), "$.purposes[1].id", "its own id"),
    ("a source twice", again("sources", 0), "$.sources[14].id", "its own id"),
    ("a basis twice", again(PUR, 1, "legal_bases", 0), "$.purposes[1].legal_bases[1].code", "its own id"),
    ("a basis limited to nothing known", put(["payrol"], PUR, 1, "legal_bases", 0, "limited_to_categories"), "$.purposes[1].legal_bases[0].limited_to_categories[0]", "id of a category"),
    ("a conditional basis without its condition", put(None, PUR, 0, "legal_bases", 3, "condition_nl"), "$.purposes[0].legal_bases[3].condition_nl", "in Dutch"),
    ("an unknown authentic source", put("oracle", CAT, 0, "authentic_source"), "$.data_categories[0].authentic_source", "id of a source"),
    ("an unknown usual source", put("oracle", CAT, 9, "usual_source"), "$.data_categories[9].usual_source", "id of a source"),
    ("an element from nowhere", put("oracle", CAT, 3, "elements", 0, "source"), "$.data_categories[3].elements[0].source", "id of a source"),
    ("an element on a basis its purpose has not", put("6.1.f", CAT, 3, "elements", 0, "basis_by_purpose", "P01"), "$.data_categories[3].elements[0].basis_by_purpose.P01", "one of its bases"),
    ("a source of nothing known", put(["payrol"], "sources", 0, "category_ids"), "$.sources[0].category_ids[0]", "id of a category"),
    ("an unknown kind of source", put("friend", "sources", 0, "type"), "$.sources[0].type", "third_party"),
    ("an unknown kind of recipient", put("friend", "recipients", 0, "type"), "$.recipients[0].type", "named"),
    ("a population of an empty group", put("guests", "data_subject_populations", 0, "category_group"), "$.data_subject_populations[0].category_group", "general"),
    ("a date that is none", put("8 maart 2024", "statement", "version_date"), "$.statement.version_date", "2026-01-31"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "place", "cure"), [x[1:] for x in INVALID], ids=[x[0] for x in INVALID]
)
def test_an_invalid_register_is_refused_with_file_place_and_cure(
    change: Change, place: str, cure: str, tmp_path: Path
) -> None:
    raw = raw_register()
    change(raw)
    file = written(tmp_path, raw)
    with pytest.raises(RegisterError) as refusal:
        load_register(file)
    assert refusal.value.code == "registerInvalid"
    (line,) = [x for x in str(refusal.value).splitlines() if f": {place}: " in x]
    assert line.startswith(f"{file}: ")
    assert re.search(f"Cure: .*{re.escape(cure)}", line)


UNREADABLE = [
    ("no JSON", b'{"statement": ', "line 1, column"),
    ("no UTF-8", '{"statement": "vérité"}'.encode("latin-1"), "byte 16"),
    ("a field twice", b'{"statement": 1, "statement": 2}', "field 'statement'"),
    ("a list instead of an object", b"[]", "$"),
    ("an empty file", b"", "line 1, column 1"),
]


@pytest.mark.parametrize(
    ("content", "place"), [x[1:] for x in UNREADABLE], ids=[x[0] for x in UNREADABLE]
)
def test_an_unreadable_file_is_refused(content: bytes, place: str, tmp_path: Path) -> None:
    file = tmp_path / "register.json"
    file.write_bytes(content)
    with pytest.raises(RegisterError, match=re.escape(f"{file}: {place}")):
        load_register(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="a file that can be read"):
        load_register(tmp_path / "none.json")


def test_several_errors_are_told_at_once(tmp_path: Path) -> None:
    raw = raw_register()
    put("P99", CAT, 0, "purposes", 2, "purpose_id")(raw)
    put("oracle", CAT, 5, "authentic_source")(raw)
    with pytest.raises(RegisterError) as refusal:
        load_register(written(tmp_path, raw))
    assert len(refusal.value.problems) == refusal.value.facts["problems"] == 2


def test_notes_of_another_controller_are_no_error(tmp_path: Path) -> None:
    raw = raw_register()
    raw["our_own_remarks"] = ["x"]
    raw[CAT][0]["reviewed"] = "2026-01-01"
    assert load_register(written(tmp_path, raw)).categories == load_register(OWN).categories


def confirming(*entries: tuple[str, object]) -> dict[str, object]:
    return {
        "confirmations": [
            {"path": path, "value": value, "by": "Dora Demaeght", "on": "2026-09-01"}
            for path, value in entries
        ]
    }


def test_a_confirmed_value_lies_over_the_register(tmp_path: Path) -> None:
    period = {"nl": "10 jaar", "fr": "10 ans", "en": "10 years"}
    file = written(
        tmp_path,
        confirming(
            ("data_categories/payroll/purposes/P08/assumed", False),
            ("data_categories/vl_vo_id/purposes/P09/assumed", False),
            ("data_categories/payroll/retention/period", period),
            ("data_categories/career/retention/period", "5 jaar"),
            ("recipients/meal_voucher_supplier/name", "Maaltijdbon Voorbeeld nv"),
            ("purposes/P07/legal_bases/6.1.a/condition_nl", "alleen bij begeleiding"),
            ("authorities/gba/not_in_statement/assumed", False),
        ),
        "confirmations.json",
    )
    before, after = load_register(OWN), load_register(OWN, file)
    categories = {c.category_id: c for c in after.categories}
    assert [x.assumed for x in categories["payroll"].purposes] == [False, False, True, False]
    assert [x.assumed for x in categories["vl_vo_id"].purposes] == [False]
    assert categories["payroll"].retention.period == Text("10 jaar", "10 years", "10 ans")
    assert categories["career"].retention.period == Text("5 jaar")
    assert {r.name for r in after.recipients} == {None, "Maaltijdbon Voorbeeld nv"}
    assert {a.address for a in before.authorities} - {a.address for a in after.authorities} == {
        None
    }
    assert len(after.confirmations) == 7
    assert before.version != after.version


WRONG_CONFIRMATIONS = [
    ("an unknown section", "data_categorie/payroll/retention/period", "x", "path", "'data_categorie'"),
    ("an unknown entry", "data_categories/salary/retention/period", "x", "path", "'salary'"),
    ("an unknown field", "data_categories/payroll/retention/term", "x", "path", "'term'"),
    ("a whole object", "data_categories/payroll/retention", {}, "path", "'retention'"),
    ("a whole list", "data_categories/payroll/purposes", [], "path", "'purposes'"),
    ("a step beyond a value", "recipients/nmbs/name/nl", "x", "path", "'nl'"),
    ("a link in words", "data_categories/payroll/purposes/P08/assumed", "no", "value", "boolean"),
    ("a name that is a number", "recipients/nmbs/name", 7, "value", "string"),
    ("a name that is nothing", "recipients/nmbs/name", None, "value", "string"),
    ("a period in a list", "data_categories/payroll/retention/period", ["10 jaar"], "value", "string"),
    ("a basis nobody knows", "purposes/P01/legal_bases/6.1.a/code", "6.1.q", "value", "6.1.q"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "field", "word"),
    [x[1:] for x in WRONG_CONFIRMATIONS],
    ids=[x[0] for x in WRONG_CONFIRMATIONS],
)
def test_a_confirmation_that_does_not_fit_is_refused(
    path: str, value: object, field: str, word: str, tmp_path: Path
) -> None:
    file = written(tmp_path, confirming((path, value)), "confirmations.json")
    with pytest.raises(RegisterError) as refusal:
        load_register(OWN, file)
    (line,) = str(refusal.value).splitlines()
    assert line.startswith(f"{file}: $.confirmations[0].{field}: ")
    assert word in line
    assert "Cure: " in line


def test_a_value_confirmed_twice_is_refused(tmp_path: Path) -> None:
    path = "recipients/nmbs/name"
    file = written(tmp_path, confirming((path, "A"), (path, "B")), "confirmations.json")
    with pytest.raises(RegisterError, match=r"\$\.confirmations\[1\]\.path"):
        load_register(OWN, file)


def test_a_confirmation_without_its_author_is_refused(tmp_path: Path) -> None:
    value = confirming(("recipients/nmbs/name", "A"))
    value["confirmations"][0].pop("by")  # type: ignore[index]  # built as a list just above
    file = written(tmp_path, value, "confirmations.json")
    with pytest.raises(RegisterError, match=r"\$\.confirmations\[0\]\.by"):
        load_register(OWN, file)


def test_the_confirmations_of_the_demo_fit_and_leave_something_open() -> None:
    register = load_register(OWN, demo_confirmations_path())
    assumed = [x for c in register.categories for x in c.purposes if x.assumed]
    assert 0 < len(assumed) < 10
    unnamed = [r for r in register.recipients if r.kind == "category" and not r.name]
    assert unnamed
    assert {c.by for c in register.confirmations} == {"Dora Demaeght, DPO"}


def test_the_version_follows_the_content_and_not_its_layout(tmp_path: Path) -> None:
    raw = raw_register()
    same = dict(reversed(raw.items()))
    assert load_register(written(tmp_path, same)).version == load_register(OWN).version
    raw["controller"]["kbo_number"] = "0000.000.097"
    assert load_register(written(tmp_path, raw)).version != load_register(OWN).version


def test_the_command_says_good_or_what_is_wrong(tmp_path: Path) -> None:
    good = CliRunner().invoke(app, ["check", "--confirmations", str(demo_confirmations_path())])
    assert (good.exit_code, "35 categories" in good.stdout) == (0, True)
    raw = raw_register()
    drop(CAT, 3, "label_nl")(raw)
    file = written(tmp_path, raw)
    bad = CliRunner().invoke(app, ["check", str(file)])
    assert bad.exit_code == 1
    assert f"{file}: $.data_categories[3].label_nl: " in bad.stderr
    assert "Cure: " in bad.stderr
