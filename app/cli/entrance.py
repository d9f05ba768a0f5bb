"""What the commands share: settings with a clear message, and the live parts of this process."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from app.errors import DeskError
from app.kit.logging import configure
from app.settings import Settings
from app.wiring import Live, live


def read_settings() -> Settings:
    """Return the settings, or end with exit status 2 and what to mend; no value is shown."""
    try:
        settings = Settings()
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in item["loc"])
            place = f"LOKET_{name.upper()}: " if name else ""
            typer.echo(f"{place}{item['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None
    configure(settings.log_level)
    return settings


@contextmanager
def started(*, migrate: bool = True) -> Iterator[Live]:
    """Give the live parts; what we expect to go wrong ends with exit status 1 and one sentence."""
    settings = read_settings()
    try:
        with live(settings, migrate=migrate) as parts:
            yield parts
    except DeskError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
