"""Says in plain words what is wrong in a mapping file: the place by its own names, and the cure."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_LISTS = {"holding": "holding", "elements": "element", "store": "store"}


def explain(error: ValidationError, content: Mapping[str, object]) -> list[str]:
    """Return one line per error: the place in the file's own names, then the cure."""
    return [f"{_place(e['loc'], content)}: {_cure(e)}" for e in error.errors()]


def _place(loc: Sequence[str | int], content: object) -> str:
    """Turn `('holding', 3, 'elements', 2, 'kind')` into "holding 'loonbrieven', element 'grossEur', key 'kind'"."""
    words: list[str] = []
    here, listed = content, ""
    for step in loc:
        here = _inside(here, step)
        if isinstance(step, int) and listed in _LISTS:
            words.append(f"{_LISTS[listed]} {_called(here, step)}")
        elif step not in _LISTS or step == loc[-1]:
            words.append(f"key '{step}'")
        listed = str(step)
    return ", ".join(words) or "the whole file"


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _called(value: object, position: int) -> str:
    name = value.get("name") or value.get("column") if isinstance(value, Mapping) else None
    return f"'{name}'" if name else f"number {position + 1}"


_CURES = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not known here: check its spelling or remove it",
    "enum": "use one of {expected}",
    "literal_error": "use one of {expected}",
    "string_pattern_mismatch": "does not have the right form ({pattern})",
    "string_too_short": "is empty: fill it in",
    "value_error": "{error}",
}


def _cure(error: ErrorDetails) -> str:
    wording = _CURES.get(error["type"], error["msg"].replace("{", "{{").replace("}", "}}"))
    return wording.format(**error.get("ctx", {}))
