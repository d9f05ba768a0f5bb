"""Settings for a command, with a clear message where they are wrong."""

import typer
from pydantic import ValidationError

from app.kit.logging import configure
from app.settings import Settings


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
