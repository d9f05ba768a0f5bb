"""With the facts of a case a proposal becomes a grant, a part grant, a refusal or a human choice."""

from dataclasses import replace

import pytest
from app.decisions.facts import facts_in_words, in_dutch
from app.decisions.model import CaseProposal, Facts, RecordedConsent, Resolved
from app.decisions.rules import propose
from app.register.load import default_register_path, load_register

REGISTER = load_register(default_register_path())
ALL_CONSENTS = tuple(RecordedConsent(p.purpose_id) for p in REGISTER.purposes)
GRANT, PARTLY, REFUSE, HUMAN = (
    Resolved.GRANT,
    Resolved.PARTLY_GRANT,
    Resolved.REFUSE,
    Resolved.HUMAN_CHOICE,
)


def proposed(
    right: str, use: tuple[str, str, str], facts: Facts, *, also: tuple[str, ...] = ()
) -> CaseProposal:
    category, purpose, basis = use
    claims = [("1", right), *((str(n), x) for n, x in enumerate(also, start=2))]
    found = [
        p
        for p in propose(REGISTER, claims=claims, held={category: facts})
        if (p.claim_id, p.purpose_id, p.legal_basis, p.element) == ("1", purpose, basis, None)
    ]
    assert len(found) == 1
    return found[0]


ADMIN_CONTRACT = ("transport_commuting", "P01", "6.1.b")
ADMIN_DUTY = ("transport_commuting", "P01", "6.1.c")
EVALUATION = ("evaluation", "P01", "6.1.c")
DISCIPLINE = ("discipline", "P01", "6.1.c")
SECURITY = ("telephony", "P06", "6.1.e")
SURVEY = ("contact_details", "P11", "6.1.a")
PRIVATE = ("contact_details", "P01", "6.1.a")
COUNSELLING = ("health_work_disability", "P07", "6.1.a")
STATISTICS = ("payroll", "P08", "6.1.c")
VITAL = ("contact_details", "P01", "6.1.d")
SUPPLIER = ("contact_details", "P13", "6.1.b")
DIPLOMA = ("diplomas_certificates", "P01", "6.1.c")

CASES = [
    ("access, nothing in the way", "access", ADMIN_DUTY, Facts(record_count=3), GRANT, ()),
    ("access, no record on others", "access", EVALUATION, Facts(record_count=3), GRANT, ()),
    ("access, a record on others", "access", EVALUATION, Facts(record_count=3, third_party_records=1), PARTLY, ("R15-THIRD-PARTY",)),
    ("access, every record on others: still never refused whole", "access", EVALUATION, Facts(record_count=1, third_party_records=1), PARTLY, ("R15-THIRD-PARTY",)),
    ("access, the store marks others where the register does not", "access", ADMIN_DUTY, Facts(third_party_records=1), PARTLY, ("R15-THIRD-PARTY",)),
    ("access, procedure without a named statute", "access", DISCIPLINE, Facts(record_count=2), GRANT, ()),
    ("access, procedure with a named statute", "access", DISCIPLINE, Facts(statute_ref="decreet van 1 januari 2020"), HUMAN, ("R23-LAW",)),
    ("access, a statute named where none can apply", "access", ADMIN_DUTY, Facts(statute_ref="decreet"), GRANT, ()),
    ("rectification, not investigated", "rectification", ADMIN_DUTY, Facts(), HUMAN, ()),
    ("rectification, shown wrong", "rectification", ADMIN_DUTY, Facts(inaccuracy_shown=True), GRANT, ()),
    ("rectification, shown right", "rectification", ADMIN_DUTY, Facts(inaccuracy_shown=False), REFUSE, ("R16-ACCURATE",)),
    ("rectification, facts in an opinion wrong", "rectification", EVALUATION, Facts(inaccuracy_shown=True), GRANT, ()),
    ("rectification, the opinion itself", "rectification", EVALUATION, Facts(inaccuracy_shown=False), REFUSE, ("R16-OPINION",)),
    ("rectification, source data wrong", "rectification", DIPLOMA, Facts(inaccuracy_shown=True), HUMAN, ()),
    ("rectification, source data right", "rectification", DIPLOMA, Facts(inaccuracy_shown=False), REFUSE, ("R16-AUTHENTIC-SOURCE",)),
    ("erasure, contract, nothing known", "erasure", ADMIN_CONTRACT, Facts(), HUMAN, ()),
    ("erasure, contract, no longer needed", "erasure", ADMIN_CONTRACT, Facts(no_longer_necessary=True), GRANT, ()),
    ("erasure, contract, retention passed", "erasure", ADMIN_CONTRACT, Facts(expired_count=1, record_count=1), GRANT, ()),
    ("erasure, contract, retention runs", "erasure", ADMIN_CONTRACT, Facts(expired_count=0, record_count=1), HUMAN, ()),
    ("erasure, duty lasts", "erasure", ADMIN_DUTY, Facts(), REFUSE, ("R17-3B",)),
    ("erasure, duty lasts though we need it no more", "erasure", ADMIN_DUTY, Facts(no_longer_necessary=True), REFUSE, ("R17-3B",)),
    ("erasure, duty over (ER-03)", "erasure", ADMIN_DUTY, Facts(expired_count=1, record_count=1), GRANT, ()),
    ("erasure, duty over for some records (ER-03)", "erasure", ADMIN_DUTY, Facts(expired_count=1, record_count=3), PARTLY, ("R17-3B",)),
    ("erasure, contract, over for some records", "erasure", ADMIN_CONTRACT, Facts(expired_count=2, record_count=3), PARTLY, ("R17-NO-GROUND",)),
    ("erasure, task lasts", "erasure", SECURITY, Facts(), REFUSE, ("R17-3B",)),
    ("erasure, task, objection upheld", "erasure", SECURITY, Facts(objection_upheld=True), GRANT, ()),
    ("erasure, task, objection rejected", "erasure", SECURITY, Facts(objection_upheld=False), REFUSE, ("R17-3B",)),
    ("erasure, task, no longer needed", "erasure", SECURITY, Facts(no_longer_necessary=True), GRANT, ()),
    ("erasure, vital interests", "erasure", VITAL, Facts(expired_count=1, record_count=1), HUMAN, ()),
    ("erasure, consent unknown", "erasure", SURVEY, Facts(), HUMAN, ()),
    ("erasure, consent, needed elsewhere too", "erasure", SURVEY, Facts(consents=ALL_CONSENTS), PARTLY, ("R17-OTHER-GROUND",)),
    ("erasure, consent, retention passed", "erasure", SURVEY, Facts(consents=ALL_CONSENTS, expired_count=1, record_count=1), GRANT, ()),
    ("restriction, nobody knows yet", "restriction", SECURITY, Facts(), HUMAN, ()),
    ("objection, statistics", "objection", STATISTICS, Facts(objection_upheld=True), HUMAN, ()),
    ("objection, duty", "objection", ADMIN_DUTY, Facts(objection_upheld=True), REFUSE, ("R21-BASIS",)),
    ("objection, not weighed yet", "objection", SECURITY, Facts(), HUMAN, ()),
    ("objection, upheld", "objection", SECURITY, Facts(objection_upheld=True), GRANT, ()),
    ("objection, outweighed", "objection", SECURITY, Facts(objection_upheld=False), REFUSE, ("R21-COMPELLING",)),
    ("portability, statutory staff", "portability", ADMIN_CONTRACT, Facts(employment="statutory"), REFUSE, ("R20-BASIS",)),
    ("portability, contractual staff", "portability", ADMIN_CONTRACT, Facts(employment="contractual"), HUMAN, ()),
    ("portability, employment unknown", "portability", ADMIN_CONTRACT, Facts(), HUMAN, ()),
    ("portability, supplier", "portability", SUPPLIER, Facts(), GRANT, ()),
    ("portability, duty", "portability", ADMIN_DUTY, Facts(), REFUSE, ("R20-BASIS",)),
    ("portability, task", "portability", SECURITY, Facts(), REFUSE, ("R20-PUBLIC-TASK",)),
    ("portability, consent with others in it", "portability", SURVEY, Facts(third_party_records=1), PARTLY, ("R20-THIRD-PARTY",)),
    ("portability, conditional consent unknown", "portability", COUNSELLING, Facts(), HUMAN, ()),
    ("portability, partly provided", "portability", COUNSELLING, Facts(consents=ALL_CONSENTS), PARTLY, ("R20-NOT-PROVIDED",)),
    ("withdrawal, sole basis", "consentWithdrawal", SURVEY, Facts(), GRANT, ()),
    ("withdrawal, no consent there", "consentWithdrawal", ADMIN_DUTY, Facts(consents=ALL_CONSENTS), REFUSE, ("R7-NO-CONSENT",)),
    ("withdrawal, conditional, unknown", "consentWithdrawal", COUNSELLING, Facts(), HUMAN, ()),
    ("withdrawal, conditional, none recorded", "consentWithdrawal", COUNSELLING, Facts(consents=()), REFUSE, ("R7-NO-CONSENT",)),
    ("withdrawal, conditional, recorded", "consentWithdrawal", COUNSELLING, Facts(consents=ALL_CONSENTS), GRANT, ()),
    ("withdrawal, private e-mail also for a crisis (CW-03)", "consentWithdrawal", PRIVATE, Facts(consents=ALL_CONSENTS), PARTLY, ("R7-NOT-SOLE-BASIS",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "use", "facts", "resolved", "codes"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_facts_resolve_a_proposal(
    right: str, use: tuple[str, str, str], facts: Facts, resolved: Resolved, codes: tuple[str, ...]
) -> None:
    proposal = proposed(right, use, facts)
    assert (proposal.resolved, proposal.applying_codes) == (resolved, codes)
    assert set(codes) <= set(proposal.ground_codes)


def test_a_pending_objection_restricts_the_contested_use_alone() -> None:
    contested = proposed("restriction", SECURITY, Facts(), also=("objection",))
    other = proposed("restriction", ADMIN_DUTY, Facts(), also=("objection",))
    assert (contested.resolved, other.resolved) == (GRANT, HUMAN)
    assert contested.facts["objectionPending"] is True


def test_an_element_stands_apart_where_its_source_or_basis_differs() -> None:
    facts = Facts(employment="statutory", inaccuracy_shown=True)
    found = propose(REGISTER, claims=[("1", "rectification")], held={"contact_details": facts})
    apart = {(p.element, p.legal_basis): p for p in found if p.purpose_id == "P01" and p.element}
    assert apart["private_email", "6.1.a"].ground_codes == ("R16-ACCURATE",)
    assert apart["private_email", "6.1.a"].resolved is GRANT
    assert apart["main_residence", "6.1.c"].ground_codes == ("R16-AUTHENTIC-SOURCE",)
    assert ("private_email", "6.1.c") not in apart


def test_an_element_like_its_category_is_not_repeated() -> None:
    found = propose(REGISTER, claims=[("1", "access")], held={"contact_details": Facts()})
    assert {p.element for p in found} == {None}


def test_an_assumed_link_is_proposed_and_marked() -> None:
    found = propose(REGISTER, claims=[("1", "access")], held={"evaluation": Facts(record_count=1)})
    assert {p.purpose_id: p.facts.get("linkAssumed") for p in found} == {
        "P01": None,
        "P02": None,
        "P04": True,
        "P09": True,
    }


def test_only_what_is_held_is_proposed_and_each_claim_by_itself() -> None:
    held = {"evaluation": Facts(), "payroll": Facts()}
    found = propose(REGISTER, claims=[("a", "access"), ("b", "erasure")], held=held)
    assert {p.category_id for p in found} == set(held)
    assert {(p.claim_id, p.right) for p in found} == {("a", "access"), ("b", "erasure")}
    assert propose(REGISTER, claims=[("a", "access")], held={}) == ()


WORDS = [
    ("access", EVALUATION, Facts(record_count=5, third_party_records=2), "We vonden 5 gegevens, waarvan 2 met gegevens over andere personen."),
    ("access", EVALUATION, Facts(record_count=1), "We vonden 1 gegeven."),
    ("erasure", ADMIN_DUTY, Facts(expired_count=0, record_count=1), "De bewaartermijn loopt nog."),
    ("portability", ADMIN_CONTRACT, Facts(employment="statutory"), "U bent statutair aangesteld: er is geen arbeidsovereenkomst."),
    ("objection", SECURITY, Facts(objection_upheld=False), "De verwerking rust op artikel 6(1)(e) AVG."),
    ("access", DISCIPLINE, Facts(statute_ref="het decreet X"), "De beperking staat in: het decreet X."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "use", "facts", "sentence"), WORDS)
def test_the_facts_are_said_in_plain_dutch(
    right: str, use: tuple[str, str, str], facts: Facts, sentence: str
) -> None:
    assert sentence in in_dutch(facts_in_words(proposed(right, use, facts)))


def test_unknown_facts_are_not_mentioned() -> None:
    known = proposed("erasure", ADMIN_DUTY, replace(Facts(), record_count=4)).facts
    assert known == {"recordCount": 4}
