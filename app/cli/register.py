"""`loket register`: check a register of processing before it is put to use."""

from pathlib import Path
from typing import Annotated

import typer

from app.register.load import RegisterError, default_register_path, load_register

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The register of processing.")


@app.callback()
def register() -> None:
    """The register of processing."""


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="Register file; default: our own.")] = None,
    confirmations: Annotated[
        Path | None, typer.Option(help="Confirmed values to lay over it.")
    ] = None,
) -> None:
    """Check a register file; each error names file, place and cure, and ends with status 1."""
    path = file or default_register_path()
    try:
        loaded = load_register(path, confirmations)
    except RegisterError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(
        f"{path}: good. Version {loaded.version}: {len(loaded.categories)} categories, "
        f"{len(loaded.purposes)} purposes, {len(loaded.confirmations)} confirmed values."
    )
