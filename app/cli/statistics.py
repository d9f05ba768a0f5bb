"""`loket statistics`: the report of a year for the supervisory authority."""

from pathlib import Path
from typing import Annotated

import typer

from app.api.statistics import LABELS
from app.casework.yearly_report import as_csv, count_requests, report_pdf, report_span
from app.cli.entrance import started
from app.language import Language

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Count requests, without names.")


@app.callback()
def _group() -> None:
    """Count requests, without names."""


@app.command()
def report(
    year: Annotated[int, typer.Argument(help="Year of receipt.", min=2018, max=2040)],
    *,
    output: Annotated[Path, typer.Option("--output", help="Folder for the two files.")] = Path(),
    language: Annotated[Language, typer.Option("--language", help="Language of the report.")] = Language.NL,
) -> None:  # fmt: skip
    """Write the yearly report as PDF and as CSV."""
    with started() as live, live.parts.desk() as desk:
        at = live.parts.clock()
        found = count_requests(desk, report_span(year), entities=frozenset({"*"}), at=at)
        pdf = report_pdf(desk, year, found, labels=LABELS, language=language, at=at)
    output.mkdir(parents=True, exist_ok=True)
    for name, content in ((f"report-{year}.pdf", pdf), (f"report-{year}.csv", as_csv(found))):
        (output / name).write_bytes(content)
        typer.echo(str(output / name))
