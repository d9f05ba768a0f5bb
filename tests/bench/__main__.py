"""Measures what one access request costs, by size, beside a floor measured in the same run: `make bench`."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import orjson
from app.personnel.demo.fill import add_records, fill, first_people
from app.personnel.model import PersonCriteria
from app.settings import Settings
from app.wiring import Live, live
from rich.console import Console
from tests.bench.burst import REQUESTS, burst
from tests.bench.case import Person
from tests.bench.report import PEER_BURST, Series, print_case, print_sizes, where

ROOT = Path(__file__).parents[2]
PEOPLE = 2000
ROUNDS = 3
DEMO = 0
"""Stands for the number of records the first invented person has."""
RUNS = {DEMO: 6, 2_000: 5, 100_000: 3, 200_000: 2}
"""Runs per process and round by number of records; the first of each is told apart."""


def main() -> None:
    """Measure and print."""
    console = Console()
    console.print(where(ROOT))
    with (
        tempfile.TemporaryDirectory(prefix="loket-bench-") as folder,
        live(Settings(home=Path(folder))) as started,
    ):
        people = _people(started)
        subjects = dict(zip(RUNS, people, strict=False))
        for size, person in subjects.items():
            _grow(started, person, size)
        measured = {size: (Series(), Series()) for size in RUNS}
        # Ours and the floor take turns: what else the machine does falls on both.
        for turn in range(ROUNDS):
            console.print(f"round {turn + 1} of {ROUNDS}")
            for size, person in subjects.items():
                for series, what in zip(measured[size], ("service", "floor"), strict=True):
                    series.add(_measured(what, started.home, person, RUNS[size]))
        bursts = [burst(started, people[len(RUNS) :]) for _ in range(ROUNDS)]
    print_case(console, *measured[DEMO])
    print_sizes(console, measured)
    console.print(
        f"{REQUESTS} requests at once, over HTTP, four people clicking: {median(bursts):.1f} s"
        f" (peer: {PEER_BURST} s)"
    )


def _people(started: Live) -> tuple[Person, ...]:
    store = str(started.personnel_owner_url)
    fill(store, count=PEOPLE)
    return first_people(store, n=len(RUNS) + REQUESTS)


def _grow(started: Live, person: Person, size: int) -> None:
    """Give a person so many records in all."""
    number, given, family, _ = person
    criteria = PersonCriteria(given, family, vlimpers_number=number)
    held = sum(
        len(batch)
        for collector in started.parts.collectors
        for candidate in collector.people(criteria)
        for holding in collector.holdings
        for batch in collector.records(candidate.key, holding)
    )
    if size > held:
        add_records(str(started.personnel_owner_url), number, size - held)


def _measured(what: str, home: Path, person: Person, runs: int) -> dict[str, object]:
    command = [
        sys.executable,
        "-m",
        "tests.bench.one",
        what,
        str(home),
        ";".join(person),
        str(runs),
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    figures: dict[str, object] = orjson.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main()
