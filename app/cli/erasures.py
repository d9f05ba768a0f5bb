"""`loket erasures replay`: erase again what a restored store brought back."""

import typer

from app.casework.replay import replay
from app.cli.entrance import started
from app.personnel.model import SourceError

app = typer.Typer(
    add_completion=False, help="Erasures that were carried out.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """Erasures that were carried out."""


@app.command("replay")
def replay_erasures() -> None:
    """Look through every store for what was erased before, and erase it again; exit status 1 if a store fails."""
    with started() as live:
        try:
            with live.parts.desk() as desk:
                done = replay(desk, at=live.parts.clock(), everywhere=True)
        except SourceError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    for one in done:
        typer.echo(f"{one.system}: {one.records} records erased again in {one.steps} steps")
        if one.held:
            typer.echo(
                f"{one.system}: {one.held} steps wait until a copy is sealed: replay again then"
            )
    if not any(one.steps or one.held for one in done):
        typer.echo("Nothing came back: every erasure stands.")
