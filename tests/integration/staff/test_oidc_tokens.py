"""Tokens of an issuer elsewhere: taken when issuer, audience, time and signature are right, and in no other case."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from app.staff.access import ExpiredAccessToken, InvalidAccessToken
from app.staff.model import Role
from app.staff.oidc import IssuerSilent, OidcTokens, Terms
from app.staff.persons import person_keys
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey
from tests.oidc_issuer import Issuer, running_issuer, signed

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
WEAK = 1024
KEY, PERSON = b"k" * 32, b"p" * 32


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issuer]:
    with running_issuer(tmp_path) as made:
        made.publish("one")
        yield made


def tokens_of(issuer: Issuer, **more: Any) -> OidcTokens:
    terms = Terms(issuer.address, "rechtenloket", number_claim="employee", **more)
    return OidcTokens(terms, issuer.outward, actor_key=KEY, person_key=PERSON)


def claims(issuer: Issuer, at: datetime = AT, **more: Any) -> dict[str, Any]:
    seconds = int(at.timestamp())
    whole = {
        "iss": issuer.address,
        "aud": "rechtenloket",
        "sub": "7c1f",
        "iat": seconds,
        "exp": seconds + 300,
        "roles": ["dpo", "gardener"],
        "entities": ["OVO900001"],
        "employee": "V 100",
        **more,
    }
    return {name: value for name, value in whole.items() if value is not None}


def test_a_good_token_gives_roles_entities_and_a_stable_opaque_actor(issuer: Issuer) -> None:
    tokens = tokens_of(issuer)
    actor = tokens.actor(issuer.token("one", **claims(issuer)), at=AT)
    assert actor.roles == {Role.DPO}
    assert actor.entities == {"OVO900001"}
    assert actor.own_keys == person_keys(PERSON, numbers=["v100"])
    assert "7c1f" not in actor.actor_id
    again = tokens_of(issuer).actor(issuer.token("one", **claims(issuer, roles="intake")), at=AT)
    assert again.actor_id == actor.actor_id
    other = tokens.actor(issuer.token("one", **claims(issuer, sub="7c20")), at=AT)
    assert other.actor_id != actor.actor_id
    assert issuer.asked == ["/realm/.well-known/openid-configuration", "/realm/keys"] * 2


@pytest.mark.parametrize(("kind", "alg"), [("RSA", "RS256"), ("RSA", "PS256"), ("EC", "ES256")])
def test_each_kind_of_signature_is_read(issuer: Issuer, kind: str, alg: str) -> None:
    issuer.publish("two", kind)
    token = issuer.token("two", alg, **claims(issuer))
    assert tokens_of(issuer).actor(token, at=AT).roles == {Role.DPO}


@pytest.mark.parametrize(
    "more",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another service"},
        {"aud": None},
        {"aud": []},
        {"sub": None},
        {"sub": ""},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": int((AT + timedelta(minutes=1)).timestamp())},
        {"iat": int((AT + timedelta(minutes=1)).timestamp())},
    ],
    ids=str,
)
def test_what_is_not_meant_for_us_or_not_yet_is_refused(
    issuer: Issuer, more: dict[str, Any]
) -> None:
    with pytest.raises(InvalidAccessToken):
        tokens_of(issuer).actor(issuer.token("one", **claims(issuer, **more)), at=AT)


def test_several_audiences_may_hold_ours_and_clocks_may_differ_a_little(issuer: Issuer) -> None:
    tokens, late = tokens_of(issuer), AT + timedelta(seconds=320)
    early = claims(issuer, AT + timedelta(seconds=20), nbf=int(AT.timestamp()) + 20)
    assert tokens.actor(
        issuer.token("one", **early | {"aud": ["x", "rechtenloket"]}), at=AT
    ).actor_id
    assert tokens.actor(issuer.token("one", **claims(issuer)), at=late).actor_id
    with pytest.raises(ExpiredAccessToken):
        tokens.actor(issuer.token("one", **claims(issuer)), at=late + timedelta(seconds=20))


def shared_secret(header: dict[str, Any], body: dict[str, Any], secret: bytes) -> str:
    told = unsigned(header, body).rstrip(".")
    made = hmac.digest(secret, told.encode(), "sha256")
    return f"{told}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def unsigned(header: dict[str, Any], body: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, body))
    return b".".join([*parts, b""]).decode()


def test_no_signature_and_a_shared_secret_made_of_the_public_key_are_refused(
    issuer: Issuer,
) -> None:
    tokens, body = tokens_of(issuer), claims(issuer)
    stranger = signed(RSAKey.generate_key(2048), "one", "RS256", body)
    good = issuer.token("one", **body)
    head, payload, signature = good.split(".")
    other = issuer.token("one", **body | {"sub": "admin"}).split(".")[1]
    for token in (
        unsigned({"alg": "none", "kid": "one"}, body),
        unsigned({"alg": "None", "kid": "one"}, body),
        unsigned({"kid": "one"}, body),
        shared_secret(
            {"alg": "HS256", "kid": "one"}, body, issuer.keys["one"].as_pem(private=False)
        ),
        stranger,
        f"{head}.{other}.{signature}",
        f"{head}.{payload}.",
        "a.b.c",
        "..",
        signed(issuer.keys["one"], "one", "RS256", body, typ="logout+jwt"),
    ):
        with pytest.raises(InvalidAccessToken):
            tokens.actor(token, at=AT)
    assert tokens.actor(good, at=AT).actor_id


def test_keys_that_sign_nothing_of_ours_are_left_out(issuer: Issuer) -> None:
    weak = rsa.generate_private_key(65537, WEAK).public_key().public_numbers()
    modulus = base64.urlsafe_b64encode(weak.n.to_bytes(128)).decode().rstrip("=")
    issuer.publish("sealing", use="enc")
    issuer.extra = [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
        {"kty": "RSA", "kid": "broken"},
        {"kty": "RSA", "kid": "weak", "n": modulus, "e": "AQAB"},
    ]
    tokens = tokens_of(issuer)
    for kid in ("weak", "sealing", "oct", "broken"):
        token = signed(issuer.keys["one"], kid, "RS256", claims(issuer))
        with pytest.raises(InvalidAccessToken):
            tokens.actor(token, at=AT)
    assert tokens.actor(issuer.token("one", **claims(issuer)), at=AT).actor_id


def test_a_new_key_is_fetched_once_a_minute_at_most_and_an_old_one_goes(issuer: Issuer) -> None:
    tokens = tokens_of(issuer)
    old = issuer.keys["one"]
    assert tokens.actor(issuer.token("one", **claims(issuer)), at=AT).actor_id
    del issuer.keys["one"]
    issuer.publish("two")
    token = issuer.token("two", **claims(issuer))
    with pytest.raises(InvalidAccessToken):  # asked a moment ago
        tokens.actor(token, at=AT + timedelta(seconds=59))
    assert len(issuer.asked) == 2
    later = AT + timedelta(seconds=61)
    assert tokens.actor(token, at=later).actor_id
    with pytest.raises(InvalidAccessToken):
        tokens.actor(signed(old, "one", "RS256", claims(issuer)), at=later)
    assert len(issuer.asked) == 4


def test_known_keys_stay_while_the_issuer_is_silent(issuer: Issuer) -> None:
    tokens, later = tokens_of(issuer), AT + timedelta(hours=5)
    issuer.silent = True
    with pytest.raises(IssuerSilent):
        tokens.actor(issuer.token("one", **claims(issuer)), at=AT)
    issuer.silent = False
    again = AT + timedelta(minutes=2)
    assert tokens.actor(issuer.token("one", **claims(issuer, again)), at=again).actor_id
    issuer.silent = True
    assert tokens.actor(issuer.token("one", **claims(issuer, later)), at=later).actor_id


def test_a_key_set_of_another_issuer_is_none(issuer: Issuer) -> None:
    issuer.calls_itself = "https://other.example"
    with pytest.raises(IssuerSilent):
        tokens_of(issuer).actor(issuer.token("one", **claims(issuer)), at=AT)


def test_roles_may_stand_deeper_and_in_words(issuer: Issuer) -> None:
    tokens = tokens_of(
        issuer, role_claim="realm_access.roles", entity_claim="https://x.example/ovo"
    )
    more: dict[str, Any] = {
        "realm_access": {"roles": ["intake", "auditor"]},
        "https://x.example/ovo": "A B",
    }
    actor = tokens.actor(issuer.token("one", **claims(issuer, **more)), at=AT)
    assert actor.roles == {Role.INTAKE, Role.AUDITOR}
    assert actor.entities == {"A", "B"}
    nothing = tokens.actor(issuer.token("one", **claims(issuer)), at=AT)
    assert (nothing.roles, nothing.entities) == (frozenset(), frozenset())
