"""`loket diagram`: draw the states of a case from the workflow table."""

from pathlib import Path
from typing import Annotated

import typer

from app.cases.diagram import document


def diagram(
    file: Annotated[
        Path | None, typer.Argument(help="Write the page here, not to the screen")
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Fail when the file is stale")] = False,
) -> None:
    """Draw the states of a case."""
    page = document()
    if file is None:
        typer.echo(page)
    elif not check:
        file.write_text(page, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != page:
        typer.echo(f"{file} is stale: run loket diagram {file}", err=True)
        raise typer.Exit(1)
