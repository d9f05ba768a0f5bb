"""Requests are counted without names: nothing under five is told, and the yearly report says the same."""

import csv
import io
from typing import Any

import pikepdf
import pytest
from app.staff.model import Role
from pypdf import PdfReader
from tests.journey_steps import refused, requester, unused
from tests.service import Client, Service

ENTITY = "OVO004242"
RIGHTS = ["access"] * 7 + ["erasure"] * 6 + ["rectification"] * 2


@pytest.fixture(scope="module")
def counted(service: Service) -> Client:
    """Fifteen requests of one entity, and who may count them."""
    handler = service.client(Role.CASE_HANDLER, entities=(ENTITY,))
    for number, right in enumerate(RIGHTS):
        body = {
            "receivedAt": f"2026-0{1 + number % 2}-10T10:00:00+01:00",
            "channel": "email" if number < 12 else "post",
            "language": "nl",
            "entity": ENTITY,
            "requester": requester(unused(service)),
            "claims": [{"right": right}],
        }
        if body["channel"] == "post":
            body["receivedDate"] = str(body.pop("receivedAt"))[:10]
        answer = handler.http.post("/cases", json=body)
        assert answer.status_code == 201, answer.text
    return service.client(Role.AUDITOR, entities=(ENTITY,))


def tables(body: dict[str, Any]) -> dict[str, dict[str, int | None]]:
    return {
        table["by"]: {cell["code"]: cell.get("count") for cell in table["cells"]}
        for table in body["tables"]
    }


YEAR = "from=2026-01-01&to=2026-12-31"


def test_counts_by_every_property(counted: Client) -> None:
    body = counted.http.get(f"/statistics?{YEAR}").json()
    assert (body["cases"], body["claims"]) == (15, 15)
    found = tables(body)
    # two rectifications are kept back, and the six erasures with them: 15 - 7 - 6 would tell
    assert found["right"] == {"access": 7, "erasure": None, "rectification": None}
    assert found["channel"] == {"email": None, "post": None}
    assert found["timeliness"] == {"late": 15}
    assert found["extension"] == {"notExtended": 15}
    assert found["outcome"] == {"open": 15}
    assert found["entity"] == {ENTITY: 15}
    assert found["month"] == {"2026-01": 8, "2026-02": 7}
    assert all(one["suppressed"] for one in body["durations"])


def test_a_period_and_an_entity_narrow_it(counted: Client) -> None:
    january = counted.http.get("/statistics?from=2026-01-01&to=2026-01-31").json()
    assert january["cases"] == 8
    nobody = counted.http.get(f"/statistics?{YEAR}&entity=OVO000001").json()
    assert "cases" not in nobody
    assert all(table["cells"] == [] for table in nobody["tables"])
    refused(counted.http.get("/statistics?from=2026-02-01&to=2026-01-01"), 400, "periodInvalid")
    refused(counted.http.get("/statistics?from=2000-01-01&to=2026-01-01"), 400, "periodInvalid")
    refused(counted.http.get("/statistics?from=2026-01-01"), 400, "badRequest")
    refused(counted.http.get(f"/statistics?{YEAR}&name=x"), 400, "badRequest")


def test_others_see_their_own_alone(service: Service, counted: Client) -> None:
    other = service.client(Role.DPO, entities=("OVO999999",))
    assert "cases" not in other.http.get(f"/statistics?{YEAR}&entity={ENTITY}").json()
    assert counted.http.get(f"/statistics?{YEAR}&entity={ENTITY}").json()["cases"] == 15


def test_the_table_says_the_same(counted: Client) -> None:
    answer = counted.http.get(f"/statistics/content?{YEAR}&format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = {(row["table"], row["cell"]): (row["value"], row["suppressed"]) for row in rows}
    assert told["right", "access"] == ("7", "false")
    assert told["right", "erasure"] == ("", "true")
    assert told["total", "total"] == ("15", "false")
    assert not [row for row in rows if row["unit"] in {"cases", "claims"} and row["value"] and int(row["value"]) < 5]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "Verzoeken over persoonsgegevens in 2026"),
        ("fr", "Demandes relatives aux données"),
        ("en", "Requests about personal data in 2026"),
    ],
)
def test_the_yearly_report_is_an_archival_tagged_pdf(
    counted: Client, language: str, title: str
) -> None:
    answer = counted.http.get(
        "/statistics/reports/2026?format=pdf", headers={"Accept-Language": language}
    )
    assert answer.status_code == 200, answer.text
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith(language)
    read = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert title in " ".join(read.split())
    assert ENTITY in read
    table = counted.http.get("/statistics/reports/2026?format=csv")
    assert "right,claims,access,7,false" in table.text
    refused(counted.http.get("/statistics/reports/1999"), 400, "badRequest")
