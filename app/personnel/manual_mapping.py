"""The mapping file of a system that a person searches by hand: who searches, and what they may hand in."""

from typing import Annotated

from pydantic import StringConstraints

from app.personnel.drop_mapping import DropMapping
from app.personnel.mapping_words import Labelled, Words


class CollectorPart(Labelled):
    """Who searches. `clients` are the labels of the access tokens that answer through the API."""

    email: Annotated[str, StringConstraints(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    clients: tuple[Words, ...] = ()
    population: str = ""
    """Population of the people in this system, where an answer does not tell."""


class ManualMapping(DropMapping):
    """A whole mapping file."""

    collector: CollectorPart
