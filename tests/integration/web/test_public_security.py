"""Every answer carries the security headers, also when all goes wrong; errors are pages, without a trace of why."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from app.http import errors, pages, security
from app.http.contract import document
from app.http.problems import Problem
from app.http.wording import WORDING
from app.language import Language
from app.main import make_app
from fastapi import FastAPI
from tests.service import Service
from tests.visitor import Seen, Visitor

ALWAYS = {
    "content-security-policy": security.HEADERS["Content-Security-Policy"],
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/verzoek", 200),
        ("/status", 200),
        ("/toegankelijkheid", 200),
        ("/fr/", 200),
        ("/en/verzoek", 200),
        ("/fr/accessibilite", 200),
        ("/en/accessibility", 200),
        ("/nl/verzoek", 404),
        ("/static/loket.css", 200),
        ("/static/loket.svg", 200),
        ("/nergens", 404),
        ("/status/afsluiten", 405),
        ("/livez", 200),
        ("/dsr/v1/cases", 401),
    ],
)
def test_every_answer_carries_the_headers(visitor: Visitor, path: str, status: int) -> None:
    answer = visitor.browser.get(path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/status", "/nergens", "/dsr/v1/cases"])
def test_what_may_be_personal_is_not_stored(visitor: Visitor, path: str) -> None:
    assert visitor.browser.get(path).headers["cache-control"] == "no-store"


def test_a_form_page_can_be_gone_back_to(visitor: Visitor) -> None:
    assert visitor.browser.get("/verzoek").headers["cache-control"] == "private, no-cache"


def test_an_unexpected_error_is_a_page_with_the_headers_and_no_details() -> None:
    app = FastAPI()

    @app.get("/")
    def fail() -> None:
        raise RuntimeError("Anna Peeters")

    security.install(app)
    errors.install(app)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/")

    answer = asyncio.run(ask())
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert "Anna" not in answer.text
    assert WORDING["internalServerError"].nl in answer.text


@pytest.mark.parametrize("language", list(Language))
def test_an_error_page_speaks_the_readers_language(language: Language) -> None:
    problem = Problem("resourceNotFound", 404, WORDING["resourceNotFound"])
    page = bytes(pages.error_page(problem, language).body).decode()
    seen = Seen(page)
    assert seen.language == language.value
    assert problem.detail.into(language).replace("'", "&#39;") in page
    assert len(seen.headings) == 1


def test_a_secure_cookie_belongs_to_this_host_alone(service: Service) -> None:
    app = make_app(replace(service.parts, secure_cookies=True))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
            return await client.get("/verzoek")

    cookie = asyncio.run(ask()).headers["set-cookie"]
    assert cookie.startswith("__Host-loket=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


def test_links_stand_under_the_path_of_a_proxy(service: Service) -> None:
    app = make_app(service.parts)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, root_path="/loket")
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/loket/verzoek")

    answer = asyncio.run(ask())
    links = Seen(answer.text).links
    assert [link for link in links if link.startswith("/") and not link.startswith("/loket")] == []
    assert 'action="/loket/verzoek"' in answer.text
    assert "Path=/loket" in answer.headers["set-cookie"]


def test_the_page_of_the_api_lists_every_call_and_every_schema(service: Service) -> None:
    contract = document(make_app(service.parts))
    page = bytes(pages.api_page(contract).body).decode()
    seen = Seen(page)
    calls = [call for item in contract["paths"].values() for call in item.values()]
    assert {call["operationId"] for call in calls} <= set(seen.ids)
    assert {f"schema-{name}" for name in contract["components"]["schemas"]} <= set(seen.ids)
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))
    assert "<script" not in page
