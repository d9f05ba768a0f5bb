"""The embedded PostgreSQL with real processes: shared, recovered after every kind of death, gone after the last one."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from app.kit.embedded import EmbeddedPostgres
from app.kit.postgres_files import EmbeddedDatabaseFailed
from app.kit.postgres_keeper import servers_in

HOLD = """
import sys
from pathlib import Path
from app.kit.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), durable=False):
    print("up", flush=True)
    {then}
"""
# A run in the background of a shell hands down that SIGINT is ignored; who sits at a terminal is not ignored.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
WAIT = HEARING + HOLD.format(then="sys.stdin.read()")
FAIL = HOLD.format(then="raise ValueError('planned')")
NO_STOP = """
import sys
from pathlib import Path
from app.kit.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), durable=False).start()
"""
UNTIL_GONE = 10.0
PROCESSES: list[subprocess.Popen[str]] = []


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for the module: making it is the slow part, and every test must leave it usable."""
    return tmp_path_factory.mktemp("home") / "postgres"


@pytest.fixture(autouse=True)
def nothing_left(data_dir: Path) -> Iterator[None]:
    yield
    while PROCESSES:
        process = PROCESSES.pop()
        process.kill()
        process.communicate()
    wait_until_gone(data_dir)


def wait_until_gone(data_dir: Path) -> None:
    deadline = time.monotonic() + UNTIL_GONE
    while servers_in(str(data_dir)):
        assert time.monotonic() < deadline, "a server was left behind"
        time.sleep(0.02)


def embedded(data_dir: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(data_dir, durable=False)


def user_process(data_dir: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WAIT, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    PROCESSES.append(process)
    return process


def is_up(process: subprocess.Popen[str]) -> bool:
    assert process.stdout is not None
    return process.stdout.readline() == "up\n"


def end(process: subprocess.Popen[str], how: signal.Signals | None = None) -> None:
    """Let it leave by itself (the end of its input), or kill it."""
    if how is not None:
        process.send_signal(how)
    process.communicate(timeout=20)


def answers(server: EmbeddedPostgres) -> bool:
    with psycopg.connect(server.libpq_dsn()) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postmaster.pid").read_text().split()[0])


def test_works_twice_in_a_row_and_keeps_what_was_written(data_dir: Path) -> None:
    with embedded(data_dir) as server, psycopg.connect(server.libpq_dsn()) as connection:
        connection.execute("drop table if exists kept")
        connection.execute("create table kept as select 7 as value")
    assert servers_in(str(data_dir)) == [], "stop() returns only when the server is gone"
    with embedded(data_dir) as server, psycopg.connect(server.libpq_dsn()) as connection:
        assert connection.execute("select value from kept").fetchone() == (7,)


def test_text_is_utf8_sorted_by_code_point_with_case_rules_for_all_letters(data_dir: Path) -> None:
    with embedded(data_dir) as server, psycopg.connect(server.libpq_dsn()) as connection:
        assert connection.execute("select lower('ÉŁ'), 'Z' < 'a', 'z' < 'é'").fetchone() == (
            "éł",
            True,
            True,
        )
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)


def test_the_first_to_leave_does_not_stop_the_second(data_dir: Path) -> None:
    first = user_process(data_dir)
    assert is_up(first)
    with embedded(data_dir) as server:
        end(first)
        assert first.returncode == 0
        assert answers(server)
    assert servers_in(str(data_dir)) == []


def test_two_objects_of_one_process_share_the_server(data_dir: Path) -> None:
    with embedded(data_dir) as outer:
        with embedded(data_dir):
            pass
        assert answers(outer)


def test_two_processes_that_start_at_once_share_one_server(data_dir: Path) -> None:
    racers = [user_process(data_dir) for _ in range(3)]
    assert [is_up(racer) for racer in racers] == [True, True, True]
    for racer in racers:
        end(racer)
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert servers_in(str(data_dir)) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_killed_user_leaves_no_server_behind(data_dir: Path, how: signal.Signals) -> None:
    process = user_process(data_dir)
    assert is_up(process)
    end(process, how)
    assert process.returncode != 0
    wait_until_gone(data_dir)
    with embedded(data_dir) as server:
        assert answers(server)


@pytest.mark.parametrize(("program", "status"), [(FAIL, 1), (NO_STOP, 0)])
def test_nothing_is_left_after_an_exception_or_a_forgotten_stop(
    data_dir: Path, program: str, status: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program, str(data_dir)], capture_output=True, check=False
    )
    assert done.returncode == status
    assert servers_in(str(data_dir)) == []


def test_a_killed_postmaster_comes_back_for_those_who_still_use_it(data_dir: Path) -> None:
    with embedded(data_dir) as server:
        os.kill(postmaster(data_dir), signal.SIGKILL)
        deadline = time.monotonic() + UNTIL_GONE
        while True:
            try:
                assert answers(server)
                break
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.05)


def test_a_killed_postmaster_does_not_stop_the_next_start(data_dir: Path) -> None:
    process = user_process(data_dir)
    assert is_up(process)
    os.kill(postmaster(data_dir), signal.SIGKILL)
    end(process, signal.SIGKILL)
    with embedded(data_dir) as server:
        assert answers(server)


def test_a_killed_keeper_takes_its_server_along_and_the_next_start_recovers(data_dir: Path) -> None:
    process = user_process(data_dir)
    assert is_up(process)
    status = Path(f"/proc/{postmaster(data_dir)}/status").read_text()
    keeper = int(status.split("PPid:")[1].split()[0])
    os.kill(keeper, signal.SIGKILL)
    while is_running(keeper):  # a signal takes effect a moment later
        time.sleep(0.01)
    with embedded(data_dir) as server:
        for _ in range(20):  # what answers is no server on its way out
            assert answers(server)
            time.sleep(0.05)
        end(process)
        assert answers(server)


def test_a_lock_file_that_names_another_program_does_not_stop_the_start(data_dir: Path) -> None:
    with embedded(data_dir):
        lines = (data_dir / "postmaster.pid").read_text().splitlines()
    stale = "\n".join([str(os.getpid()), *lines[1:], ""])  # numbers are dealt again after a restart
    (data_dir / "postmaster.pid").write_text(stale)
    with embedded(data_dir) as server:
        assert answers(server)


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_is_removed(tmp_path: Path) -> None:
    deep = tmp_path / ("a folder with spaces, and a comma " * 4) / "postgres"
    with embedded(deep) as server:
        assert answers(server)
        socket_dir = Path((deep.parent / "postgres.socket").read_text())
        assert socket_dir.exists()
        with embedded(deep) as second:
            assert answers(second)
    wait_until_gone(deep)
    assert not socket_dir.exists()


def test_only_the_account_that_runs_us_gets_in(data_dir: Path) -> None:
    with embedded(data_dir) as server:
        assert (data_dir / "pg_hba.conf").read_text() == "local all all peer map=loket\n"
        assert data_dir.stat().st_mode & 0o077 == 0
        with psycopg.connect(server.libpq_dsn()) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "notes.txt").write_text("mine")
    with pytest.raises(EmbeddedDatabaseFailed, match="not empty"):
        embedded(tmp_path / "postgres").start()
    assert (tmp_path / "postgres" / "notes.txt").read_text() == "mine"


def test_data_of_another_version_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedDatabaseFailed, match="pg_dump"):
        embedded(tmp_path / "postgres").start()


def test_a_server_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules["app.kit.embedded"]._SETTINGS, "max_connections", "many")
    with pytest.raises(EmbeddedDatabaseFailed, match="max_connections"):
        embedded(tmp_path / "postgres").start()


def test_an_unstarted_server_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedDatabaseFailed):
        embedded(tmp_path / "postgres").url()


def test_a_failed_start_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedDatabaseFailed):
        embedded(tmp_path / "postgres").start()
    with (tmp_path / "postgres.users").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
