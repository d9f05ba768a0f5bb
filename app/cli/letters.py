"""`loket letters …`: checks a sealed letter by its file alone, and the texts of letters on plain language."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.letters.lint import remarks_in
from app.letters.verification import LetterVerdict, NotALetter, verify

app = typer.Typer(add_completion=False, help="Check letters.", no_args_is_help=True)

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
_RULES = {
    "word": "woord",
    "sentence": "lange zin",
    "paragraph": "lange alinea",
    "address": "aanspreking",
    "subject": "onderwerp",
    "law": "wet",
}


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
) -> None:
    """Check the seal and the declared levels of a letter. 0: good, 1: a check failed."""
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


@app.command(name="lint")
def lint(
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="Folder with the texts of the letters."),
    ],
) -> None:
    """Say what could be plainer in the texts of the letters. 0: nothing, 1: remarks."""
    found = list(remarks_in(folder))
    for name, remark in found:
        typer.echo(f"{name}: {_RULES[remark.rule]}: {remark.text}")
    raise typer.Exit(1 if found else 0)


def _table(verdict: LetterVerdict) -> Table:
    table = Table("Controle", "Resultaat", "Gevonden")
    for name, passed in verdict.checks:
        result = "goed" if passed else "FOUT"
        if name == "trusted" and verdict.signer and verdict.signer.trusted is None:
            result = "niet beoordeeld"
        table.add_row(_LABELS[name], result, _found(verdict, name))
    return table


def _found(verdict: LetterVerdict, name: str) -> str:
    signer, signed_at = verdict.signer, verdict.signed_at
    found = {
        "signed": signer.name if signer else "",
        "intact": signed_at.isoformat() if signed_at else "",
        "trusted": "geen map met certificaten gegeven" if signer and signer.trusted is None else "",
        "pdfA2a": verdict.pdfa,
        "pdfUa1": verdict.pdfua,
        "language": verdict.language,
        "title": verdict.title,
    }
    return found.get(name, "")
