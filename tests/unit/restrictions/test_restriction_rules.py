"""What rests at once, what stands in the way of which use, and when a restriction may end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from app.cases.model import Claim, Outcome
from app.language import Text
from app.personnel.changes import ChangeKind
from app.personnel.model import Holding, SubjectKey
from app.register.load import default_register_path, load_register
from app.restrictions.marks import marks, unmarks
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState, Scope
from app.restrictions.rules import (
    AlreadyLifted,
    AskedUse,
    ClaimUndecided,
    LiftDateTooSoon,
    LiftingNotAnnounced,
    LiftingTooEarly,
    announced,
    check_decided,
    check_lift,
    interim_of,
    lifted,
    lifting_day,
    rest_of,
    stands_in_the_way,
    upheld,
    widened,
)

REGISTER = load_register(default_register_path(), None)
AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
ON = date(2026, 3, 5)
SECURITY, PERSONNEL, SURVEY, CRISIS = "P06", "P01", "P11", "P10"
CONTACT, PAY = "contact_details", "payroll"
KEY = SubjectKey("vlimpers", "7")


def registered(
    right: str, *, scope: tuple[str, ...] | None = None, **details: Any
) -> Restriction | None:
    """Return what registering a claim restricts."""
    return interim_of(
        Claim("claim-1", right, scope=scope, details=details),
        REGISTER,
        restriction_id="r-1",
        case_id="case-1",
        since=AT,
    )


def restricted(right: str, *, scope: tuple[str, ...] | None = None, **details: Any) -> Restriction:
    found = registered(right, scope=scope, **details)
    assert found is not None
    return found


def on(ground: RestrictionGround, **scope: tuple[str, ...]) -> Restriction:
    return Restriction("r-1", "case-1", "claim-1", ground, Scope(**scope), AT)


def test_an_objection_contests_the_uses_on_a_public_task_and_leaves_the_others_alone() -> None:
    found = restricted("objection")
    assert found.ground is RestrictionGround.OBJECTION
    assert found.interim
    assert found.scope.purpose_ids == (SECURITY,)
    assert SECURITY not in found.allowed_uses
    assert len(found.allowed_uses) == len(REGISTER.purposes) - 1


@pytest.mark.parametrize(
    ("details", "purposes", "recipients"),
    [
        pytest.param(
            {"purposeIds": [SECURITY, PERSONNEL]},
            (SECURITY,),
            (),
            id="RS-01: (d) only where Art. 21(1) applies",
        ),
        pytest.param(
            {"recipientIds": ["vlabel"]},
            (),
            ("vlabel",),
            id="OB-05: a disclosure alone, whatever its basis",
        ),
        pytest.param(
            {"purposeIds": [SECURITY], "recipientIds": ["vlabel", "nobody"]},
            (SECURITY,),
            ("vlabel",),
            id="both, and no recipient that does not exist",
        ),
    ],
)
def test_what_an_objection_names_is_what_rests(
    details: dict[str, Any], purposes: tuple[str, ...], recipients: tuple[str, ...]
) -> None:
    found = restricted("objection", **details)
    assert (found.scope.purpose_ids, found.scope.recipient_ids) == (purposes, recipients)


def test_a_claim_that_contests_nothing_that_can_be_contested_restricts_nothing() -> None:
    assert registered("objection", purposeIds=[PERSONNEL]) is None
    assert registered("consentWithdrawal", purposeIds=[SECURITY]) is None
    assert registered("access") is None


def test_words_that_are_no_category_limit_nothing() -> None:
    assert restricted("objection", scope=("mijn badge", CONTACT)).scope.category_ids == (CONTACT,)
    assert restricted("objection", scope=("mijn badge",)).scope.category_ids == ()


@pytest.mark.parametrize(
    ("use", "stopped"),
    [
        pytest.param(AskedUse(), True, id="something rests"),
        pytest.param(AskedUse(purpose_id=SECURITY), True, id="the contested purpose"),
        pytest.param(AskedUse(CONTACT, purpose_id=SECURITY), True, id="of one category"),
        pytest.param(AskedUse(CONTACT, purpose_id=PERSONNEL), False, id="another purpose"),
        pytest.param(
            AskedUse(CONTACT, purpose_id=SECURITY, legal_basis="6.1.c"),
            False,
            id="the same purpose on another basis",
        ),
        pytest.param(
            AskedUse(CONTACT, recipient_id="vlabel"), True, id="a disclosure for an untold purpose"
        ),
        pytest.param(
            AskedUse(CONTACT, purpose_id=PERSONNEL, recipient_id="vlabel"),
            False,
            id="a disclosure for another purpose",
        ),
    ],
)
def test_an_objection_stands_in_the_way_of_the_contested_use_alone(
    use: AskedUse, *, stopped: bool
) -> None:
    assert stands_in_the_way(restricted("objection"), use, REGISTER) is stopped


@pytest.mark.parametrize(
    ("use", "stopped"),
    [
        pytest.param(AskedUse(CONTACT, recipient_id="vlabel"), True, id="to that recipient"),
        pytest.param(AskedUse(CONTACT, recipient_id="statbel"), False, id="to another"),
        pytest.param(AskedUse(CONTACT, purpose_id=SECURITY), False, id="our own use"),
    ],
)
def test_an_objection_to_a_disclosure_stops_that_flow_alone(
    use: AskedUse, *, stopped: bool
) -> None:
    found = restricted("objection", recipientIds=["vlabel"])
    assert stands_in_the_way(found, use, REGISTER) is stopped


@pytest.mark.parametrize(
    ("use", "stopped"),
    [
        pytest.param(
            AskedUse(CONTACT, frozenset({"private_email"}), PERSONNEL),
            True,
            id="the private address for personnel matters",
        ),
        pytest.param(
            AskedUse(CONTACT, frozenset({"private_email"}), CRISIS),
            False,
            id="CW-03: the same address in a crisis",
        ),
        pytest.param(
            AskedUse(CONTACT, frozenset({"workPhone"}), PERSONNEL),
            False,
            id="an element that does not rest on consent",
        ),
        pytest.param(AskedUse(PAY, purpose_id=PERSONNEL), False, id="the wage"),
        pytest.param(
            AskedUse("identification_data", purpose_id=SURVEY),
            True,
            id="a purpose on consent alone",
        ),
    ],
)
def test_a_withdrawal_of_consent_ends_what_rests_on_consent_and_nothing_else(
    use: AskedUse, *, stopped: bool
) -> None:
    assert stands_in_the_way(restricted("consentWithdrawal"), use, REGISTER) is stopped


@pytest.mark.parametrize(
    ("use", "stopped"),
    [
        (AskedUse(PAY), True),
        (AskedUse(PAY, purpose_id=PERSONNEL), False),
        (AskedUse(PAY, purpose_id=SECURITY), True),
        (AskedUse(PAY, recipient_id="vlabel"), True),
        (AskedUse(CONTACT), False),
    ],
)
def test_data_whose_accuracy_is_contested_are_stored_and_used_as_allowed_alone(
    use: AskedUse, *, stopped: bool
) -> None:
    found = replace(on(RestrictionGround.ACCURACY, category_ids=(PAY,)), allowed_uses=(PERSONNEL,))
    assert stands_in_the_way(found, use, REGISTER) is stopped
    assert not stands_in_the_way(replace(found, state=RestrictionState.LIFTED), use, REGISTER)


def test_the_person_is_told_fourteen_days_before() -> None:
    assert lifting_day(ON) == date(2026, 3, 19)
    assert lifting_day(ON, date(2026, 3, 19)) == date(2026, 3, 19)
    assert lifting_day(ON, date(2026, 4, 1)) == date(2026, 4, 1)
    with pytest.raises(LiftDateTooSoon):
        lifting_day(ON, date(2026, 3, 18))


@pytest.mark.parametrize(
    "ground",
    [g for g in RestrictionGround if g.value.startswith("18(1)")],
)
def test_no_restriction_of_article_18_ends_before_it_was_announced_and_the_day_is_there(
    ground: RestrictionGround,
) -> None:
    found, day = on(ground), lifting_day(ON)
    with pytest.raises(LiftingNotAnnounced):
        check_lift(found, ON + timedelta(days=1000))
    told = announced(found, letter_id="letter-1", lift_on=day, at=AT)
    with pytest.raises(LiftingTooEarly):
        lifted(told, reason="", at=AT, on=day - timedelta(days=1))
    ended = lifted(told, reason="", at=AT, on=day)
    assert ended.state is RestrictionState.LIFTED
    with pytest.raises(AlreadyLifted):
        check_lift(ended, day)
    with pytest.raises(AlreadyLifted):
        announced(ended, letter_id="letter-2", lift_on=day, at=AT)


def test_a_planned_day_without_an_announcement_lifts_nothing() -> None:
    planned = replace(on(RestrictionGround.OBJECTION), lift_on=ON)
    with pytest.raises(LiftingNotAnnounced):
        check_lift(planned, ON)


def test_the_end_of_a_use_needs_no_notice() -> None:
    check_lift(on(RestrictionGround.CONSENT_WITHDRAWN), ON)


def test_an_interim_restriction_lasts_until_its_claim_is_decided() -> None:
    waiting, found = Claim("claim-1", "objection"), restricted("objection")
    with pytest.raises(ClaimUndecided):
        check_decided(found, [waiting])
    check_decided(found, [replace(waiting, outcome=Outcome.REFUSED)])
    check_decided(found, [replace(waiting, withdrawn_on=ON)])
    check_decided(upheld(found), [waiting])


def test_another_reading_of_a_claim_widens_what_rests_and_never_narrows_it() -> None:
    narrow = restricted("objection", scope=(CONTACT,), recipientIds=["vlabel"])
    wide = restricted("objection", scope=(CONTACT, PAY))
    told = announced(narrow, letter_id="letter-1", lift_on=ON, at=AT)
    both = widened(told, wide)
    assert set(both.scope.category_ids) == {CONTACT, PAY}
    assert (both.scope.purpose_ids, both.scope.recipient_ids) == ((SECURITY,), ("vlabel",))
    assert SECURITY not in both.allowed_uses
    assert (both.state, both.lift_on) == (RestrictionState.ACTIVE, None)
    assert widened(wide, restricted("objection")).scope.category_ids == ()
    assert widened(wide, narrow).scope.category_ids == wide.scope.category_ids


def test_what_was_not_upheld_goes_on_resting_until_its_end_is_announced() -> None:
    interim = restricted("objection", purposeIds=[SECURITY], recipientIds=["vlabel", "statbel"])
    decided = on(
        RestrictionGround.OBJECTION_UPHELD, purpose_ids=(SECURITY,), recipient_ids=("vlabel",)
    )
    (rest,) = rest_of(interim, decided, restriction_id="r-2")
    assert (rest.restriction_id, rest.interim) == ("r-2", True)
    assert (rest.scope.purpose_ids, rest.scope.recipient_ids) == ((), ("statbel",))
    whole = replace(decided, scope=interim.scope)
    assert list(rest_of(interim, whole, restriction_id="r-2")) == []


def holding(name: str, category_id: str) -> Holding:
    return Holding("vlimpers", name, category_id, Text(nl=name), ())


HOLDINGS = (holding("adres", CONTACT), holding("loon", PAY))


def test_the_records_that_serve_the_contested_use_are_marked_and_no_others() -> None:
    found = restricted("objection")
    (made,) = marks(found, KEY, HOLDINGS, REGISTER, on=ON)
    assert (made.kind, made.holding) == (ChangeKind.RESTRICT, "adres")
    assert made.flag is not None
    assert (made.flag.restriction_id, made.flag.ground) == ("r-1", "18(1)(d)")
    assert made.flag.allowed_uses == found.allowed_uses
    assert [c.holding for c in unmarks(found, KEY, HOLDINGS, on=ON)] == ["adres", "loon"]


def test_an_ended_consent_is_one_change() -> None:
    (made,) = marks(restricted("consentWithdrawal"), KEY, HOLDINGS, REGISTER, on=ON)
    assert (made.kind, made.flag) == (ChangeKind.STOP_USE, None)
    assert {PERSONNEL, SURVEY} <= set(made.purpose_ids)


def test_a_mark_has_one_key_however_often_it_is_made_and_another_once_it_says_something_else() -> (
    None
):
    found = restricted("objection")
    (one,), (again,) = (
        list(marks(found, KEY, HOLDINGS, REGISTER, on=d)) for d in (ON, date(2026, 9, 9))
    )
    (other,) = marks(upheld(found), KEY, HOLDINGS, REGISTER, on=ON)
    lifting = next(unmarks(found, KEY, HOLDINGS, on=ON))
    assert one.step_key == again.step_key
    assert len({one.step_key, other.step_key, lifting.step_key}) == 3
