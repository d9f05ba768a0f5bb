"""Who works at the desk: roles, and the actor every act is journalled under."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of the API contract."""

    INTAKE = "intake"
    CASE_HANDLER = "caseHandler"
    DPO = "dpo"
    DECISION_MAKER = "decisionMaker"
    DATA_COLLECTOR = "dataCollector"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or the service itself, who acts. `actor_id` is an opaque id, never a name."""

    actor_id: str
    label: str
    roles: frozenset[Role]
    entities: frozenset[str]
    """OVO codes, or `*` for all."""
    own_keys: frozenset[str] = frozenset()
    """Keyed hashes of what they are known by: personnel number, e-mail address."""
    related_keys: frozenset[str] = frozenset()
    """The same of whom they lead or report to (ID-13)."""

    def sees(self, entity: str) -> bool:
        """Whether cases of `entity` exist for this actor."""
        return "*" in self.entities or entity in self.entities


SERVICE = Actor("service", "Rechtenloket", frozenset(), frozenset({"*"}))
"""The service itself: the worker and the daily round."""

DATA_SUBJECT = Actor("dataSubject", "betrokkene", frozenset(), frozenset({"*"}))
"""The person who uses the public form."""

COLLECTOR = Actor("collector", "verzamelaar", frozenset(), frozenset({"*"}))
"""The person behind the link of one task, who searches a system by hand."""
