"""Every means of proof: what it needs, for what it is strong enough, and who signed; all of them allowed here."""

from collections.abc import Iterator
from typing import Any

import pytest
from app.identity.model import Means
from app.kit.ids import new_id
from tests.databases import main_and_store
from tests.journey_steps import IN_PERSON, Desk, attach_proof, ok, refused, requester, unused
from tests.pki import Pki
from tests.service import Person, Service, running_service
from tests.signed_mails import clear, message
from tests.signed_mails import text as words
from tests.signed_pdfs import request_pdf, signed

PKI = Pki()
PLAIN = "contact_details"
HEALTH = "health_work_disability"
NUMBER = "85073003328"
SPOKEN = ("inPerson", "video", "session", "knownChannel", "earlierProofInCase")
NOTE = "Gezien en vergeleken."


@pytest.fixture(scope="module")
def desk(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """A desk where every means is allowed, and where cards of the invented authority are trusted."""
    home = tmp_path_factory.mktemp("means")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=300,
            identity_means=tuple(Means),
            trust_anchors=PKI.anchors(home / "anchors"),
            national_number_use="Machtiging 12/2026 (verzonnen)",
        ) as made,
    ):
        yield Desk.of(made)


def case_of(desk: Desk, person: Person, *scope: str, right: str = "access") -> dict[str, Any]:
    claim = {"right": right, "scope": list(scope)} if scope else {"right": right}
    return desk.registered(person, claims=[claim])


def checked(desk: Desk, case: dict[str, Any], means: str, **more: Any) -> Any:
    body = {"result": "verified", "means": means} | more
    return desk.handler.post(case, "/identityChecks", body)


@pytest.mark.parametrize("means", SPOKEN)
def test_what_was_seen_is_noted(desk: Desk, means: str) -> None:
    case = case_of(desk, unused(desk.service), PLAIN)
    refused(checked(desk, case, means), 400, "noteMissing")
    ok(checked(desk, case, means, note=NOTE), 201)
    desk.handler.wait(case, "inAssessment")


@pytest.mark.parametrize("means", ["video", "session", "knownChannel", "earlierProofInCase"])
def test_what_is_not_listed_is_not_allowed(service: Service, means: str) -> None:
    other = Desk.of(service)
    case = case_of(other, unused(service), PLAIN)
    refused(checked(other, case, means, note=NOTE), 400, "meansNotAllowed")


@pytest.mark.parametrize("scope", [(), (HEALTH,), (PLAIN, HEALTH)], ids=["all", "health", "both"])
@pytest.mark.parametrize("means", ["knownChannel", "earlierProofInCase"])
def test_weak_proof_does_not_open_sensitive_data(
    desk: Desk, means: str, scope: tuple[str, ...]
) -> None:
    case = case_of(desk, unused(desk.service), *scope)
    told = refused(checked(desk, case, means, note=NOTE), 409, "assuranceTooLow")
    assert (told["needed"], told["given"]) == ("high", "substantial")
    assert {"inPerson", "signedEmail"} <= set(told["means"].split(","))
    assert means not in told["means"].split(",")
    assert desk.handler.get(case)["state"] == "received"
    ok(checked(desk, case, "inPerson", note=NOTE), 201)


def test_a_session_counts_for_its_own_level(desk: Desk) -> None:
    case = case_of(desk, unused(desk.service))
    low = checked(desk, case, "session", note=NOTE, sessionLevel="substantial")
    refused(low, 409, "assuranceTooLow")
    ok(checked(desk, case, "session", note=NOTE, sessionLevel="high"), 201)


def test_little_is_asked_for_a_wrong_phone_number(desk: Desk) -> None:
    case = case_of(desk, unused(desk.service), PLAIN, right="rectification")
    ok(checked(desk, case, "session", note=NOTE, sessionLevel="low"), 201)


def test_no_doubt_is_told_in_words_and_needs_no_means(desk: Desk) -> None:
    case = case_of(desk, unused(desk.service))
    refused(desk.handler.post(case, "/identityChecks", {"result": "noDoubt"}), 400, "noteMissing")
    ok(desk.handler.post(case, "/identityChecks", {"result": "noDoubt", "note": NOTE}), 201)


def test_insufficient_proof_is_asked_again_and_again(desk: Desk) -> None:
    person = unused(desk.service)
    case = case_of(desk, person)
    attach_proof(desk.handler, case, person)
    body = {"result": "insufficient", "means": "signedRequestWithIdCopy"}
    ok(desk.handler.post(case, "/identityChecks", body), 201)
    ask = {"doubt": "De handtekening is een andere.", "means": ["inPerson", "video", "session"]}
    for _ in range(2):
        asked = ok(desk.handler.post(case, "/identityRequests", ask), 201)
        assert asked["state"] == "identityPending"
        ok(desk.handler.post(case, "/letters", {"kind": "L03"}), 201)
        ok(
            desk.handler.post(case, "/identityChecks", body | {"means": "inPerson", "note": NOTE}),
            201,
        )
    earlier = ask | {"means": ["earlierProofInCase"]}
    refused(desk.handler.post(case, "/identityRequests", earlier), 400, "meansNotAllowed")


def signer_of(person: Person) -> Any:
    return PKI.citizens.card(person.given_name, person.family_name, number=NUMBER)


def proof(kind: str, leaf: Any) -> bytes:
    if kind == "signedPdf":
        return signed(request_pdf(), leaf)
    return message(clear(words(), leaf))


@pytest.mark.parametrize("kind", ["signedEmail", "signedPdf"])
def test_who_signed_is_who_asks_or_the_note_says_why(desk: Desk, kind: str) -> None:
    person, other = unused(desk.service), unused(desk.service)
    case = case_of(desk, person)
    refused(checked(desk, case, kind, note=NOTE), 409, "identityNotProven")
    ok(desk.handler.attach(case, kind, proof(kind, signer_of(other)), "bewijs"), 201)
    refused(checked(desk, case, kind), 400, "noteMissing")
    ok(desk.handler.attach(case, kind, proof(kind, signer_of(person)), "bewijs"), 201)
    ok(checked(desk, case, kind), 201)


def test_what_each_side_says_is_set_beside_each_other(desk: Desk) -> None:
    person = unused(desk.service)
    asks = requester(
        person,
        nationalNumber="85.07.30-033.28",
        email="iemand@voorbeeld.example",
        postalAddress="Elders 1, 9000 Gent",
    )
    case = desk.registered(person, requester=asks)
    ok(desk.handler.attach(case, "signedPdf", proof("signedPdf", signer_of(person)), "v.pdf"), 201)
    found = desk.handler.get(case, "/identityComparison")
    fields = {field["field"]: field for field in found["fields"]}
    (said,) = fields["name"]["proof"]
    assert said["says"] == f"{person.given_name} {person.family_name} (Signature)"
    assert (said["result"], said["reasons"]) == ("same", [])
    assert fields["nationalNumber"]["proof"][0]["result"] == "same"
    assert NUMBER not in str(found)
    assert all("says" not in side for field in found["fields"] for side in field["store"])
    assert {side["result"] for side in fields["vlimpersNumber"]["store"]} == {"same"}
    assert fields["postalAddress"]["store"] == [], "not before it is proven who asks"
    assert found["match"]["people"] >= 1
    assert found["match"]["silentSystems"] == []
    assert desk.handler.get(case, "/timeline")["items"][0]["kind"] == "content.read"


def test_the_address_we_hold_is_compared_once_it_is_proven_who_asks(desk: Desk) -> None:
    person = unused(desk.service)
    asks = requester(person, postalAddress="Elders 1, 9000 Gent")
    case = desk.searched(person, requester=asks)
    found = desk.handler.get(case, "/identityComparison")
    (address,) = [f for f in found["fields"] if f["field"] == "postalAddress"]
    assert [side["result"] for side in address["store"]] == ["differs"]
    assert "says" not in address["store"][0]


def test_another_birth_date_differs(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.registered(person, requester=requester(person, dateOfBirth="1931-01-01"))
    found = desk.handler.get(case, "/identityComparison")
    (born,) = [field for field in found["fields"] if field["field"] == "dateOfBirth"]
    assert {side["result"] for side in born["store"]} <= {"differs", "close"}
    assert found["match"]["store"]["result"] in {"differs", "close"}


def test_nobody_we_know_is_nobody(desk: Desk) -> None:
    stranger = Person("", "Walburga", "Onvindbaarsel", "1950-05-05")
    found = desk.handler.get(desk.registered(stranger), "/identityComparison")
    assert found["match"]["people"] == 0
    assert found["match"]["store"] == {"result": "notHeld", "reasons": []}


def card_of(person: Person, **more: Any) -> dict[str, Any]:
    return {
        "givenNames": f"{person.given_name} Walburga Leopoldine",
        "familyName": person.family_name.upper(),
        "dateOfBirth": person.born,
        "validUntil": "2031-01-01",
    } | more


def test_a_card_that_was_shown_is_compared_and_not_kept(desk: Desk) -> None:
    person = unused(desk.service)
    case = case_of(desk, person)
    attach_proof(desk.handler, case, person)
    for wrong in (
        {"familyName": "Iemand Anders"},
        {"dateOfBirth": "1931-01-01"},
        {"validUntil": "2020-01-01"},
    ):
        body = card_of(person, **wrong)
        answer = checked(desk, case, "signedRequestWithIdCopy", readFromCard=body)
        refused(answer, 400, "noteMissing")
    ok(checked(desk, case, "signedRequestWithIdCopy", readFromCard=card_of(person)), 201)
    items = desk.handler.get(case, "/timeline")["items"]
    (kept,) = [entry["details"] for entry in items if entry["kind"] == "identity.checked"]
    assert kept["card"] == "close"
    assert "Leopoldine" not in str(desk.handler.get(case)) + str(items)


def test_several_identities_in_one_request_are_all_kept(desk: Desk) -> None:
    # B17: none overwrites another, and none is dropped without a word.
    person, other = unused(desk.service), unused(desk.service)
    asks = requester(
        person, vlimpersNumber=other.number, nationalNumber=NUMBER, email="twee@voorbeeld.example"
    )
    case = desk.registered(person, requester=asks)
    assert case["requester"] == asks
    found = desk.handler.get(case, "/identityComparison")["match"]
    assert found["store"]["result"] != "same", "the number is somebody else's"
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    desk.handler.until(case, lambda c: "subjectChoice" in [t["kind"] for t in c.get("tasks", ())])


@pytest.mark.parametrize(
    "twice",
    [
        '"email": "een@voorbeeld.example", "email": "twee@voorbeeld.example"',
        '"nationalNumber": ["85073003328", "90021412347"]',
        '"requesters": [], "email": "een@voorbeeld.example"',
    ],
    ids=["key twice", "list", "several requesters"],
)
def test_two_of_the_same_are_refused(desk: Desk, twice: str) -> None:
    body = (
        '{"receivedAt": "2026-03-05T10:00:00+01:00", "channel": "api", "claims": [{"right": "access"}],'
        ' "requester": {"givenName": "An", "familyName": "Twee", %s}}'
    )
    answer = desk.handler.http.post(
        "/cases",
        content=body % twice,
        headers={"Content-Type": "application/json", "Idempotency-Key": new_id()},
    )
    refused(answer, 400, "badRequest")
