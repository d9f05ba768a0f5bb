"""How claims and cases end, and when a decision maker has to confirm."""

import pytest
from app.cases.model import Outcome
from app.decisions.drafts import DecisionIncomplete
from app.decisions.model import DecisionKind, DraftDecision, EffectiveDecision
from app.decisions.rules import case_outcome, claim_outcome, needs_decision_maker
from app.rights.catalogue import UnknownRight

G, P, R = DecisionKind.GRANT, DecisionKind.PARTLY_GRANT, DecisionKind.REFUSE


def decided(*kinds: DecisionKind | None, codes: tuple[str, ...] = ()) -> list[EffectiveDecision]:
    return [
        EffectiveDecision(
            claim_id="a",
            proposal=None,
            line=None if kind is None else DraftDecision("a", kind, ground_codes=codes),
        )
        for kind in kinds
    ]


CLAIMS = [
    ("all granted", (G, G), True, Outcome.GRANTED),
    ("a part withheld for others", (G, P), True, Outcome.PARTIALLY_GRANTED),
    ("only parts", (P, P), True, Outcome.PARTIALLY_GRANTED),
    ("granted and refused", (G, R), True, Outcome.PARTIALLY_GRANTED),
    ("all refused", (R, R), True, Outcome.REFUSED),
    ("nothing held, nothing decided", (), False, Outcome.NO_DATA_HELD),
    ("nothing held, granted as a whole", (G,), False, Outcome.NO_DATA_HELD),
    ("refused before the search (R12-ID)", (R,), False, Outcome.REFUSED),
]


@pytest.mark.parametrize(
    ("kinds", "held", "outcome"), [c[1:] for c in CLAIMS], ids=[c[0] for c in CLAIMS]
)
def test_a_claim_ends(kinds: tuple[DecisionKind, ...], held: bool, outcome: Outcome) -> None:  # noqa: FBT001  a table cell
    assert claim_outcome("access", decided(*kinds), data_held=held) is outcome


@pytest.mark.parametrize("kinds", [(), (None,), (G, None)])
def test_a_claim_with_open_proposals_has_no_outcome(kinds: tuple[DecisionKind | None, ...]) -> None:
    with pytest.raises(DecisionIncomplete):
        claim_outcome("access", decided(*kinds), data_held=True)


def test_an_unknown_right_has_no_outcome() -> None:
    with pytest.raises(UnknownRight):
        claim_outcome("forgetfulness", decided(G), data_held=True)


GR, PG, RF, ND = (
    Outcome.GRANTED,
    Outcome.PARTIALLY_GRANTED,
    Outcome.REFUSED,
    Outcome.NO_DATA_HELD,
)
WD, LI, RD = Outcome.WITHDRAWN, Outcome.LAPSED_IDENTITY, Outcome.REDIRECTED
ENDINGS = [
    ("no claim", (), None),
    ("one undecided", (GR, None), None),
    ("one claim", (RF,), RF),
    ("all equal: granted", (GR, GR), GR),
    ("all equal: withdrawn", (WD, WD), WD),
    ("all equal: redirected", (RD, RD), RD),
    ("all equal: lapsed", (LI, LI), LI),
    ("granted and partly", (GR, PG), PG),
    ("granted and refused", (GR, RF), PG),
    ("granted and nothing held", (GR, ND), PG),
    ("partly and lapsed", (PG, LI), PG),
    ("withdrawn left out", (GR, WD), GR),
    ("redirected left out", (RF, RD), RF),
    ("both left out of a mixture", (GR, RF, WD, RD), PG),
    ("refused and nothing held", (RF, ND), RF),
    ("refused and lapsed", (RF, LI), RF),
    ("refused, nothing held and lapsed", (RF, ND, LI), RF),
    ("nothing held and withdrawn", (ND, WD), ND),
    ("only withdrawn and redirected", (WD, RD), RD),
    ("nothing held and lapsed", (ND, LI), LI),
]


@pytest.mark.parametrize(
    ("outcomes", "ending"), [e[1:] for e in ENDINGS], ids=[e[0] for e in ENDINGS]
)
def test_a_case_ends(outcomes: tuple[Outcome | None, ...], ending: Outcome | None) -> None:
    assert case_outcome(outcomes) is ending
    assert case_outcome(tuple(reversed(outcomes))) is ending


CONFIRMING = [
    ("a full grant", decided(G, G), False),
    ("nothing decided", decided(None), False),
    ("a refusal", decided(G, R, codes=("R12-EXCESSIVE",)), True),
    ("a part refusal", decided(P, codes=("R15-THIRD-PARTY",)), True),
    ("an open proposal beside a refusal", decided(None, R), True),
]


@pytest.mark.parametrize(
    ("effective", "needed"), [c[1:] for c in CONFIRMING], ids=[c[0] for c in CONFIRMING]
)
def test_a_decision_maker_confirms_what_refuses(
    effective: list[EffectiveDecision],
    needed: bool,  # noqa: FBT001  a table cell
) -> None:
    assert needs_decision_maker(effective) is needed
