"""Messages over real connections: what arrives, under which id, and which refusals are tried again."""

import base64
import hashlib
import hmac
import json
import smtplib
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from app.delivery.channels.email import EmailChannel, MailNotSecure, MailServer, Security
from app.delivery.channels.webhook import WebhookChannel
from app.delivery.message import Message, SendingLater, SendingNever
from app.kit.outward import MOST_BYTES, Outward, OutwardFailed, OutwardRefused, _is_public
from tests.message_servers import Certificate, https_server, mail_server, make_certificate

KEY = b"0123456789abcdef0123456789abcdef"
MESSAGE = Message(
    message_id="<n1@voorbeeld.example>",
    address="privacy@fonds.example",
    subject="Kennisgeving over persoonsgegevens (DSR-7K3M-9QX1)",
    text="Beste\n\nZie de bijlage.\n",
    facts={"noticeId": "n1"},
    letter=b"%PDF-1.7 sealed",
    file_name="DSR-7K3M-9QX1-L18.pdf",
    at=datetime(2026, 4, 1, 9, tzinfo=UTC),
    secret="whsec_" + base64.b64encode(KEY).decode(),
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder: Path = tmp_path_factory.mktemp("certificate")
    return make_certificate(folder)


def server(port: int, security: Security = Security.NONE, host: str = "127.0.0.1") -> MailServer:
    return MailServer(host, "dpo@voorbeeld.example", port, security)


def test_mail_carries_the_letter_and_names_nobody() -> None:
    with mail_server() as box:
        EmailChannel(server(box.port)).send(MESSAGE)
    (mail,) = box.messages
    assert mail["Message-ID"] == MESSAGE.message_id
    assert mail["Subject"] == MESSAGE.subject
    assert mail["To"] == MESSAGE.address
    (letter,) = mail.iter_attachments()
    assert letter.get_content() == MESSAGE.letter
    assert letter.get_filename() == MESSAGE.file_name
    body = mail.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_every_attempt_has_the_same_id() -> None:
    with mail_server() as box:
        box.answers.append("451 later")
        channel = EmailChannel(server(box.port))
        with pytest.raises(SendingLater):
            channel.send(MESSAGE)
        channel.send(MESSAGE)
        channel.send(MESSAGE)
    assert {m["Message-ID"] for m in box.messages} == {MESSAGE.message_id}


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_mail_goes_encrypted_with_the_password(way: str, certificate: Certificate) -> None:
    with mail_server(**{way: certificate.server()}) as box:
        known = replace(server(box.port, Security(way)), user="loket", password="geheim")
        EmailChannel(known, tls=certificate.client()).send(MESSAGE)
    assert box.encrypted == [True]
    assert box.logins == 1


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_server_nobody_vouches_for_gets_nothing(way: str, certificate: Certificate) -> None:
    with mail_server(**{way: certificate.server()}) as box:
        with pytest.raises(SendingLater):
            EmailChannel(server(box.port, Security(way))).send(MESSAGE)
        assert box.messages == []


def test_a_server_without_encryption_gets_nothing() -> None:
    with mail_server() as box:
        with pytest.raises(SendingLater):
            EmailChannel(server(box.port, Security.STARTTLS)).send(MESSAGE)
        assert box.messages == []


def test_mail_without_encryption_stays_on_this_machine() -> None:
    with pytest.raises(MailNotSecure):
        EmailChannel(server(25, host="mail.voorbeeld.example"))


@pytest.mark.parametrize(
    ("answer", "error"), [("451 later", SendingLater), ("550 no such box", SendingNever)]
)
def test_a_refusal_is_final_only_where_the_server_says_so(
    answer: str, error: type[Exception]
) -> None:
    with mail_server() as box:
        box.answers.append(answer)
        with pytest.raises(error) as caught:
            EmailChannel(server(box.port)).send(MESSAGE)
    assert MESSAGE.address not in str(caught.value)


def test_a_server_that_goes_away_after_it_accepted_has_accepted() -> None:
    with mail_server() as box:
        box.hang_up = True
        EmailChannel(server(box.port)).send(MESSAGE)
    assert len(box.messages) == 1


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(SendingLater):
            EmailChannel(server(taken.getsockname()[1])).send(MESSAGE)


def hook_message(port: int, path: str = "/meldingen") -> Message:
    return replace(MESSAGE, message_id="n1", address=f"https://localhost:{port}{path}")


def webhook(certificate: Certificate, *hosts: str) -> WebhookChannel:
    return WebhookChannel(Outward(frozenset(hosts), certificate.client()))


def test_a_webhook_is_signed_by_the_standard(certificate: Certificate) -> None:
    with https_server(certificate.server()) as hook:
        webhook(certificate, "localhost").send(hook_message(hook.port))
    ((headers, body),) = hook.got
    assert headers["webhook-id"] == "n1"
    assert headers["host"] == f"localhost:{hook.port}"
    stamp = headers["webhook-timestamp"]
    assert stamp == str(int(MESSAGE.at.timestamp()))
    signed = f"n1.{stamp}.".encode() + body
    mark = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mark}"
    told = json.loads(body)
    assert told["type"] == "recipientNotice"
    assert told["data"]["noticeId"] == "n1"
    assert base64.b64decode(told["data"]["letter"]["content"]) == MESSAGE.letter


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, SendingNever),
        (400, SendingNever),
        (410, SendingNever),
        (409, SendingLater),
        (429, SendingLater),
        (500, SendingLater),
        (503, SendingLater),
    ],
)
def test_a_status_says_whether_it_is_tried_again(
    status: int, error: type[Exception], certificate: Certificate
) -> None:
    with https_server(certificate.server()) as hook:
        hook.statuses.append(status)
        hook.location = "/elders"
        with pytest.raises(error):
            webhook(certificate, "localhost").send(hook_message(hook.port))
        assert len(hook.got) == 1, "a redirect is not followed"


def test_a_private_address_is_not_called(certificate: Certificate) -> None:
    with https_server(certificate.server()) as hook:
        with pytest.raises(SendingNever):
            webhook(certificate).send(hook_message(hook.port))
        assert hook.got == []


def test_a_server_nobody_vouches_for_is_not_told(certificate: Certificate) -> None:
    with https_server(certificate.server()) as hook:
        with pytest.raises(SendingLater):
            WebhookChannel(Outward(frozenset({"localhost"}))).send(hook_message(hook.port))
        assert hook.got == []


def test_an_endless_answer_is_cut(certificate: Certificate) -> None:
    with https_server(certificate.server()) as hook:
        hook.statuses.append(200)
        hook.body = b"x" * (MOST_BYTES + 1)
        outward = Outward(frozenset({"localhost"}), certificate.client())
        with pytest.raises(OutwardFailed):
            outward.post(f"https://localhost:{hook.port}/", b"{}", headers={})


@pytest.mark.parametrize("url", ["http://localhost/", "ftp://localhost/", "https://", "x"])
def test_only_https_is_called(url: str) -> None:
    with pytest.raises(OutwardRefused):
        Outward(frozenset({"localhost"})).post(url, b"", headers={})


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:a00:1::", False),
        ("64:ff9b::a00:1", False),
        ("0.0.0.1", False),
        ("2001:0:a00:1::", False),
        ("fec0::1", False),
        ("::a00:1", False),
        ("::7f00:1", False),
        ("::ffff:0:a00:1", False),
        ("5f00::1", False),
        ("64:ff9b:1::a00:1", False),
    ],
)
def test_what_is_a_public_address(address: str, public: bool) -> None:  # noqa: FBT001 - a table
    from ipaddress import ip_address  # noqa: PLC0415 - for this table alone

    assert _is_public(ip_address(address)) is public


def test_the_code_of_a_refusal_of_one_address_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: smtplib.SMTP, _mail: object) -> None:
        raise smtplib.SMTPRecipientsRefused({MESSAGE.address: (550, b"no")})

    monkeypatch.setattr(smtplib.SMTP, "send_message", refuse)
    with mail_server() as box, pytest.raises(SendingNever):
        EmailChannel(server(box.port)).send(MESSAGE)
