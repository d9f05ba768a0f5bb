"""What clamd says is a verdict or none; anything but a clear word is none. Against a socket of ours, and clamd itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.documents.virus_check import Clamd, VirusCheckFailed
from tests.virus_servers import CLAMD, EICAR, FakeClamd, fake_clamd, free_port, real_clamd

with_clamd = pytest.mark.skipif(CLAMD is None, reason="clamd is not installed")


@pytest.fixture
def server() -> Iterator[FakeClamd]:
    with fake_clamd() as made:
        yield made


def test_the_whole_file_is_sent_in_pieces(server: FakeClamd) -> None:
    content = bytes(range(256)) * 1000
    assert Clamd.at(server.address).finds_virus(content) is False
    assert server.asked == [(b"zINSTREAM\0", content)]


@pytest.mark.parametrize("content", [EICAR, b"a" * 65_530 + EICAR], ids=["alone", "across pieces"])
def test_a_virus_is_found(content: bytes, server: FakeClamd) -> None:
    assert Clamd.at(server.address).finds_virus(content) is True


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't open file ERROR\0",
        b"stream: OK",
        b"stream: OK and more\0",
        b"OK\0",
        b"\0",
        b"UNKNOWN COMMAND\0",
        b"x" * 10_000,
    ],
)
def test_what_is_no_clear_word_is_no_verdict(answer: bytes, server: FakeClamd) -> None:
    server.answer = answer
    with pytest.raises(VirusCheckFailed):
        Clamd.at(server.address).finds_virus(b"x")


def test_who_does_not_answer_is_not_waited_for(server: FakeClamd) -> None:
    server.silent = 3
    place = Clamd.at(server.address).place
    began = time.monotonic()
    with pytest.raises(VirusCheckFailed):
        Clamd(place, seconds=0.3).finds_virus(b"x")
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize(
    "address", [f"127.0.0.1:{free_port()}", "unix:/nowhere/clamd.sock"], ids=["port", "path"]
)
def test_who_is_not_there_gives_no_verdict(address: str) -> None:
    with pytest.raises(VirusCheckFailed):
        Clamd.at(address).finds_virus(b"x")


@pytest.mark.parametrize("address", ["", "host", "host:", ":3310", "host:port"])
def test_an_address_says_host_and_port(address: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        Clamd.at(address)


@pytest.mark.clamd
@with_clamd
def test_clamd_itself_is_understood(tmp_path: Path) -> None:
    with real_clamd(tmp_path) as address:
        clamd = Clamd.at(address)
        assert clamd.finds_virus(EICAR) is True
        assert clamd.finds_virus(b"een gewoon bestand" * 10_000) is False
        assert clamd.finds_virus(b"") is False
        with pytest.raises(VirusCheckFailed):
            clamd.finds_virus(bytes(12_000_000))  # more than it takes: no verdict
        assert clamd.finds_virus(b"daarna") is False
