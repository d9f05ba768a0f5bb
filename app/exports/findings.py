"""What can be wrong with a package, in words for the one who checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from app.errors import DeskError
from app.language import Language, Text


class Fault(StrEnum):
    """Kinds of fault."""

    NOT_A_ZIP = "notAZip"
    MORE_ROOTS = "moreRoots"
    TWICE = "twice"
    UNSAFE_NAME = "unsafeName"
    RUNNABLE = "runnable"
    NOT_PLAIN = "notPlain"
    MISSING = "missing"
    DAMAGED = "damaged"
    TOO_LARGE = "tooLarge"
    CHANGED = "changed"
    NOT_LISTED = "notListed"
    UNREADABLE_LIST = "unreadableList"
    WRONG_TOTAL = "wrongTotal"
    NO_PDF = "noPdf"
    NOT_CSV = "notCsv"
    HEADING = "heading"
    VALUE = "value"
    ROW_COUNT = "rowCount"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in one file; `detail` is the list it disagrees with, or the row."""

    path: str
    fault: Fault
    detail: str = ""

    def words(self, language: Language) -> str:
        """Return the finding in words."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.path}: {WORDING[self.fault].into(language)}{detail}"


class PackageUnreadable(DeskError):
    """The package cannot be read, or a part of it is not what its descriptor says."""

    code: ClassVar[str] = "packageUnreadable"

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.words(Language.EN), fault=finding.fault.value)
        self.finding = finding


WORDING: Final[Mapping[Fault, Text]] = {
    Fault.NOT_A_ZIP: Text(
        nl="dit is geen zipbestand", fr="ce n'est pas un fichier zip", en="this is not a zip file"
    ),
    Fault.MORE_ROOTS: Text(
        nl="niet alles zit in één map",
        fr="tout n'est pas dans un seul dossier",
        en="not everything lies in one folder",
    ),
    Fault.TWICE: Text(nl="staat er twee keer in", fr="s'y trouve deux fois", en="is in it twice"),
    Fault.UNSAFE_NAME: Text(
        nl="deze naam is niet op elk systeem veilig",
        fr="ce nom n'est pas sûr sur tous les systèmes",
        en="this name is not safe on every system",
    ),
    Fault.RUNNABLE: Text(
        nl="dit soort bestand kan worden uitgevoerd",
        fr="ce type de fichier peut être exécuté",
        en="this kind of file can be run",
    ),
    Fault.NOT_PLAIN: Text(
        nl="is geen gewoon bestand, of is versleuteld",
        fr="n'est pas un fichier ordinaire, ou est chiffré",
        en="is not a plain file, or is encrypted",
    ),
    Fault.MISSING: Text(nl="ontbreekt", fr="manque", en="is missing"),
    Fault.DAMAGED: Text(nl="is beschadigd", fr="est endommagé", en="is damaged"),
    Fault.TOO_LARGE: Text(nl="is te groot", fr="est trop grand", en="is too large"),
    Fault.CHANGED: Text(
        nl="is veranderd: het klopt niet met de lijst",
        fr="a été modifié : il ne correspond pas à la liste",
        en="was changed: it does not agree with the list",
    ),
    Fault.NOT_LISTED: Text(
        nl="is toegevoegd: het staat niet in de lijst",
        fr="a été ajouté : il n'est pas dans la liste",
        en="was added: it is not in the list",
    ),
    Fault.UNREADABLE_LIST: Text(
        nl="is niet zoals wij het maken",
        fr="n'est pas comme nous le faisons",
        en="is not as we make it",
    ),
    Fault.WRONG_TOTAL: Text(
        nl="aantal of grootte van de bestanden klopt niet",
        fr="le nombre ou la taille des fichiers ne correspond pas",
        en="number or size of the files does not agree",
    ),
    Fault.NO_PDF: Text(nl="is geen PDF", fr="n'est pas un PDF", en="is not a PDF"),
    Fault.NOT_CSV: Text(
        nl="is geen CSV in UTF-8", fr="n'est pas du CSV en UTF-8", en="is not CSV in UTF-8"
    ),
    Fault.HEADING: Text(
        nl="de kolommen zijn niet die van het schema",
        fr="les colonnes ne sont pas celles du schéma",
        en="the columns are not those of the schema",
    ),
    Fault.VALUE: Text(
        nl="een waarde past niet bij het schema",
        fr="une valeur ne correspond pas au schéma",
        en="a value does not fit the schema",
    ),
    Fault.ROW_COUNT: Text(
        nl="het aantal rijen klopt niet",
        fr="le nombre de lignes ne correspond pas",
        en="the number of rows does not agree",
    ),
    Fault.SIGNATURE: Text(
        nl="de handtekening is niet geldig",
        fr="la signature n'est pas valable",
        en="the signature is not valid",
    ),
}
