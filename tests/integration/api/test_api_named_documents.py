"""Documents that a claim names: each with its place, not too many, and nothing beside that."""

from typing import Any

import pytest
from tests.journey_steps import refused, requester
from tests.service import Client, Service

PAPER = {"categoryId": "e_dossier", "system": "vlimpers", "holding": "h", "recordId": "1"}
NO_NUMBER = {name: value for name, value in PAPER.items() if name != "recordId"}
BAD = [
    pytest.param([NO_NUMBER], "records[0].recordId", id="no number"),
    pytest.param([PAPER, PAPER | {"name": "a.pdf"}], "records[1].name", id="a file name"),
    pytest.param([PAPER | {"recordId": "a\nb"}], "records[0].recordId", id="two lines"),
    pytest.param([PAPER | {"on": "yesterday"}], "records[0].on", id="no day"),
    pytest.param([PAPER] * 501, "records", id="too many"),
    pytest.param("1", "records", id="no list"),
]


@pytest.mark.parametrize("right", ["erasure", "rectification"])
@pytest.mark.parametrize(("records", "place"), BAD)
def test_a_fault_is_told_with_its_place(
    service: Service, handler: Client, records: Any, place: str, right: str
) -> None:
    claim = {"right": right, "details": {"records": records}}
    body = {
        "receivedAt": "2026-03-05T10:00:00+01:00",
        "channel": "api",
        "requester": requester(service.people[35]),
        "claims": [claim],
    }
    told = refused(handler.http.post("/cases", json=body), 400, "badRequest")
    assert [i["name"].removeprefix("claims[0].details.") for i in told["issues"]] == [place]
