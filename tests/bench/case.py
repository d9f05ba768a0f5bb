"""One access request taken through the real steps, each in a transaction of its own, as doors and worker do."""

import hashlib
from datetime import date
from typing import Any

from app.cases.model import Channel, Claim, Delivery, IdentityResult, Requester
from app.cases.rules import Intake
from app.cases.tables import CaseFactRow
from app.casework import answer, decide, identify, receive
from app.casework.facts import information, proposals
from app.http.parts import Parts
from app.identity.model import Means
from app.kit import vault
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.kit.prepared import Prepared
from app.language import Language
from app.letters.press import LetterPress
from app.letters.render import Press
from app.outbox.model import TaskName
from app.staff.model import Actor, Role
from app.worker import run_step
from sqlalchemy import delete
from tests.bench.stopwatch import Stopwatch

HANDLER = Actor("bench-handler", "", frozenset({Role.CASE_HANDLER}), frozenset({"*"}))
DECIDER = Actor("bench-decider", "", frozenset({Role.DECISION_MAKER}), frozenset({"*"}))

Person = tuple[str, str, str, str]
"""Number, given name, family name, birth date."""


def proven(parts: Parts, person: Person) -> str:
    """Register a request, accept the proof of identity, and return the case's id: what comes before the clock."""
    number, given, family, born = person
    at = parts.clock()
    intake = Intake(
        channel=Channel.API,
        language=Language.NL,
        entity=parts.policy.entity,
        received_on=brussels_date(at),
        received_at=at,
        requester=Requester(
            given, family, vlimpers_number=number, date_of_birth=date.fromisoformat(born)
        ),
        claims=(Claim(new_id(), "access"),),
    )
    with parts.desk() as desk:
        case = receive.register(desk, intake, by=HANDLER, at=at)
    with parts.desk() as desk:
        identify.record_check(
            desk,
            desk.cases.load(case.case_id),
            IdentityResult.VERIFIED,
            means=Means.IN_PERSON,
            note="Kaart gezien aan het loket.",
            by=HANDLER,
            at=at,
        )
    return case.case_id


def answered(parts: Parts, case_id: str, watch: Stopwatch) -> None:
    """Take the case from the accepted proof to the sealed files, every step committed."""
    with watch.part("collect"):
        run_step(parts, TaskName.COLLECT, case_id=case_id)
    with watch.part("propose and draft"), parts.desk() as desk:
        case = desk.cases.load(case_id)
        dossier = desk.dossiers.load(case_id)
        proposals(desk, case, dossier)
        information(desk, dossier)
        _, _, left = decide.write_draft(
            desk, case, None, accept_proposals=True, by=HANDLER, at=parts.clock()
        )
        if left:
            raise AssertionError("proposals are left open")
    with watch.part("confirm"), parts.desk() as desk:
        case = desk.cases.load(case_id)
        at = parts.clock()
        decide.confirm(
            desk, case, gaps_reason="Raakt dit antwoord niet.", justification="", by=DECIDER, at=at
        )
    with watch.part("seal the copy"):
        run_step(parts, TaskName.SEAL_COPY, case_id=case_id)
    with watch.part("answer"), parts.desk() as desk:
        case = desk.cases.load(case_id)
        at = parts.clock()
        answer.answer(desk, case, language=None, delivery=Delivery.PORTAL, by=HANDLER, at=at)


def watched(parts: Parts, watch: Stopwatch) -> None:
    """Have the parts within the steps counted apart: letter, package, own database, commits, waiting for the disk."""
    dialect = parts.engine.dialect
    places: tuple[tuple[Any, str, str], ...] = (
        (dialect, "do_execute", "own database"),
        (dialect, "do_executemany", "own database"),
        (dialect, "do_execute_no_params", "own database"),
        (Prepared, "rows", "own database"),
        (dialect, "do_commit", "commits"),
        (vault, "_wait_for_disk", "waiting for the disk"),
        (answer, "answer_context", "letter: text"),
        (LetterPress, "seal", "letter: text"),
        (Press, "pdf", "letter: Typst"),
        (_signer_type(parts), "seal", "letter: seal"),
        (answer, "close_around", "close the package"),
    )
    for owner, name, part in places:
        setattr(owner, name, watch.timed(part, getattr(owner, name)))


def _signer_type(parts: Parts) -> type:
    with parts.desk() as desk:
        return type(desk.signer)


def checked(parts: Parts, case_id: str) -> int:
    """Return how many records the sealed files hold; they must be there and closed.

    The case is found by nothing from here on: the next one of the same person stands alone, as the first did.
    """
    with parts.desk() as desk:
        (export,) = desk.exports.list(case_id)
        key = desk.cases.key_of(case_id)
        if export.copy is None or export.package is None:
            raise AssertionError("the package is not closed")
        digest = hashlib.sha256()
        for chunk in desk.vault.chunks(export.package.stored, key):
            digest.update(chunk)
        if digest.hexdigest() != export.package.sha256:
            raise AssertionError("the package is not what was closed")
        with parts.engine.begin() as connection:
            connection.execute(delete(CaseFactRow).where(CaseFactRow.case_id == case_id))
        return export.copy.record_count + export.copy.withheld_count
