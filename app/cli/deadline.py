"""`loket deadline`: the clock of any receipt, explained, and a check against a table of vectors."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typing_extensions import override

from app.cli.configured import read_settings
from app.cli.speaking import In
from app.deadlines.explain import clock_json
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock
from app.deadlines.rules import compute
from app.deadlines.vectors import UnreadableVectors, compare, read_date, read_suspension
from app.deadlines.wording import day_in_words
from app.errors import DeskError
from app.language import Language, Text

_DEFAULT: Final = "of"


class _DateOrCheck(TyperGroup):
    """Lets a date stand where a command stands: `loket deadline 2026-01-31`."""

    @override
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    add_completion=False,
    cls=_DateOrCheck,
    no_args_is_help=True,
    subcommand_metavar="DATE [--suspend …] | check FILE",
    help="The clock of a receipt, explained: `loket deadline 2026-01-31`.",
)


@app.command(_DEFAULT)
def deadline(
    received: Annotated[str, typer.Argument(help="Date of receipt in Brussels, 2026-01-31")],
    more: Annotated[
        list[str] | None, typer.Argument(help="Further suspensions, as after --suspend")
    ] = None,
    *,
    extended: Annotated[bool, typer.Option("--extended", help="With the one extension")] = False,
    suspend: Annotated[
        list[str] | None,
        typer.Option(help="[identity:|specification:]asked/answered; open: 2026-02-02/"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As the API gives it")] = False,
    language: In,
) -> None:
    """Calculate the deadline of a receipt, with every step (the word `of` may be left out)."""
    if more and not suspend:
        raise typer.BadParameter("More than one date: suspensions come after --suspend")
    try:
        received_on = read_date(received)
        suspensions = tuple(read_suspension(s) for s in (*(suspend or ()), *(more or ())))
    except ValueError:
        raise typer.BadParameter(
            "Dates are written 2026-01-31, suspensions [kind:]2026-02-02/2026-02-16"
        ) from None
    calendar = Calendar(roll_on_11_july=read_settings().roll_on_11_july)
    try:
        clock = compute(received_on, calendar=calendar, suspensions=suspensions, extended=extended)
    except DeskError as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(clock_json(clock), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_page(clock, language)))


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="CSV with the headers of a vector file")],
) -> None:
    """Run a table of vectors against the statutory calendar and name each difference."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows, mismatches = compare(lines, calendar=Calendar())
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    except UnreadableVectors as error:
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(2) from None
    if rows == 0:
        typer.echo(f"{file}: the table has no rows", err=True)
        raise typer.Exit(2)
    for m in mismatches:
        expected = f"{m.expected or '(empty)'}, computed {m.computed or '(empty)'}"
        typer.echo(f"line {m.line}, {m.name}, {m.column}: expected {expected}")
    typer.echo(f"rows: {rows}, differences: {len(mismatches)}")
    if mismatches:
        raise typer.Exit(1)


def _page(clock: Clock, language: Language) -> list[str]:
    """Return the lines for people: the dates, then how they came about."""
    rows = [
        (_RECEIVED, clock.received_on),
        (_FIRST, clock.first_on),
        (_EXTENDED, clock.extended_on),
        (_DUE, clock.due_on),
        (_SUSPENDED, clock.suspended_since),
        (_SAFE_HARBOUR, clock.safe_harbour_on if clock.suspended_since else None),
    ]
    lines = [
        f"{label.into(language):<28}{day_in_words(on, language)}  {on}"
        for label, on in rows
        if on is not None
    ]
    for number, step in enumerate(clock.steps, 1):
        moved = f"{step.start} → {step.end}" if step.end > step.start else f"{step.end}"
        lines += ["", f"{number}. {step.text.into(language)}"]
        lines += [f"   {moved} · {step.rule} · {step.source}"]
    versions = f"{_VERSIONS.into(language)} {clock.rules_version}, {clock.holidays_version}"
    return [*lines, "", versions]


_RECEIVED: Final = Text("Ontvangen", "Received", "Reçu")
_FIRST: Final = Text("Eerste termijn tot en met", "First deadline", "Premier délai jusqu'au")
_EXTENDED: Final = Text("Na verlenging tot en met", "Extended deadline", "Prolongé jusqu'au")
_DUE: Final = Text("Antwoord uiterlijk op", "Answer due by", "Réponse au plus tard le")
_SUSPENDED: Final = Text("De klok staat stil sinds", "Suspended since", "Suspendu depuis le")
_SAFE_HARBOUR: Final = Text("Bericht uiterlijk op", "Notice due by", "Avis au plus tard le")
_VERSIONS: Final = Text("Regels en feestdagen:", "Rules and holidays:", "Règles et jours fériés :")
