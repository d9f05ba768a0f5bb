"""The facts a proposal rests on: as keys for the API, and in words for the decision."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from app.decisions.model import CaseProposal
from app.decisions.resolve import Given

FactValue = str | int | bool
Relevant = tuple[tuple[str, Callable[[Given], FactValue | None]], ...]

COUNT: Relevant = (("recordCount", lambda g: g.facts.record_count),)
THIRD_PARTY: Relevant = (("thirdPartyRecords", lambda g: g.facts.third_party_records),)
RETENTION: Relevant = (
    ("retentionPassed", lambda g: None if g.facts.expires_in_part else g.facts.retention_passed),
    ("expiredRecords", lambda g: g.facts.expired_count if g.facts.expires_in_part else None),
)
CONSENT: Relevant = (("consentRecorded", lambda g: g.consent_recorded if g.use.consent else None),)
OBJECTION: Relevant = (("objectionUpheld", lambda g: g.facts.objection_upheld),)

RELEVANT: Mapping[str, Relevant] = MappingProxyType(
    {
        "access": (*COUNT, *THIRD_PARTY, ("statuteRef", lambda g: g.facts.statute_ref)),
        "rectification": (*COUNT, ("inaccuracyShown", lambda g: g.facts.inaccuracy_shown)),
        "erasure": (
            *COUNT,
            *RETENTION,
            *CONSENT,
            *OBJECTION,
            ("noLongerNecessary", lambda g: g.facts.no_longer_necessary),
            ("otherGround", lambda g: g.use.other_ground if g.use.consent else None),
        ),
        "restriction": (
            *COUNT,
            *OBJECTION,
            ("objectionPending", lambda g: g.objection_pending or None),
        ),
        "objection": (*COUNT, *OBJECTION),
        "portability": (
            *COUNT,
            *THIRD_PARTY,
            *CONSENT,
            ("employment", lambda g: g.facts.employment),
            ("provided", lambda g: g.use.provided.value),
        ),
        "consentWithdrawal": (*COUNT, *CONSENT),
    }
)


def facts_of(right: str, given: Given) -> dict[str, FactValue]:
    """Return the known facts the resolution rests on; `linkAssumed` marks what the DPO has to confirm."""
    found = ((key, read(given)) for key, read in RELEVANT[right])
    known = {key: value for key, value in found if value is not None}
    if given.use.link_assumed:
        known["linkAssumed"] = True
    return known


SENTENCES: Mapping[str, Mapping[FactValue, str]] = MappingProxyType(
    {
        "retentionPassed": {
            True: "De bewaartermijn is voorbij.",
            False: "De bewaartermijn loopt nog.",
        },
        "consentRecorded": {
            True: "Er is toestemming vastgelegd.",
            False: "Er is geen toestemming vastgelegd.",
        },
        "otherGround": {True: "De gegevens zijn ook nodig op een andere rechtsgrond."},
        "inaccuracyShown": {False: "Onderzoek toonde geen onjuistheid of onvolledigheid aan."},
        "objectionUpheld": {False: "De afweging van het bezwaar viel niet in uw voordeel uit."},
        "employment": {
            "statutory": "U bent statutair aangesteld: er is geen arbeidsovereenkomst.",
            "contractual": "U werkt met een arbeidsovereenkomst.",
        },
        "provided": {
            "partly": "Een deel van de gegevens gaf u zelf.",
            "no": "U gaf deze gegevens niet zelf.",
        },
    }
)


TURNS_ON_BASIS = frozenset({"erasure", "objection", "portability", "consentWithdrawal"})
"""Rights whose answer hangs on the legal basis; the others stand whatever it is (5.8)."""


def facts_in_words(proposal: CaseProposal) -> str:
    """Return the facts of a proposal in Dutch sentences, fit to stand beside its ground codes."""
    facts = proposal.facts
    sentences = [f"Gevonden: {_counted(facts)}."]
    if expired := facts.get("expiredRecords"):
        sentences.append(f"Van {expired} daarvan is de bewaartermijn voorbij.")
    if proposal.right in TURNS_ON_BASIS:
        sentences.append(_basis(proposal.legal_basis))
    sentences += [
        words[facts[key]] for key, words in SENTENCES.items() if facts.get(key, None) in words
    ]
    if statute := facts.get("statuteRef"):
        sentences.append(f"De beperking staat in: {statute}.")
    return " ".join(sentences)


_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")


def said_once(told: Iterable[str]) -> str:
    """Return the sentences in their order, each once: many proposals rest on the same facts."""
    sentences = (part for text in told for part in _SENTENCE_END.split(text.strip()))
    return " ".join(dict.fromkeys(s for s in sentences if s))


def _counted(facts: Mapping[str, FactValue]) -> str:
    count = facts.get("recordCount", 0)
    found = "1 gegeven" if count == 1 else f"{count} gegevens"
    others = facts.get("thirdPartyRecords", 0)
    return f"{found}, waarvan {others} met gegevens over andere personen" if others else found


def _basis(code: str) -> str:
    article, paragraph, letter = code.split(".")
    return f"De verwerking rust op artikel {article}, lid {paragraph}, {letter}) AVG."
