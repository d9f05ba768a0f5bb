"""Schemathesis calls the whole API, as every role: nothing breaks, and nothing is answered that the contract does not tell.

`make drill SEED=1 COUNT=200` makes 20,000 calls; the same seed makes the same calls.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.answer_check import contract
from tests.databases import main_and_store
from tests.drill.fuzz_cases import six_weeks_ago, walk_long
from tests.drill.fuzz_checks import settings
from tests.drill.fuzz_house import FuzzHouse, fuzz_house, operations
from tests.drill.fuzz_run import FuzzRun
from tests.drill.fuzz_walk import read_all, walk_short
from tests.drill.killing import LONG_RUN

pytestmark = pytest.mark.drill

CALLS = 100
"""How many calls a long drill makes per step."""
LEAST_SHARE = 0.3
"""Of calls that are answered with 2xx: what is only refused proves little."""
SHOWN = 40


@pytest.fixture
def house(
    postgres_url: str, migrated_template: str, tmp_path: Path, drill_count: int
) -> Iterator[FuzzHouse]:
    """A server with cases; on a long drill some lie six weeks back, and every operation was done."""
    long = is_long(drill_count)
    before = six_weeks_ago if long else None
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        fuzz_house(main, store, tmp_path, before=before) as made,
    ):
        (walk_long if long else walk_short)(made)
        read_all(made)
        yield made


def is_long(count: int) -> bool:
    """Whether a drill of so many steps is a long one."""
    return count >= LONG_RUN


def told(run: FuzzRun, walked: Counter[str], seed: int) -> str:
    """Return the figures of a drill."""
    statuses: Counter[int] = Counter()
    for (_, status), count in run.calls.items():
        statuses[status] += count
    share = run.taken / max(1, run.total)
    names = set(operations())
    return (
        f"seed {seed}: {run.total} calls, {share:.0%} answered with 2xx; of {len(names)} operations"
        f" {len(names & run.answered)} by the drill and {len(names & set(walked))} by its preparation;"
        f" {dict(sorted(statuses.items()))}"
    )


def found(run: FuzzRun, seed: int) -> str:
    """Return what to look at, and how to see it again."""
    lines = [
        f"{count} x {one.operation} gave {one.status}: {one.check}, {one.words}"
        for one, count in run.findings.most_common(SHOWN)
    ]
    return "\n".join([f"make drill SEED={seed}", *lines])


def test_the_service_answers_as_its_contract_says(
    house: FuzzHouse, drill_seed: int, drill_count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    long = is_long(drill_count)
    run = FuzzRun(house, Random(drill_seed))  # noqa: S311 - a drill, no secret
    run.run(contract(), settings(drill_seed, "first" if long else "short"))
    rounds = 0
    while long and run.total < drill_count * CALLS:
        rounds += 1
        run.run(contract(), settings(drill_seed + rounds, "more"))
    unanswered = sorted(set(operations()) - set(house.walked) - run.answered)
    with capsys.disabled():
        sys.stderr.write(f"\n{told(run, house.walked, drill_seed)}\n")
    assert not run.faults, Counter(run.faults)
    assert not run.findings, found(run, drill_seed)
    assert run.taken >= run.total * LEAST_SHARE
    assert not long or not unanswered
