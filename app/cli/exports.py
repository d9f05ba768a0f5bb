"""`loket export`: check a package offline, and give back the records in it."""

import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from app.cli.speaking import In
from app.errors import DeskError
from app.exports.bag_check import Verdict
from app.exports.findings import PackageUnreadable
from app.exports.read import read_package
from app.exports.verify import verify_package
from app.language import Language, Text
from app.letters.cms_check import cms_verify

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Check or read an export package, offline."
)

PackageFile = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)
]
Anchors = Annotated[
    Path | None,
    typer.Option(
        "--trust-anchors",
        exists=True,
        file_okay=False,
        help="Folder with the certificates the signature has to rest on.",
    ),
]


class SignatureUntrusted(DeskError):
    """The signature is good, but its certificate does not rest on the given anchors."""

    code: ClassVar[str] = "signatureUntrusted"


class Output(StrEnum):
    """How the records are printed."""

    JSONL = "jsonl"
    COUNTS = "counts"


WRONG = Text("FOUT", "FAIL", "FAUX")


@app.command()
def verify(file: PackageFile, *, trust_anchors: Anchors = None, language: In) -> None:
    """Check names, manifests, signature, description and every row; exit status 1 when something is wrong."""
    verdict = verify_package(
        file, cms_verify=lambda data, signature: signed_by(data, signature, trust_anchors)
    )
    print_verdict(verdict, language)
    raise typer.Exit(0 if verdict.passed else 1)


@app.command()
def read(
    file: PackageFile,
    *,
    output: Annotated[
        Output,
        typer.Option("--output", help="Each record as a line of JSON, or how many there are."),
    ] = Output.JSONL,
    language: In,
) -> None:
    """Give back the records of the package as the store holds them."""
    try:
        _counts(file) if output is Output.COUNTS else _lines(file)
    except PackageUnreadable as error:
        typer.echo(error.finding.words(language), err=True)
        raise typer.Exit(1) from error


def signed_by(data: bytes, signature: bytes, trust_anchors: Path | None) -> str:
    """Return who signed. Raises SignatureInvalid, and SignatureUntrusted where anchors are given."""
    found = cms_verify(data, signature, trust_anchors=trust_anchors)
    if trust_anchors is not None and not found.trusted:
        raise SignatureUntrusted
    return found.name


def print_verdict(verdict: Verdict, language: Language) -> None:
    """Print each check, and what is wrong."""
    for check in verdict.checks:
        note = f": {check.note}" if check.note and check.passed else ""
        typer.echo(
            f"{'OK  ' if check.passed else WRONG.into(language)} {check.label.into(language)}{note}"
        )
        for finding in check.findings:
            typer.echo(f"     {finding.words(language)}")


def _lines(file: Path) -> None:
    for record in read_package(file):
        line = {
            "system": record.system,
            "holding": record.holding,
            "recordId": record.record_id,
            "values": record.values,
        }
        typer.echo(json.dumps(line, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


def _counts(file: Path) -> None:
    counts = Counter((record.system, record.holding) for record in read_package(file))
    for (system, holding), count in counts.items():
        typer.echo(f"{system};{holding};{count}")
