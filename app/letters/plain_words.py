"""Words a letter does without, how it addresses its reader, and what counts as naming a law, per language."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.language import Language

FORBIDDEN: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType(
    {
        Language.NL: MappingProxyType(
            {
                "aangaande": "over",
                "alsmede": "en",
                "alsook": "en",
                "betreffende": "over",
                "conform": "volgens",
                "derhalve": "dus",
                "desgevallend": "als dat nodig is",
                "dient te": "moet",
                "dienen te": "moeten",
                "evenwel": "maar",
                "gelieve": "wilt u",
                "heden": "nu",
                "hieromtrent": "hierover",
                "indien": "als",
                "ingevolge": "door",
                "inzake": "over",
                "krachtens": "volgens",
                "middels": "met",
                "mits": "als",
                "niettegenstaande": "ook al",
                "omtrent": "over",
                "onverwijld": "meteen",
                "reeds": "al",
                "teneinde": "om",
                "tevens": "ook",
                "trachten": "proberen",
                "uwentwege": "van u",
                "voornoemd": "dit",
            }
        ),
        Language.FR: MappingProxyType(
            {
                "à cet effet": "pour cela",
                "afférent": "sur",
                "ci-annexé": "en annexe",
                "concernant votre": "sur votre",
                "conformément à": "selon",
                "dès lors": "donc",
                "eu égard à": "vu",
                "il y a lieu de": "il faut",
                "le cas échéant": "si nécessaire",
                "ledit": "ce",
                "ladite": "cette",
                "moyennant": "avec",
                "nonobstant": "malgré",
                "par la présente": "(rien)",
                "procéder à": "faire",
                "susdit": "ce",
                "susmentionné": "ce",
                "veuillez agréer": "cordialement",
            }
        ),
        Language.EN: MappingProxyType(
            {
                "aforementioned": "this",
                "commence": "begin",
                "endeavour": "try",
                "forthwith": "at once",
                "hereby": "(nothing)",
                "herein": "in this letter",
                "in respect of": "about",
                "in the event that": "if",
                "notwithstanding": "even though",
                "prior to": "before",
                "pursuant to": "under",
                "shall": "will",
                "subsequent to": "after",
                "thereof": "of it",
                "utilise": "use",
                "whilst": "while",
                "with regard to": "about",
            }
        ),
    }
)
"""Formal word -> what to write instead."""

ADDRESS: Final[Mapping[Language, tuple[re.Pattern[str], str]]] = MappingProxyType(
    {
        Language.NL: (re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE), "u of uw"),
        Language.FR: (re.compile(r"\b(tu|toi|ton|ta|tes|te)\b", re.IGNORECASE), "vous ou votre"),
        Language.EN: (re.compile(r"\b(one's|oneself|the data subject)\b", re.IGNORECASE), "you"),
    }
)
"""What breaks the form of address, and the form of every letter."""

_NUMBER: Final = r"\d+(?:\(\w+\))*"


def _named(article: str, joined: str, regulation: str, act: str) -> re.Pattern[str]:
    numbers = rf"{_NUMBER}(?:(?:, | {joined} ){_NUMBER})*"
    of_an_act = rf"[\d-]+ {act} \d+|{act} [^().]*, art\. \d+"
    return re.compile(rf"{article} {numbers} {regulation}\b|{article} {of_an_act}|{of_an_act}")


NAMED_LAW: Final[Mapping[Language, re.Pattern[str]]] = MappingProxyType(
    {
        Language.NL: _named("artikel(?:en)?", "en", "AVG", "(?:van de )?wet van"),
        Language.FR: _named("articles?", "et", "RGPD", "(?:de la )?loi du"),
        Language.EN: _named("Articles?", "and", "GDPR", "(?:of the )?Act of"),
    }
)
"""An article with the law it stands in."""

BARE_LAW: Final = re.compile(
    r"\b\d+(?:\(\w\))+|\b\d\.\d\.[a-f]\b|\brec\. \d+|§|\blid \d+|\bart\. ?\d+"
    r"|\b[Aa]rti(?:kel(?:en)?|cles?) \d+"
)
"""A number of an article; without its law it tells the reader nothing."""

LAW: Final[Mapping[Language, re.Pattern[str]]] = MappingProxyType(
    {
        Language.NL: re.compile(r"\b(artikel \d|art\. ?\d|wet van|decreet)", re.IGNORECASE),
        Language.FR: re.compile(r"\b(article \d|art\. ?\d|loi du|décret)", re.IGNORECASE),
        Language.EN: re.compile(r"\b(article \d|art\. ?\d|act of|decree)", re.IGNORECASE),
    }
)
