"""An HTTPS server with a personnel API on loopback: tokens, pages, changes that know their idempotency key."""

import base64
import ssl
import threading
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.personnel.json_values import dump, parse
from app.personnel.model import (
    Collector,
    OfferedDocument,
    SourceError,
    SourceLater,
    SourceNeedsPerson,
    SourceNever,
    Value,
)
from tests.store_answers import StoreAnswers
from typing_extensions import override

LOGIN = "Basic " + base64.b64encode(b"loket:api+secret").decode()
TODAY = date(2026, 11, 25)


class ApiSide:
    """The server; it stops with `stop`."""

    def __init__(self, collector: Collector, url: str, tls: ssl.SSLContext) -> None:
        """Start it."""
        self.answers = StoreAnswers(collector, url)
        self.asked: list[tuple[str, str]] = []
        self.told: list[tuple[str, str, int]] = []
        self.breaks: Callable[[str, str], bool] = lambda _method, _path: False
        """Whether the server is out of order for this call; nothing is done then."""
        self.token = "token-1"
        side = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

            @override
            def log_message(self, *args: object) -> None:
                """Say nothing."""

            def _serve(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                side.asked.append((self.command, self.path))
                broken: tuple[int, Any] = 503, {}
                status, content = (
                    broken
                    if side.breaks(self.command, self.path)
                    else side.answer(self.command, self.path, dict(self.headers), body)
                )
                side.told.append((self.command, self.path, status))
                sent = content if isinstance(content, bytes) else dump(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of the library

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
        self.answers.close()

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        """Return status and JSON of an answer."""
        url = urlsplit(target)
        path = [unquote(step) for step in url.path.split("/")[1:]]
        if headers.get("Authorization") != (LOGIN if path == ["token"] else f"Bearer {self.token}"):
            return 401, {}
        if path == ["token"]:
            return 200, {"access_token": self.token, "token_type": "Bearer", "expires_in": 3600}
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        given = parse(body) if body else {}
        try:
            if path[0] == "documents":
                return 200, self.answers.document(*path[1:])
            if method == "GET" or path[-1] == "search":
                return 200, self._read(path, query, given)
            return self._changed(method, path, given, headers["Idempotency-Key"])
        except SourceError as error:
            return _status(error), {}

    def _read(self, path: list[str], query: dict[str, str], given: Any) -> Any:
        match path:
            case ["people", "search"]:
                return {"people": self.answers.people(given)}
            case ["people", key]:
                return {"person": self.answers.person(key)}
            case ["people", key, "recipients"]:
                return {"items": self.answers.recipients(key)}
            case ["people", key, "consents"]:
                return {"items": self.answers.consents(key, TODAY)}
            case ["people", key, "holdings", holding] if key.isdecimal():
                return _page(self.answers.records(key, holding, _link), query)
            case ["holdings", holding]:
                return _page(self.answers.identities(holding), query)
        raise SourceNever

    def _changed(self, method: str, path: list[str], given: Any, step: str) -> tuple[int, Any]:
        more: dict[str, Any] = {}
        match method, path:
            case "PATCH", ["people", key, "holdings", holding, record]:
                kind = "rectify"
                more = {"values": self.answers.typed(holding, given["values"])}
                more["record_ids"] = (record,)
            case "DELETE", ["people", key, "holdings", holding, record]:
                kind, more = "erase", {"record_ids": (record,)}
            case "PUT", ["people", key, "restrictions", holding, _]:
                kind, more = "restrict", {"restriction": given, **_which(given)}
            case "DELETE", ["people", key, "restrictions", holding, mark]:
                kind, more = "lift", {"restriction": {"restrictionId": mark}}
            case "POST", ["people", key, "statements", holding]:
                kind, more = "supplement", {"statement": given["statement"], **_which(given)}
            case "PUT", ["people", key, "consents", purpose]:
                kind, holding, more = "stopUse", "", {"purpose_ids": (purpose,)}
            case _:
                return 404, {}
        done = self.answers.change(kind, key, holding, step, **more)
        return (404 if done.status == "nothingThere" else 200), {"status": done.status}


def _link(value: Value, place: str) -> Any:
    return f"/documents/{place}" if isinstance(value, OfferedDocument) else value


def _status(error: SourceError) -> int:
    match error:
        case SourceLater():
            return 503
        case SourceNeedsPerson():
            return 409
        case _:
            return 404


def _which(given: Any) -> dict[str, Any]:
    return {"record_ids": tuple(given["recordIds"]), "elements": tuple(given["elements"])}


def _page(items: list[Any], query: dict[str, str]) -> dict[str, Any]:
    start, size = int(query.get("cursor", 0)), int(query.get("limit", 20))
    end = start + size
    return {"items": items[start:end], "next": end if end < len(items) else None}
