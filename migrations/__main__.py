"""For developers, on a throw-away PostgreSQL: `python migrations check`, `python migrations new SLUG`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.util import CommandError
from app.kit.embedded import EmbeddedPostgres
from app.kit.migrations import check, new_revision, upgrade
from app.kit.provision import provision

USAGE = "python migrations check | python migrations new SLUG"
FOLDER = Path(__file__).parent


def main(words: list[str]) -> int:
    """Do what the words ask. Returns 0 when good, 1 when models and migrations differ, 2 for wrong use."""
    if words != ["check"] and words[:1] + words[2:] != ["new"]:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="loket-") as home,
        EmbeddedPostgres(Path(home) / "postgres", durable=False) as server,
    ):
        url = provision(server.url()).owner_url
        upgrade(url)
        if words == ["check"]:
            return _check(url)
        new_revision(url, words[1])
    ruff = Path(sys.executable).with_name("ruff")
    for step in (("check", "--quiet", "--fix"), ("format", "--quiet")):
        subprocess.run([ruff, *step, FOLDER / "versions"], check=True)  # noqa: S603 - our own linter
    return 0


def _check(url: str) -> int:
    try:
        check(url)
    except CommandError as difference:
        sys.stderr.write(f"{difference}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
