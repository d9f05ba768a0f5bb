"""To whom letters and answers of a case go: the person, or who acts for them, never to an address nobody verified."""

from datetime import date

from app.cases.guards import PROVEN, is_refused_for_identity
from app.cases.model import AnswerTo, Case, Delivery, Representative
from app.casework.desk import Desk
from app.delivery.rules import StatusPageClosed, destination
from app.identity.representation import check_term


def given_address(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return name and address for a letter that discloses nothing of the file (ID-11).

    Who writes for somebody else hears how it goes until they are known to act; from then on the
    person does, at the address we hold, unless the mandate says otherwise (ID-12).
    """
    requester, agent = case.requester, case.representative
    if agent is None:
        given = requester.postal_address.lines if requester.postal_address else ()
        return (requester.full_name, *given)
    verified = verified_address(desk, case)
    if agent.answer_to is AnswerTo.PERSON and verified and _acts(case):
        return (requester.full_name, *verified)
    return agent.lines


def answer_address(desk: Desk, case: Case, delivery: Delivery, *, on: date) -> tuple[str, ...]:
    """Return to whom and where an answer goes by this way; the status page has no lines.

    Raises AddressNotVerified, StatusPageClosed where somebody acts for the person, and MandateExpired.
    """
    agent = case.representative
    if agent is None:
        verified = () if delivery is Delivery.PORTAL else verified_address(desk, case)
        return destination(delivery, verified, case.requester.full_name)
    if delivery is Delivery.PORTAL:
        raise StatusPageClosed("Nobody holds a code of this case")
    if is_refused_for_identity(case, desk.rights):
        return agent.lines  # tells the sender no more than L21 did (ID-13)
    return _recipient(desk, case, agent, on=on)


def addressee(case: Case, address: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines a letter is addressed by: on the status page the name alone, no address of the request."""
    return address or (case.requester.full_name,)


def verified_address(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return the person's address as the personnel store has it."""
    profile = desk.dossiers.load(case.case_id).profile
    return profile.verified_address if profile else ()


def _recipient(desk: Desk, case: Case, agent: Representative, *, on: date) -> tuple[str, ...]:
    if agent.answer_to is AnswerTo.PERSON:
        return destination(Delivery.POST, verified_address(desk, case), case.requester.full_name)
    check_term(agent, on=on)
    known = agent.lines[1:] if agent.address_proof and agent.postal_address else ()
    return destination(Delivery.POST, known, agent.full_name)


def _acts(case: Case) -> bool:
    return any(claim.identity in PROVEN for claim in case.open_claims or case.claims)
