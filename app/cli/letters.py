"""`loket letters …`: checks a sealed letter by its file alone."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.letters.verification import LetterVerdict, NotALetter, verify

app = typer.Typer(help="Brieven nakijken.", no_args_is_help=True)

_LABELS = {
    "signed": "Verzegeld",
    "coversWholeFile": "Zegel over het hele bestand",
    "intact": "Ongewijzigd sinds het zegel",
    "trusted": "Vertrouwd certificaat",
    "pdfA2a": "Verklaart PDF/A-2a",
    "pdfUa1": "Verklaart PDF/UA-1",
    "tagged": "Getagd",
    "language": "Taal",
    "title": "Titel, getoond in de titelbalk",
    "fontsEmbedded": "Lettertypes ingesloten",
}


@app.callback()
def letters() -> None:
    """Brieven nakijken."""


@app.command(name="verify")
def verify_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="De brief (PDF).")
    ],
    trust_anchors: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Map met certificaten die vertrouwd worden."
        ),
    ] = None,
) -> None:
    """Kijk het zegel en de verklaarde niveaus van een brief na. 0: goed, 1: een controle faalt."""
    # pyHanko would print the whole story of a certificate that is not trusted: the verdict says it.
    logging.getLogger("pyhanko").addHandler(logging.NullHandler())
    console = Console()
    try:
        verdict = verify(file.read_bytes(), trust_anchors=trust_anchors)
    except NotALetter:
        console.print("Dit bestand is geen leesbare PDF.")
        raise typer.Exit(1) from None
    console.print(_table(verdict))
    if verdict.signer and verdict.signer.demo:
        console.print("Let op: dit is een demozegel, zonder rechtsgevolg.")
    console.print("PDF/A en PDF/UA zijn nagekeken zoals de brief ze verklaart, niet met veraPDF.")
    raise typer.Exit(0 if verdict.good else 1)


def _table(verdict: LetterVerdict) -> Table:
    table = Table("Controle", "Resultaat", "Gevonden")
    for name, passed in verdict.checks:
        table.add_row(_LABELS[name], "goed" if passed else "FOUT", _found(verdict, name))
    return table


def _found(verdict: LetterVerdict, name: str) -> str:
    signer, signed_at = verdict.signer, verdict.signed_at
    found = {
        "signed": signer.name if signer else "",
        "intact": signed_at.isoformat() if signed_at else "",
        "trusted": "niet beoordeeld: geen map met certificaten gegeven"
        if signer and signer.trusted is None
        else "",
        "pdfA2a": verdict.pdfa,
        "pdfUa1": verdict.pdfua,
        "language": verdict.language,
        "title": verdict.title,
    }
    return found.get(name, "")
