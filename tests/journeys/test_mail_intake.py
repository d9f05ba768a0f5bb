"""A mail becomes a case: with its receipt, its words, its files; a reply joins its own case alone, and programs get nowhere."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from app.casework.take_mail import Taken, take, take_unread
from app.cli.paper import identity_card
from app.intake.model import MailKind
from tests.journey_steps import Desk, kinds, letters, ok, refused
from tests.mail_samples import ADDRESS, bounce, mail
from tests.pki import alone
from tests.service import Service
from tests.signed_mails import clear, message, text


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def taken(desk: Desk, raw: bytes, *, days: int = 1, how: Callable[..., Taken] = take) -> Taken:
    """Take a mail that arrived so many days ago."""
    at = desk.service.parts.clock()
    with desk.service.parts.desk() as opened:
        return how(opened, raw, arrived_at=at - timedelta(days=days), at=at)


def case_of(desk: Desk, found: Taken) -> dict[str, Any]:
    assert found.case_id is not None
    case: dict[str, Any] = desk.handler.get({"id": found.case_id})
    return case


def tasks(case: dict[str, Any]) -> set[str]:
    return {task["kind"] for task in case.get("tasks", ())}


def documents(desk: Desk, case: dict[str, Any]) -> list[tuple[str, str]]:
    found = desk.handler.get(case, "/documents")["items"]
    return sorted((one["kind"], one["fileName"]) for one in found)


def counted(desk: Desk) -> dict[str, int]:
    """Return how many mails were passed over, by kind."""
    with desk.service.parts.desk() as opened:
        entries = opened.journal.entries("service")
    told = [str(e.details["mailKind"]) for e in entries if e.kind == "mail.passedOver"]
    return {kind: told.count(kind) for kind in told}


def test_a_mail_becomes_a_case_with_its_receipt_and_its_words(desk: Desk) -> None:
    words = "Ik vraag inzage in mijn gegevens. Vlimpersnummer: 2499999. Geboren op 17/04/1979."
    found = taken(desk, mail(words, subject="Inzage"), days=2)
    case = case_of(desk, found)
    assert (case["channel"], case["state"]) == ("email", "received")
    assert case["requester"] == {
        "givenName": "Anneleen",
        "familyName": "Verhaegendonck",
        "email": ADDRESS,
        "vlimpersNumber": "2499999",
        "dateOfBirth": "1979-04-17",
    }
    (claim,) = case["claims"]
    assert (claim["right"], claim["statement"]) == ("access", f"Inzage\n\n{words}")
    assert "toBeClarified" not in claim
    assert tasks(case) == {"rightsToConfirm"}
    assert documents(desk, case) == [("other", "bericht.eml")]
    assert {"case.registered", "document.added", "mail.taken"} <= set(kinds(desk.handler, case))
    arrived = desk.service.parts.clock() - timedelta(days=2)
    assert case["receivedAt"][:10] == arrived.isoformat()[:10]


def test_the_acknowledgement_is_made_as_for_every_request(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail()))
    desk.handler.until(case, lambda _: bool(letters(desk.handler, case)))
    assert letters(desk.handler, case) == [("L01", "nl")]


def test_words_that_are_not_clear_are_read_as_access_to_be_clarified(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail("Dag, wat weten jullie van mij?", subject="Vraag")))
    (claim,) = case["claims"]
    assert (claim["right"], claim["toBeClarified"]) == ("access", True)


def test_a_suggested_right_is_confirmed_by_a_handler(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail("Wis mijn gegevens en geef mij eerst inzage.")))
    assert [claim["right"] for claim in case["claims"]] == ["access", "erasure"]
    place = f"/claims/{case['claims'][1]['id']}"
    ok(desk.handler.put(case, place, {"statement": "Wissen"}))
    assert "rightsToConfirm" not in tasks(desk.handler.get(case))


def test_what_came_along_is_kept_by_its_own_kind_and_a_refused_file_stops_nothing(
    desk: Desk,
) -> None:
    card = identity_card("Anneleen Verhaegendonck")
    files = (("eID.png", card), ("spel.exe", b"MZ\x00\x01"), ("nota.txt", b"Nog iets."))
    case = case_of(desk, taken(desk, mail(files=files)))
    assert documents(desk, case) == [
        ("identityCard", "eID.png"),
        ("other", "bericht.eml"),
        ("other", "nota.txt"),
    ]
    assert tasks(case) == {"rightsToConfirm", "attachmentNotKept"}
    assert "note.added" in kinds(desk.handler, case)


def test_a_signed_mail_is_kept_whole_and_only_what_was_signed_counts(desk: Desk) -> None:
    leaf = alone("Anneleen Verhaegendonck")
    case = case_of(
        desk, taken(desk, message(clear(text("Ik vraag inzage in mijn dossier."), leaf)))
    )
    (one,) = desk.handler.get(case, "/documents")["items"]
    assert one["kind"] == "signedEmail"
    assert one["signature"]["status"] == "validButUntrusted"
    assert case["claims"][0]["statement"] == "Ik vraag inzage in mijn dossier."


def test_a_mail_of_a_wallet_asks_for_erasure(desk: Desk) -> None:
    raw = mail(
        "Attributes:\n- family_name\n- birth_date\n",
        subject="Erasure request under Art. 17 GDPR, data from my EUDI Wallet",
    )
    case = case_of(desk, taken(desk, raw))
    (claim,) = case["claims"]
    assert (case["channel"], claim["right"]) == ("eudiWallet", "erasure")
    assert claim["details"] == {"attributes": ["family_name", "birth_date"]}


def test_a_mail_is_taken_once_whatever_is_repeated(desk: Desk) -> None:
    raw = mail(subject="Een keer")
    first = taken(desk, raw)
    again = taken(desk, b"Received: from a by b; Thu, 05 Mar 2026 09:30:00 +0100\r\n" + raw)
    assert (first.again, again.again, again.case_id) == (False, True, None)


def test_the_same_mail_by_two_doors_at_once_makes_one_case(desk: Desk) -> None:
    raw = mail(subject="Tegelijk")
    with ThreadPoolExecutor(4) as doors:
        found = list(doors.map(lambda _: taken(desk, raw), range(4)))
    assert sorted(one.again for one in found) == [False, True, True, True]


def test_what_is_killed_before_the_end_leaves_nothing_and_comes_again(desk: Desk) -> None:
    raw, at = mail(subject="Gedood"), desk.service.parts.clock()

    def killed() -> None:
        with desk.service.parts.desk() as opened:
            take(opened, raw, arrived_at=at, at=at)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert not taken(desk, raw).again


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (mail(Auto_Submitted="auto-replied", message_id="<a1@x.be>"), MailKind.AUTO_REPLY),
        (mail(Return_Path="<>", message_id="<a2@x.be>"), MailKind.AUTO_REPLY),
        (mail(message_id="<person.1.received@localhost>"), MailKind.OWN),
        (bounce("<nobody@x.be>"), MailKind.BOUNCE),
    ],
    ids=["automatic", "null-path", "own", "bounce-of-others"],
)
def test_what_is_no_request_is_counted_and_kept_nowhere(
    desk: Desk, raw: bytes, kind: MailKind
) -> None:
    before = counted(desk).get(kind.value, 0)
    assert taken(desk, raw) == Taken(kind)
    assert counted(desk)[kind.value] == before + 1


def reply(case: dict[str, Any], sender: str = ADDRESS, **more: Any) -> bytes:
    return mail("Hier is het.", sender=sender, subject=f"Re: {case['reference']}", **more)


def test_a_reply_from_the_address_of_the_case_joins_it(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail(subject="Met antwoord")))
    found = taken(desk, reply(case, files=(("nota.txt", b"Bijlage."),)))
    assert (found.kind, found.case_id) == (MailKind.REPLY, case["id"])
    now = desk.handler.get(case)
    assert tasks(now) == {"rightsToConfirm", "replyWaits"}
    assert (now["state"], now["version"]) == (case["state"], case["version"])
    assert [name for _, name in documents(desk, case)] == [
        "bericht (2).eml",
        "bericht.eml",
        "nota.txt",
    ]


def test_a_reply_to_the_first_mail_joins_its_case_too(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail(message_id="<eerste.mail@voorbeeld.be>")))
    assert "replyWithoutCase" not in tasks(case)
    at_their_own = mail("Vergeten.", subject="Re: x", In_Reply_To="<eerste.mail@voorbeeld.be>")
    assert taken(desk, at_their_own).case_id == case["id"]


@pytest.mark.parametrize("sender", ["iemand@elders.be", "anneleen@voorbeeld.be.evil.example"])
def test_a_reply_from_elsewhere_never_reaches_the_case(desk: Desk, sender: str) -> None:
    case = case_of(desk, taken(desk, mail(subject="Van mij")))
    found = taken(desk, reply(case, sender))
    other = case_of(desk, found)
    assert other["id"] != case["id"]
    assert "replyWithoutCase" in tasks(other)
    assert other["linkedCases"] == []
    assert "replyWaits" not in tasks(desk.handler.get(case))


def test_a_reply_after_the_end_is_a_request_of_its_own(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail(subject="Voorbij")))
    ok(desk.handler.post(case, "/withdrawal"))
    assert taken(desk, reply(case)).case_id != case["id"]


def test_a_reply_ends_a_suspension_only_when_a_handler_says_so(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail(subject="Wie bent u")))
    reason = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson", "signedPdf"]}
    ok(desk.handler.post(case, "/identityRequests", reason), 201)
    taken(desk, reply(case))
    waiting = desk.handler.get(case)
    assert (waiting["state"], "suspended" in waiting["flags"]) == ("identityPending", True)
    today = desk.service.parts.clock().isoformat()
    said = {"kind": "identity", "sufficient": True, "receivedAt": today}
    ok(desk.handler.post(case, "/answersReceived", said), 201)
    now = desk.handler.get(case)
    assert "suspended" not in now["flags"]
    assert "replyWaits" not in tasks(now)


def test_a_mail_too_odd_to_keep_is_kept_by_its_words(desk: Desk) -> None:
    odd = mail(subject="Vreemd").replace(b"gegevens.", b"gegevens\x00\x01 nu.")
    case = case_of(desk, taken(desk, odd))
    assert documents(desk, case) == [("other", "bericht.eml")]
    assert "attachmentNotKept" in tasks(case)
    assert case["claims"][0]["statement"].endswith("gegevens nu.")


def test_odd_ids_and_names_are_no_obstacle(desk: Desk) -> None:
    raw = (
        b"From: \xff\xfe\x00 <o\xffdd@voorbeeld.be>\r\nMessage-ID: <\x00\xff@x>\r\n"
        b"In-Reply-To: <\x00\xfe@x>\r\nSubject: \xff\x00 Raar DSR-\xff\r\n\r\n\xff\x00Inzage\xed\xa0\x80"
    )
    assert case_of(desk, taken(desk, raw))["state"] == "received"


def test_a_task_of_a_mail_is_done_with_a_note(desk: Desk) -> None:
    case = case_of(desk, taken(desk, mail(subject="Notitie")))
    taken(desk, reply(case))
    body = {"text": "Het was een dankwoord.", "settles": ["replyWaits"]}
    ok(desk.handler.post(case, "/notes", body), 201)
    assert tasks(desk.handler.get(case)) == {"rightsToConfirm"}
    refused(
        desk.handler.post(case, "/notes", {"text": "x", "settles": ["balancing"]}),
        400,
        "badRequest",
    )


def test_a_mail_of_which_only_the_headers_can_be_read_is_a_case_with_a_task(desk: Desk) -> None:
    head = mail(subject="Kapot").partition(b"\n\n")[0] + b"\n\n"
    case = case_of(desk, taken(desk, head, how=take_unread))
    assert {"mailToCheck"} <= tasks(case)
    assert case["claims"][0]["toBeClarified"] is True
