"""`loket mail take`: take in one mail from standard input, as a mail server's pipe gives it."""

import sys
from typing import Final

import typer

from app.casework.take_mail import take as take_mail
from app.cli.configured import read_settings
from app.cli.entrance import started

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Take in requests that come by e-mail."
)

TOO_LARGE: Final = 65
"""EX_DATAERR: the mail server sends it back."""
TRY_AGAIN: Final = 75
"""EX_TEMPFAIL: the mail server keeps it, and gives it again."""


@app.callback()
def _mail() -> None:
    """Take in requests that come by e-mail."""


@app.command()
def take() -> None:
    """Take one mail from standard input. Ends with 0 when it is kept, 65 when it is too large, 75 when it has to come again."""
    try:
        most = read_settings().mail_limit_mb * 1_000_000
        raw = sys.stdin.buffer.read(most + 1)
        if len(raw) <= most:
            _keep(raw)
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail server keeps the mail
        typer.echo(f"The mail was not kept ({type(error).__name__})", err=True)
        raise typer.Exit(TRY_AGAIN) from None
    if len(raw) > most:
        typer.echo("The mail is too large", err=True)
        raise typer.Exit(TOO_LARGE)


def _keep(raw: bytes) -> None:
    with started() as live:
        at = live.parts.clock()
        with live.parts.desk() as desk:
            take_mail(desk, raw, arrived_at=at, at=at)
