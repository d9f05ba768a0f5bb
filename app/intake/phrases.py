"""The words by which a mail seems to ask for a right, in Dutch, French and English; compared without accents, marks and capitals."""

import re
from collections.abc import Mapping
from typing import Final

from app.documents.model import DocumentKind
from app.language import Language


def _any(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{pattern})") for pattern in patterns)


_DATA: Final = r"(?:persoons)?gegevens\b|dossier\b"
_GAP: Final = r".{0,60}?\b"

PHRASES: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    "access": _any(
        rf"inzage\b|art(?:ikel)? 15\b|(?:kopie|afschrift) van (?:al )?mijn (?:{_DATA})",
        rf"welke (?:persoons)?gegevens{_GAP}(?:u|jullie|ago)\b{_GAP}(?:hebt|heeft|hebben|bewaart|bewaren|verwerkt|verwerken|bijhoudt|houdt)\b",
        r"acces a (?:toutes )?mes donnees|droit d acces|copie de (?:toutes )?mes donnees|article 15\b",
        r"subject access|access to (?:all )?(?:of )?my (?:personal )?data|copy of (?:all )?(?:of )?my (?:personal )?data|right of access",
    ),
    "rectification": _any(
        rf"(?:verbeter|corrige|rechtzet|rectifi)\w*\b{_GAP}(?:{_DATA})|rechtzetting\b|rectificatie\b|art(?:ikel)? 16\b",
        rf"(?:{_DATA}){_GAP}(?:verbeteren|rechtzetten|recht te zetten|corrigeren|rectificeren|fout|onjuist|verkeerd)\b",
        r"rectifi(?:er|ez|cation)\b|corrige(?:r|z) mes donnees|article 16\b",
        r"rectify\b|rectification\b|correct (?:all )?my (?:personal )?data",
    ),
    "erasure": _any(
        rf"(?:wis|wissen|verwijder|verwijderen|schrap|schrappen)\b{_GAP}(?:{_DATA})|gegevenswissing\b|vergetelheid\b|art(?:ikel)? 17\b",
        rf"(?:{_DATA}){_GAP}(?:wissen|wist|verwijderen|verwijdert|schrappen|gewist|verwijderd)\b",
        rf"(?:effacer|effacez|effacement|supprimer|supprimez|suppression)\b{_GAP}donnees\b|droit a l oubli|article 17\b",
        rf"(?:erase|erasure|delete|deletion|remove)\b{_GAP}data\b|right to be forgotten",
    ),
    "restriction": _any(
        r"beperking van de verwerking|(?:verwerking|gebruik) .{0,40}?beperk|art(?:ikel)? 18\b",
        r"limitation du traitement|limiter le traitement|limitez le traitement|article 18\b",
        r"restrict(?:ion)? (?:of )?(?:the )?(?:processing|use)",
    ),
    "objection": _any(
        r"(?:maak|teken|aantekenen|maken|dien)\b.{0,40}?\bbezwaar|bezwaar tegen|art(?:ikel)? 21\b",
        r"m oppose (?:a|au)\b|opposition (?:a|au)\b|droit d opposition|article 21\b",
        r"object to (?:the |this |your )?(?:processing|use)|right to object",
    ),
    "portability": _any(
        r"overdraagbaarheid|gegevens.{0,40}?over(?: te )?dragen|art(?:ikel)? 20\b",
        r"portabilite|article 20\b",
        r"data portability|port my data|portability\b",
    ),
    "consentWithdrawal": _any(
        r"trek\b.{0,40}?\btoestemming|toestemming\b.{0,40}?\b(?:in te trekken|intrek|intrekken|trek)",
        r"retire\w*\b.{0,40}?\bconsentement|retrait\b.{0,20}?\bconsentement",
        r"withdraw(?:ing)? .{0,30}?consent|withdrawal of .{0,20}?consent",
    ),
}
"""Right -> what says that it is meant."""

WALLET: Final = re.compile(
    r"\b(?:eudi|eu?d?i? ?wallet|wallet|portemonnee|identiteitsportemonnee|portefeuille)"
)
WALLET_ERASURE: Final = re.compile(
    r"\b(?:eras|delet|wis|verwijder|effac|suppr)\w*|\bart(?:icle|ikel)? 17\b"
)
"""What the subject of a wallet's mail says: erasure under Art. 17 of data given by the wallet."""
ALL: Final = re.compile(r"\b(?:all|alle|alles|tous|toutes|tout)\b")

FILE_NAMES: Final[Mapping[DocumentKind, re.Pattern[str]]] = {
    DocumentKind.IDENTITY_CARD: re.compile(
        r"\b(?:identiteitskaart|identiteitsbewijs|idkaart|id kaart|eid|id|carte d identite|carte identite|ci|identity card|id card|paspoort|passeport|passport)\b"
    ),
    DocumentKind.MANDATE: re.compile(r"\b(?:volmacht|procuration|mandaat|mandat|mandate)\b"),
    DocumentKind.SIGNED_REQUEST: re.compile(
        r"\b(?:verzoek|aanvraag|inzageverzoek|demande|requete|request)\b"
    ),
}
"""As what an attachment is taken by its name."""

LANGUAGE_WORDS: Final[Mapping[Language, frozenset[str]]] = {
    Language.NL: frozenset(
        [
            "ik",
            "mijn",
            "u",
            "uw",
            "de",
            "het",
            "een",
            "van",
            "en",
            "wil",
            "graag",
            "vraag",
            "niet",
            "dat",
            "met",
            "voor",
            "groeten",
            "geachte",
        ]
    ),
    Language.FR: frozenset(
        [
            "je",
            "mes",
            "mon",
            "vous",
            "votre",
            "vos",
            "le",
            "la",
            "les",
            "des",
            "une",
            "un",
            "et",
            "pour",
            "que",
            "dans",
            "bonjour",
            "cordialement",
            "ne",
            "pas",
        ]
    ),
    Language.EN: frozenset(
        [
            "i",
            "my",
            "you",
            "your",
            "the",
            "a",
            "and",
            "for",
            "that",
            "not",
            "with",
            "please",
            "dear",
            "would",
            "like",
            "regards",
            "of",
            "to",
        ]
    ),
}
"""Common words that tell which language a mail is in; none tells: Dutch."""
