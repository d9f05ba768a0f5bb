"""Why a proposal falls as it does, in one sentence per rule; names of data come from the register."""

from collections.abc import Iterable

from app.decisions.uses import Use
from app.language import Language, Text
from app.register.model import RegisterElement

ACCESS = Text(
    nl="alle rechtsgronden; alleen beperkt door 15(4), 12(5) of een wet onder artikel 23",
    en="all bases; limits only 15(4), 12(5), art 23 law",
    fr="tous les fondements ; limites : 15(4), 12(5) ou une loi au titre de l'article 23",
)
OPINION = Text(
    nl="feiten wel, het oordeel niet: voeg een aanvullende verklaring toe",
    en="facts yes; judgement no, add supplementary statement",
    fr="les faits oui, l'appréciation non : ajouter une déclaration complémentaire",
)
ACCURATE = Text(
    nl="toestaan als de gegevens onjuist of onvolledig blijken",
    en="grant when shown inaccurate or incomplete",
    fr="accorder si les données s'avèrent inexactes ou incomplètes",
)
AUTHENTIC = Text(
    nl="verbeter de eigen kopie en fouten; brongegevens via de bron, beperk intussen (18(1)(a))",
    en="correct own copy/errors; source data via the source, restrict meanwhile (18(1)(a))",
    fr="corriger la copie propre ; données de la source via la source, limiter entre-temps (18(1)(a))",
)
CONTRACT_OVER = Text(
    nl="alleen als niet meer nodig voor de overeenkomst en er geen bewaarplicht is",
    en="only when no longer necessary for the contract and no retention duty",
    fr="seulement si plus nécessaire au contrat et sans obligation de conservation",
)
INTEREST_OVER = Text(
    nl="als niet meer nodig, of na een geslaagd bezwaar",
    en="when no longer necessary, or after an objection succeeded",
    fr="si plus nécessaire, ou après une opposition accueillie",
)
VITAL = Text(
    nl="gebruik voor vitale belangen is uitzonderlijk",
    en="vital interest use is incidental",
    fr="l'usage pour des intérêts vitaux est occasionnel",
)
DUTY_LASTS = Text(
    nl="zolang de plicht duurt; anders 17(1)(a)/(d)/(e)",
    en="while the duty lasts; else 17(1)(a)/(d)/(e)",
    fr="tant que dure l'obligation ; sinon 17(1)(a)/(d)/(e)",
)
TASK_LASTS = Text(
    nl="tenzij een bezwaar onder 21(1) slaagde, of niet meer nodig",
    en="unless an objection under 21(1) succeeded, or no longer necessary",
    fr="sauf si une opposition au titre de 21(1) a abouti, ou plus nécessaire",
)
RESTRICTION = Text(
    nl="los van de rechtsgrond; 18(2) begrenst het gebruik; loonbetaling gaat door via 18(2)",
    en="basis-independent; 18(2) limits on use; payroll continuity via 18(2)",
    fr="quel que soit le fondement ; 18(2) limite l'usage ; continuité de la paie par 18(2)",
)
STATISTICS = Text(
    nl="statistiek: bezwaar mogelijk, tenzij nodig voor een taak van algemeen belang",
    en="statistics: objection possible unless needed for a public-interest task",
    fr="statistiques : opposition possible sauf nécessité pour une mission d'intérêt public",
)
BALANCING = Text(
    nl="beperk onmiddellijk (18(1)(d)); de bewijslast ligt bij de verwerkingsverantwoordelijke",
    en="restrict at once (18(1)(d)); the controller carries the burden",
    fr="limiter immédiatement (18(1)(d)) ; la charge incombe au responsable du traitement",
)
AS_WITHDRAWAL = Text(
    nl="behandel als intrekking van toestemming",
    en="treat as consent withdrawal instead",
    fr="traiter comme un retrait du consentement",
)
NO_OBJECTION = Text(nl="alleen bij 6(1)(e)/(f)", en="only 6(1)(e)/(f)", fr="seulement 6(1)(e)/(f)")
NOT_USED = Text(
    nl="deze gegevens worden niet gebruikt voor wat de persoon betwist: er is niets te stoppen",
    en="these data are not used for what the person contests: there is nothing to stop",
    fr="ces données ne sont pas utilisées pour ce que la personne conteste : il n'y a rien à arrêter",
)
NOT_PORTABLE = Text(
    nl="de rechtsgrond is geen toestemming of overeenkomst",
    en="basis is not consent/contract",
    fr="le fondement n'est ni le consentement ni un contrat",
)
NOT_PROVIDED = Text(
    nl="niet door de persoon verstrekt (toegekend of beslist door ons of een derde)",
    en="not provided by the person (assigned/decided by the controller or third party)",
    fr="non fourni par la personne (attribué ou décidé par nous ou un tiers)",
)
ON_PAPER = Text(
    nl="niet geautomatiseerd verwerkt",
    en="not processed by automated means",
    fr="traitement non automatisé",
)
EMPLOYMENT = Text(
    nl="alleen contractueel personeel; zelf verstrekte gegevens; statutair personeel heeft geen "
    "overeenkomst",
    en="contractual staff only; elements provided by the person; statutory staff: no contract",
    fr="personnel contractuel seulement ; éléments fournis par la personne ; statutaires : pas de "
    "contrat",
)
PROVIDED = Text(
    nl="door de persoon verstrekte gegevens, geautomatiseerd",
    en="elements provided by the person, automated",
    fr="éléments fournis par la personne, traitement automatisé",
)
NO_CONSENT = Text(
    nl="de verwerking rust niet op toestemming",
    en="processing does not rest on consent",
    fr="le traitement ne repose pas sur le consentement",
)
SOLE_CONSENT = Text(
    nl="toestemming is de enige grond",
    en="consent is the only basis",
    fr="le consentement est le seul fondement",
)


def mixed_sources(use: Use) -> Text:
    """Say which elements are corrected here and which at their source (RE-03)."""
    return Text(
        nl=f"{_names(use.direct_elements, Language.NL) or 'eigen gegevens'}: rechtstreeks verbeteren; "
        f"{_names(use.source_elements, Language.NL) or 'brongegevens'}: via de authentieke bron",
        en=f"{_names(use.direct_elements, Language.EN) or 'own data'}: correct directly; "
        f"{_names(use.source_elements, Language.EN) or 'source data'} via the authentic source",
        fr=f"{_names(use.direct_elements, Language.FR) or 'données propres'} : corriger directement ; "
        f"{_names(use.source_elements, Language.FR) or 'données de la source'} via la source",
    )


def erasure_after_consent(use: Use) -> Text:
    """Say that the use ends and what stays for another purpose (section 5.8, CW-03)."""
    return _with_kept(
        use,
        nl="beëindig het gebruik op toestemming en wis die kopieën; het gegeven zelf blijft als een "
        "ander doel het rechtmatig nodig heeft",
        en="end the consent-based use and erase its copies; the element itself stays if another "
        "purpose lawfully needs it",
        fr="cesser l'usage fondé sur le consentement et effacer ses copies ; la donnée reste si une "
        "autre finalité en a licitement besoin",
    )


def conditional_consent(use: Use) -> Text:
    """Say when a consent can be withdrawn and what stays usable (CW-01, CW-03)."""
    return _with_kept(
        use,
        nl="alleen waar toestemming is vastgelegd en de enige grond is",
        en="only where consent was recorded and is the only basis",
        fr="seulement si le consentement est enregistré et constitue le seul fondement",
    )


def _with_kept(use: Use, *, nl: str, en: str, fr: str) -> Text:
    kept = use.carried_elsewhere
    if not kept:
        return Text(nl=nl, en=en, fr=fr)
    return Text(
        nl=f"{nl}; blijft bruikbaar voor een ander doel: {_names(kept, Language.NL)}",
        en=f"{en}; stays usable for another purpose: {_names(kept, Language.EN)}",
        fr=f"{fr} ; reste utilisable pour une autre finalité : {_names(kept, Language.FR)}",
    )


def _names(elements: Iterable[RegisterElement], language: Language) -> str:
    return ", ".join(x.label.into(language) for x in elements)
