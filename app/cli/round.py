"""`loket round`: make the daily round by hand."""

import typer

from app.casework.destroy_cases import destroy_due
from app.casework.expire_copies import expire_copies
from app.casework.recompute import recompute
from app.casework.remind import RemindersIncomplete, remind
from app.casework.replay import catch_up
from app.casework.tell_recipients import remind_notices
from app.casework.watch import RoundIncomplete, round_of_the_day
from app.cli.entrance import started


def make_round() -> None:
    """Look at every case that may need something today; the worker does the same at the times of LOKET_ROUND_AT."""
    with started() as live:
        at = live.parts.clock()
        moved = recompute(live.parts.desk, at=at).moved
        try:
            made = round_of_the_day(live.parts.desk, at=at)
        except RoundIncomplete as error:
            told = f"{error.code}: {error}; the log names them. Mend the cause and make the round again"
            left = True
        else:
            told = f"{made.seen} cases looked at, {made.busy} of them in use and left for the next round"
            left = False
        try:
            warned = remind(live.parts.desk, at=at).given
        except RemindersIncomplete as error:
            typer.echo(f"{error.code}: {error}; the log names them", err=True)
            warned, left = 0, True
        with live.parts.desk() as desk:
            reminded = remind_notices(desk, at=at)
        expire_copies(live.parts.desk, at=at)
        destroyed = destroy_due(live.parts.desk, at=at)
        again = catch_up(live.parts.desk, at=at)
    typer.echo(told, err=left)
    typer.echo(f"{warned} warnings of deadlines given")
    if moved:
        typer.echo(f"{moved} cases have other dates, because the holidays changed")
    typer.echo(f"{reminded} recipients reminded")
    if destroyed:
        typer.echo(f"{destroyed} cases destroyed, because their period is over")
    for one in again:
        typer.echo(f"{one.system}: {one.records} records erased again, {one.held} steps wait")
    if left:
        raise typer.Exit(1)
