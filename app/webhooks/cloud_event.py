"""The body of a message: a CloudEvent 1.0 as JSON, thin on purpose. Who wants to know more asks, with a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from app.kit.clock import BRUSSELS
from app.webhooks.model import Happening

MEDIA_TYPE: Final = "application/cloudevents+json"
TEST: Final = "test"
"""Name of the event that says nothing: somebody tries an endpoint."""
_TEST_RESOURCE: Final = "webhookEndpoints"
_HREFS: Final[Mapping[str, str]] = {
    "cases": "/cases/{case}",
    "exports": "/cases/{case}/exports/{id}",
    "recipientNotices": "/cases/{case}/recipientNotices",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Who tells: the name of the service, reversed domain first, and where the API is."""

    service: str
    api_url: str

    @property
    def source(self) -> str:
        """The URN of the house: the name of the service without its last word."""
        return f"urn:{self.service.rpartition('.')[0]}:dsr"

    def type_of(self, resource: str, name: str) -> str:
        """Return the type of an event."""
        return f"{self.service}.v1.{resource}.notify.{name}"


def event_body(happening: Happening, origin: Origin) -> bytes:
    """Return the body that tells of an event: the same bytes at every attempt."""
    of_a_case = happening.resource == "cases"
    where = _HREFS[happening.resource].format(case=happening.case_id, id=happening.resource_id)
    data = {
        "id": happening.resource_id,
        **({} if of_a_case else {"caseId": happening.case_id}),
        "version": happening.version,
        **happening.details,
        "href": origin.api_url + where,
    }
    return _body(
        happening.event_key,
        origin,
        kind=origin.type_of(happening.resource, happening.name),
        at=happening.at,
        data=data,
    )


def trial_body(event_key: str, endpoint_id: str, origin: Origin, *, at: datetime) -> bytes:
    """Return the body of a test."""
    kind = origin.type_of(_TEST_RESOURCE, TEST)
    return _body(event_key, origin, kind=kind, at=at, data={"id": endpoint_id})


def _body(
    event_key: str, origin: Origin, *, kind: str, at: datetime, data: Mapping[str, Any]
) -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": event_key,
            "source": origin.source,
            "service": f"{origin.service}.v1",
            "type": kind,
            "time": at.astimezone(BRUSSELS).isoformat(timespec="seconds"),
            "datacontenttype": "application/json",
            "data": data,
        }
    )
