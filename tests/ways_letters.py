"""Letters on the way to an answer, and around one, in every way their texts can go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.model import Claim, Outcome, State
from app.language import Text
from app.letters import compose_ways
from app.letters.catalogue import MEANS
from app.letters.model import LetterContext, LetterFrame
from tests.elsewhere_letters import ELSEWHERE

ASKED = date(2026, 11, 11)
DOUBT = "Het e-mailadres in uw verzoek kennen we niet."


def ways_letters(of: LetterFrame) -> Iterator[LetterContext]:
    """Yield L03, L04, L10, L15, L17 and L20 to L23."""
    clock = replace(of.clock, first_on=None, due_on=None, suspended_since=ASKED)
    suspended = replace(of, clock=clock)
    proof: dict[str, Any] = {"doubt": DOUBT, "means": sorted(MEANS), "sign_in": "Vlimpers"}
    for each in (suspended, of):
        yield compose_ways.identity_reminder(
            each, asked_on=ASKED, new_date=date(2026, 12, 3), **proof
        )
    yield compose_ways.lapse(suspended, asked_on=(ASKED, of.on), **proof)
    yield compose_ways.lapse(_half_lapsed(of), asked_on=(ASKED, of.on), **proof)
    yield compose_ways.specification(
        suspended,
        overview=((Text("loongegevens", "pay data"), 1240), (Text("telefonie", "telephony"), 300)),
        systems=(Text("Vlimpers"), Text("Loonmotor", "Payroll")),
        resume_on=date(2026, 12, 9),
    )
    yield compose_ways.objection_interim(
        of, since=date(2026, 11, 3), processing=(Text("toegangscontrole", "access control"),)
    )
    yield compose_ways.lifting(
        of,
        data=(Text("loongegevens", "pay data"),),
        reason="We keken uw loon na. Het klopt.",
        lift_on=date(2026, 12, 11),
    )
    yield from _elsewhere(of)
    yield compose_ways.fee(
        of,
        why=("Dit is uw zesde verzoek in drie maanden.", "Er veranderde niets aan uw gegevens."),
        amount_basis="We rekenen de uren die we voor uw kopie werken. Een uur kost 30 euro.",
    )
    yield compose_ways.overdue(
        of, cause="Een van onze systemen lag twee weken stil.", new_date=date(2026, 12, 18)
    )


def _half_lapsed(of: LetterFrame) -> LetterFrame:
    """Return the frame of a case in which a withdrawal of consent goes on."""
    access = Claim("c1", "access", outcome=Outcome.LAPSED_IDENTITY)
    case = replace(
        of.case, state=State.IN_SEARCH, claims=(access, Claim("c2", "consentWithdrawal"))
    )
    return replace(of, case=case)


def _elsewhere(of: LetterFrame) -> Iterator[LetterContext]:
    to: dict[str, Any] = {
        "to": Text("Federale Pensioendienst", "Federal Pensions Service"),
        "reason": Text("Die dienst beslist zelf over deze gegevens.", "It decides on these data."),
    }
    yield compose_ways.redirection(of, **to)
    yield compose_ways.redirection(
        of,
        contact="Voorbeeldplein 2, 1060 Brussel",
        answered=(Text("uw loopbaan", "your career", "votre carrière"),),
        elsewhere=ELSEWHERE,
        **to,
    )
    yield compose_ways.mandate_missing(of, sender_lines=("Karel Kok", "Kerkstraat 3", "9000 Gent"))
