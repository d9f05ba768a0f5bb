"""Access tokens of an OpenID Connect issuer: signed JWTs, judged here with the keys the issuer publishes."""

import threading
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, RSAKey

from app.errors import DeskError
from app.kit.keyed_hash import keyed_hash
from app.kit.outward import Outward, OutwardFailed, OutwardRefused
from app.staff.access import ExpiredAccessToken, InvalidAccessToken
from app.staff.model import Actor, Role
from app.staff.persons import person_keys

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Signatures with a key pair alone: no shared secret, and never none."""
SKEW_SECONDS: Final = 30
"""How far the issuer's clock may be from ours."""
_ASKED_AGAIN: Final = timedelta(minutes=1)
_FRESH: Final = timedelta(hours=1)
_LEAST_RSA_BITS: Final = 2048
_MOST_BYTES: Final = 16_000
_TYPES: Final = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
_DISCOVERY: Final = "/.well-known/openid-configuration"


class IssuerSilent(DeskError):
    """The issuer does not answer and we have no key of it yet. Fact `retryAfter`, in seconds."""

    code = "issuerSilent"


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose tokens are taken, for whom they have to be, and what in them says what."""

    issuer: str
    audience: str
    role_claim: str = "roles"
    entity_claim: str = "entities"
    number_claim: str = ""
    email_claim: str = "email"
    related_claim: str = ""


class OidcTokens:
    """Judges tokens; the keys are fetched when they are first needed, and kept for an hour."""

    def __init__(
        self, terms: Terms, outward: Outward, *, actor_key: bytes, person_key: bytes
    ) -> None:
        self._terms = terms
        self._keys = _Keys(terms.issuer, outward)
        self._actor_key = actor_key
        self._person_key = person_key

    @staticmethod
    def looks_like_one(token: str) -> bool:
        """Whether a token has the form of a signed JWT: ours have no dots."""
        return token.count(".") == 2 and len(token) <= _MOST_BYTES  # noqa: PLR2004 - three parts

    def actor(self, token: str, *, at: datetime) -> Actor:
        """Return who the issuer says calls.

        Raises InvalidAccessToken, ExpiredAccessToken, and IssuerSilent where no key is known yet.
        """
        try:
            header = jws.extract_compact(token.encode()).headers()
            _check_header(header)
            key = self._keys.of(str(header.get("kid", "")), at=at)
            claims = jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims
            self._registry(at).validate(claims)
        except ExpiredTokenError:
            raise ExpiredAccessToken("The token expired") from None
        except (JoseError, ValueError, TypeError):
            raise InvalidAccessToken("The token is not one that we accept") from None
        return self._actor(claims)

    def _registry(self, at: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=SKEW_SECONDS,
            iss={"essential": True, "value": self._terms.issuer},
            aud={"essential": True, "value": self._terms.audience},
            sub={"essential": True},
            exp={"essential": True},
        )

    def _actor(self, claims: Mapping[str, Any]) -> Actor:
        terms, known = self._terms, {role.value for role in Role}
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            raise InvalidAccessToken("The token names nobody")
        client = claims.get("client_id") or claims.get("azp")
        return Actor(
            # Stable, and says nothing to who has not the key.
            actor_id=keyed_hash(self._actor_key, terms.issuer, subject)[:32],
            label=client if isinstance(client, str) else "",
            roles=frozenset(
                Role(name) for name in _words(claims, terms.role_claim) if name in known
            ),
            entities=frozenset(_words(claims, terms.entity_claim)),
            own_keys=person_keys(
                self._person_key,
                numbers=_texts(claims, terms.number_claim),
                emails=_words(claims, terms.email_claim),
            ),
            related_keys=person_keys(self._person_key, numbers=_texts(claims, terms.related_claim)),
        )


def _check_header(header: Mapping[str, Any]) -> None:
    """Raise InvalidAccessToken for what is signed in another way than we take, before any key is looked for."""
    if header.get("alg") not in ALGORITHMS or str(header.get("typ", "")).lower() not in _TYPES:
        raise InvalidAccessToken("The token is not one that we accept")


def _words(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the words of a claim: a list, or words between spaces."""
    return tuple(word for text in _texts(claims, name) for word in text.split())


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return what a claim says, one text or a list; `a.b` stands for b within a."""
    found: Any = claims.get(name) if name else None
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return (found,)
    return tuple(x for x in found if isinstance(x, str)) if isinstance(found, list) else ()


class _Keys:
    """The issuer's public keys by id: asked for again when one is unknown, at most once a minute."""

    def __init__(self, issuer: str, outward: Outward) -> None:
        self._issuer = issuer
        self._outward = outward
        self._known: dict[str, RSAKey | ECKey] = {}
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._lock = threading.Lock()

    def of(self, kid: str, *, at: datetime) -> RSAKey | ECKey:
        """Return the key. Raises InvalidAccessToken for an unknown one, IssuerSilent while none is known."""
        if self._find(kid) is None:
            with self._lock:
                if self._find(kid) is None:
                    self._refresh(at)
        elif self._is_old(at) and self._lock.acquire(blocking=False):
            try:  # the others go on with what is known
                self._refresh(at)
            finally:
                self._lock.release()
        found = self._find(kid)
        if found is not None:
            return found
        if not self._known:
            seconds = int(_ASKED_AGAIN.total_seconds())
            raise IssuerSilent("The issuer of the token does not answer", retryAfter=seconds)
        raise InvalidAccessToken("The issuer has no such key")

    def _find(self, kid: str) -> RSAKey | ECKey | None:
        known = self._known
        if not kid and len(known) == 1:
            return next(iter(known.values()))
        return known.get(kid)

    def _is_old(self, at: datetime) -> bool:
        return self._fetched_at is None or not abs(at - self._fetched_at) < _FRESH

    def _refresh(self, at: datetime) -> None:
        """Fetch the keys, unless that was tried within the minute; what is known stays where the issuer is silent."""
        if self._asked_at is not None and abs(at - self._asked_at) < _ASKED_AGAIN:
            return
        self._asked_at = at
        try:
            self._known = self._fetched()
        except (OutwardFailed, OutwardRefused, JoseError, ValueError, KeyError, TypeError):
            return
        self._fetched_at = at

    def _fetched(self) -> dict[str, RSAKey | ECKey]:
        told = self._read(self._issuer.rstrip("/") + _DISCOVERY)
        if told["issuer"] != self._issuer:
            raise ValueError("Another issuer answers")
        published = self._read(str(told["jwks_uri"]))["keys"]
        return {str(one.get("kid", "")): key for one in published if (key := _public_key(one))}

    def _read(self, url: str) -> dict[str, Any]:
        answer = self._outward.get(url, headers={"Accept": "application/json"})
        if answer.status != 200:  # noqa: PLR2004 - nothing else is an answer
            raise ValueError("The issuer does not say")
        told: dict[str, Any] = orjson.loads(answer.body)
        return told


def _public_key(published: Mapping[str, Any]) -> RSAKey | ECKey | None:
    """Return the key, or None for one that signs nothing we take: another kind of key, too short, or broken."""
    if published.get("use", "sig") != "sig":
        return None
    try:
        if published.get("kty") == "EC":
            return ECKey.import_key(dict(published))
        if published.get("kty") != "RSA" or _modulus_bits(published) < _LEAST_RSA_BITS:
            return None
        return RSAKey.import_key(dict(published))
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _modulus_bits(published: Mapping[str, Any]) -> int:
    modulus = str(published["n"])
    return int.from_bytes(urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))).bit_length()
