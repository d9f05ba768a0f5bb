"""The rules of the guide that hold for every call: traces, formats, what is known already, methods and addresses."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from app.cli.paper import signed_request
from app.staff.model import Role
from tests.problems import problem
from tests.service import Client, Service, every

Case = dict[str, Any]
Call = Callable[..., httpx.Response]
READINGS = ["/register", "/refData", "/refData/rights", "/holidays/2026", "/cases"]
OF_A_CASE = ["", "/clock", "/documents", "/dossier", "/proposals", "/letters", "/exports"]


def test_each_answer_has_a_trace_of_its_own(call: Call, handler: Client, service: Service) -> None:
    answers = [
        handler.http.get("/cases"),
        handler.http.get("/cases/nobody"),
        handler.http.post("/cases", json={}),
        call("GET", "/cases"),
        call("GET", "/nowhere"),
    ]
    traces = [answer.headers["belgov-trace-id"] for answer in answers]
    assert len(set(traces)) == len(traces)
    assert all(str(uuid.UUID(trace)) == trace for trace in traces)
    with httpx.Client(base_url=service.base) as browser:
        assert "belgov-trace-id" in browser.get("/verzoek").headers


def test_the_trace_of_the_caller_is_given_back_and_logged(
    handler: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "order-2026.17"
    answer = handler.http.get("/cases", headers={"BelGov-Related-Trace-Id": given})
    assert answer.headers["belgov-related-trace-id"] == given
    logged = capsys.readouterr()
    line = next(x for x in (logged.out + logged.err).splitlines() if given in x)
    assert answer.headers["belgov-trace-id"] in line
    assert "/cases" in line


@pytest.mark.parametrize("given", ["Anna Voorbeeld", "x" * 37, "a\tb", "é", ""])
def test_what_is_no_trace_is_neither_given_back_nor_logged(
    given: str, handler: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = {"BelGov-Related-Trace-Id": given.encode()}
    answer = handler.http.get("/cases", headers=sent)  # type: ignore[arg-type]  # bytes as they go
    assert answer.status_code == 200
    assert "belgov-related-trace-id" not in answer.headers
    assert not given or given not in capsys.readouterr().out


@pytest.mark.parametrize("path", READINGS)
def test_what_the_reader_has_is_not_sent_again(path: str, handler: Client) -> None:
    first = handler.http.get(path)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[^"]+"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = handler.http.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert handler.http.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", OF_A_CASE)
def test_what_the_reader_has_of_a_case_is_not_sent_again(
    path: str, handler: Client, sent_case: Case
) -> None:
    place = f"/cases/{sent_case['id']}{path}"
    tag = handler.http.get(place).headers["etag"]
    assert handler.http.get(place, headers={"If-None-Match": tag}).status_code == 304


def test_what_was_known_and_changed_is_sent(handler: Client, case: Case) -> None:
    place = f"/cases/{case['id']}/documents"
    tag = handler.http.get(place).headers["etag"]
    assert (
        handler.attach(
            case, "other", signed_request("Anna", date="2026-03-05"), "x.pdf"
        ).status_code
        == 201
    )
    again = handler.http.get(place, headers={"If-None-Match": tag})
    assert (again.status_code, len(again.json()["items"])) == (200, 1)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("application/problem+json", 200),
        ("", 200),
        ("text/html", 406),
        ("application/xml, text/csv", 406),
        ("application/json;q=0, text/html", 406),
    ],
)
def test_a_format_that_does_not_exist_is_refused(accept: str, status: int, handler: Client) -> None:
    answer = handler.http.get("/cases", headers={"Accept": accept})
    assert answer.status_code == status
    assert status == 200 or problem(answer) == "notAcceptable"


def test_nothing_is_done_in_a_format_that_does_not_exist(handler: Client, case: Case) -> None:
    headers = {"Accept": "text/html"}
    answer = handler.http.post(f"/cases/{case['id']}/notes", json={"text": "x"}, headers=headers)
    assert answer.status_code == 406
    kinds = {item["kind"] for item in handler.get(case, "/timeline")["items"]}
    assert "note.added" not in kinds


def test_a_file_is_taken_as_a_file(handler: Client, sent_case: Case) -> None:
    place = handler.get(sent_case, "/letters")["items"][0]["contentHref"]
    taken = handler.http.get(place, headers={"Accept": "application/pdf"})
    assert (taken.status_code, taken.headers["content-type"]) == (200, "application/pdf")
    assert handler.http.get(place, headers={"Accept": "application/json"}).status_code == 406


@pytest.mark.parametrize(
    ("form", "accept", "status"),
    [
        ("zip", "application/zip", 200),
        ("zip", "application/json", 406),
        ("csv", "application/json", 406),
        ("json", "application/zip", 406),
        ("json", "application/json", 200),
    ],
)
def test_the_form_that_was_chosen_has_to_be_taken(
    form: str, accept: str, status: int, handler: Client, sent_case: Case
) -> None:
    place = handler.get(sent_case, "/exports")["items"][0]["contentHref"]
    answer = handler.http.get(f"{place}?format={form}", headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"] == (
        accept if status == 200 else "application/problem+json"
    )


@pytest.mark.parametrize("ranged", [{}, {"Range": "bytes=0-3"}, {"Range": "bytes=999999999-"}])
def test_a_file_that_the_reader_has_is_not_sent_again(
    ranged: dict[str, str], handler: Client, sent_case: Case
) -> None:
    def reads() -> int:
        found = every(handler.http, f"/cases/{sent_case['id']}/timeline")
        return sum(item["kind"] == "content.read" for item in found)

    for kind in ("letters", "exports"):
        place = handler.get(sent_case, f"/{kind}")["items"][0]["contentHref"]
        tag, before = handler.http.head(place).headers["etag"], reads()
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            headers = {"If-None-Match": known} | ranged
            for method in ("GET", "HEAD"):
                again = handler.http.request(method, place, headers=headers)
                assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert reads() == before
        headers = {"If-None-Match": '"other"', "Range": "bytes=0-3"}
        assert handler.http.get(place, headers=headers).status_code == 206


def test_a_range_that_is_the_whole_is_answered_as_a_range(handler: Client, sent_case: Case) -> None:
    place = handler.get(sent_case, "/letters")["items"][0]["contentHref"]
    whole = handler.http.get(place).content
    for asked in ("bytes=0-", f"bytes=0-{len(whole) - 1}", f"bytes=-{len(whole) * 2}"):
        part = handler.http.get(place, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, whole)
        assert part.headers["content-range"] == f"bytes 0-{len(whole) - 1}/{len(whole)}"
    for asked in ("items=0-1", "bytes=9-2", "bytes=x"):
        assert handler.http.get(place, headers={"Range": asked}).status_code == 200


def test_the_answer_is_not_seen_before_it_is_decided(handler: Client, case: Case) -> None:
    answer = handler.http.post(f"/cases/{case['id']}/letters/previews", json={})
    assert (answer.status_code, problem(answer)) == (409, "illegalTransition")


def test_a_stranger_hears_first_that_they_are_one(call: Call) -> None:
    assert call("GET", "/cases", headers={"Accept": "text/html"}).status_code == 401


@pytest.mark.parametrize("path", ["/cases", "/register", "/refData/states"])
def test_head_is_get_without_its_body(path: str, handler: Client) -> None:
    got, headed = handler.http.get(path), handler.http.head(path)
    assert (headed.status_code, headed.content) == (200, b"")
    names = ("content-type", "content-length", "etag")
    assert {n: headed.headers[n] for n in names} == {n: got.headers[n] for n in names}


def test_head_is_refused_like_get(call: Call, handler: Client) -> None:
    assert call("HEAD", "/cases").status_code == 401
    assert handler.http.head("/cases/nobody").status_code == 404
    assert handler.http.head("/cases/query").status_code == handler.http.get("/cases/query").status_code  # fmt: skip


@pytest.mark.parametrize("path", ["/cases/", "/refData/rights/", "/health/", "/doc/"])
def test_an_address_ends_in_no_slash(path: str, handler: Client) -> None:
    answer = handler.http.get(path)
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound")
    assert "location" not in answer.headers


def test_a_method_that_does_not_exist_says_which_does(handler: Client) -> None:
    answer = handler.http.delete("/register")
    assert (answer.status_code, problem(answer)) == (405, "methodNotAllowed")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [("nl-BE", "nl"), ("fr-BE, nl;q=0.5", "fr"), ("en-GB", "en"), ("de", "nl"), ("", "nl"), ("*", "nl")],
)  # fmt: skip
def test_a_refusal_is_in_the_language_of_the_reader(
    wanted: str, told: str, handler: Client
) -> None:
    answer = handler.http.get("/cases/nobody", headers={"Accept-Language": wanted})
    assert answer.headers["content-language"] == told
    assert answer.headers["vary"] == "Accept-Language"
    sentence = {
        language: handler.http.get("/cases/nobody", headers={"Accept-Language": language}).json()[
            "detail"
        ]
        for language in ("nl", "fr", "en")
    }
    assert len(set(sentence.values())) == 3
    assert answer.json()["detail"] == sentence[told]


def test_the_contract_comes_in_the_older_version_too(service: Service) -> None:
    with httpx.Client(base_url=f"{service.base}/dsr/v1") as public:
        newer, older = (public.get(f"/doc/openapi{v}.json").json() for v in ("", "-3.0"))
    assert (newer["openapi"][:4], older["openapi"]) == ("3.1.", "3.0.3")
    assert set(newer["paths"]) == set(older["paths"])


def test_the_page_of_the_contract_shows_answers_examples_and_webhooks(service: Service) -> None:
    with httpx.Client(base_url=f"{service.base}/dsr/v1") as public:
        page = public.get("/doc").text
    assert "#schema-CaseOut" in page
    assert "DSR-7K3M-9QX1" in page
    assert 'id="webhooks"' in page
    assert "notifyReceived" in page
    assert "PreconditionRequired" not in page, "a refusal is told in words"
    assert "If-Match" in page


def test_the_roles_of_a_reader_do_not_change_the_form(service: Service) -> None:
    auditor = service.client(Role.AUDITOR)
    assert auditor.http.get("/refData").json()["items"]
