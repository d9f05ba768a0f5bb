"""`loket trust`: what it says, and how it ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.command_inside import loket
from tests.message_servers import make_certificate
from tests.pki import Authority, Pki
from tests.trusted_lists import ListServer, list_of_lists, list_server, national_list, signed_list

USAGES = ("digital_signature",)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[tuple[ListServer, dict[str, str]]]:
    certificate = make_certificate(home)
    pki, signer = Pki(), Authority.root("Unie").leaf("Lijsten", usages=USAGES)
    (home / "pinned").mkdir()
    (home / "pinned" / "unie.pem").write_bytes(signer.pem)
    with list_server(certificate) as server:
        lotl = list_of_lists({"BE": server.address("/be.xml")}, {"BE": signer})
        server.lists["/lotl.xml"] = signed_list(lotl, signer)
        server.lists["/be.xml"] = signed_list(national_list(pki.citizens), signer)
        yield (
            server,
            {
                "trusted_lists": server.address("/lotl.xml"),
                "trusted_lists_signers": str(home / "pinned"),
                "private_hosts": "localhost",
                "extra_authorities": str(certificate.path),
                "trust_anchors": str(pki.anchors(home / "anchors")),
                "crls": str(pki.lists(home / "lists")),
            },
        )


def test_lists_that_are_not_used_cannot_be_fetched(home: Path) -> None:
    done = loket("trust", "refresh", home=home)
    assert done.returncode == 2
    assert "LOKET_TRUSTED_LISTS" in done.stderr
    assert loket("trust", "show", home=home).returncode == 0


def test_lists_are_fetched_shown_and_kept_when_the_next_ones_are_wrong(
    home: Path, served: tuple[ListServer, dict[str, str]]
) -> None:
    server, settings = served
    done = loket("trust", "show", home=home, **settings)
    assert "no trusted lists yet" in done.stdout
    done = loket("trust", "refresh", home=home, **settings)
    assert (done.returncode, done.stdout) == (0, "BE: 1 authorities\n"), done.stderr
    server.lists["/be.xml"] = server.lists["/be.xml"].replace(b"Citizen CA", b"Citizen CB")
    done = loket("trust", "refresh", home=home, **settings)
    assert done.returncode == 1
    assert "trustedListsFailed" in done.stderr
    assert "BE" in done.stderr
    done = loket("trust", "show", "--names", home=home, **settings)
    assert done.returncode == 0, done.stderr
    assert "1 anchors" in done.stdout
    assert "Proefgezag Wortel" in done.stdout
    assert "2 revocation lists" in done.stdout
    assert "Nobody is asked online" in done.stdout
    assert "trusted lists of 20" in done.stdout
    (home / "trust" / "lists" / "lists.json").write_text("{")
    done = loket("trust", "show", home=home, revocation_online="on", **settings)
    assert done.returncode == 1
    assert "Issuers are asked" in done.stdout
    assert "cannot be read" in done.stderr


def test_a_file_that_is_no_certificate_is_named_and_stops_nothing(
    home: Path, served: tuple[ListServer, dict[str, str]]
) -> None:
    _, settings = served
    (home / "anchors" / "kapot.pem").write_text("geen certificaat")
    try:
        done = loket("trust", "show", home=home, **settings)
    finally:
        (home / "anchors" / "kapot.pem").unlink()
    assert done.returncode == 1
    assert "kapot.pem cannot be read: put a PEM or DER file in its place" in done.stderr
    assert "1 anchors" in done.stdout


def test_a_folder_that_is_not_there_is_refused_at_start(home: Path) -> None:
    done = loket("trust", "show", home=home, trust_anchors=str(home / "nergens"))
    assert done.returncode == 2
    assert "TRUST_ANCHORS" in done.stderr.upper()
