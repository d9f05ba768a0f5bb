"""The live parts of this process, for the commands that need them."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.cli.configured import read_settings
from app.errors import DeskError
from app.wiring import Live, live


@contextmanager
def started(*, migrate: bool = False) -> Iterator[Live]:
    """Give the live parts; what we expect to go wrong ends with exit status 1 and one sentence."""
    settings = read_settings()
    try:
        with live(settings, migrate=migrate) as parts:
            yield parts
    except DeskError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
