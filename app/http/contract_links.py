"""The links of the OpenAPI document: from what a call made to the calls that take its id, all from one table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

_MADE: Final = "$response.body#/id"
_ITS_CASE: Final = "$request.path.caseId"
_VERSION: Final = "$response.header.ETag"
_IF_MATCH: Final = "If-Match"
_SUCCESSES: Final = ("201", "202")


@dataclass(frozen=True, slots=True)
class Leads:
    """Calls that take what was made as `made`; `beside` the case that it hangs on."""

    made: str
    to: tuple[str, ...]
    beside: bool = True

    @property
    def given(self) -> dict[str, str]:
        """Where the ids in their paths come from."""
        return ({"caseId": _ITS_CASE} if self.beside else {}) | {self.made: _MADE}


_CASE_MADE: Final = Leads(
    "caseId",
    (
        *("getCase", "getClock", "getTimeline", "listDocuments", "listLetters"),
        *("addDocument", "addNote", "writeMessage", "assignCase", "setRepresentative", "addClaim"),
        *("checkIdentity", "requestIdentity", "extendPeriod", "withdrawCase", "redirectCase"),
    ),
    beside=False,
)
_ENDPOINT_MADE: Final = Leads(
    "endpointId",
    (
        *("getWebhookEndpoint", "changeWebhookEndpoint", "removeWebhookEndpoint"),
        *("rotateWebhookSecret", "testWebhookEndpoint", "listWebhookDeliveries"),
    ),
    beside=False,
)
LINKS: Final[Mapping[str, Leads]] = {
    "registerCase": _CASE_MADE,
    "addDocument": Leads("documentId", ("getDocumentContent", "sortDocument", "maskDocument")),
    "withholdPassage": Leads("withholdingId", ("removeWithholding",)),
    "addReferral": Leads("referralId", ("recordForwarding", "removeReferral")),
    "writeLetter": Leads("letterId", ("getLetter", "getLetterContent")),
    "issueRecipientOverview": Leads("letterId", ("getLetter", "getLetterContent")),
    "orderExport": Leads("exportId", ("getExport", "getExportContent")),
    "orderTransfer": Leads("transferId", ("cancelTransfer",)),
    "reportIncident": Leads("incidentId", ("getIncident", "decideIncident", "getIncidentReport")),
    "addCalendarFeed": Leads("feedId", ("removeCalendarFeed",), beside=False),
    "addWebhookEndpoint": _ENDPOINT_MADE,
    "testWebhookEndpoint": Leads("deliveryId", ("replayDelivery",), beside=False),
}
"""By operation: what its answer leads to."""


def add_links(paths: Mapping[str, Json]) -> None:
    """Write the links into the answers that made something, as far as the calls they lead to are described."""
    calls = {call["operationId"]: call for item in paths.values() for call in item.values()}
    for name in LINKS.keys() & calls.keys():
        for status, answer in calls[name]["responses"].items():
            if status in _SUCCESSES:
                answer["links"] = dict(_links_of(LINKS[name], answer, calls))


def _links_of(leads: Leads, answer: Json, calls: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for target in leads.to:
        asked = {one["name"] for one in calls[target]["parameters"]}
        tagged = _IF_MATCH in asked and "ETag" in answer["headers"]
        link: Json = {
            "operationId": target,
            "parameters": leads.given | ({_IF_MATCH: _VERSION} if tagged else {}),
        }
        if _IF_MATCH in asked and not tagged:
            link["description"] = "With the ETag of the case, read again: this answer has none"
        yield target, link
