"""A subject with very many records: what the worker process holds of them at any one time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from app.outbox.model import TaskName
from app.personnel.demo.fill import add_records, fill
from app.settings import Settings
from app.wiring import make_parts
from tests.databases import Databases
from tests.worker_house import House

LIMIT_MB = 250
ROWS = 200_000
PATIENCE_SECONDS = 240


@contextmanager
def worker(home: Path, database: str, personnel: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `loket worker` as its users do, and stop it as they do."""
    environment = {
        **os.environ,
        "LOKET_HOME": str(home),
        "LOKET_DATABASE_URL": database,
        "LOKET_PERSONNEL_URL": personnel,
    }
    command = [str(Path(sys.executable).with_name("loket")), "worker"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, "the worker did not end well"


def peak_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the most memory the process ever held (VmHWM)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(x for x in status.splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def wait_for(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait for something the worker does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert process.poll() is None, "the worker ended"
        assert time.monotonic() < until, "the worker did not get there"
        time.sleep(0.1)


@pytest.fixture
def databases(postgres_url: str) -> Iterator[Databases]:
    """Databases of this test's own."""
    made = Databases(postgres_url)
    yield made
    made.drop_all()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="VmHWM is read from /proc")
def test_the_worker_stays_small_however_much_is_held_on_one_person(
    databases: Databases, migrated_template: str, tmp_path: Path
) -> None:
    database, personnel = databases.make(template=migrated_template), databases.make()
    fill(personnel, count=20)
    add_records(personnel, "2400013", ROWS)
    url = service_url(database)
    parts = make_parts(Settings(home=tmp_path), make_engine(url), personnel_url=personnel)
    house = House(parts, libpq_dsn(url), tmp_path)
    case = house.proven(house.case("access"))
    with worker(tmp_path, database, personnel) as process:
        wait_for(lambda: house.loaded(case).collected_at is not None, process)
        case = house.decided(house.loaded(case))
        wait_for(lambda: bool(copies(house, case.case_id)), process)
        assert copies(house, case.case_id)[0] > ROWS
        assert peak_mb(process) < LIMIT_MB
    assert TaskName.SEAL_COPY.value not in [job.task_name for job in house.jobs()]
    parts.close()


def copies(house: House, case_id: str) -> list[int]:
    """Return how many records each sealed copy holds, those left out included."""
    with house.parts.desk() as desk:
        sealed = [e.copy for e in desk.exports.list(case_id) if e.copy]
    return [copy.record_count + copy.withheld_count for copy in sealed]
