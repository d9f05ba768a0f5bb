"""What somebody signed can be sent on by another: then it proves nothing until a handler confirms by name that it is theirs."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.databases import main_and_store
from tests.journey_steps import Desk, ok, refused, requester, unused
from tests.pki import Pki
from tests.service import Person, running_service
from tests.signed_mails import attached, clear, message, multipart
from tests.signed_mails import text as words
from tests.signed_pdfs import request_pdf, signed

PKI = Pki()


@pytest.fixture(scope="module")
def desk(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """A desk where cards of the invented authority are trusted."""
    home = tmp_path_factory.mktemp("sent-on")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=300,
            trust_anchors=PKI.anchors(home / "anchors"),
        ) as made,
    ):
        yield Desk.of(made)


def card(person: Person) -> Any:
    return PKI.citizens.card(person.given_name, person.family_name)


def added(desk: Desk, case: dict[str, Any], kind: str, content: bytes) -> dict[str, Any]:
    """Add a document; return what was found of its signature."""
    name = "bewijs.pdf" if kind == "signedPdf" else "bewijs.eml"
    found: dict[str, Any] = ok(desk.handler.attach(case, kind, content, name), 201)["signature"]
    return found


def verified(desk: Desk, case: dict[str, Any], kind: str, **more: Any) -> Any:
    body = {"result": "verified", "means": kind} | more
    return desk.handler.post(case, "/identityChecks", body)


def proof(kind: str, person: Person) -> bytes:
    if kind == "signedPdf":
        return signed(request_pdf(), card(person))
    return message(clear(words(), card(person)))


def confirmed(desk: Desk, case: dict[str, Any]) -> str:
    entries = desk.handler.get(case, "/timeline")["items"]
    told = next(e["details"] for e in entries if e["kind"] == "identity.checked")
    return str(told.get("confirmed", ""))


@pytest.mark.parametrize("kind", ["signedEmail", "signedPdf"])
def test_a_signature_that_came_in_another_case_proves_no_second_time_by_itself(
    desk: Desk, kind: str
) -> None:
    person = unused(desk.service)
    content = proof(kind, person)
    first, second = desk.registered(person), desk.registered(person)
    found = added(desk, first, kind, content)
    assert (found["status"], found["warnings"], found["proves"]) == ("valid", [NOT_CHECKED], True)
    again = added(desk, first, kind, content)
    assert "takenBefore" not in again["warnings"], "twice in one case is no harm"
    found = added(desk, second, kind, content)
    assert (found["status"], found["proves"]) == ("valid", False)
    assert "takenBefore" in found["warnings"]
    assert "in een ander dossier" in found["text"]
    assert "in een nota bevestigt" in found["text"]
    ok(verified(desk, first, kind), 201)
    refused(verified(desk, second, kind), 409, "signatureDoubted")
    refused(verified(desk, second, kind, note="Het klopt."), 409, "signatureDoubted")
    name = desk.handler.get(second, "/documents")["items"][0]["fileName"]
    ok(verified(desk, second, kind, note=f"{name}: zij diende zelf twee keer in."), 201)
    assert (confirmed(desk, first), confirmed(desk, second)) == ("", "takenBefore")


NOT_CHECKED = "revocationNotChecked"


def test_a_signed_mail_in_the_mail_of_somebody_else_proves_nothing_by_itself(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.registered(person)
    inner = message(clear(words(), card(person)))
    outer = message(multipart(words("Zie bijlage.\r\n"), attached(inner), boundary="=_b"), "x@y.be")
    found = added(desk, case, "signedEmail", outer)
    assert "forwarded" in found["warnings"]
    assert not found["proves"]
    refused(verified(desk, case, "signedEmail"), 409, "signatureDoubted")
    note = "forwarded: ze zat naast mij toen ze het doorstuurde."
    ok(verified(desk, case, "signedEmail", note=note), 201)
    assert confirmed(desk, case) == "forwarded"


def test_proof_without_a_doubt_beside_it_needs_no_note(desk: Desk) -> None:
    person = unused(desk.service)
    content = proof("signedEmail", person)
    first, second = desk.registered(person), desk.registered(person)
    added(desk, first, "signedEmail", content)
    added(desk, second, "signedEmail", content)
    added(desk, second, "signedEmail", message(clear(words("Nog eens.\r\n"), card(person))))
    ok(verified(desk, second, "signedEmail"), 201)
    assert confirmed(desk, second) == ""


@pytest.mark.parametrize(
    ("said", "result", "reasons"),
    [
        ("anneleen@voorbeeld.be", "same", []),
        ("anneleen+loket@voorbeeld.be", "close", ["partOfAddress"]),
        ("iemand@elders.example", "differs", []),
    ],
)
def test_the_address_in_the_certificate_is_set_beside_that_of_the_request(
    desk: Desk, said: str, result: str, reasons: list[str]
) -> None:
    person = unused(desk.service)
    name = f"{person.given_name} {person.family_name}"
    mailer = PKI.citizens.mail(name, "anneleen@voorbeeld.be")
    case = desk.registered(person, requester=requester(person, email=said))
    ok(desk.handler.attach(case, "signedEmail", message(clear(words(), mailer)), "a.eml"), 201)
    found = desk.handler.get(case, "/identityComparison")
    (email,) = [field for field in found["fields"] if field["field"] == "email"]
    (side,) = email["proof"]
    assert side["says"] == "anneleen@voorbeeld.be"
    assert (side["result"], side["reasons"]) == (result, reasons)
    whole = "same" if result == "same" else "close"
    assert found["match"]["proof"]["result"] == whole
    with desk.service.parts.desk() as opened:
        (kept,) = opened.documents.list(case["id"])
    assert kept.signature is not None
    assert {one.emails for one in kept.signature.signers} == {()}, "compared and not kept (ID-08)"
