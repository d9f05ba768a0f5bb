"""From plain values to a model of the contract: every fault is told at once, with its place, never with a value."""

import re
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from app.http.problems import InputInvalid, Issue
from app.language import Text


class JsonModel(BaseModel):
    """A body or a query of the API: lowerCamelCase, unknown fields refused."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", str_strip_whitespace=True)


Model = TypeVar("Model", bound=BaseModel)
EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
"""What both doors take for an e-mail address."""
_MOST_ISSUES: Final = 100
_LONGEST_NAME: Final = 200

_DETAILS = {
    "missing": Text("Deze waarde ontbreekt", "This value is missing", "Cette valeur manque"),
    "extra_forbidden": Text(
        "Dit veld kennen we niet", "This field is unknown", "Ce champ est inconnu"
    ),
    "enum": Text("Deze code kennen we niet", "This code is unknown", "Ce code est inconnu"),
    "literal_error": Text(
        "Deze code kennen we niet", "This code is unknown", "Ce code est inconnu"
    ),
    "bool_type": Text("Geef true of false", "Give true or false", "Donnez true ou false"),
    "model_type": Text("Geef een object", "Give an object", "Donnez un objet"),
    "string_too_short": Text(
        "Vul hier iets in", "This cannot be empty", "Ce champ ne peut pas être vide"
    ),
    "string_too_long": Text(
        "Deze tekst is te lang", "This text is too long", "Ce texte est trop long"
    ),
    "too_short": Text(
        "Geef hier minstens één waarde",
        "Give at least one value",
        "Donnez au moins une valeur",
    ),
    "too_long": Text(
        "Dit zijn te veel waarden", "These are too many values", "Il y a trop de valeurs"
    ),
    "timezone_aware": Text(
        "Geef het tijdstip met de afwijking van UTC, bijvoorbeeld 2026-03-05T10:00:00+01:00",
        "Give the timestamp with its offset, e.g. 2026-03-05T10:00:00+01:00",
        "Donnez l'instant avec son décalage, par exemple 2026-03-05T10:00:00+01:00",
    ),
    "date_from_datetime_parsing": Text(
        "Geef de datum als jjjj-mm-dd", "Give the date as yyyy-mm-dd", "Donnez la date: aaaa-mm-jj"
    ),
}
_OTHER = Text(
    "Deze waarde is niet geldig", "This value is not valid", "Cette valeur n'est pas valide"
)


def parse(model: type[Model], values: Any, *, place: str = "body") -> Model:
    """Return the values as the model. Raises InputInvalid with every issue, never with a value."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InputInvalid(*_issues(error, place)) from None


def _issues(error: ValidationError, place: str) -> list[Issue]:
    return [
        Issue(
            place=place,
            name=_path(item["loc"]),
            detail=_DETAILS.get(item["type"], _own_text(item) or _OTHER),
            unknown=item["type"] == "extra_forbidden",
        )
        for item in error.errors(include_url=False, include_input=False)[:_MOST_ISSUES]
    ]


def framework_issues(errors: Sequence[Any]) -> tuple[Issue, ...]:
    """Return the issues of what the framework reads itself, as a number in a path: it names the place first."""
    return tuple(
        Issue(str(place), _path(name), _DETAILS.get(item["type"], _OTHER))
        for item in errors
        for place, *name in [item["loc"]]
    )


def _own_text(item: Any) -> Text | None:
    """Return the text of a refusal raised by one of our own validators."""
    own = item.get("ctx", {}).get("error")
    text = getattr(own, "text", None)
    return text if isinstance(text, Text) else None


def _path(location: Sequence[int | str]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    # An unknown name is the caller's own text: told, but not at any length.
    return path[:_LONGEST_NAME]


class Refused(ValueError):
    """A validator's refusal with a sentence of its own."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
