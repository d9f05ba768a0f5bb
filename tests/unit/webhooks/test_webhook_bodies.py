"""What receivers are sent: thin CloudEvents, signed so that others' libraries agree."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from app.cases.model import Case, Outcome, State
from app.cases.outcomes import facts_told
from app.cases.rules import clock_of
from app.outbox.model import Event, Resource, resource_of
from app.webhooks.cloud_event import Origin, event_body, trial_body
from app.webhooks.model import Happening, Signature, SigningKey
from app.webhooks.signing import (
    new_key,
    public_key_text,
    secret_bytes,
    secret_text,
    signed_headers,
)
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError
from tests.case_samples import ANNA, CALENDAR, case_at

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ID = "01JDXA0000TESTVECTOR000001"
BODY = (
    b'{"specversion":"1.0","id":"01JDXA0000TESTVECTOR000001","source":"urn:be.vlaanderen.example:dsr",'
    b'"service":"be.vlaanderen.example.dataSubjectRights.v1",'
    b'"type":"be.vlaanderen.example.dataSubjectRights.v1.cases.notify.deadlineApproaching",'
    b'"time":"2026-11-25T08:00:00+01:00","datacontenttype":"application/json",'
    b'"data":{"id":"7f1c","version":7,"dueDate":"2026-12-01","daysLeft":6}}'
)
MARK = "v1,iPzwTIh5V9BgmCB0Nux4ze1W/RZVcW+lsN/dceR2bHU="
ORIGIN = Origin("be.vlaanderen.example.dataSubjectRights", "https://loket.example/dsr/v1")
AT = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


def key(secret: bytes, signature: Signature = Signature.V1) -> SigningKey:
    return SigningKey("s", signature, secret, AT)


def happening(event: Event, **details: Any) -> Happening:
    resource = resource_of(event).value
    own = "7f1c" if resource == "cases" else "e1"
    return Happening(ID, event.value, resource, own, "7f1c", 7, AT, details)


def test_the_vector_of_the_contract_holds() -> None:
    at = datetime.fromtimestamp(1795590000, UTC)
    headers = signed_headers(ID, BODY, [key(secret_bytes(SECRET))], at=at)
    assert headers == {
        "webhook-id": ID,
        "webhook-timestamp": "1795590000",
        "webhook-signature": MARK,
    }
    told = happening(Event.DEADLINE_APPROACHING, dueDate="2026-12-01", daysLeft=6)
    href = b',"href":"https://loket.example/dsr/v1/cases/7f1c"}}'
    assert event_body(told, ORIGIN) == BODY.removesuffix(b"}}") + href


@pytest.mark.parametrize("size", [24, 32, 64])
def test_a_library_of_others_verifies(size: int) -> None:
    secret = bytes(range(size))
    headers = signed_headers(ID, BODY, [key(secret)], at=datetime.now(UTC))
    Webhook(secret_text(secret)).verify(BODY, dict(headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_text(secret)).verify(BODY + b" ", dict(headers))


def test_both_secrets_verify_while_one_takes_the_place_of_the_other() -> None:
    old, new = new_key(), new_key()
    headers = signed_headers(ID, BODY, [key(new), key(old)], at=datetime.now(UTC))
    for one in (old, new):
        Webhook(secret_text(one)).verify(BODY, dict(headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_text(new_key())).verify(BODY, dict(headers))


def test_an_old_attempt_is_refused() -> None:
    secret, sent = new_key(), datetime.now(UTC) - timedelta(minutes=6)
    headers = signed_headers(ID, BODY, [key(secret)], at=sent)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_text(secret)).verify(BODY, dict(headers))


def test_a_key_of_ours_alone_is_checked_by_its_public_half() -> None:
    ours = new_key()
    headers = signed_headers(ID, BODY, [key(ours, Signature.V1A)], at=AT)
    kind, _, mark = headers["webhook-signature"].partition(",")
    assert kind == "v1a"
    public = base64.b64decode(public_key_text(ours).removeprefix("whpk_"))
    signed = f"{ID}.{headers['webhook-timestamp']}.".encode() + BODY
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(mark), signed)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(mark), signed + b".")


def test_a_secret_is_not_shown_by_accident() -> None:
    assert secret_text(b"0123456789abcdef0123456789abcdef") not in repr(
        key(b"0123456789abcdef0123456789abcdef")
    )
    assert b"0123456789abcdef" not in repr(key(b"0123456789abcdef0123456789abcdef")).encode()


@pytest.mark.parametrize(
    ("event", "href"),
    [
        (Event.CLOSED, "/cases/7f1c"),
        (Event.EXPORT_READY, "/cases/7f1c/exports/e1"),
        (Event.EXPORT_EXPIRED, "/cases/7f1c/exports/e1"),
        (Event.RECIPIENT_NOTICE_DUE, "/cases/7f1c/recipientNotices"),
    ],
)
def test_an_event_says_what_it_is_about_and_where_to_ask(event: Event, href: str) -> None:
    body = json.loads(event_body(happening(event), ORIGIN))
    resource = resource_of(event)
    assert body["type"] == f"{ORIGIN.service}.v1.{resource.value}.notify.{event.value}"
    assert body["data"]["href"] == f"https://loket.example/dsr/v1{href}"
    assert body["data"]["version"] == 7
    about_case = resource is Resource.CASES
    assert body["data"]["id"] == ("7f1c" if about_case else "e1")
    assert body["data"].get("caseId") == (None if about_case else "7f1c")


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_a_body(event: Event) -> None:
    assert len(event_body(happening(event), ORIGIN)) < 20_000


def test_a_test_says_nothing() -> None:
    body = json.loads(trial_body("k", "p1", ORIGIN, at=AT))
    assert body["type"].endswith(".v1.webhookEndpoints.notify.test")
    assert body["data"] == {"id": "p1"}


@pytest.mark.parametrize("state", list(State))
def test_what_is_told_of_a_case_holds_nothing_of_the_person(state: State) -> None:
    case: Case = case_at(state)
    clock = clock_of(case, CALENDAR)
    told = facts_told(case, clock, on=case.received_on)
    assert set(told) <= {"reference", "state", "dueDate", "daysLeft", "outcome"}
    assert told["state"] == state.value
    assert ("dueDate" in told) is not case.suspended
    text = json.dumps(dict(told))
    assert ANNA.given_name not in text
    assert ANNA.family_name not in text


def test_an_ended_case_tells_its_outcome_and_counts_no_days() -> None:
    case = case_at(State.CLOSED)
    told = facts_told(case, clock_of(case, CALENDAR), on=case.received_on)
    assert told["outcome"] in set(Outcome)
    assert "daysLeft" not in told
