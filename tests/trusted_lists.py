"""An invented list of lists and one national list (ETSI TS 119 612), signed (XAdES) and served over https on loopback."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.documents.trust.lists import TrustedLists
from app.kit.outward import Outward
from lxml import etree  # type: ignore[import-untyped] # the library has no types
from signxml.algorithms import SignatureMethod
from signxml.xades.xades import XAdESSigner
from tests.message_servers import Certificate
from tests.pki import Authority, Leaf
from typing_extensions import override

TSL = "http://uri.etsi.org/02231/v2#"
MORE = "http://uri.etsi.org/02231/v2/additionaltypes#"
URI = "http://uri.etsi.org/TrstSvc"
GRANTED = f"{URI}/TrustedList/Svcstatus/granted"
WITHDRAWN = f"{URI}/TrustedList/Svcstatus/withdrawn"
FOR_SIGNATURES = f"{URI}/TrustedList/SvcInfoExt/ForeSignatures"
_SINCE = "2024-01-01T00:00:00Z"


def national_list(authority: Authority, *, status: str = GRANTED, since: str = _SINCE) -> bytes:
    """Return the unsigned list of a country with one service: the authority that issues to citizens."""
    history = ""
    if status != GRANTED:
        history = f"<ServiceHistory><ServiceHistoryInstance>{_service(authority, GRANTED, _SINCE)}</ServiceHistoryInstance></ServiceHistory>"
    return (
        f'<TrustServiceStatusList xmlns="{TSL}" Id="be">'
        f"<SchemeInformation><SchemeTerritory>BE</SchemeTerritory><ListIssueDateTime>{_SINCE}</ListIssueDateTime></SchemeInformation>"
        f"<TrustServiceProviderList><TrustServiceProvider><TSPServices><TSPService>"
        f"<ServiceInformation>{_service(authority, status, since)}</ServiceInformation>{history}"
        f"</TSPService></TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        f"</TrustServiceStatusList>"
    ).encode()


def _service(authority: Authority, status: str, since: str) -> str:
    return (
        f"<ServiceTypeIdentifier>{URI}/Svctype/CA/QC</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="en">Citizen CA</Name></ServiceName>'
        f"<ServiceDigitalIdentity>{_identity(authority)}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>"
        f'<ServiceInformationExtensions><Extension Critical="true"><AdditionalServiceInformation>'
        f'<URI xml:lang="en">{FOR_SIGNATURES}</URI></AdditionalServiceInformation></Extension></ServiceInformationExtensions>'
    )


def list_of_lists(addresses: dict[str, str], signers: dict[str, Leaf]) -> bytes:
    """Return the unsigned list of lists: where each country's list is, and who may sign it."""
    pointers = "".join(
        f"<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity>{_identity(signers[code])}"
        f"</ServiceDigitalIdentity></ServiceDigitalIdentities><TSLLocation>{place}</TSLLocation>"
        f"<AdditionalInformation><OtherInformation><SchemeTerritory>{code}</SchemeTerritory></OtherInformation>"
        f'<OtherInformation><MimeType xmlns="{MORE}">application/vnd.etsi.tsl+xml</MimeType></OtherInformation>'
        f"</AdditionalInformation></OtherTSLPointer>"
        for code, place in addresses.items()
    )
    return (
        f'<TrustServiceStatusList xmlns="{TSL}" Id="eu">'
        f'<SchemeInformation><SchemeInformationURI><URI xml:lang="en">https://lists.example/info</URI></SchemeInformationURI>'
        f"<SchemeTerritory>EU</SchemeTerritory><ListIssueDateTime>{_SINCE}</ListIssueDateTime>"
        f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL></SchemeInformation>"
        f"</TrustServiceStatusList>"
    ).encode()


def _identity(leaf: Leaf) -> str:
    told = base64.b64encode(leaf.der).decode()
    return f"<DigitalId><X509Certificate>{told}</X509Certificate></DigitalId>"


def signed_list(content: bytes, signer: Leaf) -> bytes:
    """Return the list with its signature inside (XAdES, enveloped)."""
    sign = XAdESSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    made = sign.sign(etree.fromstring(content), key=signer.key_pem, cert=signer.pem.decode())
    return bytes(etree.tostring(made))


@dataclass
class ListServer:
    """What is served at which path."""

    port: int = 0
    lists: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def address(self, path: str) -> str:
        """Return where it is served."""
        return f"https://localhost:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        told = self.server.told
        told.asked.append(self.path)
        body = told.lists.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, told: ListServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told = told

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault here."""


@contextmanager
def list_server(certificate: Certificate) -> Iterator[ListServer]:
    """Give the running server."""
    told = ListServer()
    with _Server(told) as server:
        server.socket = certificate.server().wrap_socket(server.socket, server_side=True)
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join(timeout=10)


def trusted_lists(
    server: ListServer,
    certificate: Certificate,
    folder: Path,
    *,
    signers: Path | None,
    territories: frozenset[str] = frozenset({"BE"}),
) -> TrustedLists:
    """Return the lists of the server, kept in the folder."""
    return TrustedLists(
        url=server.address("/lotl.xml"),
        signers=signers,
        territories=territories,
        folder=folder,
        outward=Outward(frozenset({"localhost"}), certificate.client()),
    )
