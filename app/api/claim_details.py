"""What a claim says beyond its words, per right: checked at the door, kept as the case's details."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StrictBool, model_validator

from app.api.inputs import Code, Line, Sentence
from app.http.parsing import JsonModel, Refused, parse
from app.language import Text

Codes = Annotated[list[Code], Field(max_length=100)]
Plain = StrictBool | int | float | Annotated[str, Field(max_length=5000)]


class CorrectionIn(JsonModel):
    """One value to be corrected."""

    category_id: Code
    system: Code | None = None
    holding: Code | None = None
    record_id: Code | None = None
    element: Code
    current_value: Plain | None = None
    new_value: Plain | None = None


class ClaimDetails(JsonModel):
    """What the rules read is checked; whatever else the request says is kept as it came."""

    model_config = ConfigDict(**{**JsonModel.model_config, "extra": "allow"})


class RectificationDetails(ClaimDetails):
    """What is wrong, and what has to be filed beside it."""

    corrections: Annotated[list[CorrectionIn], Field(max_length=200)] | None = None
    supplement: Sentence | None = None
    evidence: Codes | None = None


class ErasureDetails(ClaimDetails):
    """The ground of Art. 17(1) the person names."""

    ground: Literal["a", "b", "c", "d", "e", "f"] | None = None


class RestrictionDetails(ClaimDetails):
    """The ground of Art. 18(1)."""

    ground: Literal["accuracy", "unlawful", "legalClaim", "objection"] | None = None


class ObjectionDetails(ClaimDetails):
    """The uses, or the recipients, that are contested."""

    purpose_ids: Codes | None = None
    recipient_ids: Codes | None = None


class ReceiverIn(JsonModel):
    """The other controller that the data are to be sent to (Art. 20(2))."""

    name: Line
    url: Annotated[str, Field(max_length=500)]

    @model_validator(mode="after")
    def _https(self) -> Self:
        if not self.url.startswith("https://"):
            raise Refused(
                Text(
                    "Geef een adres dat met https:// begint",
                    "Give an address that begins with https://",
                    "Donnez une adresse qui commence par https://",
                )
            )
        return self


class PortabilityDetails(ClaimDetails):
    """Where the data are to go."""

    transfer_to: ReceiverIn | None = None


class ConsentDetails(ClaimDetails):
    """The consents that are withdrawn; absent means all."""

    purpose_ids: Codes | None = None
    elements: Codes | None = None


class NoDetails(ClaimDetails):
    """A right that needs no more than words."""


DETAILS: Mapping[str, type[ClaimDetails]] = {
    "access": NoDetails,
    "rectification": RectificationDetails,
    "erasure": ErasureDetails,
    "restriction": RestrictionDetails,
    "objection": ObjectionDetails,
    "portability": PortabilityDetails,
    "consentWithdrawal": ConsentDetails,
}
"""One model per right of the catalogue."""


def read_details(right: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the details as the case keeps them: camelCase, without what is absent. Raises InputInvalid."""
    if not given:
        return {}
    read = parse(DETAILS[right], dict(given))
    known = read.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    return {**given, **known}
