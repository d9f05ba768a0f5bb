"""What a claim says beyond its words, per right: checked at the door, kept as the case's details."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StrictBool, model_validator

from app.api.inputs import Code, IsoDate, Line, Sentence
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.http.parsing import JsonModel, Refused, parse
from app.http.problems import InputInvalid, Issue
from app.language import Text
from app.restrictions.claims import register_names

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


class RecordIn(JsonModel):
    """One document of a container; `on` is told back by the service and not taken from anybody."""

    category_id: Code
    system: Code
    holding: Code
    record_id: Code
    on: IsoDate | None = None


Records = Annotated[list[RecordIn], Field(max_length=500)]


class RectificationDetails(ClaimDetails):
    """What is wrong, what has to be filed beside it, and with which documents (RE-04)."""

    corrections: Annotated[list[CorrectionIn], Field(max_length=200)] | None = None
    supplement: Sentence | None = None
    records: Records | None = None
    evidence: Codes | None = None


class ErasureDetails(ClaimDetails):
    """The ground of Art. 17(1) the person names, and the documents of a container that it is about."""

    ground: Literal["a", "b", "c", "d", "e", "f"] | None = None
    records: Records | None = None


class RestrictionDetails(ClaimDetails):
    """The ground of Art. 18(1)(a), (b) or (c): whoever asks need not name it, whoever grants it must."""

    ground: Literal["accuracy", "unlawful", "legalClaim"] | None = None


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


def check_known(right: str, details: Mapping[str, Any], desk: Desk, *, place: str) -> None:
    """Check that each use, recipient and element that limits a claim is one we know.

    One that nobody knows would limit it to nothing, so that nothing rests and nothing is decided.
    Raises InputInvalid with every place.
    """
    issues = [
        Issue("body", f"{place}.{name}[{at}]", detail)
        for name, (known, detail) in _known(desk).items()
        if name in _names(right)
        for at, code in enumerate(details.get(name) or ())
        if code not in known
    ]
    if issues:
        raise InputInvalid(*issues)


def _names(right: str) -> frozenset[str]:
    """Return the names of the details that the rules read for a right."""
    return frozenset(field.alias or name for name, field in DETAILS[right].model_fields.items())


def _known(desk: Desk) -> dict[str, tuple[frozenset[str], Text]]:
    register = desk.register
    elements = {e.element_id for c in register.categories for e in c.elements}
    return {
        "purposeIds": (frozenset(p.purpose_id for p in register.purposes), _NO_PURPOSE),
        "recipientIds": (frozenset(r.recipient_id for r in register.recipients), _NO_RECIPIENT),
        "elements": (frozenset(elements | register_names(holdings_of(desk)).keys()), _NO_ELEMENT),
    }


_NO_PURPOSE = Text(
    "Dit doeleinde staat niet in het register. Kies er een uit de lijst, of laat dit veld weg en schrijf het in statement",
    "This purpose is not in the register. Choose one of the list, or leave this field out and write it in statement",
    "Cette finalité n'est pas dans le registre. Choisissez-en une dans la liste, ou omettez ce champ et écrivez-la dans statement",
)
_NO_RECIPIENT = Text(
    "Deze ontvanger staat niet in het register. Kies er een uit de lijst, of laat dit veld weg en schrijf het in statement",
    "This recipient is not in the register. Choose one of the list, or leave this field out and write it in statement",
    "Ce destinataire n'est pas dans le registre. Choisissez-en un dans la liste, ou omettez ce champ et écrivez-le dans statement",
)
_NO_ELEMENT = Text(
    "Dit gegeven volgt het register niet apart. Noem een gegeven van het register, of beperk het verzoek met scope tot een categorie",
    "The register does not track this element by itself. Name an element of the register, or limit the claim to a category with scope",
    "Le registre ne suit pas cet élément séparément. Indiquez un élément du registre, ou limitez la demande à une catégorie avec scope",
)
