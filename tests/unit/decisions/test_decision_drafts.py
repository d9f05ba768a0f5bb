"""A draft lies over the proposals: the narrower key wins, and what may not be taken is refused by name."""

from dataclasses import replace

import pytest
from app.decisions.drafts import (
    DecisionIncomplete,
    DecisionTwice,
    DeviationWithoutReason,
    ReasonMissing,
    UnknownProposal,
)
from app.decisions.grounds import ExcessiveTestMissing, GroundNotAllowed
from app.decisions.model import CaseProposal, DecisionKind, DraftDecision, Facts, RecordedConsent
from app.decisions.parts import PartNotWithholdable
from app.decisions.rules import accept, check_draft, check_lines, effective, propose
from app.errors import DeskError
from app.register.load import default_register_path, load_register

REGISTER = load_register(default_register_path())
ALL_CONSENTS = tuple(RecordedConsent(p.purpose_id) for p in REGISTER.purposes)
RIGHTS = {"a": "access", "b": "rectification"}
HELD = {
    "evaluation": Facts(record_count=3, third_party_records=1),
    "payroll": Facts(record_count=9),
    "contact_details": Facts(record_count=1),
}
PROPOSALS = propose(REGISTER, claims=tuple(RIGHTS.items()), held=HELD)
ACCESS = tuple(p for p in PROPOSALS if p.claim_id == "a")
GRANT = DraftDecision(claim_id="a", decision=DecisionKind.GRANT, reason="nagekeken")
REFUSAL = DraftDecision(
    claim_id="a",
    decision=DecisionKind.REFUSE,
    ground_codes=("R23-JUDICIAL",),
    facts="De gegevens komen van een gerecht.",
    reason="beslist na toets",
)


def on(line: DraftDecision, p: CaseProposal) -> DraftDecision:
    return replace(
        line, category_id=p.category_id, purpose_id=p.purpose_id, legal_basis=p.legal_basis
    )


def test_accepting_takes_what_is_resolved_and_leaves_the_rest() -> None:
    lines, left = accept(PROPOSALS)
    assert len(lines) + len(left) == len(PROPOSALS)
    assert {p.right for p in left} == {"rectification"}
    assert {line.claim_id for line in lines} == {"a"}


def test_what_was_accepted_passes_the_check() -> None:
    lines, left = accept(ACCESS)
    assert left == ()
    check_draft(ACCESS, lines, RIGHTS)
    partly = {x.category_id for x in lines if x.decision is DecisionKind.PARTLY_GRANT}
    assert partly == {"evaluation"}
    for line in lines:
        assert bool(line.facts) == bool(line.ground_codes) == (line.category_id == "evaluation")


@pytest.mark.parametrize(
    "right",
    ["access", "rectification", "erasure", "restriction", "objection", "portability", "consentWithdrawal"],
)  # fmt: skip
def test_for_every_right_what_was_accepted_can_be_taken(right: str) -> None:
    held = {
        c.category_id: Facts(
            record_count=4,
            third_party_records=n % 2,
            employment="statutory",
            consents=ALL_CONSENTS,
            inaccuracy_shown=False,
            objection_upheld=bool(n % 3),
        )
        for n, c in enumerate(REGISTER.categories)
    }
    proposals = propose(REGISTER, claims=[("x", right)], held=held)
    lines, left = accept(proposals)
    check_lines(proposals, lines, {"x": right})
    assert sum(1 for d in effective(proposals, lines) if d.line is None) == len(left)


def narrow(**key: str) -> DraftDecision:
    return replace(REFUSAL, **key)  # type: ignore[arg-type]  # keys of the line are all text


NARROWER = [
    ("category over claim", {}, {"category_id": "payroll"}),
    ("purpose over category", {"category_id": "payroll"}, {"category_id": "payroll", "purpose_id": "P01"}),
    ("purpose alone over category", {"category_id": "payroll"}, {"purpose_id": "P01"}),
    ("basis over purpose", {"category_id": "payroll", "purpose_id": "P01"}, {"legal_basis": "6.1.c"}),
    ("both over one", {"legal_basis": "6.1.c"}, {"legal_basis": "6.1.c", "purpose_id": "P01"}),
]  # fmt: skip


@pytest.mark.parametrize(("wide", "close"), [x[1:] for x in NARROWER], ids=[x[0] for x in NARROWER])
def test_the_narrower_key_wins_in_any_order(wide: dict[str, str], close: dict[str, str]) -> None:
    wide_line = replace(GRANT, **wide)  # type: ignore[arg-type]  # keys of the line are all text
    close_line = narrow(**close)
    for lines in ((wide_line, close_line), (close_line, wide_line)):
        found = effective(ACCESS, lines)
        line = next(
            d.line
            for d in found
            if d.proposal
            and (d.proposal.category_id, d.proposal.purpose_id, d.proposal.legal_basis)
            == ("payroll", "P01", "6.1.c")
        )
        assert line is close_line


def test_an_element_is_decided_apart_from_its_category() -> None:
    whole = DraftDecision("b", DecisionKind.GRANT, category_id="contact_details", reason="juist")
    part = replace(
        whole,
        decision=DecisionKind.REFUSE,
        element="main_residence",
        ground_codes=("R16-AUTHENTIC-SOURCE",),
        facts="Het adres staat zo in de bron.",
    )
    found = effective([p for p in PROPOSALS if p.claim_id == "b"], [whole, part])
    for decided in found:
        assert decided.proposal is not None
        if decided.proposal.category_id == "contact_details":
            expected = part if decided.proposal.element == "main_residence" else whole
            assert decided.line is expected


def test_a_claim_refused_before_anything_was_collected_stands_by_itself() -> None:
    line = DraftDecision(
        claim_id="a",
        decision=DecisionKind.REFUSE,
        ground_codes=("R12-ID",),
        facts="Het bewijs van 2 maart vermeldt een andere naam.",
    )
    check_draft([], [line], RIGHTS)
    (decided,) = effective([], [line])
    assert (decided.proposal, decided.line) == (None, line)


FIRST = ACCESS[0]
FULL = replace(GRANT, claim_id="b")
PART = replace(
    REFUSAL,
    decision=DecisionKind.PARTLY_GRANT,
    category_id="evaluation",
    ground_codes=("R15-THIRD-PARTY",),
    facts="Een verslag noemt een collega.",
)
REFUSED: list[tuple[str, type[DeskError], tuple[DraftDecision, ...]]] = [
    ("open proposals", DecisionIncomplete, (on(GRANT, FIRST),)),
    ("a refusal with a code alone", ReasonMissing, (replace(REFUSAL, facts="  "), FULL)),
    ("a refusal with words alone", ReasonMissing, (replace(REFUSAL, ground_codes=()), FULL)),
    ("a part refusal with a code alone", ReasonMissing, (replace(REFUSAL, decision=DecisionKind.PARTLY_GRANT, facts=""), FULL)),
    ("others' rights refuse everything", GroundNotAllowed, (replace(REFUSAL, ground_codes=("R15-THIRD-PARTY",)), FULL)),
    ("a ground of another right", GroundNotAllowed, (replace(REFUSAL, ground_codes=("R17-3B",)), FULL)),
    ("one wrong ground beside a good one", GroundNotAllowed, (replace(REFUSAL, ground_codes=("R23-JUDICIAL", "R7-NO-CONSENT")), FULL)),
    ("a ground nobody knows", GroundNotAllowed, (replace(REFUSAL, ground_codes=("R12-TIRED",)), FULL)),
    ("a restriction by a law that is not named", GroundNotAllowed, (replace(REFUSAL, ground_codes=("R23-LAW",)), FULL)),
    ("excessive, without the test that shows it", ExcessiveTestMissing, (replace(REFUSAL, ground_codes=("R12-EXCESSIVE",)), FULL)),
    ("a part on a law", PartNotWithholdable, (replace(PART, ground_codes=("R23-LAW",), statute_ref="decreet X"), GRANT, FULL)),
    ("a part on others' rights where nothing is marked", PartNotWithholdable, (replace(PART, category_id="payroll"), GRANT, FULL)),
    ("a part on others' rights and something else", PartNotWithholdable, (replace(PART, ground_codes=("R15-THIRD-PARTY", "N-ANONYMOUS")), GRANT, FULL)),
    ("a part of the whole claim, marked here and there", PartNotWithholdable, (replace(PART, category_id=None), FULL)),
    ("a category refused for one use and given for another", PartNotWithholdable, (on(REFUSAL, FIRST), GRANT, FULL)),
    ("a grant with a ground", GroundNotAllowed, (replace(GRANT, ground_codes=("R12-ID",)), FULL)),
    ("an unknown claim", UnknownProposal, (replace(GRANT, claim_id="z"),)),
    ("a category that is not held", UnknownProposal, (replace(GRANT, category_id="pension"),)),
    ("a basis the purpose does not have", UnknownProposal, (replace(on(GRANT, FIRST), legal_basis="6.1.f"),)),
    ("an element that does not differ", UnknownProposal, (replace(on(GRANT, FIRST), element="private_email"),)),
    ("the same key twice", DecisionTwice, (GRANT, replace(GRANT, reason="nog eens"), FULL)),
    ("a refusal of what was to be granted, without reason", DeviationWithoutReason, (replace(REFUSAL, reason=" "), FULL)),
    ("a grant of what was to be limited, without reason", DeviationWithoutReason, (replace(GRANT, reason=""), FULL)),
]  # fmt: skip


@pytest.mark.parametrize(("error", "lines"), [x[1:] for x in REFUSED], ids=[x[0] for x in REFUSED])
def test_what_may_not_be_taken_is_refused_by_name(
    error: type[DeskError], lines: tuple[DraftDecision, ...]
) -> None:
    with pytest.raises(error):
        check_draft(PROPOSALS, lines, RIGHTS)


def test_a_deviation_with_its_reason_is_taken() -> None:
    check_draft(PROPOSALS, [REFUSAL, replace(GRANT, claim_id="b", reason="")], RIGHTS)


def test_an_unfinished_draft_passes_the_check_of_its_lines() -> None:
    check_lines(PROPOSALS, [on(GRANT, FIRST)], RIGHTS)


def test_the_codes_of_the_errors_are_stable() -> None:
    codes = {e.code for _, e, _ in REFUSED}
    assert codes == {
        "decisionIncomplete",
        "excessiveTestMissing",
        "reasonMissing",
        "groundNotAllowed",
        "unknownProposal",
        "decisionTwice",
        "deviationWithoutReason",
        "partNotWithholdable",
    }


TAKEN = [
    ("a whole category refused", (replace(REFUSAL, category_id="payroll"), GRANT)),
    ("a category refused use by use", (*(on(REFUSAL, p) for p in ACCESS if p.category_id == "payroll"), GRANT)),
    ("a whole category refused by a law that is named", (replace(REFUSAL, category_id="payroll", ground_codes=("R23-LAW",), statute_ref="decreet X"), GRANT)),
    ("the records on others, by a human", (PART, GRANT)),
    ("a use of a category in part, the rest given", (on(PART, next(p for p in ACCESS if p.category_id == "evaluation")), GRANT)),
]  # fmt: skip


@pytest.mark.parametrize("lines", [x[1] for x in TAKEN], ids=[x[0] for x in TAKEN])
def test_what_a_copy_can_leave_out_is_taken(lines: tuple[DraftDecision, ...]) -> None:
    check_draft(PROPOSALS, (*lines, FULL), RIGHTS)


def test_an_unfinished_refusal_of_a_category_can_be_kept() -> None:
    check_lines(PROPOSALS, [on(REFUSAL, FIRST)], RIGHTS)


def test_erasure_is_decided_use_by_use() -> None:
    proposals = propose(REGISTER, claims=[("x", "erasure")], held=HELD)
    part = replace(on(REFUSAL, proposals[0]), claim_id="x", ground_codes=("R17-3B",))
    check_draft(proposals, [part, replace(GRANT, claim_id="x")], {"x": "erasure"})


def test_the_law_of_a_restriction_is_told_with_its_facts() -> None:
    line = replace(REFUSAL, facts="Er loopt een onderzoek.", statute_ref="decreet X, artikel 2")
    assert line.told == "Er loopt een onderzoek. Wet of decreet: decreet X, artikel 2."
    assert REFUSAL.told == REFUSAL.facts
