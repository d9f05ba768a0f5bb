"""Staff and the person write to each other: sealed, opened with a code by mail, told of thinly, a task and never an act."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from app.staff.model import Role
from tests.fetching import ADDRESS, Asked, House, made_request
from tests.journey_steps import kinds, ok, rows
from tests.visitor import HIDDEN, Seen, Visitor, hidden

PAGE = "/status/berichten"
SECRET = "Uw dossier van 2019 ligt klaar in lokaal 7."
REPLY = "Dank u. Mag ik woensdag langskomen?\nIk neem mijn kaart mee."
TEXT_LIMIT = 4000


@pytest.fixture
def ask(mail_house: House) -> Iterator[Callable[..., Asked]]:
    """Makes requests through the form; the clock is put right after the test."""
    people = iter(mail_house.service.people)

    def asked(*, verified: bool = True, **more: Any) -> Asked:
        service, person = mail_house.service, next(people)
        reference, code = made_request(service, person, **more)
        handler = service.client(Role.CASE_HANDLER)
        case = handler.by_reference(reference)
        if verified:
            handler.prove(case, person)
            body = {"address": ADDRESS, "proof": "Gebeld."}
            ok(handler.put(case, "/verifiedEmail", body))
        return Asked(service, mail_house.box, handler, case, reference, code)

    yield asked
    mail_house.service.clock.offset = timedelta()


def written(asked: Asked, text: str = SECRET, **more: Any) -> dict[str, Any]:
    """Write to the person."""
    path = f"/cases/{asked.case['id']}/messages"
    return ok(asked.handler.http.post(path, json={"text": text, **more}), 201)


def sent(visitor: Visitor, text: str) -> Any:
    """Write as the person, on the page."""
    form = visitor.browser.get(PAGE).text.split('id="compose"')[1]
    own = dict(HIDDEN.findall(form))
    return visitor.browser.post(f"{PAGE}/nieuw", data=own | {"text": text})


def tasks(asked: Asked) -> set[str]:
    return {task["kind"] for task in asked.handler.get(asked.case).get("tasks", [])}


def opened(asked: Asked) -> Visitor:
    """Return a browser that gave the code on the page of messages."""
    visitor = asked.visitor()
    code = asked.mailed_code(visitor, PAGE)
    page = asked.give(visitor, PAGE, code)
    assert page.status_code == 200, page.text
    return visitor


def test_a_message_goes_there_and_an_answer_comes_back(ask: Callable[..., Asked]) -> None:
    asked = ask()
    before = asked.handler.get(asked.case)
    made = written(asked)
    assert (made["direction"], made["opensOnPage"], made["text"]) == ("toPerson", True, SECRET)
    assert "readAt" not in made
    visitor = opened(asked)
    page = visitor.browser.get(PAGE)
    assert SECRET in page.text
    assert "Wij schreven op" in page.text
    answer = sent(visitor, REPLY)
    assert answer.status_code == 200, answer.text
    assert "We kregen uw bericht" in answer.text
    assert "Mag ik woensdag langskomen?" in answer.text
    assert tasks(asked) >= {"messageReceived"}
    reply, first = asked.handler.get(asked.case, "/messages")["items"]
    assert (reply["text"], reply["direction"], reply["writtenBy"]) == (
        REPLY,
        "fromPerson",
        "dataSubject",
    )
    assert first["id"] == made["id"]
    assert first["readAt"]
    assert "readAt" not in reply
    assert asked.handler.get(asked.case, "/messages")["items"][0]["readAt"]
    written(asked, "Woensdag om 10 uur kan.", settles=["messageReceived"])
    assert "messageReceived" not in tasks(asked)
    now = asked.handler.get(asked.case)
    for name in ("state", "dueDate", "version"):
        assert now[name] == before[name]


def test_the_journal_knows_that_not_what(ask: Callable[..., Asked]) -> None:
    asked = ask()
    made = written(asked)
    visitor = opened(asked)
    visitor.browser.get(PAGE)
    sent(visitor, REPLY)
    read, reply = "message.read", asked.handler.get(asked.case, "/messages")["items"][0]
    told = asked.entries("message.written", "message.received", read)
    assert [(e["kind"], e["details"], e["actor"] == "dataSubject") for e in told] == [
        ("message.written", {"messageId": made["id"]}, False),
        (read, {"messageId": made["id"]}, True),
        ("message.received", {"messageId": reply["id"]}, True),
    ]
    listed = [
        e["details"] for e in asked.entries("content.read") if "messagesListed" in e["details"]
    ]
    assert listed == [{"messagesListed": 2}]
    assert (
        "lokaal"
        not in asked.handler.http.get(f"/cases/{asked.case['id']}/timeline?pageSize=100").text
    )


def test_the_person_is_told_by_mail_that_there_is_one_and_no_more(
    ask: Callable[..., Asked],
) -> None:
    asked = ask()
    made = written(asked)
    mark = f"<person.{asked.case['id']}.message.{made['id']}@"
    asked.handler.until(asked.case, lambda _: "mail.sent" in kinds(asked.handler, asked.case))

    def told() -> list[Any]:
        return [m for m in asked.box.messages if str(m["Message-ID"]).startswith(mark)]

    asked.handler.until(asked.case, lambda _: bool(told()))
    (mail,) = told()
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == f"Er staat een bericht voor u klaar - {asked.reference}"
    body = mail.get_content()
    assert "/status" in body
    for hidden_word in (SECRET, "lokaal", asked.code, asked.code.replace("-", "")):
        assert hidden_word not in body


def test_number_and_code_of_the_case_alone_open_no_message(ask: Callable[..., Asked]) -> None:
    asked = ask()
    written(asked)
    visitor = asked.visitor()
    status = visitor.browser.get("/status/dossier")
    assert "Er is 1 bericht voor u. Daarvan is er 1 nieuw." in status.text
    assert PAGE in Seen(status.text).links
    page = visitor.browser.get(PAGE)
    assert SECRET not in page.text
    assert "b…@voorbeeld.be" in page.text
    assert ADDRESS not in page.text
    wrong = asked.give(visitor, PAGE, "000000")
    assert wrong.status_code == 400
    assert SECRET not in wrong.text
    assert "message.read" not in kinds(asked.handler, asked.case)


def test_the_code_holds_for_half_an_hour(ask: Callable[..., Asked]) -> None:
    asked = ask()
    written(asked)
    visitor = opened(asked)
    asked.service.clock.offset = timedelta(minutes=31)
    assert SECRET not in visitor.browser.get(PAGE).text


def test_a_second_code_too_soon_says_when(ask: Callable[..., Asked]) -> None:
    asked = ask()
    written(asked)
    visitor = asked.visitor()
    asked.mailed_code(visitor, PAGE)
    soon = asked.ask(visitor, PAGE)
    assert soon.status_code == 429
    assert 0 < int(soon.headers["retry-after"]) <= 30


def test_without_a_verified_address_it_stays_shut_and_says_whom_to_ask(
    ask: Callable[..., Asked],
) -> None:
    asked = ask(verified=False)
    assert written(asked)["opensOnPage"] is False
    visitor = asked.visitor()
    page = visitor.browser.get(PAGE)
    assert "Er is 1 bericht voor u." in page.text
    assert "U opent de berichten hier niet" in page.text
    assert SECRET not in page.text
    assert "code" not in Seen(page.text).inputs
    # Who cannot read can write all the same, and a code is sent to nobody.
    assert "We kregen uw bericht" in sent(visitor, REPLY).text
    assert REPLY not in visitor.browser.get(PAGE).text
    token = hidden(visitor.browser.get(PAGE))["token"]
    assert visitor.browser.post(f"{PAGE}/code", data={"token": token}).status_code == 409
    assert asked.codes() == []


def test_the_code_of_one_case_opens_the_messages_of_no_other(ask: Callable[..., Asked]) -> None:
    one, other = ask(), ask()
    written(one, "Alleen voor de eerste.")
    written(other)
    visitor = opened(one)
    visitor.open(other.reference, other.code)
    page = visitor.browser.get(PAGE)
    assert SECRET not in page.text
    assert "Alleen voor de eerste." not in page.text


def test_a_message_ends_no_suspension_until_a_handler_says_so(ask: Callable[..., Asked]) -> None:
    asked = ask(verified=False)
    body = {"doubt": "De naam komt vaker voor.", "means": ["signedRequestWithIdCopy"]}
    ok(asked.handler.post(asked.case, "/identityRequests", body), 201)
    asked.handler.until(asked.case, lambda now: "suspended" in now["flags"])
    assert sent(asked.visitor(), REPLY).status_code == 200
    now = asked.handler.get(asked.case)
    assert "suspended" in now["flags"]
    assert "messageReceived" in tasks(asked)
    at = asked.service.clock().isoformat()
    answer = {"kind": "identity", "receivedAt": at, "sufficient": True}
    ok(asked.handler.post(asked.case, "/answersReceived", answer), 201)
    assert "suspended" not in asked.handler.get(asked.case)["flags"]
    assert "messageReceived" not in tasks(asked)


def test_a_note_settles_what_the_person_wrote(ask: Callable[..., Asked]) -> None:
    asked = ask()
    assert sent(asked.visitor(), REPLY).status_code == 200
    assert "messageReceived" in tasks(asked)
    body = {"text": "Gebeld.", "settles": ["messageReceived"]}
    ok(asked.handler.http.post(f"/cases/{asked.case['id']}/notes", json=body), 201)
    assert "messageReceived" not in tasks(asked)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n ", "Schrijf eerst uw bericht"),
        ("x" * (TEXT_LIMIT + 1), "Uw bericht mag hoogstens 4000 tekens lang zijn"),
    ],
    ids=["empty", "long"],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    ask: Callable[..., Asked], text: str, sentence: str
) -> None:
    asked = ask(verified=False)
    page = sent(asked.visitor(), text)
    assert page.status_code == 400
    assert page.text.count(sentence) == 2
    seen = Seen(page.text)
    assert seen.title.startswith("Fout:")
    assert seen.areas["text"].strip() == text.strip()
    assert asked.handler.get(asked.case, "/messages")["items"] == []


def test_the_longest_message_of_the_widest_signs_fits(ask: Callable[..., Asked]) -> None:
    asked = ask(verified=False)
    text = "😀" * TEXT_LIMIT
    assert sent(asked.visitor(), text).status_code == 200
    assert asked.handler.get(asked.case, "/messages")["items"][0]["text"] == text
    assert sent(asked.visitor(), "x" * 200_000).status_code == 413


def test_what_is_sent_twice_is_kept_once_and_a_day_has_room_for_twenty(
    ask: Callable[..., Asked],
) -> None:
    asked = ask(verified=False)
    visitor = asked.visitor()
    for text in ("een", "een", *(f"bericht {n}" for n in range(19))):
        assert sent(visitor, text).status_code == 200
    full = sent(visitor, "nog een")
    assert full.status_code == 400
    assert "U schreef vandaag al veel berichten" in full.text
    assert len(asked.handler.get(asked.case, "/messages?pageSize=100")["items"]) == 20
    asked.service.clock.offset = timedelta(days=1, minutes=1)
    assert sent(asked.visitor(), "nog een").status_code == 200


def test_a_form_of_somebody_else_writes_nothing(ask: Callable[..., Asked]) -> None:
    asked = ask(verified=False)
    visitor = asked.visitor()
    page = visitor.browser.post(f"{PAGE}/nieuw", data={"token": "x", "text": REPLY})
    assert page.status_code == 400
    assert REPLY.split("\n", maxsplit=1)[0] in page.text
    stranger = Visitor(asked.service)
    for path in (PAGE, f"{PAGE}/nieuw", f"{PAGE}/code"):
        assert stranger.browser.post(path, data={"text": REPLY}).url.path == "/status"
    assert stranger.browser.get(PAGE).url.path == "/status"
    assert asked.handler.get(asked.case, "/messages")["items"] == []


def test_what_is_written_is_shown_as_it_was_typed_never_as_markup(
    ask: Callable[..., Asked],
) -> None:
    asked = ask()
    written(asked, "<b>vet</b> & <script>x</script>")
    page = opened(asked).browser.get(PAGE).text
    assert "&lt;b&gt;vet&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("folder", "title"),
    [("", "Berichten over uw verzoek"), ("/fr", "Messages concernant"), ("/en", "Messages about")],
)
def test_the_page_is_there_in_each_language(
    ask: Callable[..., Asked], folder: str, title: str
) -> None:
    asked = ask()
    written(asked)
    visitor = opened(asked)
    assert f"{folder}{PAGE}" in visitor.browser.get(f"{folder}/status/dossier").text
    page = visitor.browser.get(f"{folder}{PAGE}")
    assert title in Seen(page.text).headings[0]
    assert SECRET in page.text
    form = page.text.split('id="compose"')[1]
    own = dict(HIDDEN.findall(form)) | {"text": "half getypt", "switch": "fr"}
    turned = visitor.browser.post(f"/fr{PAGE}", data=own)
    assert turned.status_code == 200
    assert Seen(turned.text).areas["text"].strip() == "half getypt"
    done = visitor.browser.post(f"{folder}{PAGE}/nieuw", data=own)
    assert done.url.path == f"{folder}{PAGE}"


def test_in_the_database_nothing_of_it_can_be_read(ask: Callable[..., Asked]) -> None:
    asked = ask()
    made = written(asked)
    sent(asked.visitor(), REPLY)
    found = rows(
        asked.service.parts.engine.url.render_as_string(hide_password=False),
        "select set_config('loket.entities', '*', false), m.sealed, m::text as whole"
        " from messages m where case_id = :case",
        case=asked.case["id"],
    )
    assert len(found) == 2
    for row in found:
        for word in (b"lokaal", b"woensdag"):
            assert word not in bytes(row.sealed)
            assert word.hex() not in row.whole
    assert re.search(made["id"], "".join(row.whole for row in found))
