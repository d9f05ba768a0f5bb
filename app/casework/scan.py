"""Check again what could not be checked for viruses, as a job: it is tried again while nobody answers."""

from datetime import datetime

from app.casework.desk import Desk
from app.casework.unchecked import check_waiting


def scan(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Check every document of the case that waits. Raises VirusCheckWaits."""
    check_waiting(desk, desk.cases.load(case_id, hold=True), at=at)
