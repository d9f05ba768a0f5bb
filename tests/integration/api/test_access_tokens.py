"""Tokens end, are taken back, and tell when they were last used; those of an issuer elsewhere open the same doors."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from app.cli.token import _line, read_end
from app.kit.clock import BRUSSELS
from app.staff.access import AccessToken
from app.staff.model import Role
from app.staff.oidc import OidcTokens, Terms
from app.staff.store import StaffStore, TokenUnknown
from sqlalchemy.orm import Session
from tests.oidc_issuer import Issuer, running_issuer
from tests.problems import problem
from tests.service import Service
from typer import BadParameter


def issued(service: Service, *roles: Role, **more: Any) -> str:
    """Return a new token."""
    with Session(service.parts.engine) as session, session.begin():
        given: dict[str, Any] = {"label": "test", "at": service.clock()} | more
        return StaffStore(session).issue_token(roles or [Role.DPO], ["*"], **given)


def kept(service: Service, secret: str) -> AccessToken:
    """Return what is kept of a token."""
    with Session(service.parts.engine) as session:
        found = StaffStore(session).find(secret)
    assert found is not None
    return found


def get(service: Service, secret: str) -> httpx.Response:
    """Read the register with a token."""
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.get(f"{service.base}/dsr/v1/register", headers=headers, timeout=60)


def test_a_token_ends_when_it_was_told_to(service: Service) -> None:
    good = issued(service, expires_at=service.clock() + timedelta(minutes=5))
    over = issued(service, expires_at=service.clock())
    assert get(service, good).status_code == 200
    answer = get(service, over)
    assert (answer.status_code, problem(answer)) == (401, "expiredAccessToken")
    assert answer.json()["type"] == "urn:problem-type:belgif:expiredAccessToken"
    assert answer.headers["www-authenticate"] == (
        'Bearer realm="Rechtenloket", error="invalid_token",'
        ' error_description="The access token expired"'
    )


def test_a_revoked_token_opens_nothing_from_its_next_call_on(service: Service) -> None:
    secret = issued(service)
    assert get(service, secret).status_code == 200
    with Session(service.parts.engine) as session, session.begin():
        store = StaffStore(session)
        token_id = kept(service, secret).actor.actor_id
        store.revoke(token_id, at=service.clock())
        with pytest.raises(TokenUnknown):
            store.revoke(token_id, at=service.clock())
        with pytest.raises(TokenUnknown):
            store.revoke("nothing", at=service.clock())
    answer = get(service, secret)
    assert (answer.status_code, problem(answer)) == (401, "invalidAccessToken")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_without_a_token_the_challenge_names_no_error(service: Service) -> None:
    answer = httpx.get(f"{service.base}/dsr/v1/register")
    assert answer.headers["www-authenticate"] == 'Bearer realm="Rechtenloket"'


def test_the_last_use_is_noted_at_most_once_a_minute(service: Service) -> None:
    secret = issued(service)
    assert kept(service, secret).last_used_at is None
    get(service, secret)
    first = kept(service, secret).last_used_at
    assert first is not None
    get(service, secret)
    assert kept(service, secret).last_used_at == first
    token = kept(service, secret)
    assert not token.is_use_old(first + timedelta(seconds=59))
    assert token.is_use_old(first + timedelta(seconds=60))


def test_a_line_of_the_list_tells_everything_but_the_secret(service: Service) -> None:
    secret = issued(service, Role.DPO, Role.INTAKE, label="Dora; \nDPO")
    token = kept(service, secret)
    parts = _line(token, service.clock()).split(";")
    assert parts[:4] == [token.actor.actor_id, "Dora, DPO", "dpo,intake", "*"]
    assert parts[4:6] == [token.created_at.astimezone(BRUSSELS).isoformat(timespec="seconds"), ""]
    assert parts[7] == "good"
    assert secret not in ";".join(parts)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2027-01-31", "2027-02-01T00:00:00+01:00"),
        ("2027-07-01", "2027-07-02T00:00:00+02:00"),
        ("2027-01-31T12:00:00Z", "2027-01-31T13:00:00+01:00"),
    ],
)
def test_a_token_is_good_for_the_whole_of_its_last_day(text: str, end: str) -> None:
    assert read_end(text) == datetime.fromisoformat(end)


@pytest.mark.parametrize("text", ["soon", "2027-02-30", "2027-01-31T12:00:00", "9999-12-31"])
def test_an_end_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        read_end(text)


@pytest.fixture
def issuer(service: Service, tmp_path: Path) -> Iterator[Issuer]:
    """An issuer that the service takes tokens of, while the test lasts."""
    access = service.parts.access
    with running_issuer(tmp_path) as made:
        made.publish("one")
        terms = Terms(made.address, "rechtenloket")
        tokens = OidcTokens(terms, made.outward, actor_key=b"a" * 32, person_key=b"p" * 32)
        object.__setattr__(access, "oidc", tokens)  # frozen for everybody else
        yield made
        object.__setattr__(access, "oidc", None)


def token_of(issuer: Issuer, at: datetime, seconds: int = 300, **more: Any) -> str:
    """Return a token of the issuer."""
    now = int(at.timestamp())
    claims = {"iss": issuer.address, "aud": "rechtenloket", "sub": "7c1f", "iat": now}
    whole: dict[str, Any] = {**claims, "exp": now + seconds, **more}
    return issuer.token("one", **whole)


def test_a_token_of_the_issuer_opens_what_its_roles_and_entities_open(
    service: Service, issuer: Issuer
) -> None:
    case = service.client(Role.CASE_HANDLER).register(service.people[40], entity="OVO900073")

    def read(**more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token_of(issuer, service.clock(), **more)}"}
        return httpx.get(f"{service.base}/dsr/v1/cases/{case['id']}", headers=headers)

    assert read(roles=["dpo"], entities=["OVO900073"]).status_code == 200
    assert read(roles="dpo", entities="*").status_code == 200
    assert problem(read(roles=["auditor"], entities=["OVO900073"])) == "missingPermission"
    assert problem(read(entities=["OVO900073"])) == "missingPermission"
    assert read(roles=["dpo"], entities=["OVO900074"]).status_code == 404
    assert read(roles=["dpo"]).status_code == 404
    assert problem(read(seconds=-60)) == "expiredAccessToken"
    assert problem(read(aud="somebody else")) == "invalidAccessToken"


def test_while_the_issuer_is_silent_a_caller_is_told_to_come_back(
    service: Service, issuer: Issuer
) -> None:
    issuer.silent = True
    answer = get(service, token_of(issuer, service.clock(), roles=["dpo"]))
    assert (answer.status_code, problem(answer)) == (503, "issuerSilent")
    assert int(answer.headers["retry-after"]) > 0
    assert get(service, issued(service)).status_code == 200
