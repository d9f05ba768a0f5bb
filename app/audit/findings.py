"""What can be wrong with the journal, in words for the one who checks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.language import Language, Text


class Fault(StrEnum):
    """Kinds of fault."""

    ENTRY_MISSING = "entryMissing"
    ENTRY_OUT_OF_PLACE = "entryOutOfPlace"
    ENTRY_CHANGED = "entryChanged"
    END_MISSING = "endMissing"
    HEAD_MISSING = "headMissing"
    VALUE_MISSING = "valueMissing"
    VALUE_CHANGED = "valueChanged"
    VALUE_UNKNOWN = "valueUnknown"
    ANCHORED_MISSING = "anchoredEntryMissing"
    ANCHORED_CHANGED = "anchoredEntryChanged"
    CHECKPOINT_MISSING = "checkpointMissing"
    CHECKPOINT_OUT_OF_PLACE = "checkpointOutOfPlace"
    CHECKPOINT_CHANGED = "checkpointChanged"
    CHECKPOINT_COUNT = "checkpointCount"
    SIGNATURE_INVALID = "signatureInvalid"
    SIGNATURE_UNTRUSTED = "signatureUntrusted"
    FILE_MISSING = "fileMissing"
    FILE_DIFFERS = "fileDiffers"
    ONLY_IN_FILE = "checkpointOnlyInFile"
    UNREADABLE = "excerptUnreadable"
    INCOMPLETE = "excerptIncomplete"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: of an entry in a chain, or, without a chain, of a checkpoint. `number` is the first bad one."""

    fault: Fault
    chain_id: str = ""
    number: int = 0

    def words(self, language: Language) -> str:
        """Return the finding in words."""
        text = WORDING[self.fault].into(language)
        return text.format(chain=self.chain_id, number=self.number)


class ExcerptUnfit(ValueError):
    """What should be a part of an excerpt is none; `line` says where, `cut` that the end is missing."""

    def __init__(self, message: str, *, line: int = 0, cut: bool = False) -> None:
        super().__init__(message)
        self.line, self.cut = line, cut


@dataclass(frozen=True, slots=True)
class Seal:
    """Whose signature it is, and the time of a time-stamp authority where there is one."""

    name: str
    stamped_at: datetime | None = None


SignedBy = Callable[[bytes, bytes], Seal | Fault]
"""Judges content and detached signature: whose it is, or what is wrong with it."""


WORDING: Final[Mapping[Fault, Text]] = {
    Fault.ENTRY_MISSING: Text(
        nl="{chain}: regel {number} ontbreekt",
        fr="{chain} : la ligne {number} manque",
        en="{chain}: entry {number} is missing",
    ),
    Fault.ENTRY_OUT_OF_PLACE: Text(
        nl="{chain}: regel {number} volgt niet op de vorige",
        fr="{chain} : la ligne {number} ne suit pas la précédente",
        en="{chain}: entry {number} does not follow the one before it",
    ),
    Fault.ENTRY_CHANGED: Text(
        nl="{chain}: regel {number} is veranderd",
        fr="{chain} : la ligne {number} a été modifiée",
        en="{chain}: entry {number} was changed",
    ),
    Fault.END_MISSING: Text(
        nl="{chain}: regel {number} ontbreekt, of het einde van de keten is veranderd",
        fr="{chain} : la ligne {number} manque, ou la fin de la chaîne a été modifiée",
        en="{chain}: entry {number} is missing, or the end of the chain was changed",
    ),
    Fault.HEAD_MISSING: Text(
        nl="{chain}: het einde van de keten, na regel {number}, ontbreekt",
        fr="{chain} : la fin de la chaîne, après la ligne {number}, manque",
        en="{chain}: the end of the chain, after entry {number}, is missing",
    ),
    Fault.VALUE_MISSING: Text(
        nl="{chain}: een gegeven van regel {number} ontbreekt",
        fr="{chain} : une donnée de la ligne {number} manque",
        en="{chain}: a value of entry {number} is missing",
    ),
    Fault.VALUE_CHANGED: Text(
        nl="{chain}: een gegeven van regel {number} is veranderd",
        fr="{chain} : une donnée de la ligne {number} a été modifiée",
        en="{chain}: a value of entry {number} was changed",
    ),
    Fault.VALUE_UNKNOWN: Text(
        nl="{chain}: bij regel {number} staat een gegeven dat er niet bij hoort",
        fr="{chain} : la ligne {number} porte une donnée qui n'en fait pas partie",
        en="{chain}: entry {number} has a value that is not part of it",
    ),
    Fault.ANCHORED_MISSING: Text(
        nl="{chain}: regel {number} ontbreekt; een verzegeld controlepunt bewijst dat ze er was",
        fr="{chain} : la ligne {number} manque ; un point de contrôle scellé prouve qu'elle existait",
        en="{chain}: entry {number} is missing; a sealed checkpoint proves that it was there",
    ),
    Fault.ANCHORED_CHANGED: Text(
        nl="{chain}: de keten is vanaf regel {number} niet die van het verzegelde controlepunt",
        fr="{chain} : à partir de la ligne {number}, la chaîne n'est pas celle du point de contrôle scellé",
        en="{chain}: from entry {number} the chain is not the one of the sealed checkpoint",
    ),
    Fault.CHECKPOINT_MISSING: Text(
        nl="controlepunt {number} ontbreekt",
        fr="le point de contrôle {number} manque",
        en="checkpoint {number} is missing",
    ),
    Fault.CHECKPOINT_OUT_OF_PLACE: Text(
        nl="controlepunt {number} volgt niet op het vorige",
        fr="le point de contrôle {number} ne suit pas le précédent",
        en="checkpoint {number} does not follow the one before it",
    ),
    Fault.CHECKPOINT_CHANGED: Text(
        nl="controlepunt {number} is veranderd",
        fr="le point de contrôle {number} a été modifié",
        en="checkpoint {number} was changed",
    ),
    Fault.CHECKPOINT_COUNT: Text(
        nl="controlepunt {number} telt de regels verkeerd",
        fr="le point de contrôle {number} compte mal les lignes",
        en="checkpoint {number} counts the entries wrongly",
    ),
    Fault.SIGNATURE_INVALID: Text(
        nl="de handtekening van controlepunt {number} klopt niet",
        fr="la signature du point de contrôle {number} n'est pas valable",
        en="the signature of checkpoint {number} is not valid",
    ),
    Fault.SIGNATURE_UNTRUSTED: Text(
        nl="de handtekening van controlepunt {number} steunt niet op de gegeven certificaten",
        fr="la signature du point de contrôle {number} ne repose pas sur les certificats donnés",
        en="the signature of checkpoint {number} does not rest on the given certificates",
    ),
    Fault.FILE_MISSING: Text(
        nl="het bestand van controlepunt {number} ontbreekt",
        fr="le fichier du point de contrôle {number} manque",
        en="the file of checkpoint {number} is missing",
    ),
    Fault.FILE_DIFFERS: Text(
        nl="het bestand van controlepunt {number} is niet wat in de databank staat",
        fr="le fichier du point de contrôle {number} n'est pas ce que contient la base de données",
        en="the file of checkpoint {number} is not what the database holds",
    ),
    Fault.ONLY_IN_FILE: Text(
        nl="controlepunt {number} staat in een bestand en niet meer in de databank",
        fr="le point de contrôle {number} est dans un fichier et plus dans la base de données",
        en="checkpoint {number} is in a file and no longer in the database",
    ),
    Fault.UNREADABLE: Text(
        nl="regel {number} van het bestand is niet leesbaar",
        fr="la ligne {number} du fichier n'est pas lisible",
        en="line {number} of the file cannot be read",
    ),
    Fault.INCOMPLETE: Text(
        nl="het bestand is niet volledig: regel {number} is niet het einde",
        fr="le fichier n'est pas complet : la ligne {number} n'est pas la fin",
        en="the file is not complete: line {number} is not its end",
    ),
}
