"""`loket journal …`: check the journal, or an excerpt of it without the service, and write an excerpt."""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from app.audit.excerpt import check_excerpt, lines_of
from app.audit.findings import Finding
from app.audit.journal import SERVICE_CHAIN
from app.audit.verification import Verification
from app.casework import evidence, seal_journal
from app.casework.desk import Desk
from app.cli.entrance import started
from app.cli.speaking import In
from app.kit.signed_files import write_whole
from app.language import Language, Text
from app.letters.seal_check import seals

app = typer.Typer(
    add_completion=False,
    help="Check the journal, and write an excerpt of it.",
    no_args_is_help=True,
)

Anchors = Annotated[
    Path | None,
    typer.Option(
        "--trust-anchors",
        exists=True,
        file_okay=False,
        help="Folder with the certificates the signatures have to rest on.",
    ),
]

_INTACT = Text(
    nl="{entries} regels in {chains} ketens: alles klopt.",
    fr="{entries} lignes dans {chains} chaînes : tout est correct.",
    en="{entries} entries in {chains} chains: intact.",
)
_ANCHORED = Text(
    nl="{checkpoints} controlepunten ({stamped} met tijdstempel), het laatste van {at}, verzegeld door: {signers}. Bestanden vergeleken: {files}.",
    fr="{checkpoints} points de contrôle ({stamped} horodatés), le dernier du {at}, scellés par : {signers}. Fichiers comparés : {files}.",
    en="{checkpoints} checkpoints ({stamped} time-stamped), the newest of {at}, sealed by: {signers}. Files compared: {files}.",
)
_NOT_ANCHORED = Text(
    nl="Nog niet onder een controlepunt: {count}.",
    fr="Pas encore sous un point de contrôle : {count}.",
    en="Not anchored by a checkpoint yet: {count}.",
)
_EXCERPT = Text(
    nl="{chain}: {entries} regels, waarvan {anchored} onder een controlepunt van {signers}: alles klopt.",
    fr="{chain} : {entries} lignes, dont {anchored} sous un point de contrôle de {signers} : tout est correct.",
    en="{chain}: {entries} entries, {anchored} of them under a checkpoint of {signers}: intact.",
)


@app.callback()
def _group() -> None:
    """Check the journal, and write an excerpt of it."""
    # pyHanko would print the whole story of a certificate that is not trusted: the finding says it.
    logging.getLogger("pyhanko").addHandler(logging.NullHandler())


@app.command("verify")
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            exists=True,
            dir_okay=False,
            readable=True,
            help="An excerpt, checked without service or database. Left out: the whole journal.",
        ),
    ] = None,
    *,
    trust_anchors: Anchors = None,
    language: In,
) -> None:
    """Check every chain, checkpoint and checkpoint file; exit status 1 names the first bad entry."""
    if file is not None:
        _verify_file(file, trust_anchors, language)
        return
    with started() as live, live.parts.desk() as desk:
        found = evidence.check(desk, trust_anchors=trust_anchors)
    _fail_on(found.findings, language)
    _say_intact(found, language)


@app.command("export")
def export(
    reference: Annotated[
        str, typer.Argument(metavar="CASE-REFERENCE", help="Reference of the case, or `service`.")
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="File to write; left out: standard output."),
    ] = None,
) -> None:
    """Write the chain of a case with all that proves it, after a new checkpoint."""
    with started() as live:
        seal_journal.seal(live.parts.desk, at=live.parts.clock())
        with live.parts.desk() as desk:
            excerpt = evidence.excerpt(desk, _chain_of(desk, reference))
    content = b"".join(lines_of(excerpt))
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(output, content)


def _chain_of(desk: Desk, reference: str) -> str:
    if reference == SERVICE_CHAIN:
        return SERVICE_CHAIN
    return desk.cases.by_reference(reference).case_id


def _verify_file(file: Path, trust_anchors: Path | None, language: Language) -> None:
    with file.open("rb") as lines:
        verdict = check_excerpt(lines, signed_by=seals(trust_anchors))
    _fail_on(verdict.findings, language)
    typer.echo(
        _EXCERPT.into(language).format(
            chain=verdict.chain_id,
            entries=verdict.entries,
            anchored=verdict.anchored,
            signers=", ".join(verdict.signers) or "-",
        )
    )


def _fail_on(findings: Iterable[Finding], language: Language) -> None:
    failed = False
    for finding in findings:
        typer.echo(finding.words(language), err=True)
        failed = True
    if failed:
        raise typer.Exit(1)


def _say_intact(found: Verification, language: Language) -> None:
    said = [_INTACT.into(language).format(entries=found.entries, chains=found.chains)]
    if found.anchored_at is not None:
        said.append(
            _ANCHORED.into(language).format(
                checkpoints=found.checkpoints,
                stamped=found.stamped,
                at=found.anchored_at.isoformat(timespec="seconds"),
                signers=", ".join(found.signers),
                files=found.files,
            )
        )
    said.append(_NOT_ANCHORED.into(language).format(count=found.not_anchored))
    typer.echo("\n".join(said))
