"""Every ground code of the rule base is there, says something to people, and fits its rights alone."""

import re
from pathlib import Path

import pytest
from app.decisions.ground_texts import GROUND_TEXTS
from app.decisions.grounds import (
    ARTICLES,
    GROUNDS,
    UNTESTED,
    ExcessiveTestMissing,
    GroundNotAllowed,
    check_ground,
)
from app.decisions.model import DecisionKind
from app.rights.catalogue import RIGHTS, UnknownRight

ROOT = Path(__file__).parents[3]
RULES = ROOT.parent / "shared" / "law" / "legal-rules.md"


def test_every_code_of_the_rule_base_is_data_here() -> None:
    if not RULES.exists():
        pytest.skip("the law pack does not lie beside the repository")
    text = RULES.read_text(encoding="utf-8")
    section = text[text.index("## 4. Outcomes") : text.index("### 4.1")]
    named = set(re.findall(r"\b(?:R\d+|N)-[A-Z0-9][A-Z0-9-]*", section.replace("R17-3A..3E", "")))
    assert named | {f"R17-3{x}" for x in "ABCDE"} == set(GROUNDS)


def test_every_code_speaks_all_languages_in_short_sentences() -> None:
    assert set(GROUND_TEXTS) == set(ARTICLES) == set(GROUNDS)
    for ground in GROUNDS.values():
        for sentence in (ground.sentence.nl, ground.sentence.en, ground.sentence.fr):
            assert sentence.endswith(".")
            assert len(sentence) < 150


def test_what_refuses_needs_a_decision_maker() -> None:
    for code, ground in GROUNDS.items():
        assert ground.decision_maker == code.startswith("R")
        assert bool(ground.refuses) <= ground.decision_maker


REFUSALS = {
    "access": {"R12", "R23"},
    "rectification": {"R16", "R12", "R23"},
    "erasure": {"R17", "R12", "R23"},
    "restriction": {"R18", "R12", "R23"},
    "objection": {"R21", "R12", "R23"},
    "portability": {"R20", "R12", "R23"},
    "consentWithdrawal": {"R7", "R12"},
}
"""Of the withdrawal of consent R12-ID alone, where somebody acts for the person or it could do harm."""


def test_a_withdrawal_of_consent_falls_with_no_other_code_of_art_12() -> None:
    told = {code for code, ground in GROUNDS.items() if "consentWithdrawal" in ground.refuses}
    assert {code for code in told if code.startswith("R12")} == {"R12-ID"}


@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_is_refused_on_its_own_grounds_only(right: str) -> None:
    assert {g.code.split("-")[0] for g in GROUNDS.values() if right in g.refuses} == REFUSALS[right]
    for code, ground in GROUNDS.items():
        if right in ground.refuses:
            law = "decreet X, artikel 2"
            check_ground(right, DecisionKind.REFUSE, [code], statute_ref=law, tested=UNTESTED)
        else:
            with pytest.raises(GroundNotAllowed):
                check_ground(right, DecisionKind.REFUSE, [code], statute_ref="decreet X")


@pytest.mark.parametrize("kind", [DecisionKind.REFUSE, DecisionKind.PARTLY_GRANT])
@pytest.mark.parametrize("statute", ["", "  "])
def test_a_restriction_by_law_names_the_law(kind: DecisionKind, statute: str) -> None:
    with pytest.raises(GroundNotAllowed):
        check_ground("access", kind, ["R23-LAW"], statute_ref=statute)
    check_ground("access", kind, ["R23-LAW"], statute_ref="decreet X, artikel 2")


@pytest.mark.parametrize("code", sorted(UNTESTED))
def test_nobody_is_refused_as_excessive_without_a_test_that_shows_it(code: str) -> None:
    others = UNTESTED - {code}
    for right in GROUNDS[code].refuses:
        for kind in (DecisionKind.REFUSE, DecisionKind.PARTLY_GRANT):
            with pytest.raises(ExcessiveTestMissing):
                check_ground(right, kind, [code], tested=others)
            check_ground(right, kind, [code], tested={code})
    assert set(RIGHTS) - GROUNDS[code].refuses == {"consentWithdrawal"}
    with pytest.raises(GroundNotAllowed):
        check_ground("consentWithdrawal", DecisionKind.REFUSE, [code], tested={code})


def test_others_rights_take_out_a_part_of_access_alone() -> None:
    assert GROUNDS["R15-THIRD-PARTY"].refuses == frozenset()
    assert GROUNDS["R15-THIRD-PARTY"].limits == {"access"}
    check_ground("access", DecisionKind.PARTLY_GRANT, ["R15-THIRD-PARTY"])


def test_part_of_it_may_be_with_another_controller() -> None:
    check_ground("access", DecisionKind.PARTLY_GRANT, ["N-OTHER-CONTROLLER"])
    with pytest.raises(GroundNotAllowed):
        check_ground("access", DecisionKind.REFUSE, ["N-OTHER-CONTROLLER"])


def test_a_right_nobody_knows_has_no_grounds() -> None:
    with pytest.raises(UnknownRight):
        check_ground("forgetfulness", DecisionKind.REFUSE, [])


def test_the_reference_page_lists_every_code_as_the_code_has_it() -> None:
    page = (ROOT / "docs" / "reference" / "grounds.md").read_text(encoding="utf-8")
    for ground in GROUNDS.values():
        articles = ", ".join(ground.articles) or "-"
        assert f"| `{ground.code}` | {articles} | {ground.sentence.en} |" in page
    codes = page[page.index("## Codes") : page.index("## Which")]
    assert set(re.findall(r"^\| `([^`]+)` \|", codes, re.MULTILINE)) == set(GROUNDS)
