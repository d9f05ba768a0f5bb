"""Every expected refusal has a status and a sentence in three languages, or is known never to reach a door."""

import pytest
from app.errors import DeskError
from app.http.problems import problem_of
from app.http.wording import STATUS, WORDING
from app.language import Language
from tests.problems import expected_errors

AT_THE_START = {
    "assuranceInvalid",
    "connectorUnknown",
    "contactsInvalid",
    "databaseBehind",
    "embeddedDatabaseFailed",
    "fontsMissing",
    "mailNotSecure",
    "mappingInvalid",
    "migrationsMissing",
    "registerInvalid",
    "sealUnusable",
    "serviceNotStarted",
    "serviceRoleMissing",
    "serviceRoleTooStrong",
    "storeOptionsInvalid",
    "storesInvalid",
}
"""The process refuses to start."""
OF_A_COMMAND = {
    "tokenUnknown",
    "demoFailed",
    "notALetter",
    "packageUnreadable",
    "remindersIncomplete",
    "roundIncomplete",
    "signatureInvalid",
    "signatureUntrusted",
    "storeNotOurs",
    "tooFewPeople",
    "trustedListsFailed",
}
"""Told on the command line alone."""
OF_THE_WORKER = {
    "answerFileAwaited",
    "answerNotAsMapped",
    "collectorAwaited",
    "collectorTasksMissing",
    "documentTooLarge",
    "mailLeft",
    "mailboxUnreachable",
    "sourceError",
    "sourceMisconfigured",
    "sourceNeedsPerson",
    "storeSuspended",
    "virusCheckWaits",
}
"""Caught in the search, which notes what did not answer."""
OUR_OWN_FAULT = {"exportValueUnfit", "letterIncomplete", "notInRegister"}
"""A template, a mapping or a table of ours is wrong: the caller can do nothing and reads 500."""

OF_MESSAGES = {
    "outgoingHeld",
    "outwardFailed",
    "outwardRefused",
    "sendingError",
    "sendingLater",
    "sendingNever",
}
"""Caught where a message is sent, which notes that it did not go."""

NEVER_AT_A_DOOR = OF_MESSAGES | AT_THE_START | OF_A_COMMAND | OF_THE_WORKER | OUR_OWN_FAULT
WITHOUT_CLASS = {"internalServerError", "methodNotAllowed", "serviceUnavailable"}
"""Made by the door itself from a status."""


def test_every_refusal_has_a_status_and_a_sentence_or_never_reaches_a_door() -> None:
    found = {error.code for error in expected_errors()}
    assert found - set(STATUS) == NEVER_AT_A_DOOR & found, "give it a status and a sentence"
    assert NEVER_AT_A_DOOR - found == set(), "no longer exists"
    assert set(STATUS) - found == WITHOUT_CLASS, "nobody raises it"


@pytest.mark.parametrize("code", sorted(STATUS))
def test_a_sentence_is_there_in_every_language_and_its_status_is_a_refusal(code: str) -> None:
    text = WORDING[code]
    told = [text.nl, text.fr, text.en]
    assert all(sentence.strip() for sentence in told)
    assert len(set(told)) == len(Language)
    assert 400 <= STATUS[code] < 600


def test_a_refusal_nobody_foresaw_at_a_door_is_a_plain_500() -> None:
    class Unforeseen(DeskError):
        code = "unforeseen"

    problem = problem_of(Unforeseen("a text that is not for the reader"))
    assert (problem.status, problem.code) == (500, "internalServerError")
    assert "reader" not in str(problem.detail)
