"""Reads a register of processing and the confirmations laid over it, or says what is wrong and where."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from app.register.build import build_register
from app.register.checks import cross_problems
from app.register.confirm import lay_over
from app.register.file_format import ConfirmationsFile, RegisterFile
from app.register.model import Confirmation, Register
from app.register.problems import RegisterError, RegisterProblem, shape_problems

__all__ = ["RegisterError", "default_register_path", "demo_confirmations_path", "load_register"]

DATA = Path(__file__).parent / "data"


def default_register_path() -> Path:
    """Return where the register that comes with the product lies."""
    return DATA / "register.json"


def demo_confirmations_path() -> Path:
    """Return where the invented confirmations of the demo lie."""
    return DATA / "confirmations.demo.json"


def load_register(path: Path, confirmations: Path | None = None) -> Register:
    """Return the checked register with the confirmed values laid over it. Raises RegisterError."""
    raw = _read(path)
    try:
        file = RegisterFile.model_validate(raw)
    except ValidationError as error:
        raise RegisterError(shape_problems(str(path), error)) from error
    if problems := cross_problems(str(path), file):
        raise RegisterError(problems)
    if confirmations is None:
        return build_register(file, version=_version(raw), confirmations=())
    laid, raw_confirmations = _confirmed(file, confirmations)
    return build_register(file, version=_version(raw, raw_confirmations), confirmations=laid)


def _confirmed(file: RegisterFile, path: Path) -> tuple[tuple[Confirmation, ...], object]:
    raw = _read(path)
    try:
        entries = ConfirmationsFile.model_validate(raw).confirmations
    except ValidationError as error:
        raise RegisterError(shape_problems(str(path), error)) from error
    if problems := lay_over(str(path), file, entries):
        raise RegisterError(problems)
    return tuple(Confirmation(path=e.path, value=e.value, by=e.by, on=e.on) for e in entries), raw


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_doubles)
    except OSError as error:
        cause = error.strerror or "cannot be read"
        problem = RegisterProblem(str(path), "$", cause, "give the path of a file that can be read")
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        problem = RegisterProblem(str(path), place, "no UTF-8 text", "save the file as UTF-8")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        problem = RegisterProblem(str(path), place, f"no JSON: {error.msg}", "correct the syntax")
    except DoubleField as error:
        cause = f"field '{error}' is there twice in one object"
        problem = RegisterProblem(str(path), f"field '{error}'", cause, "keep one of the two")
    raise RegisterError([problem])


class DoubleField(ValueError):
    """An object holds the same field twice, so that JSON would lose one."""


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise DoubleField(name)
    return dict(pairs)


def _version(*raw: object) -> str:
    # Content, not bytes: another indentation or order of fields is the same register.
    canonical = "\n".join(
        json.dumps(x, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for x in raw
    )
    return sha256(canonical.encode()).hexdigest()[:12]
