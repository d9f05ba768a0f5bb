"""What a watcher reads at `/metrics`: counts by pattern of the path, for the right reader alone, without a person in it."""

import httpx
import pytest
from app.api.metrics import may_read
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from tests.service import Client, Service

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(service: Service, **headers: str) -> httpx.Response:
    with httpx.Client(base_url=service.base) as watcher:
        return watcher.get("/metrics", headers=headers)


def samples(service: Service) -> Samples:
    answer = read(service)
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0)


def test_calls_are_counted_by_the_pattern_of_their_path(service: Service, handler: Client) -> None:
    case = handler.register(service.people[20])
    before = samples(service)
    handler.get(case)
    handler.http.get("/cases/nobody")
    handler.http.get("/nowhere/Anna")
    after = samples(service)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    route = {"method": "GET", "route": "/cases/{case_id}"}
    assert more("loket_calls_total", **route, status="200") >= 1
    assert more("loket_calls_total", **route, status="404") >= 1
    assert more("loket_call_seconds_count", **route) >= 2
    assert more("loket_calls_total", method="GET", route="none", status="404") >= 1


def test_what_stands_is_told(service: Service, handler: Client) -> None:
    before = samples(service)
    handler.register(service.people[20])
    after = samples(service)
    states = [value(x, "loket_open_cases", state="received") for x in (before, after)]
    assert states[1] >= 1
    assert value(after, "loket_overdue_cases") >= 1, "the demo's requests are of March"
    jobs = {dict(labels)["status"] for name, labels in after if name == "loket_jobs"}
    assert "succeeded" in jobs or "todo" in jobs or "doing" in jobs


def test_nobody_is_in_it(service: Service, handler: Client) -> None:
    person = service.people[20]
    case = handler.register(person)
    handler.get(case)
    text = read(service).text
    for known in (
        person.given_name,
        person.family_name,
        person.number,
        case["id"],
        case["reference"],
    ):
        assert known not in text


def test_from_elsewhere_there_is_no_such_address(service: Service) -> None:
    assert read(service, **{"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    assert read(service, Forwarded="for=192.0.2.7").status_code == 404


@pytest.mark.parametrize(
    ("token", "sent", "host", "reads"),
    [
        ("", {}, "127.0.0.1", True),
        ("", {}, "::1", True),
        ("", {}, "192.0.2.7", False),
        ("", {"x-forwarded-for": "127.0.0.1"}, "127.0.0.1", False),
        ("watcher", {}, "127.0.0.1", False),
        ("watcher", {"authorization": "Bearer other"}, "127.0.0.1", False),
        ("watcher", {"authorization": "Basic watcher"}, "127.0.0.1", False),
        ("watcher", {"authorization": "Bearer watcher"}, "192.0.2.7", True),
    ],
)
def test_who_reads_the_counts(token: str, sent: dict[str, str], host: str, *, reads: bool) -> None:
    headers = [(name.encode(), text.encode()) for name, text in sent.items()]
    request = Request({"type": "http", "headers": headers, "client": (host, 1)})
    assert may_read(request, token) is reads
