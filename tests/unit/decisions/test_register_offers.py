"""What the law gives for a register is worked out once, and never told of another register."""

from dataclasses import replace

from app.decisions.model import Facts
from app.decisions.offers import _KNOWN, _MOST, offers_of
from app.decisions.proposals import propose
from app.register.load import default_register_path, load_register

REGISTER = load_register(default_register_path())
CATEGORY = next(c for c in REGISTER.categories if c.category_id == "contact_details")
HELD = {CATEGORY.category_id: Facts(record_count=1)}


def test_the_same_register_is_worked_out_once() -> None:
    first = offers_of(REGISTER, CATEGORY, "erasure")
    assert first
    assert offers_of(REGISTER, CATEGORY, "erasure") is first
    assert offers_of(REGISTER, CATEGORY, "access") is not first


def test_a_changed_register_has_proposals_of_its_own() -> None:
    """Its version may be the same, as in a test: the object counts."""
    before = propose(REGISTER, claims=[("1", "access")], held=HELD)
    shorter = replace(CATEGORY, purposes=CATEGORY.purposes[:1])
    others = tuple(c for c in REGISTER.categories if c is not CATEGORY)
    changed = replace(REGISTER, categories=(shorter, *others))
    after = propose(changed, claims=[("1", "access")], held=HELD)
    assert {p.purpose_id for p in after} == {CATEGORY.purposes[0].purpose_id}
    assert len(after) < len(before)
    assert propose(REGISTER, claims=[("1", "access")], held=HELD) == before


def test_facts_of_one_person_do_not_reach_another() -> None:
    one = propose(REGISTER, claims=[("1", "access")], held=HELD)
    marked = {CATEGORY.category_id: Facts(record_count=7, third_party_records=2)}
    other = propose(REGISTER, claims=[("2", "access")], held=marked)
    assert {p.facts["recordCount"] for p in one} == {1}
    assert {(p.claim_id, p.facts["recordCount"]) for p in other} == {("2", 7)}
    assert propose(REGISTER, claims=[("1", "access")], held=HELD) == one


def test_only_a_few_registers_are_remembered() -> None:
    for number in range(_MOST + 3):
        offers_of(replace(REGISTER, version=str(number)), CATEGORY, "access")
    assert len(_KNOWN) == _MOST
