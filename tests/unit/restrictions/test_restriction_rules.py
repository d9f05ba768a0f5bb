"""What stands in the way of which use, what a decision leaves of it, and when a restriction may end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from app.cases.model import Claim, Outcome
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState
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
    check_told,
    keeps_from_erasure,
    lifted,
    lifting_day,
    replaced,
    rest_of,
    stands_in_the_way,
    upheld,
    widened,
)
from tests.restricted import (
    AT,
    CONTACT,
    CRISIS,
    ON,
    PAY,
    PERSONNEL,
    PHONES,
    REGISTER,
    SECURITY,
    SURVEY,
    on,
    restricted,
)


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
        pytest.param(
            AskedUse(CONTACT, purpose_id=PERSONNEL, recipient_id="vlabel"),
            True,
            id="for whatever purpose",
        ),
        pytest.param(AskedUse(CONTACT, purpose_id=SECURITY), False, id="our own use"),
    ],
)
def test_an_objection_to_a_disclosure_stops_that_flow_alone(
    use: AskedUse, *, stopped: bool
) -> None:
    found = restricted("objection", recipientIds=["vlabel"])
    assert found.allowed_uses == ()
    assert stands_in_the_way(found, use, REGISTER) is stopped


@pytest.mark.parametrize(
    ("use", "stopped"),
    [
        (AskedUse(CONTACT, recipient_id="vlabel"), True),
        (AskedUse(CONTACT, purpose_id=SECURITY, recipient_id="vlabel"), True),
        (AskedUse(CONTACT, purpose_id=PERSONNEL, recipient_id="vlabel"), False),
        (AskedUse(PAY, purpose_id=SECURITY, recipient_id="vlabel"), False),
        (AskedUse(CONTACT), True),
    ],
)
def test_a_disclosure_that_was_stopped_goes_on_for_the_purposes_that_were_not_granted(
    use: AskedUse, *, stopped: bool
) -> None:
    found = replace(
        on(
            RestrictionGround.OBJECTION_UPHELD,
            category_ids=(CONTACT,),
            recipient_ids=("vlabel",),
        ),
        allowed_uses=(PERSONNEL,),
    )
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
    check_decided(found, [replace(waiting, right="erasure")])  # it was no objection


def test_another_reading_of_a_claim_widens_what_rests_and_never_narrows_it() -> None:
    narrow = restricted("objection", scope=(CONTACT,))
    wide = restricted("objection", scope=(CONTACT, PHONES))
    told = announced(narrow, letter_id="letter-1", lift_on=ON, at=AT)
    both = widened(told, wide)
    assert set(both.scope.category_ids) == {CONTACT, PHONES}
    assert both.scope.purpose_ids == (SECURITY,)
    assert SECURITY not in both.allowed_uses
    assert (both.state, both.lift_on) == (RestrictionState.ACTIVE, None)
    assert widened(wide, restricted("objection")).scope.category_ids == ()
    assert widened(wide, narrow).scope.category_ids == wide.scope.category_ids


def decided(
    category: str, *purposes: str, to: str | None = None, allowed: tuple[str, ...] = ()
) -> Restriction:
    """Return what was upheld of one category."""
    recipients = (to,) if to else ()
    scope = {
        "category_ids": (category,),
        "purpose_ids": purposes,
        "recipient_ids": recipients,
    }
    return replace(on(RestrictionGround.OBJECTION_UPHELD, **scope), allowed_uses=allowed)


HELD = frozenset({CONTACT, PHONES, PAY})


@pytest.mark.parametrize(
    ("upheld_parts", "left"),
    [
        pytest.param([decided(PHONES, SECURITY)], (CONTACT,), id="one category of two"),
        pytest.param(
            [decided(PHONES, SECURITY), decided(CONTACT, SECURITY)], None, id="all that is held"
        ),
        pytest.param([], (CONTACT, PHONES), id="nothing"),
        pytest.param([decided(PHONES, to="vlabel")], (CONTACT, PHONES), id="another kind"),
    ],
)
def test_what_was_not_upheld_goes_on_resting_per_category_until_its_end_is_announced(
    upheld_parts: list[Restriction], left: tuple[str, ...] | None
) -> None:
    interim = restricted("objection", purposeIds=[SECURITY])
    rest = rest_of(interim, upheld_parts, REGISTER, held=HELD)
    if left is None:
        assert rest is None
    else:
        assert rest is not None
        assert (rest.restriction_id, rest.interim) == ("r-1", True)
        assert set(rest.scope.category_ids) == set(left)
        assert rest.scope.purpose_ids == (SECURITY,)


@pytest.mark.parametrize(
    ("upheld_parts", "left"),
    [
        pytest.param([decided(PHONES, to="vlabel")], None, id="for every purpose"),
        pytest.param(
            [decided(PHONES, to="vlabel", allowed=(PERSONNEL,))],
            (PHONES,),
            id="for some purposes: the others end with notice",
        ),
        pytest.param([decided(PHONES, to="statbel")], (PHONES,), id="to somebody else"),
        pytest.param([decided(PHONES, SECURITY)], (PHONES,), id="our own use alone"),
    ],
)
def test_a_disclosure_rests_until_its_own_decision(
    upheld_parts: list[Restriction], left: tuple[str, ...] | None
) -> None:
    interim = restricted("objection", scope=(PHONES,), recipientIds=["vlabel"])
    rest = rest_of(interim, upheld_parts, REGISTER, held=HELD)
    assert (rest.scope.category_ids if rest else None) == left


def test_what_a_decision_replaced_stands_in_no_way() -> None:
    ended = replaced(restricted("objection"), at=AT)
    assert not stands_in_the_way(ended, AskedUse(purpose_id=SECURITY), REGISTER)
    with pytest.raises(AlreadyLifted):
        check_lift(ended, ON)


@pytest.mark.parametrize(
    ("told", "days", "refused"),
    [
        (None, 1000, LiftingNotAnnounced),
        (0, 13, LiftingTooEarly),
        (0, 14, None),
        (5, 18, LiftingTooEarly),
        (5, 19, None),
    ],
)
def test_a_letter_that_did_not_go_announces_nothing(
    told: int | None, days: int, refused: type[Exception] | None
) -> None:
    one = on(RestrictionGround.ACCURACY)
    told_on = None if told is None else ON + timedelta(days=told)
    if refused is None:
        check_told(one, told_on=told_on, on=ON + timedelta(days=days))
    else:
        with pytest.raises(refused):
            check_told(one, told_on=told_on, on=ON + timedelta(days=days))
    check_told(on(RestrictionGround.CONSENT_WITHDRAWN), told_on=None, on=ON)


@pytest.mark.parametrize(
    ("ground", "scope", "category", "keeps"),
    [
        (RestrictionGround.LEGAL_CLAIM, {}, PAY, True),
        (RestrictionGround.UNLAWFUL, {"category_ids": (PAY,)}, PAY, True),
        (RestrictionGround.UNLAWFUL, {"category_ids": (CONTACT,)}, PAY, False),
        (RestrictionGround.LEGAL_CLAIM, {"recipient_ids": ("vlabel",)}, PAY, False),
        (RestrictionGround.ACCURACY, {}, PAY, False),
        (RestrictionGround.OBJECTION, {}, PAY, False),
        (RestrictionGround.OBJECTION_UPHELD, {}, PAY, False),
        (RestrictionGround.CONSENT_WITHDRAWN, {}, PAY, False),
    ],
)
def test_who_opposed_the_erasure_or_needs_the_data_keeps_them(
    ground: RestrictionGround, scope: dict[str, tuple[str, ...]], category: str, *, keeps: bool
) -> None:
    one = on(ground, **scope)
    assert keeps_from_erasure(one, category) is keeps
    lifted_one = replace(one, state=RestrictionState.LIFTED)
    assert not keeps_from_erasure(lifted_one, category)
