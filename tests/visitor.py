"""A visitor of the pages: a browser without JavaScript that fills in forms, and a reader of what it gets back."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from tests.service import Person, Service
from typing_extensions import override

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
REFERENCE = re.compile(r"DSR-[0-9A-Z]{4}-[0-9A-Z]{4}")
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")

Files = dict[str, tuple[str, bytes, str]]
NO_FILES: Files = {"signed_request": ("", b"", "application/octet-stream")}
"""What a browser sends for a file input that was left empty."""


class Seen(HTMLParser):
    """A page as its structure: what a reader or a screen reader holds on to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.title = ""
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labels: set[str] = set()
        self.inputs: dict[str, dict[str, str]] = {}
        self.areas: dict[str, str] = {}
        self.described: list[str] = []
        self._in = ""
        self._area = ""
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        self.described += given.get("aria-describedby", "").split()
        match tag:
            case "html":
                self.language = given["lang"]
            case "label":
                self.labels.add(given["for"])
            case "a":
                self.links.append(given["href"])
            case "input" if given["type"] != "hidden":
                self.inputs[given["id"]] = given
            case "textarea":
                self.inputs[given["id"]] = given
                self._area = given["id"]
                self.areas[self._area] = ""
            case "h1":
                self.headings.append("")
        self._in = tag

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self.areas[self._area] += data
        elif self._in == "title":
            self.title += data
        elif self._in == "h1":
            self.headings[-1] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        self._in = self._area = ""


def hidden(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of the first form."""
    first = page.text.split("</form>")[0]
    return dict(HIDDEN.findall(first))


def answers(person: Person, **more: Any) -> dict[str, Any]:
    """Return what a person fills in, as little as the form asks."""
    year, month, day = person.born.split("-")
    return {
        "right": "access",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birth_day": day,
        "birth_month": month,
        "birth_year": year,
    } | more


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    service: Service
    browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.service.anonymous()

    def form(self) -> dict[str, str]:
        """Open the request form and return its hidden fields."""
        return hidden(self.browser.get("/verzoek"))

    def send(
        self, fields: dict[str, Any], files: Files | None = None, *, folder: str = ""
    ) -> httpx.Response:
        """Send the request form with a form that was just opened, unless it carries one; `folder` is of a language."""
        own = {} if "token" in fields else self.form()
        return self.browser.post(f"{folder}/verzoek", data=own | fields, files=files or NO_FILES)

    def request(self, **more: Any) -> tuple[str, str]:
        """Make a request and return its reference and code."""
        page = self.send(answers(self.service.people[0], **more))
        assert page.status_code == 200, page.text
        return REFERENCE.findall(page.text)[0], CODE.findall(page.text)[0]

    def open(self, reference: str, code: str, *, folder: str = "") -> httpx.Response:
        """Open a case with reference and code; `folder` is of a language."""
        own = hidden(self.browser.get(f"{folder}/status"))
        return self.browser.post(
            f"{folder}/status", data=own | {"reference": reference, "code": code}
        )
