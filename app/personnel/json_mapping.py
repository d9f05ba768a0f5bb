"""What a mapping file says of records that come as JSON, over HTTPS or in a file: where each value stands in them."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.personnel.described import DescribedElement, DescribedHolding, DescribedRetention
from app.personnel.model import ValueKind

Pointer = Annotated[str, StringConstraints(pattern=r"^(/.*|[^/].*)?$")]
"""A key of an object, or a JSON pointer such as `/gross/amount`; empty for the whole."""
Spot = Annotated[Pointer, StringConstraints(min_length=1)]


class JsonRetention(DescribedRetention):
    """`until` holds the last day of a record."""

    until: Spot | None = None


class JsonElement(DescribedElement):
    """One value of a record. `optional` says that a record may lack it; else its absence is an error.

    `link` says of a document that an address stands there, at which the same API gives it.
    """

    field: Spot | None = None
    optional: bool = False
    link: bool = False

    @model_validator(mode="after")
    def _a_document_has_a_link(self) -> Self:
        if self.link and self.kind is not ValueKind.DOCUMENT:
            raise ValueError("only a document has a link: remove 'link'")
        return self

    @property
    def spot(self) -> str:
        """Where the value stands in a record: its own name unless the file says otherwise."""
        return self.field or self.name


class JsonHolding(DescribedHolding):
    """One list of records on a person."""

    elements: Annotated[tuple[JsonElement, ...], Field(min_length=1)]
    retention: JsonRetention | None = None
