"""Every code that stands in an answer is told: in the contract as an enum, in a list of `refData`, or in the register."""

from collections.abc import Iterator
from typing import Any

import pytest
from app.api.code_lists import CODE_LISTS
from app.api.german import GERMAN
from app.api.step_reasons import STEP_REASONS
from app.cases.queries import Flag
from app.cases.transitions import JournalKind
from app.casework.designate import DAYS_CHANGED
from app.casework.kept_from_erasure import KEPT
from app.casework.recompute import CASES_COMPUTED
from app.casework.retention_hold import CopyNotSealed
from app.cli.release import RELEASED
from app.cli.token import TOKEN_ISSUED, TOKEN_REVOKED
from app.errors import DeskError
from app.http.problems import types_of_problems
from app.personnel.model import SourceLater, SourceNeedsPerson
from tests.answer_check import contract

SCHEMAS: dict[str, dict[str, Any]] = contract()["components"]["schemas"]
ALREADY_TOLD = ("enum", "const", "format", "pattern", "$ref", "minLength")
"""A choice, a date or an address, a hash, another schema, an id."""

LISTED = {
    "ground": "groundCodes",
    "groundCode": "groundCodes",
    "groundCodes": "groundCodes",
    "StepOut.reason": "stepReasons",
}
"""Property -> the list of `refData` with its codes."""
OF_THE_REGISTER = {
    "allowedUses", "authenticSource", "categories", "categoryId", "categoryIds", "element", "elements",
    "group", "population", "purposeId", "purposeIds", "recipientIds", "scope",
}  # fmt: skip
"""Ids of `GET /register`, or of the file it is read from."""
OF_THE_INSTALLATION = {
    "assignee", "entity", "entities", "holding", "silentSystems", "system", "systems",
    "actor", "decidedBy", "forwardedBy", "givenBy", "reportedBy", "reviewedBy", "verifiedBy", "writtenBy",
}  # fmt: skip
"""Systems, entities and people as whoever runs the service named them."""
IDS_AND_VERSIONS = {
    "chain", "eventId", "exportIds", "exports", "hash", "holidaysVersion", "id", "key", "letterIds",
    "letterRegisterVersion", "linkedCases", "messageId", "publicKeys", "recordId", "recordIds", "reference",
    "registerVersion", "rulesVersion", "secret", "templateVersion", "version", "JournalEntryOut.chain",
}  # fmt: skip
OF_LAW = {"article", "articles", "legalReferences", "rule", "source", "statuteRef"}
"""Articles and rules, as the law names them."""
WORDS = {
    "address", "addressProof", "agreedHow", "askedHow", "category", "city", "consequences", "contact", "country",
    "decree", "description", "disputed", "doubt", "en", "error", "facts", "familyName", "field", "fileName",
    "forwardedHow", "givenName", "happened", "harm", "html", "identityProof", "intention", "interest", "label",
    "measures", "mediaType", "message", "name", "nationalNumber", "necessity", "nl", "fr", "de", "note",
    "organisation", "page", "path", "postalCode", "proof", "reason", "reasons", "receipt", "reference",
    "repetition", "request", "says", "signers", "statement", "street", "summary", "text", "title", "to",
    "unfounded", "url", "vlimpersNumber", "what", "wrongRecipient", "email", "code",
}  # fmt: skip
"""Texts, names and values; `code` is the secret of a link, a code of a list itself, or what a table counts."""
FREE = OF_THE_REGISTER | OF_THE_INSTALLATION | IDS_AND_VERSIONS | OF_LAW | WORDS


def texts() -> Iterator[str]:
    """Yield each property of an answer that is a text, or a list of texts, of which the contract says no more."""
    for name, schema in SCHEMAS.items():
        for told, part in schema.get("properties", {}).items():
            inner = part.get("items", part)
            if (
                name.endswith("Out")
                and inner.get("type") == "string"
                and not any(k in inner for k in ALREADY_TOLD)
            ):
                yield f"{name}.{told}"


@pytest.mark.parametrize("place", sorted(texts()))
def test_a_text_in_an_answer_is_no_code_or_its_codes_are_told(place: str) -> None:
    name = place.partition(".")[2]
    told = LISTED.get(place) or LISTED.get(name)
    assert told in CODE_LISTS or name in FREE, (
        "make it an enum, or give its codes a list in refData"
    )


@pytest.mark.parametrize("name", sorted(CODE_LISTS))
def test_a_list_has_its_labels_in_four_languages(name: str) -> None:
    for code, label, _ in CODE_LISTS[name]():
        assert all((label.nl, label.fr, label.en, GERMAN[name][code])), code


def test_the_lists_of_flags_and_reasons_are_whole() -> None:
    assert {code for code, _, _ in CODE_LISTS["flags"]()} == {flag.value for flag in Flag}
    asked = SCHEMAS["ExtensionIn"]["properties"]["reasonCode"]["enum"]
    assert {code for code, _, _ in CODE_LISTS["extensionReasons"]()} == set(asked)


def test_every_kind_of_entry_stands_in_the_contract() -> None:
    told = SCHEMAS["JournalEntryOut"]["properties"]["kind"]["anyOf"]
    kinds = {kind for one in told for kind in one.get("enum", ())}
    assert kinds >= {DAYS_CHANGED, CASES_COMPUTED, RELEASED, TOKEN_ISSUED, TOKEN_REVOKED}
    assert SCHEMAS["JournalKind"]["enum"] == [kind.value for kind in JournalKind]


def test_why_a_step_stops_has_words() -> None:
    by_hand: list[type[DeskError]] = [SourceNeedsPerson, *SourceNeedsPerson.__subclasses__()]
    stops: tuple[type[DeskError], ...] = (*by_hand, SourceLater, CopyNotSealed, *KEPT)
    assert {kind.code for kind in stops} <= set(STEP_REASONS)


def test_every_refusal_stands_in_the_contract() -> None:
    assert SCHEMAS["Problem"]["properties"]["type"]["enum"] == sorted(types_of_problems())
