"""Issuers are asked whether a certificate was revoked, by servers on loopback: good ones, bad ones, slow ones."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from app.documents.model import DocumentKind, MediaType, SignatureFinding, SignatureStatus
from app.documents.signatures import find_signature
from app.documents.trust.issuers import Issuers
from app.documents.trust.model import Trust
from app.kit.outward import Outward, OutwardRefused
from tests.issuer_server import IssuerServer, issuer_server
from tests.pki import AT, Leaf
from tests.signed_mails import clear, message, text
from tests.trust_house import House, anchor, told

VALID, REVOKED = SignatureStatus.VALID, SignatureStatus.REVOKED
KNOWN: set[str] = set()
UNKNOWN = {"revocationNotChecked"}
OCSP, CRL = ("/citizens/ocsp", "/root/ocsp"), ("/citizens/crl", "/root/crl")


@pytest.fixture(scope="module")
def server() -> Iterator[IssuerServer]:
    with issuer_server() as running:
        yield running


@pytest.fixture(scope="module")
def house(server: IssuerServer) -> House:
    return House(server.pki)


@pytest.fixture(autouse=True)
def _well_again(server: IssuerServer) -> None:
    server.modes.clear()
    server.asked.clear()


def trust(house: House, *hosts: str) -> Trust:
    issuers = Issuers.through(Outward(frozenset(hosts or {"127.0.0.1"})))
    return Trust(anchors=(anchor(house.pki.root),), issuers=issuers)


def judged(leaf: Leaf, by: Trust) -> SignatureFinding | None:
    content = message(clear(text(), leaf))
    return find_signature(content, MediaType.EMAIL, kind=DocumentKind.SIGNED_EMAIL, trust=by, at=AT)


# What is wrong with which services, and what is said of a good card and of a revoked one.
WAYS: dict[str, tuple[dict[str, str], tuple[SignatureStatus, set[str]], tuple[SignatureStatus, set[str]]]] = {
    "all is well": ({}, (VALID, KNOWN), (REVOKED, KNOWN)),
    "responders are gone": (dict.fromkeys(OCSP, "gone"), (VALID, KNOWN), (REVOKED, KNOWN)),
    "responders talk garbage": (dict.fromkeys(OCSP, "garbage"), (VALID, KNOWN), (REVOKED, KNOWN)),
    "responders say nothing": (dict.fromkeys(OCSP, "empty"), (VALID, KNOWN), (REVOKED, KNOWN)),
    "responders point elsewhere": (dict.fromkeys(OCSP, "elsewhere"), (VALID, KNOWN), (REVOKED, KNOWN)),
    "lists are gone": (dict.fromkeys(CRL, "gone"), (VALID, KNOWN), (REVOKED, KNOWN)),
    "all are gone": (dict.fromkeys(OCSP + CRL, "gone"), (VALID, UNKNOWN), (VALID, UNKNOWN)),
    "all talk garbage": (dict.fromkeys(OCSP + CRL, "garbage"), (VALID, UNKNOWN), (VALID, UNKNOWN)),
    "all are huge": (dict.fromkeys(OCSP + CRL, "huge"), (VALID, UNKNOWN), (VALID, UNKNOWN)),
    "the root is gone": (dict.fromkeys(("/root/ocsp", "/root/crl"), "gone"), (VALID, UNKNOWN), (REVOKED, KNOWN)),
}  # fmt: skip


@pytest.mark.parametrize("what", WAYS)
def test_what_is_said_depends_on_what_issuers_say(
    what: str, house: House, server: IssuerServer
) -> None:
    modes, good, bad = WAYS[what]
    anna, revoked = house.anna, house.revoked
    server.modes.update(modes)
    assert told(judged(anna, trust(house)))[:2] == good
    assert told(judged(revoked, trust(house)))[:2] == bad
    assert server.asked


@pytest.mark.parametrize("services", [OCSP, OCSP + CRL], ids=["responders", "all"])
def test_a_slow_server_holds_nobody_up(
    services: tuple[str, ...], house: House, server: IssuerServer
) -> None:
    server.modes.update(dict.fromkeys(services, "drip"))
    slow = trust(house)
    assert slow.issuers is not None
    brief = replace(slow, issuers=replace(slow.issuers, seconds=1.0))
    started = time.monotonic()
    status, warnings, _ = told(judged(house.anna, brief))
    assert time.monotonic() - started < 20
    assert (status, warnings) == (VALID, UNKNOWN)


def test_nobody_waits_longer_than_ten_seconds(house: House) -> None:
    issuers = trust(house).issuers
    assert issuers is not None
    assert issuers.seconds <= 10
    assert issuers.outward.seconds < issuers.seconds


def test_a_private_network_is_not_called(house: House, server: IssuerServer) -> None:
    assert told(judged(house.anna, trust(house, "elders.example"))) == (VALID, UNKNOWN, True)
    assert server.asked == []


def test_nobody_is_called_for_a_certificate_that_is_not_trusted(
    house: House, server: IssuerServer
) -> None:
    stranger = trust(House(replace(house.pki)))
    finding = judged(house.anna, stranger)
    assert told(finding)[0] is SignatureStatus.VALID_BUT_UNTRUSTED
    assert server.asked == []


def test_nobody_is_called_where_the_setting_is_off(house: House, server: IssuerServer) -> None:
    offline = Trust(anchors=(anchor(house.pki.root),))
    assert told(judged(house.anna, offline)) == (VALID, UNKNOWN, True)
    assert server.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/crl", "ldap://127.0.0.1/crl", "file:///etc/passwd", "http:///crl", "x"]
)
def test_only_the_web_is_called(url: str, house: House) -> None:
    issuers = trust(house).issuers
    assert issuers is not None
    with pytest.raises(OutwardRefused):
        issuers.outward.get(url)


def test_a_webhook_still_takes_no_plain_http(server: IssuerServer) -> None:
    with pytest.raises(OutwardRefused):
        Outward(frozenset({"127.0.0.1"})).get(f"{server.address}/root/crl")
