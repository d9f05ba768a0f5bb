"""A request is sent on once, and only with the agreement of the person (IN-05)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from app.decisions.grounds import GROUNDS
from app.decisions.referrals import (
    REFERRAL_GROUNDS,
    Agreement,
    ForwardedAlready,
    Forwarding,
    ForwardingNotAgreed,
    Referral,
    ReferralKind,
    check_removable,
    forwarded,
)

DAY = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 10, tzinfo=UTC)
OPEN = Referral(
    referral_id="r",
    case_id="c",
    kind=ReferralKind.OTHER_CONTROLLER,
    what="uw evaluatiedossier",
    to="Departement Voorbeeld",
    contact="",
    reason="Uw entiteit houdt dit zelf bij.",
    written_by="clara",
    written_at=AT,
)
AGREED = Agreement(DAY, "per mail")
SENT_ON = Forwarding(DAY, "met de post", "clara")


@pytest.mark.parametrize(
    ("referral", "agreed", "refusal"),
    [
        pytest.param(OPEN, None, ForwardingNotAgreed, id="never agreed"),
        pytest.param(
            OPEN,
            Agreement(DAY + timedelta(days=1), "per mail"),
            ForwardingNotAgreed,
            id="agreed after it went",
        ),
        pytest.param(
            replace(OPEN, agreement=AGREED, forwarding=SENT_ON),
            None,
            ForwardedAlready,
            id="sent on already",
        ),
    ],
)
def test_what_may_not_be_sent_on(
    referral: Referral, agreed: Agreement | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        forwarded(referral, SENT_ON, agreed=agreed)


@pytest.mark.parametrize("referral", [replace(OPEN, agreement=AGREED), OPEN], ids=["then", "now"])
def test_with_agreement_it_is_recorded(referral: Referral) -> None:
    made = forwarded(referral, SENT_ON, agreed=None if referral.agreement else AGREED)
    assert (made.agreement, made.forwarding) == (AGREED, SENT_ON)
    check_removable(referral)
    with pytest.raises(ForwardedAlready):
        check_removable(made)


def test_every_kind_has_a_ground_that_refuses_nothing() -> None:
    assert set(REFERRAL_GROUNDS) == set(ReferralKind)
    assert not any(GROUNDS[code].decision_maker for code in REFERRAL_GROUNDS.values())
