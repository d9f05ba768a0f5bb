"""What an API may do to its connector, good or bad: pages, tokens, refusals, silence, and changes that fail half-way."""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.personnel import api_client
from app.personnel.changes import (
    ChangeKind,
    ChangeStatus,
    StoreChange,
)
from app.personnel.json_values import NotAsMapped
from app.personnel.model import (
    SourceError,
    SourceLater,
    SourceNeedsPerson,
    SourceNever,
)
from tests.message_servers import Certificate, make_certificate
from tests.scripted_api import Asked, ScriptedApi, Told, token
from tests.small_api import LEAVE, ME, TODAY, connected, leave, listed, read

DONE, ALREADY, NOTHING = ChangeStatus.DONE, ChangeStatus.ALREADY_DONE, ChangeStatus.NOTHING_THERE


# Reading


def test_links_are_followed_to_the_last_page(api: ScriptedApi, connector: Any) -> None:
    def page(asked: Asked) -> Told:
        at = int(asked.path.partition("page=")[2] or 0)
        return listed(leave(at), link=f"leave?page={at + 1}" if at < 4 else None)

    api.scripts[LEAVE] = page
    assert [r.record_id for r in read(connector)] == ["0", "1", "2", "3", "4"]
    assert len(api.of("POST", "/token")) == 1


def test_a_list_that_leads_back_is_refused(api: ScriptedApi, connector: Any) -> None:
    numbers = itertools.count()
    api.scripts[LEAVE] = lambda _: listed(leave(next(numbers)), link="leave?page=1")
    with pytest.raises(NotAsMapped, match="leads back"):
        read(connector)


def test_a_list_without_end_is_refused(
    api: ScriptedApi, connector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_client, "MOST_PAGES", 5)
    numbers = itertools.count()

    def page(_: Asked) -> Told:
        at = next(numbers)
        return listed(leave(at), link=f"leave?page={at}")

    api.scripts[LEAVE] = page
    with pytest.raises(NotAsMapped, match="does not end"):
        read(connector)


def test_a_next_page_on_another_server_is_refused(
    api: ScriptedApi, connector: Any, certificate: Certificate
) -> None:
    other = ScriptedApi(certificate.server())
    api.scripts[LEAVE] = lambda _: listed(leave(1), link=f"{other.address}{LEAVE}")
    with pytest.raises(NotAsMapped, match="another server"):
        read(connector)
    other.stop()
    assert other.asked == []


def test_a_redirect_is_not_followed(
    api: ScriptedApi, connector: Any, certificate: Certificate
) -> None:
    other = ScriptedApi(certificate.server())
    for place in (LEAVE, "/token"):
        api.scripts[place] = lambda a: Told(307, {}, {"Location": f"{other.address}{a.path}"})
        with pytest.raises(SourceNever, match="redirects are not followed"):
            read(connector)
        api.scripts["/token"] = token
    other.stop()
    assert other.asked == []


def test_a_record_of_somebody_else_is_refused(api: ScriptedApi, connector: Any) -> None:
    api.scripts[LEAVE] = lambda _: listed(
        leave(1), leave(2, personId=7), leave(3, personId="geheim-8")
    )
    with pytest.raises(NotAsMapped, match="somebody else's") as raised:
        read(connector)
    assert "geheim" not in str(raised.value)
    erase = StoreChange("s", ChangeKind.ERASE, ME, "leave", TODAY)
    with pytest.raises(NotAsMapped, match="somebody else's"):
        connector.apply(erase)
    assert api.of("DELETE") == []


def test_the_person_that_is_told_is_the_one_that_was_asked(
    api: ScriptedApi, connector: Any
) -> None:
    api.scripts["/people/7"] = lambda _: Told(json={"id": 8, "kind": "staff"})
    with pytest.raises(NotAsMapped, match="somebody else's"):
        connector.profile(ME)


# Who we are


def test_a_token_that_ends_in_the_middle_is_renewed_once(api: ScriptedApi, connector: Any) -> None:
    tokens = itertools.count(1)
    api.scripts["/token"] = lambda _: Told(
        json={"access_token": f"t{next(tokens)}", "token_type": "Bearer", "expires_in": 3600}
    )

    def page(asked: Asked) -> Told:
        if "page=1" not in asked.path:
            return listed(leave(0), link="leave?page=1")
        good = asked.headers["Authorization"] == "Bearer t2"
        return listed(leave(1)) if good else Told(401, {})

    api.scripts[LEAVE] = page
    assert [r.record_id for r in read(connector)] == ["0", "1"]
    assert len(api.of("POST", "/token")) == 2


def test_a_token_that_is_never_good_is_not_asked_for_without_end(
    api: ScriptedApi, connector: Any
) -> None:
    api.scripts[LEAVE] = lambda _: Told(401, {})
    with pytest.raises(SourceNever, match="client_id"):
        read(connector)
    assert (len(api.of("GET", LEAVE)), len(api.of("POST", "/token"))) == (2, 2)


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_secret_is_for_whoever_configures(
    api: ScriptedApi, connector: Any, status: int
) -> None:
    api.scripts["/token"] = lambda _: Told(status, {"error": "invalid_client"})
    with pytest.raises(SourceNever, match=r"the token.*client_id"):
        connector.check()
    assert api.of("GET") == []


def test_a_certificate_that_is_not_trusted_is_for_whoever_configures(
    api: ScriptedApi, tmp_path: Path
) -> None:
    stranger = connected(api, make_certificate(tmp_path).path)
    with pytest.raises(SourceNever, match="certificate of the API is not trusted"):
        stranger.check()
    stranger.close()
    assert api.asked == []


# Refusals and silence

STATUSES = [
    *((s, SourceLater) for s in (408, 425, 429, 500, 502, 503, 504)),
    *((s, SourceNeedsPerson) for s in (409, 412, 423, 428)),
    *((s, SourceNever) for s in (400, 403, 404, 405, 415, 422)),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_each_refusal_says_who_has_to_act(
    api: ScriptedApi, connector: Any, status: int, kind: type[SourceError]
) -> None:
    api.scripts[LEAVE] = lambda _: Told(status, {"detail": "geheim"}, {"Retry-After": "5"})
    with pytest.raises(kind) as raised:
        read(connector)
    assert type(raised.value) is kind
    assert "geheim" not in str(raised.value)


def test_who_is_too_busy_for_a_token_is_asked_again(api: ScriptedApi, connector: Any) -> None:
    api.scripts[LEAVE] = lambda _: listed(leave(1))
    api.scripts["/token"] = lambda _: Told(429, {}, {"Retry-After": "1"})
    with pytest.raises(SourceLater):
        read(connector)
    api.scripts["/token"] = token
    assert len(read(connector)) == 1


def test_an_endless_answer_is_cut_off(
    api: ScriptedApi, connector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_client, "MOST_BYTES", 100_000)
    api.scripts[LEAVE] = lambda _: Told(body=itertools.repeat(b" " * 10_000))
    with pytest.raises(NotAsMapped, match="too large"):
        read(connector)


def test_an_answer_that_trickles_is_given_up(api: ScriptedApi, certificate: Certificate) -> None:
    over = threading.Event()

    def trickle() -> Iterator[bytes]:
        while not over.wait(0.05):
            yield b" "

    impatient = connected(api, certificate.path, timeout_seconds=0.5)
    api.scripts[LEAVE] = lambda _: Told(body=trickle())
    with pytest.raises(SourceLater):
        read(impatient)
    over.set()
    impatient.close()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b'{"items": 3}', b'{"items": [3]}', b"[" * 100_000]
)
def test_an_answer_that_is_something_else_is_refused(
    api: ScriptedApi, connector: Any, body: bytes
) -> None:
    api.scripts[LEAVE] = lambda _: Told(body=[body])
    with pytest.raises(NotAsMapped):
        read(connector)
