"""The keeper of the embedded PostgreSQL: runs the server while anybody uses it, and ends it after the last one.

A program of its own (standard library only): whoever uses the server holds a shared lock on one file, which the
kernel takes back however that process ends. The keeper waits for the exclusive lock, so neither a signal nor a
crash nor `kill -9` of a user can leave a server behind.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SHUTDOWN_SECONDS = 60
QUICK_DEATH_SECONDS = 5
QUICK_DEATHS_ALLOWED = 5
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and the lock that says whether it is still wanted."""

    data_dir: str
    users_lock: str
    command: tuple[str, ...]
    uid: int | None
    gid: int | None
    remove_after: str | None

    def as_json(self) -> str:
        """Write the plan as one argument of a command line."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


def read_plan(text: str) -> Plan:
    """Return the plan that `as_json` wrote."""
    values = json.loads(text)
    return Plan(**{**values, "command": tuple(values["command"])})


def servers_in(data_dir: str) -> list[int]:
    """Return the processes of PostgreSQL that work in the folder, left by a keeper that was killed.

    Empty where the system has no /proc: there PostgreSQL's own lock file is the only guard.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            is_server = (entry / "comm").read_text().startswith("postgres")
            if is_server and str((entry / "cwd").readlink()) == data_dir:
                found.append(int(entry.name))
    return found


def clear_leftovers(data_dir: str) -> None:
    """End what a killed keeper or postmaster left, and drop a lock file whose number now names another program.

    The lock file is kept in every other case: PostgreSQL reads from it whether old memory is still in use.
    """
    deadline = time.monotonic() + SHUTDOWN_SECONDS
    while leftovers := servers_in(data_dir):
        ending = signal.SIGINT if time.monotonic() < deadline else signal.SIGKILL
        for pid in leftovers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, ending)
        time.sleep(0.1)
    lock_file = Path(data_dir, "postmaster.pid")
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(lock_file.read_text().split()[0])
        if Path(f"/proc/{pid}").exists():
            lock_file.unlink()


def _die_with_keeper() -> None:
    """Ask the kernel (Linux) to stop the server, fast and cleanly, should the keeper itself be killed."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Keeper:
    """Runs the server; starts it again when it dies while it is wanted."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._guard = threading.Lock()
        self._ending = False
        self._server: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Keep the server until nobody holds the users' lock. Returns 1 when it does not stay up."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: threading.Thread(target=self._end).start())
        threading.Thread(target=self._wait_until_unused, daemon=True).start()
        quick_deaths = 0
        while quick_deaths < QUICK_DEATHS_ALLOWED:
            started = time.monotonic()
            server = self._start()
            if server is None:
                return 0
            server.wait()
            if self._ending:
                return 0
            quick = time.monotonic() - started < QUICK_DEATH_SECONDS
            quick_deaths = quick_deaths + 1 if quick else 0
            time.sleep(0.2 * quick_deaths)
        return 1

    def _start(self) -> subprocess.Popen[bytes] | None:
        clear_leftovers(self._plan.data_dir)
        with self._guard:
            if self._ending:
                return None
            self._server = subprocess.Popen(  # noqa: S603 - the server of our own wheel, no shell
                self._plan.command,
                stdin=subprocess.DEVNULL,
                cwd="/",
                umask=0o077,
                user=self._plan.uid,
                group=self._plan.gid,
                extra_groups=None if self._plan.uid is None else (),
                preexec_fn=_die_with_keeper,  # noqa: PLW1509 - one system call; the other thread only waits
            )
            return self._server

    def _wait_until_unused(self) -> None:
        users = os.open(self._plan.users_lock, os.O_RDWR | os.O_CLOEXEC)
        fcntl.flock(
            users, fcntl.LOCK_EX
        )  # held until this process is gone: nobody starts meanwhile
        self._end()

    def _end(self) -> None:
        """Stop the server fast (clients are cut, everything is written), at once when that takes too long."""
        with self._guard:
            self._ending = True
            server = self._server
        if server is None or server.poll() is not None:
            return
        server.send_signal(signal.SIGINT)
        deadline = time.monotonic() + SHUTDOWN_SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if server.poll() is None:
            server.send_signal(signal.SIGQUIT)


def main(plan_json: str, lock_fd: int) -> int:
    """Keep the server of the plan. `lock_fd` is the locked file that tells others a keeper is alive."""
    os.set_inheritable(lock_fd, False)  # noqa: FBT003 - the standard library's own signature
    plan = read_plan(plan_json)
    result = Keeper(plan).run()
    if plan.remove_after is not None:
        with contextlib.suppress(OSError):
            Path(plan.remove_after).rmdir()
    os.close(
        lock_fd
    )  # before the users' lock goes: who gets that one must see that no keeper is left
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
