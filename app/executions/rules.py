"""From what was granted to the steps in the stores, in the order of the law; one function per right that acts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.cases.model import Claim
from app.executions.correcting import rectification
from app.executions.erasing import erasure
from app.executions.model import ORDER, Plan
from app.executions.restricting import consent_withdrawal, objection, restriction
from app.executions.situation import Situation

PLANNERS: Mapping[str, Callable[[Situation, Claim], Plan]] = MappingProxyType(
    {
        "rectification": rectification,
        "erasure": erasure,
        "restriction": restriction,
        "objection": objection,
        "consentWithdrawal": consent_withdrawal,
    }
)
"""The rights that act on data; access and portability copy."""


def plan(situation: Situation, claims: tuple[Claim, ...]) -> Plan:
    """Return every step the granted claims ask for, in the order of legal-rules section 5.

    The same situation always gives the same steps with the same keys.
    Raises CorrectionUnclear and CorrectionMissing.
    """
    parts = [PLANNERS[claim.right](situation, claim) for claim in claims if claim.right in PLANNERS]
    unique = {step.step_key: step for part in parts for step in part.steps}
    ordered = sorted(unique.values(), key=lambda step: ORDER.index(step.kind))
    return Plan(
        steps=tuple(replace(step, position=place) for place, step in enumerate(ordered)),
        stays=tuple(stay for part in parts for stay in part.stays),
        restrictions=tuple(kept for part in parts for kept in part.restrictions),
    )
