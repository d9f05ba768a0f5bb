"""Every refusal, whole or in part, carries a ground with its article and goes past a decision maker: each use of the register, each right, each fact."""

from itertools import product

import pytest
from app.decisions.drafts import accept, check_lines, effective
from app.decisions.grounds import ARTICLES, GROUNDS
from app.decisions.model import DecisionKind, Facts, RecordedConsent
from app.decisions.rules import needs_decision_maker, propose
from app.register.load import default_register_path, load_register
from app.register.model import Category
from app.rights.catalogue import RIGHTS
from app.rights.references import in_words

REGISTER = load_register(default_register_path())
CONSENTS = tuple(RecordedConsent(p.purpose_id) for p in REGISTER.purposes)
FACTS = [
    Facts(
        record_count=3,
        expired_count=expired,
        third_party_records=others,
        employment=employment,
        consents=consents,
        objection_upheld=weighed,
        inaccuracy_shown=weighed,
    )
    for expired, others, employment, consents, weighed in product(
        (None, 1, 3), (0, 1), (None, "statutory"), (None, (), CONSENTS), (None, True, False)
    )
]


@pytest.mark.parametrize("right", sorted(RIGHTS))
@pytest.mark.parametrize("category", REGISTER.categories, ids=lambda c: c.category_id)
def test_a_refusal_names_its_article_and_is_looked_at_by_other_eyes(
    category: Category, right: str
) -> None:
    for facts in FACTS:
        held = {category.category_id: facts}
        proposals = propose(REGISTER, claims=[("1", right)], held=held)
        lines, _ = accept(proposals)
        check_lines(proposals, lines, {"1": right})
        decided = effective(proposals, lines)
        for line in lines:
            if line.decision is DecisionKind.GRANT:
                continue
            assert line.ground_codes, "no refusal without a ground"
            assert line.facts.strip(), "nor without the facts of the case"
            for code in line.ground_codes:
                assert ARTICLES[code], code
                assert in_words(ARTICLES[code]).nl
                where = "refuses" if line.decision is DecisionKind.REFUSE else "limits"
                assert right in getattr(GROUNDS[code], where)
            assert needs_decision_maker(d for d in decided if d.line is line)
