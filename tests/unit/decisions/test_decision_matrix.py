"""The matrix follows from traits, natures, bases, sources and flags, and from no name."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from app.cli.decisions import COLUMNS, app
from app.decisions.cells import CELLS
from app.decisions.grounds import GROUNDS, check_ground
from app.decisions.model import DecisionKind, Proposal
from app.decisions.rules import matrix
from app.register.load import default_register_path, load_register
from app.register.model import Register
from app.rights.catalogue import RIGHTS
from typer.testing import CliRunner

LAW = Path(__file__).parents[4] / "shared" / "law"
SAMPLE = Path(__file__).parent / "matrix_sample.csv"
OWN = default_register_path()

Row = dict[str, str]


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(OWN)


@cache
def printed(*arguments: str) -> list[Row]:
    result = CliRunner().invoke(app, ["matrix", *arguments])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(result.stdout.splitlines()))


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def use(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in COLUMNS[:7])


def verdict(row: Row) -> tuple[str, frozenset[str]]:
    return row["default_decision"], frozenset(row["ground_codes"].split("|"))


def given_table() -> list[Row]:
    path = LAW / "decision-matrix.csv"
    if not path.exists():
        pytest.skip("the law pack does not lie beside the repository")
    return table(path)


def test_the_matrix_equals_the_given_table_where_that_speaks() -> None:
    given = given_table()
    ours = {use(row): row for row in printed()}
    assert {use(r): verdict(r) for r in given} == {use(r): verdict(ours[use(r)]) for r in given}


def test_the_matrix_has_no_other_use_of_a_category_than_the_given_table() -> None:
    given = given_table()
    categories = {row["category_id"] for row in given}
    assert [use(r) for r in printed() if r["category_id"] in categories] == [use(r) for r in given]


def test_the_register_of_the_law_pack_gives_what_our_own_copy_gives() -> None:
    if not (LAW / "register.json").exists():
        pytest.skip("the law pack does not lie beside the repository")
    theirs = printed("--register", str(LAW / "register.json"))
    assert [(use(r), verdict(r)) for r in theirs] == [(use(r), verdict(r)) for r in printed()]


@pytest.mark.parametrize(
    "row", table(SAMPLE), ids=lambda r: "-".join((r["category_id"], r["legal_basis"], r["right"]))
)
def test_a_frozen_sample_of_each_verdict_stays_as_it_is(row: Row) -> None:
    ours = {use(r): r for r in printed()}[use(row)]
    assert verdict(ours) == verdict(row)


def test_every_use_has_one_row_per_right(register: Register) -> None:
    rows = matrix(register)
    keys = {(r.category_id, r.purpose_id, r.legal_basis, r.right) for r in rows}
    assert len(keys) == len(rows) == 184 * len(RIGHTS)
    assert set(CELLS) == set(RIGHTS)


def test_every_ground_of_the_matrix_is_in_the_catalogue_and_fits_its_right(
    register: Register,
) -> None:
    for row in matrix(register):
        assert set(row.ground_codes) <= set(GROUNDS)
        check_ground(
            row.right, DecisionKind.PARTLY_GRANT, row.ground_codes, statute_ref="decreet X"
        )
        assert bool(row.ground_codes) == (row.proposal is not Proposal.GRANT)
        assert all((row.reason.nl, row.reason.en, row.reason.fr))


def renamed(raw: Any, others: dict[str, str]) -> Any:
    """Return a register in which every id of a category or purpose, and every purpose key, is another."""
    for category in raw["data_categories"] + raw["data_categories_vlimpers_leren"]:
        category["id"] = others[category["id"]]
        for link in category["purposes"]:
            link["purpose_id"] = others[link["purpose_id"]]
        for element in category.get("elements", ()):
            bases = element.get("basis_by_purpose", {})
            element["basis_by_purpose"] = {others[x]: y for x, y in bases.items()} or None
    for purpose in raw["purposes"]:
        purpose["id"], purpose["key"] = others[purpose["id"]], others[purpose["key"]]
        for basis in purpose["legal_bases"]:
            limited = basis["limited_to_categories"]
            basis["limited_to_categories"] = limited and [others[x] for x in limited]
    for source in raw["sources"]:
        source["category_ids"] = [others[x] for x in source["category_ids"]]
    return raw


def all_names(raw: Any) -> Iterator[str]:
    for name in ("data_categories", "data_categories_vlimpers_leren"):
        yield from (entry["id"] for entry in raw[name])
    for purpose in raw["purposes"]:
        yield from (purpose["id"], purpose["key"])


def fresh(names: list[str]) -> dict[str, str]:
    return {name: f"naam {at}" for at, name in enumerate(names)}


def permuted(names: list[str]) -> dict[str, str]:
    # The most hostile case: every name means something else than before.
    return dict(zip(names, reversed(names), strict=True))


@pytest.mark.parametrize("renaming", [fresh, permuted])
def test_another_controllers_names_give_the_same_matrix_under_those_names(
    renaming: Callable[[list[str]], dict[str, str]], tmp_path: Path, register: Register
) -> None:
    raw = json.loads(OWN.read_text(encoding="utf-8"))
    others = renaming(list(all_names(raw)))
    file = tmp_path / "register.json"
    file.write_text(json.dumps(renamed(raw, others)), encoding="utf-8")

    theirs = matrix(load_register(file))
    expected = [
        replace(
            row,
            category_id=others[row.category_id],
            purpose_id=others[row.purpose_id],
            purpose_key=others[row.purpose_key],
        )
        for row in matrix(register)
    ]
    assert list(theirs) == expected


ALTERED = [
    ("on paper", {"automated_processing": {"value": False}}, "portability", Proposal.REFUSE, ("R20-NOT-AUTOMATED",)),
    ("not provided by the person", {"provided_by_data_subject": {"value": "no"}}, "portability", Proposal.REFUSE, ("R20-NOT-PROVIDED",)),
    ("data on others", {"contains_third_party_data": {"value": True}}, "access", Proposal.GRANT_IF, ("R15-THIRD-PARTY",)),
    ("a pending procedure", {"traits": ["pendingProcedure"]}, "access", Proposal.GRANT_IF, ("R23-LAW",)),
    ("an opinion", {"traits": ["opinion"]}, "rectification", Proposal.GRANT_IF, ("R16-OPINION",)),
    ("a source", {"authentic_source": "led"}, "rectification", Proposal.GRANT_IF, ("R16-AUTHENTIC-SOURCE",)),
    ("several sources", {"authentic_source": "external_bodies"}, "rectification", Proposal.GRANT_IF, ("R16-AUTHENTIC-SOURCE",)),
    ("mixed sources", {"traits": ["mixedSources"]}, "rectification", Proposal.GRANT_IF, ("R16-AUTHENTIC-SOURCE", "R16-ACCURATE")),
]  # fmt: skip


def verdicts(file: Path, category_id: str, right: str) -> set[tuple[Proposal, tuple[str, ...]]]:
    return {
        (row.proposal, row.ground_codes)
        for row in matrix(load_register(file))
        if (row.category_id, row.right) == (category_id, right)
    }


@pytest.mark.parametrize(
    ("change", "right", "proposal", "codes"), [x[1:] for x in ALTERED], ids=[x[0] for x in ALTERED]
)
def test_a_changed_trait_changes_the_verdict(
    change: dict[str, object],
    right: str,
    proposal: Proposal,
    codes: tuple[str, ...],
    tmp_path: Path,
) -> None:
    raw = json.loads(OWN.read_text(encoding="utf-8"))
    entry = next(c for c in raw["data_categories"] if c["id"] == "transport_commuting")
    entry.update(change)
    file = tmp_path / "register.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    assert (proposal, codes) not in verdicts(OWN, entry["id"], right)
    assert (proposal, codes) in verdicts(file, entry["id"], right)


def test_a_legitimate_interest_opens_objection_and_restriction(tmp_path: Path) -> None:
    raw = json.loads(OWN.read_text(encoding="utf-8"))
    raw["purposes"][2]["legal_bases"][0]["code"] = "6.1.f"
    file = tmp_path / "register.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    rows = {r.right: r for r in matrix(load_register(file)) if r.legal_basis == "6.1.f"}
    assert rows["objection"].proposal is Proposal.GRANT_IF
    assert rows["erasure"].proposal is Proposal.GRANT_IF
    assert rows["portability"].ground_codes == ("R20-BASIS",)
    assert len(rows["restriction"].legal_references) == 2


def test_the_command_prints_the_given_columns() -> None:
    result = CliRunner().invoke(app, ["matrix"])
    assert result.stdout.splitlines()[0] == ",".join(COLUMNS)
    assert "\r" not in result.stdout


def test_the_command_refuses_a_broken_register(tmp_path: Path) -> None:
    file = tmp_path / "register.json"
    file.write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(app, ["matrix", "--register", str(file)])
    assert result.exit_code == 1
    assert "register.json: $.statement" in result.stderr
