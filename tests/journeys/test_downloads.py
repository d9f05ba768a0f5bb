"""Letter and copy fetched through the status page: a ticket names them, a code by mail opens them, every download is told."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from app.casework import step_up
from app.staff.model import Actor, Role
from sqlalchemy import text
from tests.fetching import (
    ADDRESS,
    WRONG,
    Asked,
    House,
    answered,
    decided,
    made_request,
)
from tests.journey_steps import ok
from tests.visitor import Seen, Visitor, hidden
from tests.webhook_receivers import until


@pytest.fixture
def ask(mail_house: House) -> Iterator[Callable[[], Asked]]:
    """Makes answered requests; the clock is put right after the test."""
    people = iter(mail_house.service.people)
    yield lambda: answered(mail_house, next(people))
    mail_house.service.clock.offset = timedelta()


def test_letter_and_copy_open_with_a_code_by_mail_alone(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor = asked.visitor()
    letter, copy = asked.links(visitor)
    page = visitor.browser.get("/status/dossier").text
    assert "b…@voorbeeld.be" in page
    assert ADDRESS not in page
    for link in (letter, copy):
        shut = visitor.browser.get(f"{link}/bestand")
        assert shut.url.path == link
        assert "Mail mij een code" in shut.text
    code = asked.mailed_code(visitor, copy)
    mail = asked.box.messages[-1]
    assert mail["To"] == ADDRESS
    assert asked.code not in mail.get_content()
    field = Seen(visitor.browser.get(copy).text).inputs["code"]
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert "Uw code klopt" in asked.give(visitor, copy, f" {code[:3]} {code[3:]} ").text
    package = visitor.browser.get(f"{copy}/bestand")
    with zipfile.ZipFile(io.BytesIO(package.content)) as opened:
        assert f"{asked.reference}/data/antwoord.pdf" in opened.namelist()
    assert visitor.browser.get(f"{letter}/bestand").content.startswith(b"%PDF")
    assert asked.visitor().browser.get(f"{copy}/bestand").url.path == copy


def test_a_ticket_keeps_the_language_that_was_chosen(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor = asked.visitor()
    _, copy = asked.links(visitor)
    english = visitor.browser.get("/en/status/dossier")
    assert f"/en{copy}" in Seen(english.text).links
    chosen = visitor.browser.get(f"/en{copy}")
    assert {f"/nl{copy}", f"/fr{copy}"} <= set(Seen(chosen.text).links)
    page = asked.give(visitor, f"/en{copy}", asked.mailed_code(visitor, f"/en{copy}"))
    assert page.url.path == f"/en{copy}"
    assert "Your code is correct" in page.text
    assert visitor.browser.get(f"/en{copy}/bestand").content.startswith(b"PK")
    assert "Uw code klopt" in visitor.browser.get(f"/nl{copy}").text
    for folder in ("", "/nl", "/fr", "/en"):
        shut = asked.visitor().browser.get(f"{folder}{copy}/bestand")
        assert shut.url.path == f"{folder}{copy}"


def test_headers_ranges_and_the_hash(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, _, copy = asked.opened()
    place = f"{copy}/bestand"
    whole = visitor.browser.get(place)
    (export,) = asked.handler.get(asked.case, "/exports")["items"]
    digest = hashlib.sha256(whole.content).hexdigest()
    assert export["sha256"] == digest
    name = f"{asked.reference}.zip"
    assert dict(whole.headers) | {
        "content-disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}",
        "cache-control": "no-store, private",
        "x-content-type-options": "nosniff",
        "etag": f'"{digest}"',
        "accept-ranges": "bytes",
        "content-length": str(len(whole.content)),
        "repr-digest": f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:",
    } == dict(whole.headers)
    size = len(whole.content)
    for first, last in ((0, 99), (100, 4000), (size - 10, size - 1)):
        part = visitor.browser.get(place, headers={"Range": f"bytes={first}-{last}"})
        assert (part.status_code, part.content) == (206, whole.content[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.headers["repr-digest"] == whole.headers["repr-digest"]
    for asked_range in ("bytes=0-1,4-5", f"bytes={size}-"):
        refused = visitor.browser.get(place, headers={"Range": asked_range})
        assert refused.status_code == 416
        assert refused.headers["content-range"] == f"bytes */{size}"
    for tag, status in ((whole.headers["etag"], 206), ('"other"', 200)):
        headers = {"Range": "bytes=0-9", "If-Range": tag}
        assert visitor.browser.get(place, headers=headers).status_code == status


def test_staff_gets_the_same_in_parts(ask: Callable[[], Asked]) -> None:
    asked = ask()
    (export,) = asked.handler.get(asked.case, "/exports")["items"]
    (answer, *_) = [
        x for x in asked.handler.get(asked.case, "/letters")["items"] if x["kind"] == "L06"
    ]
    for place, sha in (
        (export["contentHref"], export["sha256"]),
        (answer["contentHref"], answer["sha256"]),
    ):
        whole = asked.handler.http.get(place)
        assert whole.headers["etag"] == f'"{sha}"'
        part = asked.handler.http.get(place, headers={"Range": "bytes=-7"})
        assert (part.status_code, part.content) == (206, whole.content[-7:])
        assert asked.handler.http.get(place, headers={"Range": "bytes=0-1,3-4"}).status_code == 416
    page = asked.visitor().browser.get("/status/dossier").text
    assert "door onze dienst" in page


def test_each_download_is_told_whole_or_in_part(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, letter, copy = asked.opened()
    size = len(visitor.browser.get(f"{copy}/bestand").content)
    visitor.browser.get(f"{letter}/bestand", headers={"Range": "bytes=5-14"})
    # An end is journalled once the answer has left.
    asked.handler.until(asked.case, lambda _: len(asked.entries("content.fetched")) > 1)
    ends = asked.entries("content.fetched")
    assert [
        (e["details"]["first"], e["details"]["bytes"], e["details"]["complete"]) for e in ends
    ] == [
        (0, size, True),
        (5, 10, False),
    ]
    reads = asked.entries("content.read")
    assert [e["actor"] for e in reads] == ["dataSubject"] * 2
    assert [e["details"]["downloadId"] for e in ends] == [e["details"]["downloadId"] for e in reads]
    page = visitor.browser.get("/status/dossier").text
    assert page.count("door u") == 2
    assert page.count(", een deel") == 1


def test_the_headers_alone_fetch_nothing(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, _, copy = asked.opened()
    head = visitor.browser.head(f"{copy}/bestand")
    assert (head.status_code, head.content) == (200, b"")
    (export,) = asked.handler.get(asked.case, "/exports")["items"]
    assert head.headers["content-length"] == str(export["size"])
    assert asked.entries("content.read", "content.fetched") == []


def test_who_hangs_up_half_way_fetched_a_part(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, _, copy = asked.opened()
    with visitor.browser.stream("GET", f"{copy}/bestand") as answer:
        next(answer.iter_bytes(1))
    asked.handler.until(asked.case, lambda _: bool(asked.entries("content.fetched")))
    assert len(asked.entries("content.read")) == 1


def test_wrong_old_and_unknown_codes_sound_alike(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor = asked.visitor()
    _, copy = asked.links(visitor)
    unknown = asked.give(visitor, copy, "000000")
    first = asked.mailed_code(visitor, copy)
    bad = asked.give(visitor, copy, f"{(int(first) + 1) % 10**6:06d}")
    asked.service.clock.offset = timedelta(minutes=10)
    old = asked.give(visitor, copy, first)
    for page in (unknown, bad, old):
        assert page.status_code == 400
        assert page.text.count(WRONG) == 2
    assert len(asked.entries("download.codeRefused")) == 3


def test_a_code_opens_once_and_not_after_five_wrong_ones(ask: Callable[[], Asked]) -> None:
    asked = ask()
    _, _, copy = asked.opened()
    other = asked.visitor()
    assert WRONG in asked.give(other, copy, asked.codes()[-1]).text
    asked.service.clock.offset = timedelta(minutes=1)
    code = asked.mailed_code(other, copy)
    for _ in range(5):
        asked.give(other, copy, f"{(int(code) + 7) % 10**6:06d}")
    assert WRONG in asked.give(other, copy, code).text
    # Nobody is locked out: a new code opens, after a pause.
    asked.service.clock.offset = timedelta(minutes=5)
    assert "Uw code klopt" in asked.give(other, copy, asked.mailed_code(other, copy)).text


def test_a_second_code_needs_a_pause_and_replaces_the_first(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor = asked.visitor()
    _, copy = asked.links(visitor)
    first = asked.mailed_code(visitor, copy)
    soon = asked.ask(visitor, copy)
    assert soon.status_code == 429
    assert 0 < int(soon.headers["retry-after"]) <= 30
    assert "We mailden net een code" in soon.text
    asked.service.clock.offset = timedelta(minutes=1)
    second = asked.mailed_code(visitor, copy)
    if first != second:
        assert WRONG in asked.give(visitor, copy, first).text
    assert "Uw code klopt" in asked.give(visitor, copy, second).text


def test_of_two_browsers_at_once_one_uses_the_code(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitors = [asked.visitor() for _ in range(4)]
    _, copy = asked.links(visitors[0])
    code = asked.mailed_code(visitors[0], copy)
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(lambda one: asked.give(one, copy, code), visitors))
    assert sorted(page.status_code for page in pages) == [200, 400, 400, 400]
    assert len(asked.entries("download.codeTaken")) == 1


def test_a_mail_that_does_not_go_is_told_and_counts_for_nothing(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor = asked.visitor()
    _, copy = asked.links(visitor)
    hidden_fields = hidden(visitor.browser.get(copy))
    # Notices of other jobs may take an answer too: enough of them are lined up.
    asked.box.answers[:] = ["451 later"] * 3
    page = visitor.browser.post(f"{copy}/code", data=hidden_fields)
    asked.box.answers.clear()
    assert page.status_code == 503
    assert "We konden de e-mail niet versturen" in page.text
    assert asked.mailed_code(visitor, copy)


def test_a_handler_makes_new_links_and_the_old_ones_die(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, letter, copy = asked.opened()
    given = asked.handler.get(asked.case, "/letters")
    answer = next(x["id"] for x in given["items"] if x["kind"] == "L06")
    delivery = next(d["id"] for d in given["deliveries"] if d["letterId"] == answer)
    made = asked.handler.post(asked.case, f"/deliveries/{delivery}/tickets")
    assert made.status_code == 201, made.text
    items = made.json()["items"]
    assert [item["kind"] for item in items] == ["letter", "export"]
    for old in (letter, copy):
        gone = visitor.browser.get(old)
        assert gone.status_code == 404
        assert "Deze link werkt niet meer" in gone.text
    links = asked.links(visitor)
    assert [item["href"].endswith(link) for item, link in zip(items, links, strict=True)] == [
        True
    ] * 2
    # The link alone, in a browser that knows no case: it asks for a code too.
    stranger = Visitor(asked.service)
    assert "Mail mij een code" in stranger.browser.get(links[1]).text
    assert stranger.browser.get("/status/dossier").url.path == "/status"


def test_the_person_makes_a_new_link(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor, letter, copy = asked.opened()
    page = visitor.browser.get("/status/dossier")
    (export,) = asked.handler.get(asked.case, "/exports")["items"]
    fields = {"token": hidden(page)["token"], "item": export["id"]}
    visitor.browser.post("/status/link", data=fields | {"token": "x"})
    assert asked.links(visitor) == [letter, copy]
    visitor.browser.post("/status/link", data=fields)
    kept, new = asked.links(visitor)
    assert (kept, new == copy) == (letter, False)
    assert visitor.browser.get(copy).status_code == 404
    assert visitor.browser.get(f"{new}/bestand").headers["content-type"] == "application/zip"
    assert visitor.browser.post("/status/link", data=fields | {"item": "x"}).status_code == 404


def test_without_a_verified_address_the_answer_goes_by_post(mail_house: House) -> None:
    service, person = mail_house.service, mail_house.service.people[0]
    reference, code = made_request(service, person)
    handler = service.client(Role.CASE_HANDLER)
    case = handler.by_reference(reference)
    unproven = handler.put(case, "/verifiedEmail", {"address": ADDRESS, "proof": "Gebeld."})
    assert unproven.json()["type"] == "urn:problem-type:loket:identityNotProven"
    decided(service, handler, case, person)
    refused = handler.post(case, "/answer")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:problem-type:loket:noVerifiedEmail"
    assert handler.post(case, "/answer", {"delivery": "post"}).status_code == 200
    visitor = Visitor(service)
    page = visitor.open(reference, code)
    assert "/ophalen/" not in page.text


def test_another_address_takes_over_from_then_on(ask: Callable[[], Asked]) -> None:
    asked = ask()
    visitor = asked.visitor()
    _, copy = asked.links(visitor)
    code = asked.mailed_code(visitor, copy)
    other = {"address": "ander@voorbeeld.be", "proof": "Gebeld."}
    assert asked.handler.put(asked.case, "/verifiedEmail", other).status_code == 200
    assert WRONG in asked.give(visitor, copy, code).text
    asked.mailed_code(visitor, copy)
    assert asked.box.messages[-1]["To"] == "ander@voorbeeld.be"


def test_who_read_the_mail_of_an_address_that_was_wrong_opens_nothing_more(
    ask: Callable[[], Asked],
) -> None:
    asked = ask()
    visitor, letter, copy = asked.opened()
    other = {
        "address": "juist@voorbeeld.be",
        "proof": "Gebeld: het eerste adres was van een ander.",
    }
    assert asked.handler.put(asked.case, "/verifiedEmail", other).status_code == 200
    for link in (letter, copy):
        shut = visitor.browser.get(f"{link}/bestand", headers={"Range": "bytes=0-9"})
        assert (shut.status_code, shut.url.path) == (200, link)
        assert "one-time-code" in shut.text
        assert "Uw code klopt" not in shut.text
    ok(asked.handler.post(asked.case, "/messages", {"text": "Een vraag over uw adres."}), 201)
    assert "over uw adres" not in visitor.browser.get("/status/berichten").text
    code = asked.mailed_code(visitor, copy)
    assert "Uw code klopt" in asked.give(visitor, copy, code).text
    assert visitor.browser.get(f"{letter}/bestand").content.startswith(b"%PDF")
    assert "over uw adres" in visitor.browser.get("/status/berichten").text


def test_a_code_asked_for_while_another_address_is_verified_goes_to_that_one(
    ask: Callable[[], Asked],
) -> None:
    asked = ask()
    visitor = asked.visitor()
    _, copy = asked.links(visitor)
    parts, dpo = asked.service.parts, Actor("dpo", "dpo", frozenset({Role.DPO}), frozenset({"*"}))
    waits = text("select count(*) from pg_locks where not granted")
    with ThreadPoolExecutor(1) as thread:
        with parts.desk() as desk:
            case = desk.cases.load(asked.case["id"])
            to = "nieuw@voorbeeld.be"
            step_up.verify_email(desk, case, to, proof="Gebeld.", by=dpo, at=parts.clock())
            pressed = thread.submit(asked.mailed_code, visitor, copy)
            with parts.engine.connect() as watching:
                until(lambda: bool(watching.scalar(waits)) or pressed.done())
        pressed.result(60)
    mail = [m for m in asked.box.messages if f"<code.{asked.case['id']}" in m["Message-ID"]][-1]
    assert mail["To"] == to


def test_the_code_of_one_case_opens_no_other(ask: Callable[[], Asked]) -> None:
    one, other = ask(), ask()
    visitor, _, _ = one.opened()
    _, copy = other.links(other.visitor())
    assert visitor.browser.get(f"{copy}/bestand").url.path == copy
    assert "Mail mij een code" in visitor.browser.get(copy).text


@pytest.mark.parametrize("path", ["/ophalen/x", "/ophalen/x/bestand", "/ophalen/%00"])
def test_a_link_nobody_made_opens_nothing(mail_house: House, path: str) -> None:
    assert Visitor(mail_house.service).browser.get(path).status_code == 404
