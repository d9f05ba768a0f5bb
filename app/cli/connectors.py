"""`loket connectors`: whether every personnel store is there, lets us in and fits its mapping file."""

from typing import Final

import typer

from app.cli.configured import read_settings
from app.errors import DeskError
from app.personnel.model import SourceError, SourceLater, SourceNeedsPerson
from app.personnel.registry import check_all
from app.personnel.suspended import StoreSuspended
from app.wiring import live_collectors

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The personnel stores.")

_LATER: Final = "later: nothing to change here; look whether the system is up and reachable"
_PERSON: Final = "a person must act: in the system itself"
_NEVER: Final = "never: mend what is named, in the mapping file, the file of stores or the rights"


@app.callback()
def connectors() -> None:
    """The personnel stores."""


@app.command("check")
def check() -> None:
    """Ask every store whether it is there and fits; a line each, exit status 1 where one is not well."""
    try:
        with live_collectors(read_settings()) as collectors:
            found = check_all(collectors)
    except DeskError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None
    for system, error in found.items():
        typer.echo(f"{system}: {_verdict(error)}")
    if any(error and not isinstance(error, StoreSuspended) for error in found.values()):
        raise typer.Exit(1)


def _verdict(error: SourceError | None) -> str:
    match error:
        case None:
            return "good"
        case StoreSuspended():
            return f"on hold since {error.since:%d/%m/%Y}: {error.reason}"
        case SourceLater():
            return f"{_LATER} ({error})"
        case SourceNeedsPerson():
            return f"{_PERSON} ({error})"
        case _:
            return f"{_NEVER} ({error})"
