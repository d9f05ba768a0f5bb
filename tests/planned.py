"""What a plan looks at: one invented person, five holdings, and what was decided in a few lines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.cases.model import Claim
from app.decisions.drafts import effective
from app.decisions.model import DecisionKind, DraftDecision, Facts, RecordedConsent
from app.decisions.rules import propose
from app.decisions.scope import scope_of
from app.executions.model import Plan
from app.executions.rules import plan
from app.executions.situation import Situation
from app.language import Text
from app.personnel.model import AnswerStatus, Element, Holding, Origin, SourceAnswer, ValueKind
from app.register.load import default_register_path, load_register
from app.restrictions.claims import register_names
from tests.case_samples import received

REGISTER = load_register(default_register_path())
AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
CONTACT, PAY, FILE, WORK = "contact_details", "payroll", "evaluation", "workplace_management"
MAIL, MOBILE = "private_email", "private_mobile"
GIVE, PARTLY, KEEP = DecisionKind.GRANT, DecisionKind.PARTLY_GRANT, DecisionKind.REFUSE


def element(name: str, of_register: str | None = None) -> Element:
    return Element(name, Text(name), ValueKind.TEXT, Origin.PROVIDED, register_element=of_register)


def holding(name: str, category: str, *elements: Element) -> Holding:
    return Holding("hr", name, category, Text(name), elements or (element("value"),))


HOLDINGS = {
    ("hr", h.name): h
    for h in (
        holding(
            "mail", CONTACT, element("mail", MAIL), element("mobile", MOBILE), element("phone")
        ),
        holding("kin", CONTACT, element("phone")),
        holding("slips", PAY),
        holding("reports", FILE),
        holding("desks", WORK),
    )
}
RECORDS = {"mail": 1, "kin": 2, "slips": 12, "reports": 3, "desks": 1}


def answers(*names: str, expired: int | None = None) -> tuple[SourceAnswer, ...]:
    return tuple(
        SourceAnswer(
            "hr",
            name,
            HOLDINGS["hr", name].category_id,
            AnswerStatus.FOUND,
            RECORDS[name],
            0,
            AT,
            expired_count=expired,
        )
        for name in names
    )


def claim(right: str, *scope: str, number: str = "1", **details: Any) -> Claim:
    said = None if right == "rectification" else "Zo staat het er niet."
    return Claim(number, right, statement=said, scope=scope, details=details)


def line(decision: DecisionKind, category: str | None = None, **more: Any) -> DraftDecision:
    codes = () if decision is GIVE else ("R17-3B",)
    return DraftDecision(
        **{"claim_id": "1", "decision": decision, "category_id": category, "ground_codes": codes}
        | more
    )


def situation(
    claims: tuple[Claim, ...],
    *lines: DraftDecision,
    found: tuple[str, ...] = tuple(RECORDS),
    expired: Mapping[str, int] = {},
    consents: tuple[RecordedConsent, ...] = (),
) -> Situation:
    """Return what a plan looks at, with what was decided by these lines."""
    case = replace(received(), claims=claims, subject_keys={"hr": "7"})
    held = {
        HOLDINGS["hr", name].category_id: Facts(record_count=9, consents=consents) for name in found
    }
    proposals = propose(
        REGISTER,
        claims=[(c.claim_id, c.right) for c in claims],
        held=held,
        scopes={
            c.claim_id: scope_of(c, REGISTER, names=register_names(HOLDINGS.values()))
            for c in claims
        },
    )
    return Situation(
        case=case,
        register=REGISTER,
        decided=effective(proposals, lines),
        answers=answers(*found),
        holdings=HOLDINGS,
        at=AT,
        on=AT.date(),
        expired={("hr", name): count for name, count in expired.items()},
    )


def planned(one: Claim, *lines: DraftDecision, **more: Any) -> Plan:
    return plan(situation((one,), *lines, **more), (one,))


def steps_of(made: Plan) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(s.kind.value, s.holding, s.elements) for s in made.steps}
