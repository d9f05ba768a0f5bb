"""PostgreSQL without an installation: started from a wheel, shared by our processes, gone after the last one."""

import atexit
import contextlib
import fcntl
import logging
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from app.kit import postgres_files as files
from app.kit import postgres_keeper
from app.kit.postgres_files import EmbeddedDatabaseFailed

READY_SECONDS = 300
"""How long a server may take to come up; long only after a crash, while it repairs itself."""

STOP_SECONDS = 90
SUPERUSER = "postgres"

_LOG_LIMIT = 1_000_000

_SETTINGS = {
    "listen_addresses": "",  # the socket only: nothing to reach from outside
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "jit": "off",  # our queries are short: compiling costs more than it saves
    "max_parallel_workers_per_gather": "0",  # short queries again, and containers have a small /dev/shm
    "timezone": "UTC",
    "log_timezone": "UTC",
    # values of rows stand in error messages, their DETAIL and their statements: none goes into the
    # log, the service gets them anyway ("log" ranks above "error")
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

_log = logging.getLogger(__name__)


class EmbeddedPostgres:
    """A hold on the server of one data folder: the first hold starts it, it ends with the last one.

    Holds may be in several processes. Each is a shared lock on `<data_dir>.users`, so a killed process loses its own.
    `durable=False` trades safety in a power cut for speed: for tests, whose data nobody keeps.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self._data_dir = data_dir.expanduser().absolute()
        self._durable = durable
        self._users: int | None = None
        self._socket_dir: Path | None = None
        self._keeper_pid: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def programs(self) -> Path:
        """Return the folder with `psql`, `pg_dump` and `pg_restore` of the server's version."""
        return files.programs()

    @property
    def log_file(self) -> Path:
        """Return the file with the server's own messages; no statements and no values are in it."""
        return self._beside("log")

    def start(self) -> None:
        """Take a hold and have the server up. Does nothing when this object holds it already.

        Raises EmbeddedDatabaseFailed.
        """
        if self._users is not None:
            return
        self._data_dir.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._data_dir = self._data_dir.resolve()
        self._users = self._lock("users", fcntl.LOCK_SH)
        atexit.register(self.stop)
        try:
            self._have_it_up()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Give up the hold; wait until the server is gone, unless others still use it."""
        if self._users is None:
            return
        atexit.unregister(self.stop)
        os.close(self._users)
        self._users = None
        if self._wait_for_the_end():
            self._reap_keeper()

    def url(self, database: str = SUPERUSER, *, user: str = SUPERUSER) -> str:
        """Return the address for SQLAlchemy. Raises EmbeddedDatabaseFailed when not started."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            database=database,
            query={"host": str(self._socket())},
        ).render_as_string(hide_password=False)

    def libpq_dsn(self, database: str = SUPERUSER, *, user: str = SUPERUSER) -> str:
        """Return the address for psycopg and `psql`. Raises EmbeddedDatabaseFailed when not started."""
        return make_conninfo(host=str(self._socket()), user=user, dbname=database)

    def _socket(self) -> Path:
        if self._socket_dir is None:
            raise EmbeddedDatabaseFailed("The embedded PostgreSQL is not started")
        return self._socket_dir

    def _beside(self, what: str) -> Path:
        return self._data_dir.with_name(f"{self._data_dir.name}.{what}")

    def _have_it_up(self) -> None:
        start = self._lock("start", fcntl.LOCK_EX)
        try:
            account = files.server_account(self._data_dir)
            spawned = False
            while not spawned:
                spawned = self._spawn_unless_kept(account)
                if self._is_ready():
                    return
                # a keeper that was there may just have been ended: then it takes one of our own
        finally:
            os.close(start)
        raise EmbeddedDatabaseFailed(
            f"PostgreSQL does not start; its last messages, from {self.log_file}:\n{self._tail()}"
        )

    def _spawn_unless_kept(self, account: files.Account) -> bool:
        """Start a keeper where none is alive; return whether that was needed."""
        keeper = self._try_lock("keeper", fcntl.LOCK_EX)
        try:
            if keeper is not None:
                # A server whose keeper was killed still answers for a moment: it is not the one to wait for.
                postgres_keeper.clear_leftovers(str(self._data_dir))
                files.prepare(self._data_dir, account, durable=self._durable)
            self._socket_dir = files.socket_folder(self._data_dir, account)
            if keeper is not None:
                self._spawn_keeper(account, keeper)
        finally:
            if keeper is not None:
                os.close(keeper)
        return keeper is not None

    def _spawn_keeper(self, account: files.Account, lock: int) -> None:
        """Start the keeper with its lock already taken; no other file or secret of ours goes with it."""
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_LIMIT:
            self.log_file.unlink()
        separate = self._socket() != self._data_dir
        plan = postgres_keeper.Plan(
            data_dir=str(self._data_dir),
            users_lock=str(self._beside("users")),
            command=self._command(),
            uid=account.uid,
            gid=account.gid,
            remove_after=str(self._socket()) if separate else None,
        )
        keeper_fd = 3
        program = postgres_keeper.__file__
        self._keeper_pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", program, plan.as_json(), str(keeper_fd)],
            files.server_environment(),
            file_actions=[
                (os.POSIX_SPAWN_DUP2, lock, keeper_fd),
                (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                (
                    os.POSIX_SPAWN_OPEN,
                    1,
                    str(self.log_file),
                    os.O_WRONLY | os.O_CREAT | os.O_APPEND,
                    0o600,
                ),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,  # Ctrl-C in a terminal reaches us, not the keeper
        )

    def _command(self) -> tuple[str, ...]:
        settings = _SETTINGS | (_SAFE if self._durable else _THROW_AWAY)
        settings["unix_socket_directories"] = f'"{self._socket()}"'
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return (str(files.programs() / "postgres"), "-D", str(self._data_dir), *options)

    def _is_ready(self) -> bool:
        """Wait until the server takes connections; False when its keeper is gone first."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.libpq_dsn(), connect_timeout=10).close()
            except psycopg.Error:
                if self._keeper_is_gone():
                    return False
                time.sleep(0.02)
            else:
                return True
        return False

    def _tail(self) -> str:
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-8:])

    def _keeper_is_gone(self) -> bool:
        lock = self._try_lock("keeper", fcntl.LOCK_SH)
        if lock is None:
            return False
        os.close(lock)
        return True

    def _wait_for_the_end(self) -> bool:
        """Return True when the keeper is gone, False when somebody else holds the server."""
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            # one at a time: two that look at once would take each other for a user
            if (looking := self._try_lock("start", fcntl.LOCK_EX)) is not None:
                try:
                    if self._keeper_is_gone():
                        return True
                    if self._others_use_it():
                        return False
                finally:
                    os.close(looking)
            time.sleep(0.01)
        _log.warning("PostgreSQL is still stopping after %s s", STOP_SECONDS)
        return False

    def _others_use_it(self) -> bool:
        """Tell other holds from the keeper's exclusive lock: only the first leave room for one more shared one."""
        alone = self._try_lock("users", fcntl.LOCK_EX)
        if alone is not None:
            os.close(alone)  # nobody, and the keeper has not woken yet
            return False
        shared = self._try_lock("users", fcntl.LOCK_SH)
        if shared is None:
            return False
        os.close(shared)
        return True

    def _reap_keeper(self) -> None:
        if self._keeper_pid is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._keeper_pid, 0)
            self._keeper_pid = None

    def _lock(self, what: str, kind: int) -> int:
        path = self._beside(what)
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise EmbeddedDatabaseFailed(
                f"{path} cannot be opened ({error.strerror}): run as the owner of the folder, "
                "or set another LOKET_HOME"
            ) from error
        try:
            fcntl.flock(file, kind)
        except BaseException:
            os.close(file)
            raise
        return file

    def _try_lock(self, what: str, kind: int) -> int | None:
        try:
            return self._lock(what, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
