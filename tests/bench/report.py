"""What was measured, as people read it."""

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

Parts = Mapping[str, float]

PEER = {2_000: "3.1 s", 100_000: "18 s, 660 MB"}
"""The field's main open-source peer on two such cores: JSON alone, no letter, no seal."""
PEER_BURST = 57


@dataclass(slots=True)
class Series:
    """The runs of one program on one subject, over all rounds."""

    first: list[Parts] = field(default_factory=list)
    """The first run of each process."""
    warm: list[Parts] = field(default_factory=list)
    peak_mb: float = 0.0
    start_mb: float = 0.0
    records: int = 0

    def add(self, figures: Mapping[str, object]) -> None:
        """Take the figures of one process."""
        runs = figures["runs"]
        if not isinstance(runs, list):
            raise TypeError("no runs")
        self.first.append(runs[0])
        self.warm += runs[1:]
        self.peak_mb = max(self.peak_mb, float(str(figures["peakMb"])))
        self.start_mb = max(self.start_mb, float(str(figures.get("startMb", 0))))
        self.records = int(str(figures.get("records", 0)))

    @property
    def total(self) -> float:
        """Median seconds of a warm run."""
        return median(sum(run.values()) for run in self.warm)

    @property
    def cold(self) -> float:
        """Median seconds of the first run of a process."""
        return median(sum(run.values()) for run in self.first)

    def part(self, name: str) -> float:
        """Median seconds of one part."""
        return median(run.get(name, 0.0) for run in self.warm)

    @property
    def names(self) -> Sequence[str]:
        """The parts, in the order they came."""
        return tuple(dict.fromkeys(name for run in self.warm for name in run))


def where(root: Path) -> str:
    """Return which code ran on which machine."""
    load = os.getloadavg()[0]
    return (
        f"commit {_commit(root)}, Python {platform.python_version()}, {os.cpu_count()} CPUs, "
        f"load {load:.1f} when it began"
    )


def print_case(console: Console, ours: Series, floor: Series) -> None:
    """Print the parts of the demo case, and the floor's beside them."""
    table = Table(
        title=f"The demo case, {ours.records} records: from proof accepted to files sealed"
    )
    for heading in ("part", "ms", "share", "floor", "ms "):
        table.add_column(heading, justify="left" if heading in {"part", "floor"} else "right")
    parts = [(n, _ms(ours.part(n)), f"{ours.part(n) / ours.total:.0%}") for n in ours.names]
    bare = [(n, _ms(floor.part(n))) for n in floor.names]
    for at, row in enumerate(parts):
        table.add_row(*row, *(bare[at] if at < len(bare) else ("", "")))
    table.add_section()
    table.add_row("all", _ms(ours.total), "", "all", _ms(floor.total))
    table.add_row("first of a process", _ms(ours.cold), "", "first of a process", _ms(floor.cold))
    console.print(table)
    console.print(f"ratio {ours.total / floor.total:.2f} (goal: at most 2)")


def print_sizes(console: Console, sizes: Mapping[int, tuple[Series, Series]]) -> None:
    """Print time and memory by the number of records."""
    table = Table(title="By size: all formats, letter, both seals")
    for heading in (
        "records",
        "s",
        "floor, s",
        "ratio",
        "peak, MB",
        "at start",
        "floor, MB",
        "peer",
    ):
        table.add_column(heading, justify="right")
    for size, (ours, floor) in sizes.items():
        table.add_row(
            f"{ours.records:,}",
            f"{ours.total:.2f}",
            f"{floor.total:.2f}",
            f"{ours.total / floor.total:.1f}",
            f"{ours.peak_mb:.0f}",
            f"{ours.start_mb:.0f}",
            f"{floor.peak_mb:.0f}",
            PEER.get(size, ""),
        )
    console.print(table)


def ratio_table(title: str, pairs: Mapping[str, tuple[float, float]], *, goal: str) -> Table:
    """Return rows of a figure, the one it is held against, and their ratio."""
    table = Table(title=f"{title} (goal: {goal})")
    for heading in ("what", "measured", "against", "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for name, (measured, against) in pairs.items():
        table.add_row(name, f"{measured:.1f}", f"{against:.1f}", f"{measured / against:.2f}")
    return table


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _commit(root: Path) -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed
