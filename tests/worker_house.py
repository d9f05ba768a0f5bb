"""The service without its doors: steps run by hand, jobs looked at in the queue."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.cases.model import Case, IdentityResult, Requester
from app.cases.rules import Intake
from app.casework import decide, identify, receive
from app.http.parts import Parts
from app.identity.model import Means
from app.outbox.model import TaskName
from app.staff.model import Actor
from app.worker import make_worker, run_step, running
from sqlalchemy import text
from tests.case_samples import CLARA, DIRK, INES, registration

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class House:
    """Live parts, and what a test does with them."""

    parts: Parts
    dsn: str
    home: Path

    def case(self, *rights: str) -> Case:
        """Register a request of the first invented person."""
        case = registration(*rights).case
        intake = Intake(
            channel=case.channel,
            language=case.language,
            entity=case.entity,
            received_on=date(2026, 3, 5),
            received_at=None,
            requester=Requester("Anneleen", "Verhaegendonck", vlimpers_number="2400013"),
            claims=tuple(
                replace(c, claim_id=f"{c.claim_id}-{time.monotonic_ns()}") for c in case.claims
            ),
        )
        with self.parts.desk() as desk:
            return receive.register(desk, intake, by=INES, at=self.parts.clock())

    def proven(self, case: Case, by: Actor = CLARA) -> Case:
        """Accept the proof, in person."""
        with self.parts.desk() as desk:
            return identify.record_check(
                desk,
                case,
                IdentityResult.VERIFIED,
                means=Means.IN_PERSON,
                note="Kaart getoond.",
                by=by,
                at=self.parts.clock(),
            )

    def decided(self, case: Case) -> Case:
        """Draft by the proposals and confirm, by two people."""
        at = self.parts.clock()
        with self.parts.desk() as desk:
            drafted, _, _ = decide.write_draft(
                desk, case, None, accept_proposals=True, by=CLARA, at=at
            )
            return decide.confirm(desk, drafted, gaps_reason="", justification="", by=DIRK, at=at)

    def run(self, name: TaskName, case: Case) -> Case:
        """Run a job once, here and now, and return the case."""
        run_step(self.parts, name, case_id=case.case_id)
        return self.loaded(case)

    def loaded(self, case: Case) -> Case:
        """Return the case as it is now."""
        with self.parts.desk() as desk:
            return desk.cases.load(case.case_id)

    def tasks(self, case: Case) -> list[str]:
        """Return the kinds of what humans have to do on the case."""
        with self.parts.desk() as desk:
            return [kind for kind, _ in desk.cases.open_tasks(case.case_id)]

    def kinds(self, case: Case) -> list[str]:
        """Return the kinds of journal entry of the case, oldest first."""
        with self.parts.desk() as desk:
            return [entry.kind for entry in desk.journal.entries(case.case_id)]

    def jobs(self) -> Sequence[Any]:
        """Return task, status and number of attempts of every job in the queue, oldest first."""
        query = "select id, task_name, status::text, attempts from procrastinate_jobs order by id"
        with self.parts.engine.connect() as connection:
            return connection.execute(text(query)).all()

    def sql(self, statement: str, **values: object) -> None:
        """Change something behind the service's back."""
        with self.parts.engine.begin() as connection:
            connection.execute(text(statement), values)

    def work_until(self, holds: Callable[[], bool]) -> None:
        """Let the worker run until something holds."""

        async def watched() -> None:
            async with running(make_worker(self.parts, self.dsn)):
                until = time.monotonic() + PATIENCE_SECONDS
                while not await asyncio.to_thread(holds):
                    assert time.monotonic() < until, "the worker did not get there"
                    await asyncio.sleep(0.1)

        asyncio.run(watched())

    def files(self) -> set[str]:
        """Return the files of the vault."""
        folder = self.home / "files"
        return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
