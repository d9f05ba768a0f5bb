"""What limits the use of data: per category, per element and per recipient, on a ground that was named."""

from collections.abc import Mapping
from typing import Any

import pytest
from app.cases.model import Claim
from app.decisions.model import DraftDecision, RecordedConsent
from app.executions.restricting import check_grounds
from app.executions.rules import plan
from app.personnel.changes import ChangeKind
from app.restrictions.grounds import RestrictionGroundMissing
from app.restrictions.model import RestrictionGround
from tests.planned import (
    CONTACT,
    FILE,
    GIVE,
    KEEP,
    MAIL,
    MOBILE,
    PARTLY,
    PAY,
    REGISTER,
    WORK,
    claim,
    line,
    planned,
    situation,
    steps_of,
)


@pytest.mark.parametrize(
    ("named", "ground"),
    [
        ("accuracy", RestrictionGround.ACCURACY),
        ("unlawful", RestrictionGround.UNLAWFUL),
        ("legalClaim", RestrictionGround.LEGAL_CLAIM),
    ],
)
def test_a_restriction_marks_what_was_granted_on_its_ground(
    named: str, ground: RestrictionGround
) -> None:
    made = planned(claim("restriction", PAY, FILE, ground=named), line(GIVE, PAY), line(KEEP, FILE))
    (kept,) = made.restrictions
    assert steps_of(made) == {("restrict", "slips", ())}
    assert (kept.ground, kept.scope.category_ids, kept.allowed_uses) == (ground, (PAY,), ())
    assert {s.restriction_id for s in made.steps} == {kept.restriction_id}


def partly(category: str, *purposes: str) -> tuple[DraftDecision, ...]:
    """Return lines that give these uses of a category and keep the others."""
    given = (line(GIVE, category, purpose_id=p) for p in purposes)
    return (line(KEEP, category), *given)


def uses_of(category: str) -> set[str]:
    found = next(c for c in REGISTER.categories if c.category_id == category)
    return {link.purpose_id for link in found.purposes}


@pytest.mark.parametrize(
    ("one", "lines", "stopped"),
    [
        pytest.param(
            claim("restriction", PAY, FILE, ground="accuracy"),
            (line(GIVE, PAY), *partly(FILE, "P02")),
            {PAY: uses_of(PAY), FILE: {"P02"}},
            id="a restriction",
        ),
        pytest.param(
            claim("objection"),
            (line(KEEP), line(GIVE, WORK, purpose_id="P06"), *partly(CONTACT, "P06")),
            {WORK: {"P06"}, CONTACT: {"P06"}},
            id="an objection",
        ),
        pytest.param(
            claim("objection", recipientIds=["vlabel"]),
            (line(KEEP), line(GIVE, WORK, purpose_id="P06"), *partly(CONTACT, "P06")),
            {WORK: {"P06"}, CONTACT: {"P06"}},
            id="an objection to a disclosure",
        ),
        pytest.param(
            claim("consentWithdrawal", CONTACT, FILE),
            (line(KEEP), *(line(GIVE, CONTACT, purpose_id="P11"),)),
            {CONTACT: {"P11"}},
            id="a consent",
        ),
    ],
)
def test_each_category_is_limited_by_itself_and_keeps_its_own_uses(
    one: Claim, lines: tuple[DraftDecision, ...], stopped: Mapping[str, set[str]]
) -> None:
    made = planned(one, *lines)
    kept = {r.scope.category_ids: r for r in made.restrictions}
    assert set(kept) == {(category,) for category in stopped}
    assert len({r.restriction_id for r in made.restrictions}) == len(stopped)
    for category, ended in stopped.items():
        allowed = set(kept[category,].allowed_uses)
        assert not allowed & ended
        assert allowed <= uses_of(category)
    for step in made.steps:
        if step.kind is ChangeKind.RESTRICT:
            assert step.restriction_id == kept[step.category_id,].restriction_id


def test_uses_and_recipients_are_stopped_apart() -> None:
    one = claim("objection", WORK, purposeIds=["P06"], recipientIds=["vlabel", "statbel"])
    made = planned(one, line(GIVE))
    scopes = {(r.scope.purpose_ids, r.scope.recipient_ids) for r in made.restrictions}
    assert scopes == {(("P06",), ()), ((), ("vlabel",)), ((), ("statbel",))}
    assert len({r.restriction_id for r in made.restrictions}) == 3
    (step,) = made.steps
    (use,) = [r for r in made.restrictions if r.scope.purpose_ids]
    assert step.restriction_id == use.restriction_id, "a disclosure limits no use of our own"


@pytest.mark.parametrize(
    ("ground", "line_of", "names"),
    [
        pytest.param(None, line(GIVE), False, id="nobody named one"),
        pytest.param(None, line(PARTLY), False, id="not even for a part"),
        pytest.param("something", line(GIVE), False, id="no ground of the law"),
        pytest.param(None, line(KEEP), True, id="a refusal needs none"),
        pytest.param("accuracy", line(GIVE), True, id="18(1)(a)"),
        pytest.param("unlawful", line(GIVE), True, id="18(1)(b)"),
        pytest.param("legalClaim", line(GIVE), True, id="18(1)(c)"),
    ],
)
def test_a_restriction_is_granted_on_a_ground_that_is_named(
    ground: str | None, line_of: DraftDecision, *, names: bool
) -> None:
    one = claim("restriction", PAY, **({"ground": ground} if ground else {}))
    decided = situation((one,), line_of).decided
    if names:
        check_grounds((one,), decided)
    else:
        with pytest.raises(RestrictionGroundMissing):
            check_grounds((one,), decided)


def test_a_pending_objection_is_the_ground_of_what_it_contests_and_of_nothing_else() -> None:
    both = claim("restriction", WORK), claim("objection", WORK, number="2")
    contested = line(GIVE, WORK, purpose_id="P06", legal_basis="6.1.e")
    here = situation(both, line(KEEP), contested)
    check_grounds(both, here.decided)
    (kept,) = [r for r in plan(here, both).restrictions if r.claim_id == "1"]
    assert kept.ground is RestrictionGround.OBJECTION
    with pytest.raises(RestrictionGroundMissing):
        check_grounds(both, situation(both, line(GIVE)).decided)


@pytest.mark.parametrize(
    ("named", "stopped", "marked"),
    [
        pytest.param({"elements": [MAIL]}, (MAIL,), {"mail"}, id="one of two"),
        pytest.param({"elements": ["mail"]}, (MAIL, "mail"), {"mail"}, id="by its own name"),
        pytest.param({"elements": [MAIL, MOBILE]}, (MAIL, MOBILE), {"mail", "mobile"}, id="both"),
        pytest.param({}, (), {"mail", "mobile"}, id="none named: whole consents"),
    ],
)
def test_a_withdrawal_stops_the_elements_it_names(
    named: dict[str, Any], stopped: tuple[str, ...], marked: set[str]
) -> None:
    one = claim("consentWithdrawal", **named)
    here = situation((one,), line(GIVE))
    if named:
        assert {d.proposal.element for d in here.decided if d.proposal} <= {MAIL, MOBILE}
    made = plan(here, (one,))
    (stop,) = [s for s in made.steps if s.kind is ChangeKind.STOP_USE]
    assert set(stop.elements) == set(stopped)
    assert "P01" in stop.purpose_ids
    assert {n for s in made.steps if s.kind is ChangeKind.RESTRICT for n in s.elements} == marked


def test_an_objection_upheld_ends_its_purpose_and_allows_the_others() -> None:
    one = claim("objection", WORK, purposeIds=["P06"])
    (kept,) = planned(one, line(GIVE)).restrictions
    assert (kept.ground, kept.scope.purpose_ids) == (RestrictionGround.OBJECTION_UPHELD, ("P06",))
    assert "P06" not in kept.allowed_uses
    assert "P03" in kept.allowed_uses
    refused = planned(one, line(KEEP))
    assert (refused.steps, refused.restrictions) == ((), ())


def test_a_private_address_stays_for_its_other_purpose_alone() -> None:
    one = claim("consentWithdrawal", CONTACT)
    consent = RecordedConsent("P01", (MAIL,))
    use = {"purpose_id": "P01", "legal_basis": "6.1.a"}
    made = planned(one, line(PARTLY, CONTACT, **use), consents=(consent,))
    assert ("restrict", "mail", ("mail",)) in steps_of(made)
    assert ChangeKind.ERASE not in {s.kind for s in made.steps}
    marks = {r.restriction_id: r for r in made.restrictions}
    (mark,) = [s for s in made.steps if s.elements == ("mail",)]
    assert marks[mark.restriction_id or ""].allowed_uses == ("P10",)
    assert {s.purpose_ids for s in made.steps if s.kind is ChangeKind.STOP_USE} == {("P01",)}


def test_a_withdrawal_without_consent_does_nothing() -> None:
    made = planned(claim("consentWithdrawal", PAY), line(KEEP))
    assert (made.steps, made.restrictions) == ((), ())
