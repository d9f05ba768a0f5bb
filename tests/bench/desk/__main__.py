"""Measures what the desk costs with many cases, each figure beside a floor of the same run: `make bench`."""

import tempfile
from datetime import date
from pathlib import Path

from app.settings import Settings
from app.staff.model import Role
from app.wiring import Live, live
from rich.console import Console
from tests.bench.burst import token
from tests.bench.case import proven
from tests.bench.desk import lists, many, reads, rounds, writers
from tests.bench.processes import free_port, loket_process, wait_for
from tests.bench.report import ratio_table, where

FEW, MANY = 10_000, 1_000_000
FIRST = date(2025, 1, 1)
"""The first of the days on which the copied cases came in."""


def main() -> None:
    """Measure and print."""
    console = Console()
    console.print(where(Path(__file__).parents[3]))
    with (
        tempfile.TemporaryDirectory(prefix="loket-bench-") as folder,
        live(Settings(home=Path(folder), round_at="")) as started,
    ):
        headers = {"Authorization": f"Bearer {token(started, Role.CASE_HANDLER)}"}
        port = free_port()
        with loket_process(started.home, "serve", "--no-worker", "--port", str(port)):
            wait_for(port, "/dsr/v1/health", {})
            _measure(console, started, port, headers)


def _measure(console: Console, started: Live, port: int, headers: dict[str, str]) -> None:
    engine = started.parts.engine
    case_id = proven(started.parts, ("0000001", "Anna", "Peeters", "1980-01-02"))
    console.print(
        ratio_table(
            "A second, ours and the floor's",
            {
                "GET /cases/{id}": reads.rates(
                    started, f"/dsr/v1/cases/{case_id}", headers, port=port
                ),
                "entries of the journal, 8 writers": writers.rates(started),
            },
            goal="at least half",
        )
    )
    many.copy(engine, case_id, begin=1, end=FEW, first=FIRST)
    many.tidy(engine)
    few = lists.times(port, headers, first=FIRST)
    console.print(f"{FEW:,} cases measured; copying to {MANY:,}")
    many.copy(engine, case_id, begin=FEW + 1, end=MANY, first=FIRST)
    many.tidy(engine)
    lot = lists.times(port, headers, first=FIRST)
    console.print(
        ratio_table(
            f"The case list, ms at {MANY:,} and at {FEW:,} cases",
            {name: (lot[name] * 1000, few[name] * 1000) for name in few},
            goal="at most 1.5",
        )
    )
    console.print(
        ratio_table(
            f"A round over {MANY:,} cases with {rounds.DUE:,} warnings due, s",
            {"ours and the same statements bare": rounds.seconds(started)},
            goal="at most 2",
        )
    )


if __name__ == "__main__":
    main()
