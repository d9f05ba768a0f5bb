"""The mapping file of a system reached by files alone: who it is, what it holds, what it changes when asked."""

from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.personnel.changes import ChangeKind
from app.personnel.described import Described, DescribedHolding, PeopleCodes, check_names
from app.personnel.model import Holding


class DropHolding(DescribedHolding):
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
        return self


class DropMapping(Described):
    """A whole mapping file."""

    holding: Annotated[tuple[DropHolding, ...], Field(min_length=1)]
    person: PeopleCodes = PeopleCodes()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_names(self.holding)
        return self

    @property
    def consents(self) -> None:
        """No codes to translate: answers name the purposes of the register."""

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """The holdings as the rest of the house knows them, in the order of the file."""
        return tuple(part.holding(self.system.name) for part in self.holding)

    def part(self, name: str) -> DropHolding:
        """Return the holding of that name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, DropHolding]:
        return {part.name: part for part in self.holding}
