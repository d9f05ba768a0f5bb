"""JSON over HTTPS with OAuth2 client credentials: bounded in time and size, no redirect, nothing of a person in an error."""

import logging
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote_plus

import httpx

from app.personnel.api_mapping import PagingPart
from app.personnel.json_values import NotAsMapped, at, dump, parse
from app.personnel.model import (
    LARGEST_DOCUMENT,
    DocumentTooLarge,
    SourceLater,
    SourceNeedsPerson,
    SourceNever,
)

MOST_BYTES: Final = LARGEST_DOCUMENT
"""Largest page that is read, and the largest document."""
ANYTHING: Final = "*/*"
MOST_PAGES: Final = 100_000
"""Longest list that is read: one that goes on after it has no end."""
_EARLY_SECONDS: Final = 30
"""How long before its end a token is not used any more."""
_NOW_AND_THEN: Final = frozenset({408, 425, 429})
_BY_A_PERSON: Final = frozenset({409, 412, 423, 428})

logging.getLogger("httpcore").setLevel(logging.WARNING)  # it would log addresses and tokens


@dataclass(frozen=True, slots=True)
class ApiPlace:
    """Where an API is, and as whom we come."""

    url: str
    client_id: str
    secret: str = field(repr=False)
    token_url: str
    scope: str = ""
    tls: ssl.SSLContext | None = None
    """Whom to trust; None for the system's authorities."""
    seconds: float = 30.0
    """How long one read may take; a whole answer may take four times as long."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `what` says in errors which one, by the names of the mapping file alone."""

    what: str
    path: str
    method: str = "GET"
    body: Mapping[str, object] | None = None
    query: Mapping[str, str] | None = None
    step_key: str = ""
    accept: str = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API said."""

    status: int
    body: bytes


def check_url(url: str) -> str:
    """Return an address that may be called: https, or plain http to this machine. Raises ValueError."""
    try:
        given = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("it is no URL") from None
    if given.userinfo or not given.host:
        raise ValueError("give an https address without a name or password in it")
    if given.scheme != "https" and not (given.scheme == "http" and _is_this_machine(given.host)):
        raise ValueError("only https is called")
    return url


class ApiClient:
    """One API, for any number of threads; a connection is opened at the first question."""

    def __init__(self, place: ApiPlace, *, system: str) -> None:
        """Take the address; `system` stands in errors. Raises ValueError on an address that may not be called."""
        self._place, self._system = place, system
        self._home = httpx.URL(check_url(place.url).rstrip("/"))
        check_url(place.token_url)
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._token, self._token_until = "", 0.0

    def get(self, ask: Ask, *, absent: bool = False) -> Any:
        """Return the JSON of the answer; with `absent` None where the API says 404. Raises SourceError."""
        return self._content(ask, self.send(ask), absent=absent)

    def pages(self, ask: Ask, paging: PagingPart, *, absent: bool = False) -> Iterator[Any]:
        """Yield the JSON of every page, one at a time. Raises SourceError."""
        sizes = {paging.size_parameter: paging.size} if paging.size_parameter else {}
        extra: dict[str, object] = dict(sizes)
        target, seen = self._target(ask), set[str]()
        while True:
            content = self._content(ask, self._answered(ask, target, extra), absent=absent)
            if content is None:
                return
            yield content
            onward = _onward(content, paging)
            if onward is None:
                return
            if onward in seen:
                raise NotAsMapped(
                    f"{self._system}: {ask.what}: a page leads back to an earlier one"
                )
            if len(seen) >= MOST_PAGES:
                raise NotAsMapped(f"{self._system}: {ask.what}: the list does not end")
            seen.add(onward)
            if paging.next:
                target, extra = self._same_place(ask, target, onward), {}
            else:
                extra = {**sizes, paging.parameter: onward}

    def document(self, what: str, link: str) -> bytes:
        """Return a document of at most 32 MB, at a link on our own server. Raises SourceError, DocumentTooLarge."""
        ask = Ask(what, "/", accept=ANYTHING)
        reply = self._answered(ask, self._same_place(ask, self._target(ask), link), {})
        self.refuse(ask, reply.status)
        return reply.body

    def send(self, ask: Ask) -> Reply:
        """Ask, with a new token once where ours is not good any more. Raises SourceError on no answer."""
        return self._answered(ask, self._target(ask), {})

    def refuse(self, ask: Ask, status: int) -> None:
        """Raise the SourceError that an answer's status stands for; nothing where it is a good one."""
        place = f"{self._system}: {ask.what}: the API answers {status}"
        if httpx.codes.is_success(status):
            return
        if status in _NOW_AND_THEN or httpx.codes.is_server_error(status):
            raise SourceLater(f"{place}: it is asked again")
        if status in _BY_A_PERSON:
            raise SourceNeedsPerson(f"{place}: look at the record in the system itself")
        raise SourceNever(
            f"{place}: {_CURES.get(status, 'hold its path and fields against the API')}"
        )

    def check(self) -> None:
        """Get a token. Raises SourceError."""
        self._forget_token(self._token)
        self._bearer()

    def close(self) -> None:
        """Let go of connections and token; a later question opens one again."""
        with self._lock:
            if self._http is not None:
                self._http.close()
            self._http, self._token = None, ""

    def _content(self, ask: Ask, reply: Reply, *, absent: bool) -> Any:
        if absent and reply.status == httpx.codes.NOT_FOUND:
            return None
        self.refuse(ask, reply.status)
        try:
            return parse(reply.body)
        except ValueError:
            raise NotAsMapped(f"{self._system}: {ask.what}: the answer is no JSON") from None

    def _answered(self, ask: Ask, target: httpx.URL, extra: Mapping[str, object]) -> Reply:
        token = self._bearer()
        reply = self._once(self._request(ask, target, extra, token=token))
        if reply.status == httpx.codes.UNAUTHORIZED:
            self._forget_token(token)
            reply = self._once(self._request(ask, target, extra, token=self._bearer()))
        return reply

    def _request(
        self, ask: Ask, target: httpx.URL, extra: Mapping[str, object], *, token: str
    ) -> httpx.Request:
        headers = {"Accept": ask.accept, "Authorization": f"Bearer {token}"}
        if ask.step_key:
            headers["Idempotency-Key"] = ask.step_key
        if ask.body is None:
            target = target.copy_merge_params({k: str(v) for k, v in extra.items()})
            return self._client().build_request(ask.method, target, headers=headers)
        headers["Content-Type"] = "application/json"
        body = dump({**ask.body, **extra}).encode()
        return self._client().build_request(ask.method, target, headers=headers, content=body)

    def _target(self, ask: Ask) -> httpx.URL:
        target = httpx.URL(f"{self._home}{ask.path}")
        return target.copy_merge_params(ask.query) if ask.query else target

    def _same_place(self, ask: Ask, here: httpx.URL, link: str) -> httpx.URL:
        """Return where a link to the next page leads: never to another server, that would get our token."""
        try:
            target = here.join(link)
        except httpx.InvalidURL:
            raise NotAsMapped(f"{self._system}: {ask.what}: the next page is no address") from None
        if _origin(target) != _origin(self._home) or target.userinfo:
            raise NotAsMapped(f"{self._system}: {ask.what}: the next page is on another server")
        return target

    def _bearer(self) -> str:
        with self._lock:
            if self._token and time.monotonic() < self._token_until:
                return self._token
        # Two threads may both ask: that costs one question, a lock held over the network costs all.
        token, seconds = self._new_token()
        with self._lock:
            self._token = token
            self._token_until = time.monotonic() + max(seconds - _EARLY_SECONDS, seconds / 2)
        return token

    def _new_token(self) -> tuple[str, float]:
        place = self._place
        form = {"grant_type": "client_credentials"} | (
            {"scope": place.scope} if place.scope else {}
        )
        request = self._client().build_request(
            "POST", place.token_url, data=form, headers={"Accept": "application/json"}
        )
        # RFC 6749, 2.3.1: both are form-encoded before they go into the header.
        login = httpx.BasicAuth(quote_plus(place.client_id), quote_plus(place.secret))
        reply = self._once(next(login.auth_flow(request)))
        content = self._content(_TOKEN, reply, absent=False)
        match content:
            case {"access_token": str(token), "token_type": str(kind)} if kind.lower() == "bearer":
                return token, _seconds(content.get("expires_in"))
        raise NotAsMapped(f"{self._system}: {_TOKEN.what}: the answer holds no bearer token")

    def _forget_token(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""

    def _client(self) -> httpx.Client:
        with self._lock:
            if self._http is None:
                self._http = httpx.Client(
                    verify=self._place.tls or ssl.create_default_context(),
                    timeout=httpx.Timeout(
                        self._place.seconds, connect=min(5.0, self._place.seconds)
                    ),
                    trust_env=False,
                    follow_redirects=False,
                )
            return self._http

    def _once(self, request: httpx.Request) -> Reply:
        until = time.monotonic() + 4 * self._place.seconds
        try:
            answer = self._client().send(request, stream=True)
            try:
                return Reply(answer.status_code, self._bounded(answer, until=until))
            finally:
                answer.close()
        except (httpx.HTTPError, OSError, RuntimeError) as error:
            if _is_about_trust(error):
                raise SourceNever(
                    f"{self._system}: the certificate of the API is not trusted: check its address and 'ca_file'"
                ) from None
            kind = type(error).__name__
            raise SourceLater(f"{self._system}: the API does not answer ({kind})") from None

    def _bounded(self, answer: httpx.Response, *, until: float) -> bytes:
        read = bytearray()
        for part in answer.iter_bytes():
            read += part
            if len(read) > MOST_BYTES:
                if answer.request.headers["Accept"] == ANYTHING:
                    raise DocumentTooLarge(f"{self._system}: a document is too large")
                raise NotAsMapped(f"{self._system}: a page is too large: ask for smaller ones")
            if time.monotonic() > until:
                raise SourceLater(f"{self._system}: the API takes too long")
        return bytes(read)


_TOKEN: Final = Ask("the token", "")
_CURES: Final[Mapping[int, str]] = {
    301: "give the address it leads to; redirects are not followed",
    302: "give the address it leads to; redirects are not followed",
    307: "give the address it leads to; redirects are not followed",
    308: "give the address it leads to; redirects are not followed",
    400: "hold the names of its fields against the API; for the token check 'client_id' and 'scope'",
    401: "check 'client_id' and the secret",
    403: "let the owner of the API allow this client to do this",
    404: "check the path in the mapping file",
}


def _onward(content: Any, paging: PagingPart) -> str | None:
    pointer = paging.next or paging.cursor
    if pointer is None:
        return None
    try:
        found = at(content, pointer)
    except KeyError:
        return None  # the last page of many an API has no such key
    return None if found is None or found == "" else str(found)


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


def _seconds(given: Any) -> float:
    try:
        return max(0.0, float(given))
    except (TypeError, ValueError):
        return 60.0  # RFC 6749, 5.1: only recommended


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_about_trust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
