"""Whoever asks goes the whole way to a sealed answer with their own data: former staff, relatives, suppliers, learners (IN-04)."""

from typing import Any

import pytest
from tests.journey_steps import Desk, Package, letter_text, letters, ok, rows
from tests.service import Person, Service

OF_KIND = (
    "select coalesce(vlimpersnummer, ''), voornaam, naam, geboortedatum::text from persoon"
    " where soort = :kind and geboortedatum is not null order by persoon_id desc limit 1"
)
KINDS = {"former staff": "GW", "a relative": "GZ", "a supplier": "LV", "a contact of one": "LC"}


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def somebody(service: Service, kind: str) -> Person:
    return Person(*rows(service.personnel_url, OF_KIND, kind=kind)[0])


def learner(service: Service) -> Person:
    query = "select vo_id, voornaam, naam, '' from leren_persoon order by vo_id desc"
    return Person(*rows(service.personnel_url, query)[0])


def answered(desk: Desk, person: Person) -> tuple[dict[str, Any], set[str], Package]:
    """Bring an access request to its end; return the case, the categories found, and the package."""
    case = desk.searched(person)
    found = desk.handler.get(case, "/dossier")["items"]
    held = {item["categoryId"] for item in found if item["status"] == "found"}
    desk.decided(case)
    desk.answered(case)
    package = Package.of(desk.handler, case)
    ended = ok(desk.handler.post(case, "/closure"))
    assert ended["state"] == "closed"
    assert ("L06", "nl") in letters(desk.handler, case)
    assert person.family_name in letter_text(desk.handler, case, "L06")
    return ended, held, package


def having(desk: Desk, *traits: str) -> set[str]:
    """Return the categories of the register with one of these traits."""
    categories = desk.service.parts.register.categories
    return {c.category_id for c in categories if c.traits & set(traits)}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_each_kind_of_requester_gets_their_own_data(desk: Desk, kind: str) -> None:
    case, held, package = answered(desk, somebody(desk.service, kind))
    assert held
    assert case["outcome"] in {"granted", "partiallyGranted"}
    assert any(records for _, _, records in package.tables)


def test_a_relative_is_known_without_a_number_and_gets_family_data_of_their_own(desk: Desk) -> None:
    relative = somebody(desk.service, "GZ")
    assert relative.number == ""
    _, held, _ = answered(desk, relative)
    assert held & having(desk, "relatives"), "the register says which hold family"
    assert not held & having(desk, "health", "opinion", "tradeUnion", "pendingProcedure")


def test_who_supplies_us_is_no_member_of_staff(desk: Desk) -> None:
    _, held, _ = answered(desk, somebody(desk.service, "LV"))
    assert not held & having(desk, "relatives", "health", "opinion", "tradeUnion")


def test_who_only_learns_gets_what_the_learning_platform_holds(desk: Desk) -> None:
    case, held, package = answered(desk, learner(desk.service))
    assert case["outcome"] in {"granted", "partiallyGranted"}
    assert {system for system, _, records in package.tables if records} == {"vlimpers_leren"}
    assert held
