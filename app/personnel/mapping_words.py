"""The forms that names and words take in a mapping file."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.language import Text


def _as_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
ElementName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]{0,59}$")]
Table: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w$]*(\.[^\W\d][\w$]*)?$")]
Column: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w$ ]*$")]
Words: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
OneOf: TypeAlias = Annotated[tuple[str, ...], Field(min_length=1), BeforeValidator(_as_many)]


class Part(BaseModel):
    """A part of a mapping file: only known keys, and never changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labelled(Part):
    """Something with a name for people in the three languages."""

    nl: Words
    fr: Words
    en: Words

    @property
    def text(self) -> Text:
        """The label in the three languages."""
        return Text(nl=self.nl, fr=self.fr, en=self.en)
