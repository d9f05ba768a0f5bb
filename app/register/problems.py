"""What can be wrong with a register file, each with its file, its place and its cure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.errors import DeskError

CURES = {
    "missing": "add this field",
    "string_type": "give a text between quotes",
    "string_too_short": "give a text that is not empty",
    "bool_type": "give true or false",
    "int_type": "give a whole number",
    "list_type": "give a list in square brackets",
    "dict_type": "give an object in braces",
    "model_type": "give an object in braces",
    "model_attributes_type": "give an object in braces",
    "too_short": "add at least one entry",
}


@dataclass(frozen=True, slots=True)
class RegisterProblem:
    """One thing to repair: `place` is a JSON path, or line and column of the file."""

    file: str
    place: str
    cause: str
    cure: str

    @property
    def line(self) -> str:
        """The problem on one line."""
        return f"{self.file}: {self.place}: {self.cause}. Cure: {self.cure}."


class RegisterError(DeskError):
    """The register cannot be used: refuse to start."""

    code: ClassVar[str] = "registerInvalid"

    def __init__(self, problems: Iterable[RegisterProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(p.line for p in self.problems), problems=len(self.problems))


def json_place(location: Iterable[str | int]) -> str:
    """Write a location as a JSON path, e.g. `$.purposes[2].legal_bases[0].code`."""
    return "$" + "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in location)


def shape_problems(file: str, error: ValidationError) -> tuple[RegisterProblem, ...]:
    """Turn what pydantic found into problems."""
    return tuple(_shape_problem(file, found) for found in error.errors())


def _shape_problem(file: str, found: ErrorDetails) -> RegisterProblem:
    # A union names its branch in the location; the reader of the file knows no branches.
    location = [x for x in found["loc"] if not (isinstance(x, str) and x in {"str", "PeriodEntry"})]
    cause = found["msg"].removeprefix("Value error, ")
    cure = CURES.get(found["type"], "correct this value")
    if found["type"] == "value_error" and ":" in cause:
        cause, _, cure = cause.partition(": ")
    return RegisterProblem(file, json_place(location), cause, cure)
