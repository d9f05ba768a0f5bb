"""What the models of answers share: they describe what the views give, and are never run."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Json = dict[str, Any]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Answer(BaseModel):
    """An answer of ours: lowerCamelCase, and nothing in it that is not described."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class ListOut(Answer):
    """What every list has; `next` is absent on the last page."""

    self_: Annotated[Address, Field(alias="self")]
    page_size: Annotated[int, Field(ge=0)]
    next: Address | None = None


class Label(Answer):
    """A text in the languages it has."""

    nl: str
    fr: str | None = None
    en: str | None = None


def answers(
    model: type[BaseModel] | UnionType,
    status: int = 200,
    *,
    tagged: bool = False,
    spoken: bool = False,
    at: bool | None = None,
) -> dict[int | str, Json]:
    """Return the `responses` of a route that answers this model.

    `tagged`: with the ETag of the case. `spoken`: with words in the language of the reader. `at`: with a `Location`;
    what is made or set to work has one unless told otherwise.
    """
    located = status in {201, 202} if at is None else at
    headers = {
        **({"ETag": _ETAG} if tagged else {}),
        **({"Location": _LOCATION} if located else {}),
        **({"Content-Language": _LANGUAGE} if spoken else {}),
    }
    return {status: {"model": model, **({"headers": headers} if headers else {})}}


def file(*media_types: str, others: Mapping[str, Json] | None = None) -> dict[int | str, Json]:
    """Return the `responses` of a route that answers bytes of one of these media types."""
    content: dict[str, Json] = {kind: {"schema": _BYTES} for kind in media_types}
    return {200: {"content": {**content, **(others or {})}, "headers": _DOWNLOAD}}


_BYTES: Json = {"type": "string", "format": "binary"}
_ETAG: Json = {
    "description": "The version of the case, for `If-Match`",
    "schema": {"type": "string"},
    "example": '"v7"',
}
_LOCATION: Json = {
    "description": "Where what was made, or set to work, can be read",
    "schema": {"type": "string", "format": "uri"},
}
_LANGUAGE: Json = {
    "description": "The language of the sentences",
    "schema": {"type": "string", "enum": ["nl", "fr", "en"]},
}
_DOWNLOAD: Json = {
    "Content-Disposition": {
        "description": "Always an attachment, with its name",
        "schema": {"type": "string"},
    }
}
