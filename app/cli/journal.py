"""`loket journal verify`: check every chain of the journal."""

import typer

from app.cli.entrance import started

app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The audit trail."""


@app.command("verify")
def verify() -> None:
    """Check every chain; exit status 1 names the first bad entry of each."""
    with started() as live, live.parts.desk() as desk:
        faults = list(desk.journal.faults())
        chains, entries = desk.journal.count()
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(
        f"{entries} entries in {chains} chains: intact. None is anchored outside the database yet."
    )
