"""`loket round`: make the daily round by hand."""

import typer

from app.casework.replay import catch_up
from app.casework.tell_recipients import remind_notices
from app.casework.watch import RoundIncomplete, round_of_the_day
from app.cli.entrance import started


def make_round() -> None:
    """Look at every case that may need something today; the worker does the same at the times of LOKET_ROUND_AT."""
    with started() as live:
        at = live.parts.clock()
        try:
            made = round_of_the_day(live.parts.desk, at=at)
        except RoundIncomplete as error:
            told = f"{error.code}: {error}; the log names them. Mend the cause and make the round again"
            left = True
        else:
            told = f"{made.seen} cases looked at, {made.busy} of them in use and left for the next round"
            left = False
        with live.parts.desk() as desk:
            reminded = remind_notices(desk, at=at)
        again = catch_up(live.parts.desk, at=at)
    typer.echo(told, err=left)
    typer.echo(f"{reminded} recipients reminded")
    for one in again:
        typer.echo(f"{one.system}: {one.records} records erased again, {one.held} steps wait")
    if left:
        raise typer.Exit(1)
