"""The mapping file of a system reached by files alone: who it is, what it holds, what it changes when asked."""

from typing import Self

from pydantic import model_validator

from app.personnel.changes import ChangeKind
from app.personnel.described import Described, PeopleCodes
from app.personnel.json_mapping import JsonHolding


class DropHolding(JsonHolding):
    """One list of records; `changes` are those the people or programs behind the folder carry out."""

    changes: tuple[ChangeKind, ...] = ()
    identities: bool = False

    @model_validator(mode="after")
    def _values_have_our_names(self) -> Self:
        for element in self.elements:
            if element.field is not None:
                raise ValueError(
                    f"element '{element.name}' has a 'field': answers use the element's own name; remove it"
                )
            if element.link:
                raise ValueError(
                    f"element '{element.name}' has a 'link': here documents come with the answer; remove it"
                )
        return self


class DropMapping(Described[DropHolding]):
    """A whole mapping file."""

    person: PeopleCodes = PeopleCodes()

    @property
    def consents(self) -> None:
        """No codes to translate: answers name the purposes of the register."""
