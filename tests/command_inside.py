"""The command `loket` in the process of the test: for what it says and how it ends, where its start is not the point."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from app.cli.main import app
from typer.testing import CliRunner


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def loket(*words: str, home: Path, **settings: str) -> Ended:
    """Run a command with these settings alone; raises what the command did not see coming."""
    chosen = {f"LOKET_{name.upper()}": value for name, value in settings.items()}
    env = {"LOKET_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200"} | chosen
    with _logging_of_its_own(), pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("LOKET_")]:
            patch.delenv(name)
        done = CliRunner().invoke(app, words, env=env)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ended(done.exit_code, done.stdout, done.stderr)


@contextmanager
def _logging_of_its_own() -> Iterator[None]:
    """Let the command set up logging to its own standard error, as in a process of its own, and undo it."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    levels = {
        name: found.level
        for name, found in logging.Logger.manager.loggerDict.items()
        if isinstance(found, logging.Logger)
    }
    root.handlers.clear()
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, found in logging.Logger.manager.loggerDict.items():
            if isinstance(found, logging.Logger):
                found.setLevel(levels.get(name, logging.NOTSET))
        structlog.configure(**before)
