"""The worker fetches the trusted lists every night, where they are used."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from app.documents.trust.lists import TrustedLists
from app.worker import LISTS_AT, JobFailed, make_worker
from tests.message_servers import make_certificate
from tests.pki import Authority, Pki
from tests.trusted_lists import (
    ListServer,
    list_of_lists,
    list_server,
    national_list,
    signed_list,
    trusted_lists,
)
from tests.worker_house import House


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[ListServer, TrustedLists]]:
    certificate = make_certificate(tmp_path)
    signer = Authority.root("Unie").leaf("Lijsten", usages=("digital_signature",))
    pinned = tmp_path / "pinned"
    pinned.mkdir()
    (pinned / "unie.pem").write_bytes(signer.pem)
    with list_server(certificate) as server:
        lotl = list_of_lists({"BE": server.address("/be.xml")}, {"BE": signer})
        server.lists["/lotl.xml"] = signed_list(lotl, signer)
        server.lists["/be.xml"] = signed_list(national_list(Pki().citizens), signer)
        yield server, trusted_lists(server, certificate, tmp_path / "lists", signers=pinned)


def test_the_job_fetches_the_lists_and_keeps_the_old_ones_where_it_fails(
    house: House, served: tuple[ListServer, TrustedLists]
) -> None:
    server, lists = served
    parts = replace(house.parts, trust=replace(house.parts.trust, lists=lists))
    jobs = make_worker(parts, house.dsn).jobs
    assert jobs.tasks["trust"].name in {
        task.task.name for task in jobs.periodic_registry.periodic_tasks.values()
    }
    assert LISTS_AT.endswith(" * * *")
    jobs.tasks["trust"].func()
    first = lists.fetched_at()
    assert first is not None
    server.lists["/be.xml"] = b"<html>"
    with pytest.raises(JobFailed) as failed:
        jobs.tasks["trust"].func()
    assert "trustedListsFailed" in str(failed.value)
    assert lists.fetched_at() == first


def test_there_is_no_job_where_the_lists_are_not_used(house: House) -> None:
    parts = replace(house.parts, trust=replace(house.parts.trust, lists=None))
    assert "trust" not in make_worker(parts, house.dsn).jobs.tasks
