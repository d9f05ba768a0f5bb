"""A HEAD shows nothing: it is no reading for the journal, and tells nothing of what a reading is journalled for."""

import re
from typing import Any

import pytest
from app.cli.paper import signed_request
from tests.answer_check import contract
from tests.service import Client, Service, every

Case = dict[str, Any]

NOWHERE = {"incidentId", "documentId"}
"""What hangs on no answered case of the demo."""
READINGS = sorted(
    path.removeprefix("/cases/{caseId}") + query
    for path, item in contract()["paths"].items()
    if "get" in item and path.startswith("/cases/{caseId}") and not set(re.findall(r"\{(\w+)\}", path)) & NOWHERE
    for query in (("?format=zip", "?format=json", "?format=csv") if path.endswith("exports/{exportId}/content") else ("",))
)  # fmt: skip
IN_THE_FACTS = {"/letters/{letterId}/content", "/exports/{exportId}/content?format=zip"}
"""How large the file is, and its hash, stand in what the same people read of it without a trace."""
MEASURES = {"content-length", "etag", "repr-digest"}


@pytest.fixture(scope="module")
def place(sent_case: Case, handler: Client) -> dict[str, str]:
    """What paths name beside the case."""
    return {
        "letterId": handler.get(sent_case, "/letters")["items"][0]["id"],
        "exportId": handler.get(sent_case, "/exports")["items"][0]["id"],
        "categoryId": handler.get(sent_case, "/dossier")["items"][0]["categoryId"],
    }


def readings(reader: Client, case: Case) -> int:
    """Return how many readings the journal tells of."""
    found = every(reader.http, f"/cases/{case['id']}/timeline")
    return sum(one["kind"] == "content.read" for one in found)


def check_head(reader: Client, case: Case, path: str, *, in_the_facts: bool) -> None:
    address = f"/cases/{case['id']}{path}"
    before = readings(reader, case)
    headed = reader.http.head(address)
    assert (headed.status_code, headed.content) == (200, b"")
    assert readings(reader, case) == before, "a HEAD was journalled"
    got = reader.http.get(address)
    assert got.headers["content-type"] == headed.headers["content-type"]
    tells = MEASURES & set(headed.headers)
    if readings(reader, case) == before or in_the_facts:
        assert {n: headed.headers[n] for n in tells} == {n: got.headers[n] for n in tells}
        return
    assert not tells, "a HEAD told how much there is to read"
    known = {"If-None-Match": got.headers.get("etag", '"x"')}
    assert reader.http.head(address, headers=known).status_code == 200, "a HEAD told what there is"


@pytest.mark.parametrize("path", READINGS)
def test_a_head_is_no_reading(
    path: str, sent_case: Case, place: dict[str, str], handler: Client, dpo: Client
) -> None:
    reader = dpo if path == "/inspectionBundle" else handler
    real = re.sub(r"\{(\w+)\}", lambda found: place[found[1]], path)
    check_head(reader, sent_case, real, in_the_facts=path in IN_THE_FACTS)


def test_a_head_of_what_came_with_a_request_is_no_reading(
    service: Service, handler: Client
) -> None:
    case = handler.register(service.people[26])
    paper = signed_request("Anna Voorbeeld", date="2026-03-05")
    document = handler.attach(case, "other", paper, "brief.pdf").json()
    check_head(handler, case, f"/documents/{document['id']}/content", in_the_facts=False)
