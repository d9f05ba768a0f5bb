"""What the dossier of a case means in the register's terms: held categories, facts, the Art. 15 block."""

from collections.abc import Mapping

from app.cases.model import Case
from app.casework.desk import Desk
from app.decisions.model import CaseProposal, Facts, Opinion, RecordedConsent
from app.decisions.rules import propose
from app.decisions.scope import scope_of
from app.decisions.weighing import OBJECTION
from app.language import Text
from app.personnel.model import Dossier, Holding
from app.personnel.rules import expired_counts, held_categories, third_party_counts
from app.register.model import Article15, HeldCategory, KnownRecipient
from app.register.rules import article15
from app.restrictions.claims import register_names


def holdings_of(desk: Desk) -> tuple[Holding, ...]:
    """Return everything the connected systems can hold."""
    return tuple(holding for collector in desk.collectors for holding in collector.holdings)


def system_labels(desk: Desk) -> Mapping[str, Text]:
    """Return the names of the connected systems for people."""
    return {collector.system: collector.label for collector in desk.collectors}


def held(desk: Desk, dossier: Dossier) -> tuple[HeldCategory, ...]:
    """Return per category what is held on the person."""
    return held_categories(dossier, holdings_of(desk), systems=system_labels(desk))


def records_held(desk: Desk, dossier: Dossier) -> int:
    """Return how many records are held on the person, each counted under every category it is of."""
    return sum(category.record_count for category in held(desk, dossier))


def information(desk: Desk, dossier: Dossier) -> Article15:
    """Return the information of Art. 15(1) and (2), tailored to the person of the dossier."""
    profile = dossier.profile
    return article15(
        desk.register,
        held=held(desk, dossier),
        recipients=[
            KnownRecipient(r.name, r.recipient_id, r.category_ids) for r in dossier.recipients
        ],
        population_id=profile.population if profile else None,
        entity_name=profile.entity_name if profile else None,
    )


def proposals(desk: Desk, case: Case, dossier: Dossier) -> tuple[CaseProposal, ...]:
    """Return the proposals per open claim on everything that is held."""
    population = dossier.profile.population if dossier.profile else None
    names = register_names(holdings_of(desk))
    return propose(
        desk.register,
        claims=[(claim.claim_id, claim.right) for claim in case.open_claims],
        held=known_facts(desk, case, dossier),
        scopes={
            claim.claim_id: scope_of(claim, desk.register, population_id=population, names=names)
            for claim in case.open_claims
        },
        opinions=_tests(desk, case),
    )


def _tests(desk: Desk, case: Case) -> tuple[Opinion, ...]:
    """Return what was weighed, where there is something to weigh."""
    if all(claim.right != OBJECTION for claim in case.open_claims):
        return ()
    return desk.decisions.opinions(case.case_id)


def known_facts(desk: Desk, case: Case, dossier: Dossier) -> dict[str, Facts]:
    """Return per category that is held the facts of this person that decisions rest on."""
    others = others_counts(desk, case, dossier)
    expired = expired_counts(dossier)
    consents = _consents(case, dossier)
    employment = dossier.profile.employment if dossier.profile else None
    return {
        category.category_id: Facts(
            employment=employment,
            third_party_records=others.get(category.category_id, 0),
            record_count=category.record_count,
            expired_count=expired.get(category.category_id),
            consents=consents,
        )
        for category in held(desk, dossier)
    }


def others_counts(desk: Desk, case: Case, dossier: Dossier) -> dict[str, int]:
    """Return per category how many records hold data on others: marked in the store, or found so by a handler."""
    counts = third_party_counts(dossier)
    marked: dict[tuple[str, str], set[str]] = {}
    seen: set[tuple[str, str, str]] = set()
    for one in desk.withholdings.of_case(case.case_id):
        place = one.system, one.holding
        if (*place, one.record_id) in seen:
            continue
        seen.add((*place, one.record_id))
        if place not in marked:
            key = desk.cases.key_of(case.case_id)
            marked[place] = set(desk.dossiers.withheld_ids(case.case_id, key, *place))
        if one.record_id not in marked[place]:
            counts[one.category_id] = counts.get(one.category_id, 0) + 1
    return counts


def _consents(case: Case, dossier: Dossier) -> tuple[RecordedConsent, ...] | None:
    """Return the consents that stood at receipt: one that this case ended was there."""
    if dossier.consents is None:
        return None
    return tuple(
        RecordedConsent(c.purpose_id, c.elements)
        for c in dossier.consents
        if c.withdrawn_on is None or c.withdrawn_on >= case.received_on
    )
