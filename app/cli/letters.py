"""`loket letters …`: checks a sealed letter by its file alone, and the texts of letters on plain language."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.exports import WRONG
from app.cli.speaking import In
from app.language import Language, Text
from app.letters.lint import remarks_in
from app.letters.verification import LetterVerdict, NotALetter, verify

app = typer.Typer(add_completion=False, help="Check letters.", no_args_is_help=True)

_LABELS = {
    "signed": Text("Verzegeld", "Sealed", "Scellée"),
    "coversWholeFile": Text(
        "Zegel over het hele bestand", "Seal over the whole file", "Sceau sur tout le fichier"
    ),
    "intact": Text(
        "Ongewijzigd sinds het zegel", "Unchanged since the seal", "Inchangée depuis le sceau"
    ),
    "trusted": Text("Vertrouwd certificaat", "Trusted certificate", "Certificat de confiance"),
    "pdfA2a": Text("Verklaart PDF/A-2a", "Declares PDF/A-2a", "Déclare PDF/A-2a"),
    "pdfUa1": Text("Verklaart PDF/UA-1", "Declares PDF/UA-1", "Déclare PDF/UA-1"),
    "tagged": Text("Getagd", "Tagged", "Balisée"),
    "language": Text("Taal", "Language", "Langue"),
    "title": Text(
        "Titel, getoond in de titelbalk",
        "Title, shown in the title bar",
        "Titre, affiché dans la barre de titre",
    ),
    "fontsEmbedded": Text("Lettertypes ingesloten", "Fonts embedded", "Polices incorporées"),
}
_RULES = {
    "word": Text("woord", "word", "mot"),
    "sentence": Text("lange zin", "long sentence", "longue phrase"),
    "paragraph": Text("lange alinea", "long paragraph", "long paragraphe"),
    "address": Text("aanspreking", "form of address", "formule d'adresse"),
    "subject": Text("onderwerp", "subject", "objet"),
    "law": Text("wet", "law", "loi"),
}
_HEADS = (
    Text("Controle", "Check", "Contrôle"),
    Text("Resultaat", "Result", "Résultat"),
    Text("Gevonden", "Found", "Constaté"),
)
_GOOD = Text("goed", "good", "bon")
_NOT_JUDGED = Text("niet beoordeeld", "not judged", "non jugé")
_NO_ANCHORS = Text(
    "geen map met certificaten gegeven",
    "no folder with certificates was given",
    "aucun dossier de certificats indiqué",
)
_NOT_A_LETTER = Text(
    "Dit bestand is geen leesbare PDF.",
    "This file is no readable PDF.",
    "Ce fichier n'est pas un PDF lisible.",
)
_DEMO = Text(
    "Let op: dit is een demozegel, zonder rechtsgevolg.",
    "Mind: this is a demo seal, without legal effect.",
    "Attention : c'est un sceau de démonstration, sans effet juridique.",
)
_AS_DECLARED = Text(
    "PDF/A en PDF/UA zijn nagekeken zoals de brief ze verklaart, niet met veraPDF.",
    "PDF/A and PDF/UA were checked as the letter declares them, not with veraPDF.",
    "PDF/A et PDF/UA sont vérifiés comme la lettre les déclare, pas avec veraPDF.",
)


@app.callback()
def letters() -> None:
    """Check letters."""


@app.command(name="verify")
def verify_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The letter (PDF).")
    ],
    trust_anchors: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder with the certificates to trust."),
    ] = None,
    *,
    language: In,
) -> None:
    """Check the seal and the declared levels of a letter. 0: good, 1: a check failed."""
    # pyHanko would print the whole story of a certificate that is not trusted: the verdict says it.
    logging.getLogger("pyhanko").addHandler(logging.NullHandler())
    console = Console()
    try:
        verdict = verify(file.read_bytes(), trust_anchors=trust_anchors)
    except NotALetter:
        console.print(_NOT_A_LETTER.into(language))
        raise typer.Exit(1) from None
    console.print(_table(verdict, language))
    if verdict.signer and verdict.signer.demo:
        console.print(_DEMO.into(language))
    console.print(_AS_DECLARED.into(language))
    raise typer.Exit(0 if verdict.good else 1)


@app.command(name="lint")
def lint(
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="Folder with the texts of the letters."),
    ],
    *,
    language: In,
) -> None:
    """Say what could be plainer in the texts of the letters. 0: nothing, 1: remarks."""
    found = list(remarks_in(folder))
    for name, remark in found:
        typer.echo(f"{name}: {_RULES[remark.rule].into(language)}: {remark.text}")
    raise typer.Exit(1 if found else 0)


def _table(verdict: LetterVerdict, language: Language) -> Table:
    table = Table(*(head.into(language) for head in _HEADS))
    for name, passed in verdict.checks:
        result = _GOOD if passed else WRONG
        if name == "trusted" and verdict.signer and verdict.signer.trusted is None:
            result = _NOT_JUDGED
        found = _found(verdict, name, language)
        table.add_row(_LABELS[name].into(language), result.into(language), found)
    return table


def _found(verdict: LetterVerdict, name: str, language: Language) -> str:
    signer, signed_at = verdict.signer, verdict.signed_at
    found = {
        "signed": signer.name if signer else "",
        "intact": signed_at.isoformat() if signed_at else "",
        "trusted": _NO_ANCHORS.into(language) if signer and signer.trusted is None else "",
        "pdfA2a": verdict.pdfa,
        "pdfUa1": verdict.pdfua,
        "language": verdict.language,
        "title": verdict.title,
    }
    return found.get(name, "")
