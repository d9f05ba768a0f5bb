"""Whether who acts for the person may do so, with what the case holds; used by the steps that depend on it."""

from datetime import date

from app.cases.model import Case
from app.casework.desk import Desk
from app.identity.assurance import is_sensitive
from app.identity.representation import Circumstances, check_representation
from app.identity.rules import facts_of


def check_acts(desk: Desk, case: Case, *, on: date) -> None:
    """Raise what `check_representation` refuses; nothing where the person asks for themselves."""
    agent = case.representative
    if agent is None:
        return
    claims = tuple(claim for claim in case.claims if claim.withdrawn_on is None)
    known = Circumstances(
        on=on,
        documents=facts_of(desk.documents.list(case.case_id)),
        born_on=case.requester.date_of_birth,
        sensitive={c.claim_id for c in claims if is_sensitive(c, desk.register)},
        lawyer_statement=desk.policy.lawyer_statement,
    )
    check_representation(agent, claims, known)


def names_of(case: Case) -> tuple[str, ...]:
    """Return who may have signed: the person, and who acts for them."""
    agent = case.representative
    return (case.requester.full_name, *((agent.full_name,) if agent else ()))
