"""toelichting.json: the information of Art. 15(1) and (2) that belongs to this copy, per category."""

import dataclasses
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from app.exports.model import PackageRequest
from app.language import Text

_UNDERSCORE: Final = re.compile(r"_(.)")
_INTERNAL: Final = frozenset({"gaps"})  # what our register still lacks is for the desk to fix


def explanation(request: PackageRequest) -> dict[str, object]:
    """Return the document; a text is an object with a wording per language, what is unknown is absent."""
    facts = _plain(request.article15)
    return {
        "reference": request.reference,
        "right": request.right,
        "createdAt": request.created_at.isoformat(),
        **(facts if isinstance(facts, dict) else {}),
    }


def _plain(value: object) -> object:
    match value:
        case str() | int() | None:
            return value
        case Text():
            wordings = {"nl": value.nl, "fr": value.fr, "en": value.en}
            return {language: wording for language, wording in wordings.items() if wording}
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            found = ((shown, getattr(value, name)) for name, shown in _names(type(value)))
            return {shown: _plain(item) for shown, item in found if item is not None}
        case _:
            return value


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the fields of a dataclass that are told, each with its name in the document."""
    return tuple(
        (field.name, _UNDERSCORE.sub(lambda found: found[1].upper(), field.name))
        for field in dataclasses.fields(kind)
        if field.name not in _INTERNAL
    )
