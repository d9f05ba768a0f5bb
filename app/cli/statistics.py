"""`loket statistics`: the report of a year for the supervisory authority."""

from pathlib import Path
from typing import Annotated

import typer

from app.api.statistics import LABELS
from app.casework.yearly_report import as_csv, count_requests, report_pdf, report_span
from app.cli.entrance import started
from app.language import Language

app = typer.Typer(no_args_is_help=True, help="Tel de verzoeken, zonder namen.")


@app.callback()
def _group() -> None:
    """Tel de verzoeken, zonder namen."""


@app.command()
def report(
    year: Annotated[int, typer.Argument(help="Het jaar van ontvangst.", min=2018, max=2040)],
    *,
    output: Annotated[Path, typer.Option("--output", help="Map voor de twee bestanden.")] = Path(),
    language: Annotated[Language, typer.Option("--language", help="Taal van het verslag.")] = Language.NL,
) -> None:  # fmt: skip
    """Schrijf het jaarverslag als PDF en als CSV."""
    with started() as live, live.parts.desk() as desk:
        at = live.parts.clock()
        found = count_requests(desk, report_span(year), entities=frozenset({"*"}), at=at)
        pdf = report_pdf(desk, year, found, labels=LABELS, language=language, at=at)
    output.mkdir(parents=True, exist_ok=True)
    for name, content in ((f"report-{year}.pdf", pdf), (f"report-{year}.csv", as_csv(found))):
        (output / name).write_bytes(content)
        typer.echo(str(output / name))
