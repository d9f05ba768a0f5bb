"""What answers look like: no null anywhere, lists in one shape, code lists, holidays, the contract, health."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from app.api.operations import CHECKED_FOR
from app.api.step_reasons import STEP_REASONS
from app.cases.model import Channel, Outcome, State
from app.cases.queries import Flag
from app.decisions.grounds import GROUNDS
from app.documents.model import DocumentKind
from app.identity.model import Means
from app.personnel.model import SourceError, SourceLater
from app.rights.catalogue import RIGHTS
from app.staff.model import Role
from tests.problems import problem
from tests.service import Client, Service, every

Case = dict[str, Any]


def nulls(value: Any, path: str = "") -> Iterator[str]:
    """Yield where a null stands."""
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from nulls(item, f"{path}.{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from nulls(item, f"{path}[{place}]")


OF_A_CASE = [
    "", "/clock", "/timeline", "/documents", "/dossier", "/proposals", "/decisions", "/letters", "/exports",
]  # fmt: skip
LISTS = ["/timeline", "/documents", "/dossier", "/proposals", "/letters", "/exports"]


@pytest.mark.parametrize("path", OF_A_CASE)
def test_no_answer_on_a_case_holds_a_null(
    path: str, sent_case: Case, case: Case, handler: Client
) -> None:
    for one in (sent_case, case):
        answer = handler.http.get(f"/cases/{one['id']}{path}")
        assert answer.status_code == 200, answer.text
        assert list(nulls(answer.json())) == []
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"].startswith("no-store")


@pytest.mark.parametrize("path", ["/cases", "/register", "/refData/rights", "/holidays/2026", "/journal", "/health"])  # fmt: skip
def test_no_other_answer_holds_a_null(path: str, dpo: Client) -> None:
    answer = dpo.http.get(path)
    assert answer.status_code == 200
    assert list(nulls(answer.json())) == []


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_one_shape(path: str, sent_case: Case, case: Case, handler: Client) -> None:
    for one in (sent_case, case):
        body = handler.http.get(f"/cases/{one['id']}{path}").json()
        assert body["self"].endswith(f"/dsr/v1/cases/{one['id']}{path}")
        assert isinstance(body["items"], list)
        assert len(body["items"]) <= max(body["pageSize"], 0)


@pytest.mark.parametrize("path", ["/letters", "/exports"])
def test_what_a_list_names_is_there(path: str, sent_case: Case, handler: Client) -> None:
    for item in handler.get(sent_case, path)["items"]:
        assert handler.http.get(item["href"]).json() == item
        content = handler.http.get(item["contentHref"])
        assert content.status_code == 200
        assert content.headers["content-disposition"].startswith("attachment; filename=")
        assert content.headers["cache-control"] == "no-store, private"
        assert len(content.content) == item["size"]
        assert hashlib.sha256(content.content).hexdigest() == item["sha256"]


@pytest.mark.parametrize(
    ("form", "media_type", "first"),
    [("zip", "application/zip", b"PK"), ("csv", "application/zip", b"PK"), ("json", "application/json", b"{")],
)  # fmt: skip
def test_a_copy_comes_in_three_forms(
    form: str, media_type: str, first: bytes, sent_case: Case, handler: Client
) -> None:
    export = handler.get(sent_case, "/exports")["items"][0]
    answer = handler.http.get(f"{export['contentHref']}?format={form}")
    assert answer.headers["content-type"] == media_type
    assert answer.content.startswith(first)
    if form == "zip":
        digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    refused = handler.http.get(f"{export['contentHref']}?format=pdf")
    assert (refused.status_code, problem(refused)) == (400, "badRequest")


def test_the_reason_of_a_proposal_is_in_the_language_of_the_reader(
    sent_case: Case, handler: Client
) -> None:
    path = f"/cases/{sent_case['id']}/proposals"
    answers = {
        language: handler.http.get(path, headers={"Accept-Language": f"{language}-BE"})
        for language in ("nl", "fr", "en")
    }
    reasons = {a.json()["items"][0]["reason"] for a in answers.values()}
    assert len(reasons) == 3
    assert {k: a.headers["content-language"] for k, a in answers.items()} == {k: k for k in answers}
    assert all("Accept-Language" in a.headers["vary"] for a in answers.values())


EXPECTED = {
    "rights": set(RIGHTS),
    "states": {state.value for state in State},
    "channels": {channel.value for channel in Channel},
    "outcomes": {outcome.value for outcome in Outcome},
    "groundCodes": set(GROUNDS),
    "documentKinds": {kind.value for kind in DocumentKind},
    "means": {means.value for means in Means},
    "flags": {flag.value for flag in Flag},
    "extensionReasons": {"complexity", "numberOfRequests"},
    "stepReasons": set(STEP_REASONS),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_code_list_is_complete_and_said_in_four_languages(name: str, handler: Client) -> None:
    items = handler.http.get(f"/refData/{name}").json()["items"]
    assert {item["code"] for item in items} == EXPECTED[name]
    for item in items:
        assert set(item["label"]) == {"nl", "fr", "en", "de"}
        assert all(item["label"].values())


def test_the_lists_are_listed(handler: Client) -> None:
    items = handler.http.get("/refData").json()["items"]
    assert {item["name"] for item in items} == set(EXPECTED)
    for item in items:
        assert item["count"] == len(handler.http.get(item["href"]).json()["items"])


def test_an_unknown_code_list(handler: Client) -> None:
    answer = handler.http.get("/refData/colours")
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound")


def test_the_holidays_of_a_year(handler: Client) -> None:
    body = handler.http.get("/holidays/2026").json()
    assert [item["date"] for item in body["items"]] == [
        "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-07-21",
        "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
    ]  # fmt: skip
    assert body["items"][0]["label"] == {
        "nl": "Nieuwjaar",
        "fr": "jour de l'An",
        "en": "New Year's Day",
    }


def test_the_contract_is_served_in_three_forms(service: Service) -> None:
    with httpx.Client(base_url=f"{service.base}/dsr/v1") as public:
        written = public.get("/doc/openapi.json")
        assert written.headers["content-type"] == "application/json"
        assert written.json()["paths"]["/cases/{caseId}"]
        yaml = public.get("/doc/openapi.yaml")
        assert yaml.headers["content-type"].startswith("application/yaml")
        assert json.loads(yaml.text) == written.json()
        page = public.get("/doc")
        assert page.headers["content-type"].startswith("text/html")
        assert "registerCase" in page.text
        assert "<script" not in page.text
        assert [part for part in page.text.split('"') if part.startswith(("http:", "//"))] == []


def test_health_tells_the_public_nothing_but_up(service: Service) -> None:
    with httpx.Client(base_url=service.base) as public:
        for path in ("/dsr/v1/health", "/livez", "/readyz"):
            answer = public.get(path)
            assert (answer.status_code, answer.json()) == (200, {"status": "UP"})


def test_the_stores_are_asked_once_however_often_the_public_asks(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def silent(collectors: object) -> dict[str, SourceError | None]:
        asked.append(collectors)
        return {"vlimpers": SourceLater()}

    def health() -> str:
        with httpx.Client(base_url=service.base) as public:
            return str(public.get("/dsr/v1/health").json()["status"])

    before = service.clock.offset
    with monkeypatch.context() as patched:
        patched.setattr("app.api.operations.check_all", silent)
        service.clock.offset += timedelta(minutes=5)
        assert [health(), health()] == ["DEGRADED", "DEGRADED"]
        assert len(asked) == 1
        service.clock.offset += CHECKED_FOR
        assert health() == "DEGRADED"
        assert len(asked) == 2
    service.clock.offset = before
    assert health() == "UP", "a clock that was put back asks anew"


def test_the_journal_shows_the_chains_of_ones_own_entities(
    service: Service, handler: Client
) -> None:
    case = handler.register(service.people[20])

    def chains(*entities: str) -> set[str]:
        auditor = service.client(Role.AUDITOR, entities=entities)
        return {item["chain"] for item in every(auditor.http, "/journal")}

    assert case["id"] in chains("*")
    assert case["id"] in chains(service.parts.policy.entity)
    assert chains("OVO900099") == set()


def test_seeing_the_answer_before_it_goes_is_journalled(
    service: Service, handler: Client, decider: Client
) -> None:
    person = service.people[24]
    case = handler.register(person)
    handler.prove(case, person)
    handler.wait(case, "inAssessment")
    assert handler.put(case, "/decisions", {"acceptProposals": True}).status_code == 200
    assert decider.post(case, "/decisions/confirmation").status_code == 200
    handler.until(
        case, lambda _: "sealed" in [x["state"] for x in handler.get(case, "/exports")["items"]]
    )
    seen = decider.http.post(f"/cases/{case['id']}/letters/previews", json={"language": "nl"})
    assert seen.status_code == 200, seen.text
    newest = handler.get(case, "/timeline")["items"][0]
    assert newest["kind"] == "content.read"
    assert newest["details"] == {"preview": seen.json()["kind"], "language": "nl"}


def test_something_that_breaks_tells_nothing_of_its_inside(
    handler: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: Any) -> None:
        raise ValueError("select * from people where name = 'Anna'")

    monkeypatch.setattr("app.cases.store.CaseStore.load", broken)
    answer = handler.http.get("/cases/1")
    assert (answer.status_code, problem(answer)) == (500, "internalServerError")
    assert "Anna" not in answer.text
    assert "Traceback" not in answer.text
    assert "Anna" not in caplog.text


def test_a_token_that_calls_too_often_waits(
    service: Service, call: Callable[..., httpx.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.parts.access.calls, "_most", 3)
    token, other = service.token(Role.DPO), service.token(Role.DPO)
    statuses = [call("GET", "/cases", token).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    answer = call("GET", "/cases", token)
    assert problem(answer) == "tooManyRequests"
    assert answer.json()["limit"] == 3
    assert 1 <= int(answer.headers["retry-after"]) == answer.json()["retryAfter"] <= 60
    assert call("GET", "/cases", other).status_code == 200
    assert call("GET", "/health").status_code == 200
