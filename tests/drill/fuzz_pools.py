"""What the service gave: ids by the place they stand in, versions of cases, bodies that were taken."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

Place = dict[str, str]
"""The parameters of a path, filled in."""


@dataclass(frozen=True)
class Source:
    """Where ids of other paths stand in the answer of a GET."""

    path: str
    items: str
    """Name of the list; empty where the answer itself is the item."""
    fields: Mapping[str, str]
    """Parameter of the other paths -> its field, with dots for what is nested."""
    alone: bool = False
    """Whether the other path has no parameter of this one."""

    def places(self, path: str, answer: Mapping[str, Any]) -> Iterator[Place]:
        """Yield the places that an answer names."""
        above = read_path(self.path, path)
        if above is None:
            return
        for item in answer.get(self.items, ()) if self.items else (answer,):
            found = {name: _at(item, field) for name, field in self.fields.items()}
            if all(found.values()):
                yield ({} if self.alone else above) | {n: str(v) for n, v in found.items()}


def _of_case(part: str, parameter: str) -> Source:
    return Source(f"/cases/{{caseId}}/{part}", "items", {parameter: "id"})


_ENDPOINT = "/webhookEndpoints/{endpointId}/deliveries"
_SOURCES = (
    Source("/cases", "items", {"caseId": "id"}),
    Source("/cases/{caseId}", "claims", {"claimId": "id"}),
    Source("/cases/{caseId}/letters", "deliveries", {"deliveryId": "id"}),
    Source("/cases/{caseId}/executions", "steps", {"stepId": "id"}),
    Source("/cases/{caseId}/executions", "items", {"stepId": "id"}),
    Source("/cases/{caseId}/dossier", "items", {"categoryId": "categoryId"}),
    Source(
        "/cases/{caseId}/dossier",
        "documents",
        {"categoryId": "categoryId", "documentId": "document.documentId"},
    ),
    _of_case("documents", "documentId"),
    _of_case("letters", "letterId"),
    _of_case("exports", "exportId"),
    _of_case("withholdings", "withholdingId"),
    _of_case("referrals", "referralId"),
    _of_case("transfers", "transferId"),
    _of_case("collectorTasks", "taskId"),
    _of_case("recipientNotices", "noticeId"),
    Source("/cases/{caseId}/collectorTasks", "items", {"taskId": "id"}, alone=True),
    Source("/incidents", "items", {"caseId": "caseId", "incidentId": "id"}),
    Source("/restrictions", "items", {"restrictionId": "id"}),
    Source("/webhookEndpoints", "items", {"endpointId": "id"}),
    Source(_ENDPOINT, "items", {"deliveryId": "id"}, alone=True),
    Source("/refData", "items", {"listName": "name"}),
    Source("/calendarFeeds", "", {"feedId": "id"}),
)
_YEARS = ("2025", "2026", "2027")
_VERSION = re.compile(r'"v\d+"')


class Pools:
    """Material for calls that mean something."""

    def __init__(self) -> None:
        self.places: dict[frozenset[str], list[Place]] = defaultdict(list)
        self.versions: dict[str, str] = {}
        self.bodies: dict[str, list[tuple[Place, Any]]] = defaultdict(list)
        self.places[frozenset({"year"})] = [{"year": year} for year in _YEARS]

    def note(self, path: str, headers: Mapping[str, str], content: bytes) -> None:
        """Note the ids in an answer, and the version its header tells."""
        tag = headers.get("etag", "")
        about = versioned(path)
        if about and _VERSION.fullmatch(tag):
            self.versions[about] = tag
        if not headers.get("content-type", "").startswith("application/json"):
            return
        answer = json.loads(content)
        for place in (place for source in _SOURCES for place in source.places(path, answer)):
            known = self.places[frozenset(place)]
            if place not in known:
                known.append(place)

    def note_body(self, operation: str, path: str, content: bytes) -> None:
        """Note a body that was taken, and where."""
        if content:
            place = read_path(operation.partition(" ")[2], path) or {}
            self.bodies[operation].append((place, json.loads(content)))

    def place(self, names: frozenset[str], rng: Random) -> Place | None:
        """Return somewhere that exists."""
        known = self.places.get(names)
        return rng.choice(known) if known else None


def versioned(path: str) -> str:
    """Return the path of what carries the version that a call is about."""
    found = re.match(r"/(cases|webhookEndpoints)/[^/]+", path)
    return found[0] if found else ""


def read_path(template: str, path: str) -> Place | None:
    """Return the parameters of a path that fits the template, None for another path."""
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else None


def _at(item: Any, field: str) -> Any:
    for step in field.split("."):
        item = item.get(step) if isinstance(item, dict) else None
    return item
