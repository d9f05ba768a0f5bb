"""`loket decisions`: what register and rules give, for people and for checks."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.decisions.model import MatrixRow, Proposal
from app.decisions.rules import matrix
from app.register.load import RegisterError, default_register_path, load_register

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The decision engine.")

COLUMNS = (
    "category_group",
    "category_id",
    "purpose_id",
    "purpose_key",
    "legal_basis",
    "link_assumed",
    "right",
    "default_decision",
    "ground_codes",
    "legal_ref",
    "reasoning",
)
WORDS = {
    Proposal.GRANT: "grant",
    Proposal.GRANT_IF: "grant_if",
    Proposal.REFUSE: "refuse",
    Proposal.DPO_REVIEW: "dpo_review",
}


@app.callback()
def decisions() -> None:
    """What register and rules give."""


@app.command("matrix")
def print_matrix(
    register: Annotated[Path | None, typer.Option(help="Register file; default: our own.")] = None,
) -> None:
    """Print register x rights as CSV: a row per category, purpose, legal basis and right."""
    try:
        loaded = load_register(register or default_register_path())
    except RegisterError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(tuple(_cells(row)) for row in matrix(loaded))


def _cells(row: MatrixRow) -> Iterator[str]:
    yield from (row.category_group, row.category_id, row.purpose_id, row.purpose_key)
    yield row.legal_basis
    yield str(row.link_assumed).lower()
    yield _snake(row.right)
    yield WORDS[row.proposal]
    yield "|".join(row.ground_codes)
    yield "; ".join(row.legal_references)
    yield row.reason.en


def _snake(name: str) -> str:
    return "".join(f"_{x.lower()}" if x.isupper() else x for x in name)
