"""EU trusted lists: fetched, checked, kept; judged by, also without a network; never by a list of somebody else."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from app.documents.model import DocumentKind, MediaType, SignatureLevel, SignatureStatus
from app.documents.signatures import find_signature
from app.documents.trust.lists import TrustedLists, TrustedListsFailed
from app.documents.trust.source import TrustSource
from app.kit.outward import OutwardFailed, OutwardRefused
from tests.message_servers import Certificate, make_certificate
from tests.pki import AT, Authority, Leaf, Pki
from tests.signed_mails import clear, message, text
from tests.trust_house import House
from tests.trusted_lists import (
    WITHDRAWN,
    ListServer,
    list_of_lists,
    list_server,
    national_list,
    signed_list,
    trusted_lists,
)

VALID, UNTRUSTED = SignatureStatus.VALID, SignatureStatus.VALID_BUT_UNTRUSTED
QUALIFIED, ADVANCED = SignatureLevel.QUALIFIED, SignatureLevel.ADVANCED
NO_CARD = SignatureLevel.ADVANCED_QUALIFIED_CERTIFICATE
AGAIN = datetime(2026, 3, 6, 3, 20, tzinfo=UTC)


@dataclass
class Lists:
    """Lists on a server, who signs them, and what was fetched of them."""

    server: ListServer
    certificate: Certificate
    house: House
    union: Leaf
    country: Leaf
    folder: Path
    pinned: Path

    def publish(
        self, *, status: str = "", by: Leaf | None = None, union: Leaf | None = None
    ) -> None:
        """Publish both lists, signed by whom they should be or by somebody else."""
        told = {"status": status, "since": "2026-02-01T00:00:00Z"} if status else {}
        national = national_list(self.house.pki.citizens, **told)
        addresses = {"BE": self.server.address("/be.xml"), "NL": self.server.address("/nl.xml")}
        lotl = list_of_lists(addresses, {"BE": self.country, "NL": self.country})
        self.server.lists["/be.xml"] = signed_list(national, by or self.country)
        self.server.lists["/lotl.xml"] = signed_list(lotl, union or self.union)

    def lists(self, *territories: str) -> TrustedLists:
        """Return the lists as a new process sees them."""
        wanted = frozenset(territories or {"BE"})
        return trusted_lists(
            self.server, self.certificate, self.folder, signers=self.pinned, territories=wanted
        )

    def judged(self, leaf: Leaf, *, at: datetime = AT) -> tuple[SignatureStatus, object]:
        """Return what a new process says of a mail: status, and level of the first signer."""
        source = TrustSource(
            anchors=None,
            crls=None,
            levels=frozenset(SignatureLevel),
            authentication_counts=False,
            issuers=None,
            national_number_allowed=False,
            lists=self.lists(),
        )
        finding = find_signature(
            message(clear(text(), leaf)),
            MediaType.EMAIL,
            kind=DocumentKind.SIGNED_EMAIL,
            trust=source(),
            at=at,
        )
        assert finding is not None
        return finding.status, finding.signers[0].level


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def house() -> House:
    return House(Pki())


@pytest.fixture
def lists(certificate: Certificate, house: House, tmp_path: Path) -> Iterator[Lists]:
    usages = ("digital_signature",)
    union = Authority.root("Unie").leaf("Lijst van lijsten", usages=usages)
    country = Authority.root("Land").leaf("Lijst van het land", usages=usages)
    pinned = tmp_path / "pinned"
    pinned.mkdir()
    (pinned / "unie.pem").write_bytes(union.pem)
    with list_server(certificate) as server:
        made = Lists(server, certificate, house, union, country, tmp_path / "lists", pinned)
        made.publish()
        yield made


def test_what_was_fetched_says_who_is_qualified(lists: Lists) -> None:
    assert lists.judged(lists.house.anna) == (UNTRUSTED, None)
    done = lists.lists().refresh(at=AT)
    assert (done.lists, done.authorities, done.fetched_at) == (("BE",), 1, AT)
    assert lists.lists().fetched_at() == AT
    assert lists.judged(lists.house.anna) == (VALID, QUALIFIED)
    assert lists.judged(lists.house.not_on_card) == (VALID, NO_CARD)
    assert lists.judged(lists.house.mailer) == (VALID, ADVANCED)
    assert lists.judged(lists.house.stranger) == (UNTRUSTED, None)


def test_a_service_that_was_withdrawn_makes_nothing_qualified_any_more(lists: Lists) -> None:
    lists.publish(status=WITHDRAWN)
    lists.lists().refresh(at=AT)
    assert lists.judged(lists.house.anna) == (UNTRUSTED, None)
    assert lists.judged(lists.house.expired) == (SignatureStatus.EXPIRED, None)
    before = datetime(2026, 1, 15, tzinfo=UTC)
    assert lists.judged(lists.house.anna, at=before) == (VALID, QUALIFIED)


def wrong_union(lists: Lists) -> None:
    lists.publish(union=lists.country)


def wrong_country(lists: Lists) -> None:
    lists.publish(by=lists.union)


def tampered_country(lists: Lists) -> None:
    served = lists.server.lists
    served["/be.xml"] = served["/be.xml"].replace(b"Citizen CA", b"Citizen CB")


def tampered_union(lists: Lists) -> None:
    served = lists.server.lists
    served["/lotl.xml"] = served["/lotl.xml"].replace(b"/nl.xml", b"/xx.xml")


def country_not_given(lists: Lists) -> None:
    del lists.server.lists["/be.xml"]


def no_list(lists: Lists) -> None:
    lists.server.lists["/lotl.xml"] = b"<html>Onderhoud</html>"


def not_signed(lists: Lists) -> None:
    lists.server.lists["/be.xml"] = national_list(lists.house.pki.citizens)


def entities(lists: Lists) -> None:
    lists.server.lists["/lotl.xml"] = (
        b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><TrustServiceStatusList>&d;</TrustServiceStatusList>'
    )


WRONG = [
    wrong_union, wrong_country, tampered_country, tampered_union, country_not_given, no_list, not_signed, entities,
]  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: spoil.__name__)
def test_a_list_that_is_not_right_leaves_the_old_one_in_use(spoil: object, lists: Lists) -> None:
    lists.lists().refresh(at=AT)
    assert callable(spoil)
    spoil(lists)
    with pytest.raises(TrustedListsFailed):
        lists.lists().refresh(at=AGAIN)
    assert lists.lists().fetched_at() == AT
    assert lists.judged(lists.house.anna) == (VALID, QUALIFIED)


def test_without_a_network_what_was_fetched_stays_in_use(lists: Lists) -> None:
    lists.lists().refresh(at=AT)
    gone = replace(lists.lists(), url="https://localhost:1/lotl.xml")
    with pytest.raises(OutwardFailed):
        gone.refresh(at=AGAIN)
    lists.server.lists.clear()
    assert lists.judged(lists.house.anna) == (VALID, QUALIFIED)


def test_a_fresh_list_takes_the_place_of_the_old_one_in_a_running_process(lists: Lists) -> None:
    running = lists.lists()
    running.refresh(at=AT)
    first = running.registry()
    assert running.registry() is first
    lists.lists().refresh(at=AGAIN)
    assert running.registry() is not first
    for _ in range(3):
        lists.lists().refresh(at=AGAIN)
    assert len([place for place in lists.folder.iterdir() if place.is_dir()]) == 2


def kept(lists: Lists, name: str) -> Path:
    (found,) = lists.folder.glob(f"*/{name}")
    return found


def changed_country(lists: Lists) -> None:
    place = kept(lists, "BE.xml")
    place.write_bytes(place.read_bytes().replace(b"Citizen CA", b"Citizen CB"))


def lost_country(lists: Lists) -> None:
    kept(lists, "BE.xml").unlink()


def emptied_union(lists: Lists) -> None:
    kept(lists, "lotl.xml").write_bytes(b"")


def not_text(lists: Lists) -> None:
    kept(lists, "BE.xml").write_bytes(b"\xff\xfe\x00")


def broken_index(lists: Lists) -> None:
    (lists.folder / "lists.json").write_text("{")


def wandering_index(lists: Lists) -> None:
    (lists.folder / "lists.json").write_text('{"folder": "../../pinned", "fetchedAt": "x"}')


def other_pin(lists: Lists) -> None:
    (lists.pinned / "unie.pem").write_bytes(lists.country.pem)


def no_pin(lists: Lists) -> None:
    (lists.pinned / "unie.pem").unlink()


DISKS = [
    changed_country, lost_country, emptied_union, not_text, broken_index, wandering_index, other_pin, no_pin,
]  # fmt: skip


@pytest.mark.parametrize("spoil", DISKS, ids=lambda spoil: spoil.__name__)
def test_lists_that_were_tampered_with_on_disk_make_nobody_trusted(
    spoil: object, lists: Lists
) -> None:
    lists.lists().refresh(at=AT)
    assert callable(spoil)
    spoil(lists)
    with pytest.raises(TrustedListsFailed):
        lists.lists().registry()
    assert lists.judged(lists.house.anna) == (UNTRUSTED, None)


def test_lists_that_are_gone_are_as_if_never_fetched(lists: Lists) -> None:
    lists.lists().refresh(at=AT)
    shutil.rmtree(lists.folder)
    assert lists.lists().registry() is None
    assert lists.lists().fetched_at() is None


def test_only_the_countries_that_are_asked_for_are_fetched(lists: Lists) -> None:
    lists.lists().refresh(at=AT)
    assert "/nl.xml" not in lists.server.asked
    lists.server.lists["/nl.xml"] = lists.server.lists["/be.xml"]
    assert lists.lists("BE", "NL").refresh(at=AT).lists == ("BE", "NL")
    assert lists.lists("FR").refresh(at=AT).lists == ()


def test_lists_are_not_fetched_from_a_private_network_by_chance(lists: Lists) -> None:
    strict = replace(
        lists.lists(), outward=replace(lists.lists().outward, private_hosts=frozenset())
    )
    with pytest.raises(OutwardRefused):
        strict.refresh(at=AT)
