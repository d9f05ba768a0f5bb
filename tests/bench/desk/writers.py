"""Entries of the journal by eight writers at once, each in a transaction, beside a bare insert."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median

from app.audit.journal import Journal
from app.audit.model import NewEntry
from app.wiring import Live
from sqlalchemy.orm import Session
from tests.bench.desk.insert_floor import insert

WRITERS = 8
ROUNDS = 5
SECONDS = 2.0


def rates(started: Live) -> tuple[float, float]:
    """Return the entries per second of the journal and of the floor, turn by turn."""
    ours, floor = [], []
    for turn in range(ROUNDS):
        ours.append(_rate(partial(_append, started), f"bench-{turn}"))
        floor.append(_rate(partial(insert, started), f"floor-{turn}"))
    return median(ours), median(floor)


def _append(started: Live, chain: str, count: int) -> None:
    entry = NewEntry("noted", "bench", started.parts.clock(), {"note": chain, "count": count})
    with Session(started.parts.engine) as session, session.begin():
        Journal(session).append(chain, (entry,))


def _rate(write: Callable[[str, int], None], chain: str) -> float:
    until = time.perf_counter() + SECONDS

    def many(writer: int) -> int:
        count = 0
        while time.perf_counter() < until:
            write(f"{chain}-{writer}", count)
            count += 1
        return count

    with ThreadPoolExecutor(WRITERS) as writers:
        return sum(writers.map(many, range(WRITERS))) / SECONDS
