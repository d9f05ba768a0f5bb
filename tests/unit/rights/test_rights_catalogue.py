"""The catalogue holds the seven rights, whole, in every language, with outcomes the cases know."""

import pytest
from app.cases.model import Outcome
from app.rights.catalogue import RIGHTS, UnknownRight, right_of
from app.rights.model import Right

ARTICLES = {
    "access": "15",
    "rectification": "16",
    "erasure": "17",
    "restriction": "18",
    "objection": "21",
    "portability": "20",
    "consentWithdrawal": "7(3)",
}
DECISION_LETTERS = {
    "access": "L06",
    "rectification": "L07",
    "erasure": "L08",
    "restriction": "L09",
    "objection": "L11",
    "portability": "L12",
    "consentWithdrawal": "L13",
}


def test_the_seven_rights_are_there_with_their_article_and_letter() -> None:
    assert {r.right_id: r.article for r in RIGHTS.values()} == ARTICLES
    assert {r.right_id: r.letters.decision for r in RIGHTS.values()} == DECISION_LETTERS


@pytest.mark.parametrize("right", RIGHTS.values(), ids=RIGHTS)
def test_a_right_is_named_in_every_language(right: Right) -> None:
    for text in (right.label, right.wish):
        assert all((text.nl, text.en, text.fr))
        assert len({text.nl, text.en, text.fr}) >= 2


@pytest.mark.parametrize("right", RIGHTS.values(), ids=RIGHTS)
def test_a_right_ends_as_cases_can_end(right: Right) -> None:
    assert right.outcomes == {outcome.value for outcome in Outcome}
    assert set(right.refusal_grounds) <= set(right.partial_grounds)


def test_only_a_withdrawal_of_consent_passes_without_a_check() -> None:
    assert {r.right_id for r in RIGHTS.values() if not r.needs_identity_check} == {
        "consentWithdrawal"
    }


def test_access_and_portability_carry_a_copy() -> None:
    assert {r.right_id for r in RIGHTS.values() if r.copies} == {"access", "portability"}


def test_what_is_no_right_is_refused() -> None:
    with pytest.raises(UnknownRight):
        right_of("Access")
