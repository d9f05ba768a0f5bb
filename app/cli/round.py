"""`loket round`: make the daily round by hand."""

import typer

from app.casework.tell_recipients import remind_notices
from app.casework.watch import round_of_the_day
from app.cli.entrance import started


def make_round() -> None:
    """Look at every case that may need something today; the worker does the same every hour."""
    with started() as live:
        at = live.parts.clock()
        seen = round_of_the_day(live.parts.desk, at=at)
        with live.parts.desk() as desk:
            reminded = remind_notices(desk, at=at)
    typer.echo(f"{seen} cases looked at, {reminded} recipients reminded")
