"""The end of a copy: told a week before, destroyed after its last day, what was in it stays known."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from app.casework.tell_person import send
from app.delivery.collector_mail import EMAIL
from app.staff.model import Role
from tests.fetching import ADDRESS, Asked, House, answered
from tests.visitor import hidden


@pytest.fixture
def ask(mail_house: House) -> Iterator[Callable[[], Asked]]:
    """Makes answered requests; the clock is put right after the test."""
    people = iter(mail_house.service.people)
    yield lambda: answered(mail_house, next(people))
    mail_house.service.clock.offset = timedelta()


def test_a_week_before_the_end_one_mail_then_the_contents_go(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, letter, copy = asked.opened()
    (export,) = asked.handler.get(asked.case, "/exports")["items"]
    about = f"<person.{asked.case['id']}.expiry.{export['id']}@ago.example>"

    def reminders() -> list[Any]:
        return [mail for mail in asked.box.messages if mail["Message-ID"] == about]

    asked.days_later(52)
    assert reminders() == []
    for _ in range(2):
        asked.days_later(53)

    def is_noted() -> bool:
        """Whether the worker noted the mail: the server has it a moment before."""
        with asked.service.parts.desk() as desk:
            return desk.mails.is_sent(about)

    asked.handler.until(asked.case, lambda _: is_noted())
    with asked.service.parts.desk() as desk:
        assert EMAIL in desk.channels
        send(desk, asked.case["id"], f"expiry.{export['id']}", at=asked.service.parts.clock())
    (mail,) = reminders()
    assert mail["To"] == ADDRESS
    assert "staat klaar tot en met" in mail.get_content()

    with asked.service.parts.desk() as desk:
        ready = desk.exports.get(export["id"])
        assert ready.copy is not None
        assert ready.package is not None
        places = {file.stored for file in ready.copy.files} | {ready.package.stored}

    def kept(paths: set[str]) -> list[str]:
        with asked.service.parts.desk() as desk:
            return [path for path in sorted(paths) if desk.vault.exists(path)]

    assert kept(places) == sorted(places)
    asked.days_later(60)
    assert asked.handler.get(asked.case, "/exports")["items"][0]["state"] == "closed"
    asked.days_later(61)
    assert asked.handler.get(asked.case, "/exports")["items"][0]["state"] == "expired"
    (gone,) = asked.handler.get(asked.case, "/exports")["items"]
    assert (gone["sha256"], gone["files"]) == (export["sha256"], export["files"])
    assert kept(places) == []
    for form in ("zip", "json", "csv"):
        refused = asked.handler.http.get(gone["contentHref"], params={"format": form})
        assert refused.status_code == 410
        assert refused.json()["type"] == "urn:problem-type:loket:exportExpired"
    late = visitor.browser.get(copy)
    assert late.status_code == 410
    assert "Dan maken we een nieuwe kopie" in late.text
    over = visitor.browser.get(letter)
    assert over.status_code == 410
    assert "vraag daar een nieuwe link" in over.text
    page = asked.visitor().browser.get("/status/dossier")
    assert "Vraag ons een nieuwe kopie" in page.text
    assert [e["details"]["exportId"] for e in asked.entries("copy.expired")] == [export["id"]]
    asked.days_later(62)
    assert len(asked.entries("copy.expired")) == 1


def test_after_the_end_a_new_copy_and_a_new_link_to_the_letter(ask: Callable[[], Asked]) -> None:
    asked = ask()
    asked.days_later(61)
    visitor = asked.visitor()
    assert asked.links(visitor) == []
    page = visitor.browser.get("/status/dossier")
    answer = next(
        x["id"] for x in asked.handler.get(asked.case, "/letters")["items"] if x["kind"] == "L06"
    )
    visitor.browser.post("/status/link", data={"token": hidden(page)["token"], "item": answer})
    assert len(asked.links(visitor)) == 1
    assert asked.handler.post(asked.case, "/exports").status_code == 202
    _, copy = asked.links(visitor)
    code = asked.mailed_code(visitor, copy)
    assert "Uw code klopt" in asked.give(visitor, copy, code).text
    assert visitor.browser.get(f"{copy}/bestand").status_code == 200


def test_a_legal_hold_keeps_the_contents(ask: Callable[[], Asked]) -> None:
    asked = ask()
    dpo = asked.service.client(Role.DPO)
    put = dpo.put(
        asked.case, "/legalHold", {"active": True, "reason": "Klacht bij de toezichthouder."}
    )
    assert put.status_code == 200, put.text
    asked.days_later(61)
    assert asked.handler.get(asked.case, "/exports")["items"][0]["state"] == "closed"
    visitor = asked.visitor()
    assert asked.links(visitor) == []
