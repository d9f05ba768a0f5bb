"""`loket bundle`: make the inspection bundle of a case, and check one offline."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework import seal_journal
from app.casework.prove import inspection_bundle
from app.cli.entrance import started
from app.cli.exports import Anchors, PackageFile, print_verdict, signed_by
from app.cli.speaking import In
from app.exports.bundle_check import verify_bundle
from app.kit.ids import read_reference
from app.letters.seal_check import seals
from app.staff.model import SERVICE

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Prove how a case was handled.")


@app.command()
def make(
    reference: Annotated[str, typer.Argument(help="Reference of the case, such as DSR-7K3M-9QX1.")],
    *,
    contents: Annotated[
        bool, typer.Option("--contents", help="With letters, documents and records.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", help="File to write.")] = None,
) -> None:
    """Make the inspection bundle of a case; the journal notes it."""
    with started() as live:
        seal_journal.seal(live.parts.desk, at=live.parts.clock())
        wanted = read_reference(reference)
        target = output or Path(f"{wanted}-inspection.zip")
        if target.exists():
            typer.echo(f"{target}: this file is there already", err=True)
            raise typer.Exit(1)
        with live.parts.desk() as desk:
            case = desk.cases.by_reference(wanted)
            chunks = inspection_bundle(
                desk, case, contents=contents, by=SERVICE, at=live.parts.clock()
            )
            with target.open("xb") as file:
                for chunk in chunks:
                    file.write(chunk)
    typer.echo(str(target))


@app.command()
def verify(file: PackageFile, *, trust_anchors: Anchors = None, language: In) -> None:
    """Check an inspection bundle offline; exit status 1 when something is wrong."""
    verdict = verify_bundle(
        file,
        cms_verify=lambda data, signature: signed_by(data, signature, trust_anchors),
        signed_by=seals(trust_anchors),
    )
    print_verdict(verdict, language)
    raise typer.Exit(0 if verdict.passed else 1)
