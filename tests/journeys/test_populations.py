"""Each population has its own categories and purposes; nothing else is proposed or printed (IN-04)."""

from typing import Any

import pytest
from tests.journey_steps import Desk, Package, letter_text, person_of, rows
from tests.service import Person, Service

EVERY_RIGHT = [{"right": "access"}, {"right": "portability"}, {"right": "erasure"}]


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def learner(service: Service) -> Person:
    query = "select vo_id, voornaam, naam, '' from leren_persoon order by vo_id desc"
    return Person(*rows(service.personnel_url, query)[0])


def reduced(service: Service) -> set[str]:
    register = service.parts.register
    (only,) = [p for p in register.populations if p.category_group != "general"]
    return {c.category_id for c in register.categories if c.group == only.category_group}


def of_suppliers(service: Service) -> set[str]:
    register = service.parts.register
    (suppliers,) = [p for p in register.populations if p.nature]
    return {p.purpose_id for p in register.purposes if p.nature & suppliers.nature}


def proposed(desk: Desk, case: dict[str, Any], name: str, *, having: str = "") -> set[str]:
    items = desk.handler.get(case, "/proposals")["items"]
    return {item[name] for item in items if having in {"", item["categoryId"]}}


def test_who_only_learns_is_proposed_five_categories_and_no_others(desk: Desk) -> None:
    case = desk.searched(learner(desk.service), claims=EVERY_RIGHT)
    dossier = desk.handler.get(case, "/dossier")["items"]
    assert {item["categoryId"] for item in dossier} == reduced(desk.service)
    assert len(reduced(desk.service)) == 5
    assert proposed(desk, case, "categoryId") <= reduced(desk.service)
    assert proposed(desk, case, "right") == {claim["right"] for claim in EVERY_RIGHT}


def test_a_supplier_is_proposed_the_purpose_of_suppliers_alone(desk: Desk) -> None:
    case = desk.searched(person_of(desk.service, "Marnix", "Timmerhuysen"), claims=EVERY_RIGHT)
    register = desk.service.parts.register
    linked = {
        c.category_id
        for c in register.categories
        if of_suppliers(desk.service) & {link.purpose_id for link in c.purposes}
    }
    held = proposed(desk, case, "categoryId")
    assert held & linked
    for category_id in held & linked:
        found = proposed(desk, case, "purposeId", having=category_id)
        assert found == of_suppliers(desk.service), category_id


def test_what_is_held_without_a_purpose_of_that_population_is_given_all_the_same(
    desk: Desk,
) -> None:
    # AC-02: the copy is of everything that is held.
    case = desk.searched(person_of(desk.service, "Giulia", "Dumontier"))
    found = [i for i in desk.handler.get(case, "/dossier")["items"] if i["status"] == "found"]
    held = {item["categoryId"] for item in found}
    assert proposed(desk, case, "categoryId") == held
    answered = desk.answered(desk.decided(case))
    package = Package.of(desk.handler, answered)
    given = {holding for _, holding, records in package.tables if records}
    assert given == {item["holding"] for item in found}
    letter_text(desk.handler, answered, "L06")


def test_staff_are_not_proposed_the_purpose_of_suppliers(desk: Desk) -> None:
    case = desk.searched(person_of(desk.service, "Anneleen"))
    assert not proposed(desk, case, "purposeId") & of_suppliers(desk.service)
