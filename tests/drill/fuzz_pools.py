"""What the service gave: ids by the place they stand in, versions of cases, bodies that were taken."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

_SOURCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "/cases": (("items", "id", "caseId"),),
    "/cases/{caseId}": (("claims", "id", "claimId"),),
    "/cases/{caseId}/documents": (("items", "id", "documentId"),),
    "/cases/{caseId}/letters": (
        ("items", "id", "letterId"),
        ("deliveries", "id", "deliveryId"),
    ),
    "/cases/{caseId}/dossier": (("items", "categoryId", "categoryId"),),
    "/cases/{caseId}/exports": (("items", "id", "exportId"),),
    "/cases/{caseId}/withholdings": (("items", "id", "withholdingId"),),
    "/cases/{caseId}/referrals": (("items", "id", "referralId"),),
    "/cases/{caseId}/transfers": (("items", "id", "transferId"),),
    "/cases/{caseId}/executions": (("steps", "id", "stepId"),),
    "/cases/{caseId}/collectorTasks": (("items", "id", "taskId"),),
    "/cases/{caseId}/recipientNotices": (("items", "id", "noticeId"),),
    "/incidents": (("items", "id", "incidentId"),),
    "/restrictions": (("items", "id", "restrictionId"),),
    "/webhookEndpoints": (("items", "id", "endpointId"),),
    "/webhookEndpoints/{endpointId}/deliveries": (("items", "id", "deliveryId"),),
    "/refData": (("items", "name", "listName"),),
    "/calendarFeeds": (("", "id", "feedId"),),
}
"""Place -> (list in its answer, field, the parameter of other places that the field is)."""
_CASE = re.compile(r"/cases/([^/]+)")
_VERSION = re.compile(r'"v\d+"')

Place = dict[str, str]


class Pools:
    """Material for calls that mean something."""

    def __init__(self) -> None:
        self.places: dict[frozenset[str], list[Place]] = defaultdict(list)
        self.versions: dict[str, str] = {}
        self.bodies: dict[str, list[tuple[Place, Any]]] = defaultdict(list)
        self.places[frozenset({"year"})] = [{"year": str(year)} for year in (2025, 2026, 2027)]

    def note(self, path: str, headers: Mapping[str, str], content: bytes) -> None:
        """Note the ids in an answer, and the version its header tells."""
        tag = headers.get("etag", "")
        about = versioned(path)
        if about and _VERSION.fullmatch(tag):
            self.versions[about] = tag
        if headers.get("content-type", "").startswith("application/json"):
            answer = json.loads(content)
            for place in _places(path, answer):
                known = self.places[frozenset(place)]
                if place not in known:
                    known.append(place)

    def note_body(self, operation: str, path: str, content: bytes) -> None:
        """Note a body that was taken, and where."""
        if content:
            self.bodies[operation].append((_read(operation.partition(" ")[2], path) or {}, json.loads(content)))

    def place(self, names: frozenset[str], rng: Random) -> Place | None:
        """Return somewhere that exists."""
        known = self.places.get(names)
        return rng.choice(known) if known else None


def versioned(path: str) -> str:
    """Return the path of what carries the version that a call is about."""
    found = re.match(r"/(cases|webhookEndpoints)/[^/]+", path)
    return found[0] if found else ""


def _places(path: str, answer: Any) -> Iterator[Place]:
    for template, sources in _SOURCES.items():
        place = _read(template, path)
        if place is None or not isinstance(answer, dict):
            continue
        for name, field, parameter in sources:
            for item in answer.get(name, ()) if name else (answer,):
                if field in item:
                    given = {"caseId": item["caseId"]} if parameter == "incidentId" else {}
                    yield place | given | {parameter: str(item[field])}
        if template == "/cases/{caseId}/dossier":
            for item in answer.get("documents", ()):
                yield place | {
                    "categoryId": item["categoryId"],
                    "documentId": str(item.get("id", item.get("documentId", ""))),
                }
        if template == "/cases/{caseId}/collectorTasks":
            for item in answer.get("items", ()):
                yield {"taskId": str(item["id"])}
        if template.endswith("/deliveries"):
            for item in answer.get("items", ()):
                yield {"deliveryId": str(item["id"])}


def _read(template: str, path: str) -> Place | None:
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else None
