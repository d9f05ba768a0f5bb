"""`loket trust …`: whom signatures on proof are trusted by."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.entrance import started
from app.documents.trust.folders import unreadable_in
from app.documents.trust.lists import TrustedListsFailed
from app.kit.outward import OutwardFailed, OutwardRefused

app = typer.Typer(
    add_completion=False, help="Whom signatures on proof are trusted by.", no_args_is_help=True
)

_OFF = "The trusted lists are not used: set LOKET_TRUSTED_LISTS=eu"


@app.command()
def refresh() -> None:
    """Fetch the trusted lists of LOKET_TRUSTED_LISTS; the worker does the same every night."""
    with started() as live:
        lists = live.parts.trust.lists
        if lists is None:
            typer.echo(_OFF, err=True)
            raise typer.Exit(2)
        try:
            made = lists.refresh(at=live.parts.clock())
        except (TrustedListsFailed, OutwardFailed, OutwardRefused) as error:
            facts = ", ".join(f"{name} {value}" for name, value in error.facts.items())
            typer.echo(
                f"{error.code}: {error} ({facts}). What was fetched before stays in use", err=True
            )
            raise typer.Exit(1) from None
    typer.echo(f"{', '.join(made.lists)}: {made.authorities} authorities")


@app.command()
def show(
    *, names: Annotated[bool, typer.Option("--names", help="Name each anchor")] = False
) -> None:
    """Say what signatures are judged by now; exit status 1 where a file or the trusted lists cannot be used."""
    with started() as live:
        source = live.parts.trust
        trust = source()
        typer.echo(f"{len(trust.anchors)} anchors{_from(source.anchors, 'LOKET_TRUST_ANCHORS')}")
        if names:
            for anchor in trust.anchors:
                typer.echo(f"  {anchor.certificate.subject.human_friendly}")
        typer.echo(f"{len(trust.crls)} revocation lists{_from(source.crls, 'LOKET_CRLS')}")
        asked = "Issuers are asked about revocation" if trust.issuers else "Nobody is asked online"
        typer.echo(asked)
        bad = unreadable_in(source.anchors, source.crls)
        for place in bad:
            typer.echo(f"{place} cannot be read: put a PEM or DER file in its place", err=True)
        if source.lists is None:
            typer.echo(_OFF)
            raise typer.Exit(1 if bad else 0)
        source.lists.registry()  # says what is wrong with lists that are not used
        fetched = source.lists.fetched_at()
    told = f"trusted lists of {fetched:%Y-%m-%d %H:%M} UTC" if fetched else "no trusted lists yet"
    typer.echo(told)
    raise typer.Exit(1 if bad else 0)


def _from(folder: Path | None, setting: str) -> str:
    return f" in {folder}" if folder else f": {setting} names no folder"
