"""What a claim restricts the moment it is registered: per use, per recipient, per element."""

from typing import Any

import pytest
from app.restrictions.model import RestrictionGround
from app.restrictions.rules import (
    AskedUse,
    stands_in_the_way,
)
from tests.restricted import (
    CONTACT,
    HOME,
    MAIL,
    MOBILE,
    PAY,
    PERSONNEL,
    PHONES,
    REGISTER,
    SECURITY,
    SURVEY,
    registered,
    restricted,
)


def test_an_objection_contests_the_uses_on_a_public_task_and_leaves_the_others_alone() -> None:
    found = restricted("objection")
    assert found.ground is RestrictionGround.OBJECTION
    assert found.interim
    assert found.scope.purpose_ids == (SECURITY,)
    assert SECURITY not in found.allowed_uses
    assert len(found.allowed_uses) == len(REGISTER.purposes) - 1


@pytest.mark.parametrize(
    ("details", "rests"),
    [
        pytest.param(
            {"purposeIds": [SECURITY, PERSONNEL]},
            [((SECURITY,), ())],
            id="RS-01: (d) only where Art. 21(1) applies",
        ),
        pytest.param(
            {"recipientIds": ["vlabel"]},
            [((), ("vlabel",))],
            id="OB-05: a disclosure alone, whatever its basis",
        ),
        pytest.param(
            {"recipientIds": ["vlabel", "statbel", "vlabel"]},
            [((), ("vlabel",)), ((), ("statbel",))],
            id="OB-05: per recipient, each once",
        ),
        pytest.param(
            {"purposeIds": [SECURITY], "recipientIds": ["vlabel", "nobody"]},
            [((SECURITY,), ()), ((), ("vlabel",))],
            id="both apart, and no recipient that does not exist",
        ),
    ],
)
def test_what_an_objection_names_is_what_rests(
    details: dict[str, Any], rests: list[tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    found = registered("objection", **details)
    assert [(r.scope.purpose_ids, r.scope.recipient_ids) for r in found] == rests


@pytest.mark.parametrize(
    ("right", "scope", "details", "categories"),
    [
        ("objection", (PHONES,), {}, [(PHONES,)]),
        ("objection", (PAY,), {}, []),
        ("objection", (PAY,), {"purposeIds": [SECURITY]}, []),
        ("objection", (PAY, PHONES), {"purposeIds": [SECURITY]}, [(PHONES,)]),
        ("objection", None, {"purposeIds": [PERSONNEL]}, []),
        ("objection", (PAY,), {"recipientIds": ["vlabel"]}, [(PAY,)]),
        ("consentWithdrawal", ("discipline",), {}, []),
        ("consentWithdrawal", ("discipline", CONTACT), {}, [(CONTACT,)]),
        ("consentWithdrawal", None, {"purposeIds": [SECURITY]}, []),
        ("access", None, {}, []),
    ],
)
def test_data_that_are_not_used_for_what_is_contested_do_not_rest(
    right: str,
    scope: tuple[str, ...] | None,
    details: dict[str, Any],
    categories: list[tuple[str, ...]],
) -> None:
    found = registered(right, scope=scope, **details)
    assert [r.scope.category_ids for r in found] == categories


@pytest.mark.parametrize(
    ("elements", "stopped"),
    [
        pytest.param([MAIL], [(MAIL, (PERSONNEL,))], id="CW-03: of its own purposes alone"),
        pytest.param(["priveMail"], [(MAIL, (PERSONNEL,))], id="by the name in the store"),
        pytest.param(
            [MAIL, MOBILE],
            [(MAIL, (PERSONNEL,)), (MOBILE, (PERSONNEL,))],
            id="each by itself",
        ),
        pytest.param([HOME], [(HOME, (SURVEY,))], id="an element without bases of its own"),
        pytest.param(["fax"], [], id="no consent was ever about it"),
    ],
)
def test_a_withdrawal_that_names_elements_stops_these_alone(
    elements: list[str], stopped: list[tuple[str, tuple[str, ...]]]
) -> None:
    found = registered("consentWithdrawal", elements=elements)
    assert [r.scope.elements for r in found] == [(element,) for element, _ in stopped]
    for restriction, (_, purposes) in zip(found, stopped, strict=True):
        assert set(purposes) <= set(restriction.scope.purpose_ids)
        assert SECURITY in restriction.allowed_uses
    if elements == [MAIL]:
        (mail,) = found
        assert mail.scope.purpose_ids == (PERSONNEL,)
        use = AskedUse(CONTACT, frozenset({MOBILE}), PERSONNEL)
        assert not stands_in_the_way(mail, use, REGISTER)


def test_words_that_are_no_category_limit_nothing() -> None:
    assert restricted("objection", scope=("mijn badge", CONTACT)).scope.category_ids == (CONTACT,)
    assert restricted("objection", scope=("mijn badge",)).scope.category_ids == ()
