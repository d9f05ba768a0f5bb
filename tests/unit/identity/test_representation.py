"""Who may act for somebody else, with what, and for how long."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from app.cases.model import NO_STANDING, AgentKind, Claim, Representative
from app.documents.model import DocumentKind
from app.identity.model import DocumentFacts
from app.identity.representation import (
    Circumstances,
    DeceasedHasNoClaim,
    MandateExpired,
    MandateIncomplete,
    MandateTooNarrow,
    NoStanding,
    NotAMinor,
    RepresentationDisputed,
    check_representation,
)

ON = date(2026, 3, 5)
PAPER = DocumentFacts("paper", DocumentKind.MANDATE, readable=True)
ACCESS = Claim(claim_id="access", right="access")
CONTACT = Claim(claim_id="contact", right="rectification", scope=("addresses",))
KNOWN = Circumstances(on=ON, documents=(PAPER,), born_on=date(1980, 1, 1), sensitive={"access"})
CHILD = replace(KNOWN, born_on=date(2012, 3, 6))


def agent(kind: AgentKind = AgentKind.MANDATE, **more: Any) -> Representative:
    whole: dict[str, Any] = {
        "document_id": "paper",
        "signed_on": ON,
        "rights": ("access", "rectification"),
        "interest": "Voor de school van het kind.",
    }
    return Representative(kind, "Bert", "Voorbeeld", **(whole | more))


NOTHING: dict[str, Any] = {"document_id": None, "signed_on": None}

MAY = {
    "a mandate": (agent(), KNOWN),
    "a mandate on its last day": (agent(valid_until=ON), KNOWN),
    "a union delegate with a mandate": (agent(AgentKind.UNION), KNOWN),
    "a lawyer with a mandate": (agent(AgentKind.LAWYER), KNOWN),
    "an administrator with an order": (agent(AgentKind.ADMINISTRATOR), KNOWN),
    "a parent of a child of thirteen": (agent(AgentKind.PARENT, rights=()), CHILD),
    "a parent of a child of seventeen": (
        agent(AgentKind.PARENT),
        replace(CHILD, born_on=date(2008, 3, 6)),
    ),
}


@pytest.mark.parametrize("case", MAY)
def test_who_may_act(case: str) -> None:
    representative, known = MAY[case]
    check_representation(representative, (ACCESS,), known)


REFUSED: dict[str, tuple[Representative, Circumstances, type[Exception], dict[str, object]]] = {
    "without a document": (
        agent(**NOTHING), KNOWN, MandateIncomplete, {"missing": "document"},
    ),
    "with a document of another case": (
        agent(document_id="other"), KNOWN, MandateIncomplete, {"missing": "document"},
    ),
    "with a document nobody can read": (
        agent(),
        replace(KNOWN, documents=(replace(PAPER, readable=False),)),
        MandateIncomplete,
        {"missing": "document"},
    ),
    "with a document that is gone": (
        agent(),
        replace(KNOWN, documents=(replace(PAPER, destroyed=True),)),
        MandateIncomplete,
        {"missing": "document"},
    ),
    "with a card for a mandate": (
        agent(),
        replace(KNOWN, documents=(replace(PAPER, kind=DocumentKind.IDENTITY_CARD),)),
        MandateIncomplete,
        {"missing": "document"},
    ),
    "undated": (agent(signed_on=None), KNOWN, MandateIncomplete, {"missing": "signedOn"}),
    "dated tomorrow": (
        agent(signed_on=ON + timedelta(days=1)), KNOWN, MandateIncomplete, {"missing": "signedOn"},
    ),
    "without rights": (agent(rights=()), KNOWN, MandateIncomplete, {"missing": "rights"}),
    "for another right": (
        agent(rights=("erasure",)), KNOWN, MandateTooNarrow, {"lacking": "right"},
    ),
    "for some data, and all are asked": (
        agent(scope=("addresses",)), KNOWN, MandateTooNarrow, {"lacking": "scope"},
    ),
    "after its term": (
        agent(valid_until=ON - timedelta(days=1)), KNOWN, MandateExpired, {"validUntil": "2026-03-04"},
    ),
    "a lawyer's word on special categories": (
        agent(AgentKind.LAWYER, **NOTHING), KNOWN, MandateIncomplete, {"missing": "document"},
    ),
    "a union delegate's word": (
        agent(AgentKind.UNION, **NOTHING), KNOWN, MandateIncomplete, {"missing": "document"},
    ),
    "a parent's word": (
        agent(AgentKind.PARENT, **NOTHING), CHILD, MandateIncomplete, {"missing": "document"},
    ),
    "a parent who does not say why": (
        agent(AgentKind.PARENT, interest=" "), CHILD, MandateIncomplete, {"missing": "interest"},
    ),
    "a parent of somebody of age today": (
        agent(AgentKind.PARENT), replace(CHILD, born_on=date(2008, 3, 5)), NotAMinor, {},
    ),
    "a parent of somebody of unknown age": (
        agent(AgentKind.PARENT), replace(CHILD, born_on=None), NotAMinor, {},
    ),
    "parents who disagree": (
        agent(AgentKind.PARENT, disputed=True), CHILD, RepresentationDisputed, {},
    ),
    "an administrator without an order": (
        agent(AgentKind.ADMINISTRATOR, **NOTHING), KNOWN, MandateIncomplete, {"missing": "document"},
    ),
    "an heir": (agent(AgentKind.HEIR), KNOWN, DeceasedHasNoClaim, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_who_may_not_act(case: str) -> None:
    representative, known, error, facts = REFUSED[case]
    with pytest.raises(error) as refused:
        check_representation(representative, (ACCESS,), known)
    assert facts.items() <= getattr(refused.value, "facts").items()  # noqa: B009 - of a DeskError


@pytest.mark.parametrize("kind", sorted(NO_STANDING))
def test_no_mandate_makes_up_for_a_lack_of_standing(kind: AgentKind) -> None:
    # ID-13: whoever really has a mandate is registered with it, not by what they are.
    with pytest.raises(NoStanding):
        check_representation(agent(kind), (CONTACT,), KNOWN)


LAWYER = agent(AgentKind.LAWYER, **NOTHING)


def test_a_lawyers_word_is_taken_for_what_is_not_special() -> None:
    check_representation(LAWYER, (CONTACT,), KNOWN)


@pytest.mark.parametrize(
    ("lawyer", "known"),
    [
        (replace(LAWYER, doubt="Het kantoor staat niet op het tableau."), KNOWN),
        (LAWYER, replace(KNOWN, lawyer_statement=False)),
    ],
    ids=["doubt", "setting"],
)
def test_a_lawyer_is_asked_for_the_mandate(lawyer: Representative, known: Circumstances) -> None:
    with pytest.raises(MandateIncomplete):
        check_representation(lawyer, (CONTACT,), known)


def test_every_claim_is_judged_and_the_one_that_falls_is_named() -> None:
    mandate = agent(rights=("rectification",), scope=("addresses", "phones"))
    check_representation(mandate, (CONTACT,), KNOWN)
    with pytest.raises(MandateTooNarrow) as refused:
        check_representation(mandate, (CONTACT, ACCESS), KNOWN)
    assert refused.value.facts == {"claimId": "access", "lacking": "right"}
