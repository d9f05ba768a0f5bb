"""What the service says when it is not clear who asks, or whether they may: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

IDENTITY: Final[Mapping[str, tuple[int, Text]]] = {
    "assuranceTooLow": (
        409,
        Text(
            nl="Dit bewijs is te zwak voor wat gevraagd wordt. Vraag een sterker bewijs",
            fr="Cette preuve est trop faible pour ce qui est demandé. Demandez une preuve plus forte",
            en="This proof is too weak for what is asked. Ask for a stronger one",
        ),
    ),
    "signatureDoubted": (
        409,
        Text(
            nl="Iemand anders kan doorgestuurd hebben wat ondertekend is. Kijk na of het van de persoon zelf komt. Noem het bestand in uw nota en schrijf hoe u dat weet",
            fr="Quelqu'un d'autre peut avoir transféré ce qui est signé. Vérifiez si cela vient de la personne elle-même. Citez le fichier dans votre note et dites comment vous le savez",
            en="Somebody else may have sent on what was signed. Check whether it comes from the person themselves. Name the file in your note and write how you know",
        ),
    ),
    "nothingToSort": (
        409,
        Text(
            nl="Van dit document staat al vast wat het is",
            fr="On sait déjà ce qu'est ce document",
            en="It is known already what this document is",
        ),
    ),
    "noStanding": (
        409,
        Text(
            nl="Een leidinggevende, collega, partner of HR-medewerker mag dit niet vragen voor iemand anders. Weiger met R12-ID",
            fr="Un chef, un collègue, un partenaire ou un agent RH ne peut pas le demander pour autrui. Refusez avec R12-ID",
            en="A manager, colleague, partner or HR officer may not ask this for somebody else. Refuse with R12-ID",
        ),
    ),
    "mandateIncomplete": (
        409,
        Text(
            nl="Om voor iemand anders te handelen ontbreekt nog iets. Vul het aan, of stuur brief L21",
            fr="Il manque quelque chose pour agir au nom d'autrui. Complétez, ou envoyez la lettre L21",
            en="Something is missing to act for somebody else. Complete it, or send letter L21",
        ),
    ),
    "mandateExpired": (
        409,
        Text(
            nl="Het mandaat is niet meer geldig. Vraag een nieuw mandaat",
            fr="Le mandat n'est plus valable. Demandez un nouveau mandat",
            en="The mandate is no longer valid. Ask for a new one",
        ),
    ),
    "mandateTooNarrow": (
        409,
        Text(
            nl="Het mandaat geldt niet voor dit recht of voor deze gegevens. Beperk het verzoek of vraag een ruimer mandaat",
            fr="Le mandat ne couvre pas ce droit ou ces données. Limitez la demande ou demandez un mandat plus large",
            en="The mandate does not hold for this right or these data. Narrow the claim or ask for a wider mandate",
        ),
    ),
    "mandateUnknown": (
        400,
        Text(
            nl="Dit document zit niet in het dossier, of deze categorie bestaat niet",
            fr="Ce document n'est pas dans le dossier, ou cette catégorie n'existe pas",
            en="This document is not in the case, or this category does not exist",
        ),
    ),
    "representationDisputed": (
        409,
        Text(
            nl="De betrokkenen zijn het niet eens. De DPO kijkt dit eerst na",
            fr="Les personnes concernées ne sont pas d'accord. Le DPO l'examine d'abord",
            en="Those concerned do not agree. The DPO looks at it first",
        ),
    ),
    "notAMinor": (
        409,
        Text(
            nl="Ouderlijk gezag geldt alleen voor wie jonger is dan 18. Noteer de geboortedatum, of vraag een mandaat",
            fr="L'autorité parentale ne vaut que pour les moins de 18 ans. Notez la date de naissance, ou demandez un mandat",
            en="Parental authority holds for those under 18 alone. Record the date of birth, or ask for a mandate",
        ),
    ),
    "deceasedHasNoClaim": (
        409,
        Text(
            nl="Deze rechten gelden niet voor wie overleden is. Verwijs door, en registreer een eigen verzoek van de erfgenaam",
            fr="Ces droits ne valent pas pour un défunt. Orientez, et enregistrez une demande propre de l'héritier",
            en="These rights are not those of the deceased. Refer on, and register the heir's own request",
        ),
    ),
    "statusPageClosed": (
        409,
        Text(
            nl="Iemand handelt voor de betrokkene: verstuur het antwoord met de post",
            fr="Quelqu'un agit pour la personne concernée: envoyez la réponse par la poste",
            en="Somebody acts for the person: send the answer by post",
        ),
    ),
}
