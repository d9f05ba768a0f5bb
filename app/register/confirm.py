"""Lays confirmed values over a register file; a path names list entries by their id."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.register.checks import double_confirmations
from app.register.file_format import ConfirmationEntry, Entry, RegisterFile
from app.register.problems import RegisterProblem, json_place

KEYS = ("id", "purpose_id", "code")


class NoSuchPlace(LookupError):
    """A step of a path leads nowhere; holds that step."""


def lay_over(
    file: str, register: RegisterFile, confirmations: Sequence[ConfirmationEntry]
) -> tuple[RegisterProblem, ...]:
    """Put each confirmed value in its place; return what did not fit."""
    problems = list(double_confirmations(file, confirmations))
    for at, confirmation in enumerate(confirmations):
        try:
            _set(register, confirmation)
        except NoSuchPlace as missing:
            problems.append(_unknown_path(file, at, str(missing)))
        except ValidationError as wrong:
            cause = f"wrong kind of value for '{confirmation.path}'"
            cure = wrong.errors()[0]["msg"]
            problems.append(RegisterProblem(file, _place(at, "value"), cause, cure))
    return tuple(problems)


def _place(at: int, name: str) -> str:
    return json_place(("confirmations", at, name))


def _unknown_path(file: str, at: int, step: str) -> RegisterProblem:
    return RegisterProblem(
        file,
        _place(at, "path"),
        f"the path leads nowhere at '{step}'",
        "name a single value, as in data_categories/<id>/purposes/<id>/assumed",
    )


def _set(register: RegisterFile, confirmation: ConfirmationEntry) -> None:
    *steps, last = confirmation.path.split("/")
    place: Any = register
    for step in steps:
        place = _step(place, step)
    field = type(place).model_fields.get(last) if isinstance(place, Entry) else None
    if field is None or isinstance(getattr(place, last), Entry | list):
        raise NoSuchPlace(last)
    # None would confirm nothing, even where the register may leave the value open.
    adapter: TypeAdapter[object] = TypeAdapter(field.rebuild_annotation())
    value = adapter.validate_python(confirmation.value, strict=True)
    if value is None:
        TypeAdapter(str).validate_python(None)
    setattr(place, last, value)


def _step(place: object, step: str) -> object:
    if isinstance(place, RegisterFile) and step == "data_categories":
        return [*place.data_categories, *place.data_categories_vlimpers_leren]
    if isinstance(place, list):
        for entry in place:
            if step in {getattr(entry, key, None) for key in KEYS}:
                return entry
    elif isinstance(place, Entry) and step in type(place).model_fields:
        return getattr(place, step)
    raise NoSuchPlace(step)
