"""Read EU trusted lists (ETSI TS 119 612) and check who signed them. Loaded only where they are used: it takes long."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from asn1crypto import x509  # type: ignore[import-untyped] # the library has no types
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified.eutl_parse import (
    LOTL_RULE,
    TLReference,
    trust_list_to_registry,
    validate_and_parse_lotl,
)
from pyhanko.sign.validation.qualified.tsp import TSPRegistry, TSPServiceParsingError
from signxml.exceptions import SignXMLException
from xsdata.exceptions import ParserError

LOTL: Final = ""
"""Stands for the list of lists where territories are asked for."""

_CODE: Final = re.compile(r"[A-Z]{2}")
"""It becomes the name of a file."""

# What signature check and reading raise on a list that is not what it should be.
_BAD: Final = (
    SignatureValidationError,
    TSPServiceParsingError,
    SignXMLException,
    ParserError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
)


class ListNotTrusted(Exception):
    """A list cannot be read, or is not signed by whom it should be."""

    def __init__(self, territory: str) -> None:
        super().__init__(territory)
        self.territory = territory


def places(
    lotl: str, signers: list[x509.Certificate] | None, territories: frozenset[str]
) -> dict[str, str]:
    """Return the address of each national list that is wanted, by territory. Raises ListNotTrusted."""
    return {one.territory: one.location_uri for one in _wanted(lotl, signers, territories)}


def read(
    text_of: Callable[[str], str],
    signers: list[x509.Certificate] | None,
    territories: frozenset[str],
) -> TSPRegistry:
    """Return the services of all lists; `text_of` gives the text of one. Raises ListNotTrusted."""
    registry = TSPRegistry()
    for one in _wanted(text_of(LOTL), signers, territories):
        with _named(one.territory):
            trust_list_to_registry(text_of(one.territory), one.tlso_certs, registry)
    return registry


def _wanted(
    lotl: str, signers: list[x509.Certificate] | None, territories: frozenset[str]
) -> Iterator[TLReference]:
    with _named(LOTL):
        parsed = validate_and_parse_lotl(lotl, signers)
    for one in parsed.references:
        is_itself = LOTL_RULE in one.scheme_rules
        wanted = not territories or one.territory in territories
        if wanted and not is_itself and _CODE.fullmatch(one.territory):
            yield one


@contextmanager
def _named(territory: str) -> Iterator[None]:
    try:
        yield
    except _BAD as error:
        raise ListNotTrusted(territory) from error
