"""The facts a proposal rests on: as keys for the API, and in words for the decision and its letter."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from app.decisions.model import CaseProposal, DraftDecision
from app.decisions.resolve import Given
from app.language import Text
from app.rights.references import basis_in_words

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
        "objection": (
            *COUNT,
            *OBJECTION,
            ("contestedUse", lambda g: None if g.contested else False),
        ),
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


SENTENCES: Mapping[str, Mapping[FactValue, Text]] = MappingProxyType(
    {
        "retentionPassed": {
            True: Text(
                "De bewaartermijn is voorbij.",
                "The retention period is over.",
                "Le délai de conservation est écoulé.",
            ),
            False: Text(
                "De bewaartermijn loopt nog.",
                "The retention period still runs.",
                "Le délai de conservation court encore.",
            ),
        },
        "consentRecorded": {
            True: Text(
                "Er is toestemming vastgelegd.",
                "A consent is recorded.",
                "Un consentement est enregistré.",
            ),
            False: Text(
                "Er is geen toestemming vastgelegd.",
                "No consent is recorded.",
                "Aucun consentement n'est enregistré.",
            ),
        },
        "otherGround": {
            True: Text(
                "De gegevens zijn ook nodig op een andere rechtsgrond.",
                "The data are also needed on another legal basis.",
                "Les données sont aussi nécessaires sur une autre base juridique.",
            )
        },
        "inaccuracyShown": {
            False: Text(
                "Onderzoek toonde geen onjuistheid of onvolledigheid aan.",
                "Our check showed nothing inaccurate or incomplete.",
                "Notre vérification n'a rien montré d'inexact ou d'incomplet.",
            )
        },
        "objectionUpheld": {
            False: Text(
                "De afweging van het bezwaar viel niet in uw voordeel uit.",
                "The objection was weighed, and not in your favour.",
                "L'opposition a été mise en balance, et pas en votre faveur.",
            )
        },
        "contestedUse": {
            False: Text(
                "Voor wat u betwist, gebruiken we deze gegevens niet.",
                "We do not use these data for what you object to.",
                "Nous n'utilisons pas ces données pour ce que vous contestez.",
            )
        },
        "employment": {
            "statutory": Text(
                "U bent statutair aangesteld: er is geen arbeidsovereenkomst.",
                "You are a statutory civil servant: there is no employment contract.",
                "Vous êtes statutaire : il n'y a pas de contrat de travail.",
            ),
            "contractual": Text(
                "U werkt met een arbeidsovereenkomst.",
                "You work under an employment contract.",
                "Vous travaillez sous contrat de travail.",
            ),
        },
        "provided": {
            "partly": Text(
                "Een deel van de gegevens gaf u zelf.",
                "You gave a part of the data yourself.",
                "Vous avez donné vous-même une partie des données.",
            ),
            "no": Text(
                "U gaf deze gegevens niet zelf.",
                "You did not give these data yourself.",
                "Vous n'avez pas donné ces données vous-même.",
            ),
        },
    }
)


TURNS_ON_BASIS = frozenset({"erasure", "objection", "portability", "consentWithdrawal"})
"""Rights whose answer hangs on the legal basis; the others stand whatever it is (5.8)."""


def facts_in_words(proposal: CaseProposal) -> tuple[Text, ...]:
    """Return the facts of a proposal as sentences, fit to stand beside its ground codes."""
    facts = proposal.facts
    sentences = [
        _count_said(int(facts.get("recordCount", 0)), int(facts.get("thirdPartyRecords", 0)))
    ]
    if expired := facts.get("expiredRecords"):
        sentences.append(_expired_said(int(expired)))
    if proposal.right in TURNS_ON_BASIS:
        sentences.append(_basis_said(proposal.legal_basis))
    sentences += [
        words[facts[key]] for key, words in SENTENCES.items() if facts.get(key, None) in words
    ]
    if statute := facts.get("statuteRef"):
        sentences.append(_statute_said(str(statute)))
    return tuple(sentences)


def in_dutch(sentences: Iterable[Text]) -> str:
    """Return sentences as they stand in a decision, which is Dutch."""
    return " ".join(text.nl for text in sentences)


def facts_told(line: DraftDecision, *, counted: bool = True) -> tuple[Text, ...]:
    """Return the facts of a decision as the person reads them, with the act or decree that restricts the right.

    A sentence of ours is there in every language, what a handler wrote in Dutch alone. `counted` is
    false where the records are told beside the facts.
    """
    told = [said for said in _SENTENCE_END.split(line.facts.strip()) if said]
    kept = (said for said in told if counted or not _COUNTED.fullmatch(said))
    statute = line.statute_ref.strip()
    named = Text(
        f"Wet of decreet: {statute}.", f"Act or decree: {statute}.", f"Loi ou décret : {statute}."
    )
    return (*map(_in_every_language, kept), *([named] if statute else ()))


def _in_every_language(sentence: str) -> Text:
    """Return one of our own sentences in every language, any other as it is."""
    if found := _COUNTED.fullmatch(sentence):
        return _count_said(int(found[1]), int(found[2] or 0))
    if found := _EXPIRED.fullmatch(sentence):
        return _expired_said(int(found[1]))
    if found := _BASIS.fullmatch(sentence):
        return _basis_said(".".join(found.groups()))
    if found := _STATUTE.fullmatch(sentence):
        return _statute_said(found[1])
    return _BY_DUTCH.get(sentence, Text(sentence))


_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_COUNTED = re.compile(
    r"We vonden (\d+) gegevens?(?:, waarvan (\d+) met gegevens over andere personen)?\."
)
_EXPIRED = re.compile(r"Van (\d+) gegevens is de bewaartermijn voorbij\.")
_BASIS = re.compile(r"De verwerking rust op artikel (\d+)\((\d+)\)\(([a-z])\) AVG\.")
_STATUTE = re.compile(r"De beperking staat in: (.+)\.")
_BY_DUTCH = MappingProxyType(
    {text.nl: text for words in SENTENCES.values() for text in words.values()}
)


def said_once(told: Iterable[Iterable[Text]]) -> tuple[Text, ...]:
    """Return the sentences in their order, each once: many proposals rest on the same facts."""
    return tuple(dict.fromkeys(sentence for sentences in told for sentence in sentences))


def _count_said(count: int, others: int) -> Text:
    one = count == 1
    nl = "1 gegeven" if one else f"{count} gegevens"
    en = "1 record" if one else f"{count} records"
    fr = "1 enregistrement" if one else f"{count} enregistrements"
    if others:
        nl = f"{nl}, waarvan {others} met gegevens over andere personen"
        en = f"{en}, {others} of them with data on other people"
        fr = f"{fr}, dont {others} avec des données sur d'autres personnes"
    return Text(f"We vonden {nl}.", f"We found {en}.", f"Nous avons trouvé {fr}.")


def _expired_said(count: int) -> Text:
    return Text(
        f"Van {count} gegevens is de bewaartermijn voorbij.",
        f"The retention period of {count} records is over.",
        f"Le délai de conservation de {count} enregistrements est écoulé.",
    )


def _basis_said(code: str) -> Text:
    article = basis_in_words(code)
    return Text(
        f"De verwerking rust op {article.nl}.",
        f"The processing rests on {article.en}.",
        f"Le traitement repose sur l'{article.fr}.",
    )


def _statute_said(statute: str) -> Text:
    return Text(
        f"De beperking staat in: {statute}.",
        f"The restriction is laid down in: {statute}.",
        f"La limitation figure dans : {statute}.",
    )
