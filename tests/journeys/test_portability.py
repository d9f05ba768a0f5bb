"""Portability (Art. 20): a narrower package, what stays behind told with its ground, and the way to another controller."""

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.databases import main_and_store
from tests.journey_steps import Desk, Package, kinds, letter_text, ok, refused, rows, unused
from tests.message_servers import Certificate, Hook, https_server, make_certificate
from tests.service import Service, running_service


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def own_service(
    postgres_url: str,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    certificate: Certificate,
) -> Iterator[Service]:
    """A service that may call servers on this machine, and tries again at once, once."""
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=tmp_path_factory.mktemp("home"),
            people=160,
            private_hosts=("localhost",),
            extra_authorities=Path(certificate.path),
            notice_retry_seconds=(0,),
        ) as made,
    ):
        yield made


@pytest.fixture
def desk(own_service: Service) -> Desk:
    return Desk.of(own_service)


@pytest.fixture
def receiver(certificate: Certificate) -> Iterator[Hook]:
    with https_server(certificate.server()) as hook:
        yield hook


def decided(desk: Desk, case: dict[str, Any]) -> dict[str, Any]:
    """Grant every use that is left open; the rest as proposed."""
    draft = ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    names = ("claimId", "categoryId", "purposeId", "legalBasis", "element")
    lines = [
        {n: p[n] for n in names if n in p} | {"decision": "grant", "reason": "Contract."}
        for p in draft["openProposals"]
    ]
    return desk.decided(case, *lines)


def ported(desk: Desk, **more: Any) -> dict[str, Any]:
    claim = {"right": "portability", "statement": "Ik wil mijn gegevens meenemen.", **more}
    return desk.searched(unused(desk.service), claims=[claim])


def left_out(package: Package) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.files["data/weglatingen.csv"].decode())))


def test_the_package_holds_only_what_the_person_provided(desk: Desk) -> None:
    case = decided(desk, ported(desk))
    assert case["outcome"] == "partiallyGranted"
    answered = desk.answered(case)
    package = Package.of(desk.handler, answered)
    resources = [r for r in package.descriptor["resources"] if "dsr:origins" in r]
    assert resources
    assert {o for r in resources for o in r["dsr:origins"]} <= {"provided", "observed"}
    assert package.descriptor["dsr:legalReference"] == "AVG artikel 20"
    lines = left_out(package)
    assert {"R20-NOT-PROVIDED", "R20-BASIS"} & {line["groundCode"] for line in lines}
    assert not {line["groundCode"] for line in lines} & {"R15-THIRD-PARTY"}
    text = letter_text(desk.handler, answered, "L12")
    assert "Deze gegevens zitten niet in het pakket" in text
    assert "R20NOTPROVIDED" in text.replace("-", "")
    assert "inzage" in text


def test_an_address_of_the_national_register_does_not_go_along(desk: Desk) -> None:
    case = decided(desk, ported(desk, scope=["contact_details"]))
    package = Package.of(desk.handler, desk.answered(case))
    held = {holding for _, holding, _ in package.tables}
    assert "contactgegevens" in held
    assert "hoofdverblijfplaats" not in held
    assert {r["dsr:category"] for r in package.descriptor["resources"] if "dsr:category" in r} == {
        "contact_details"
    }
    gone = {line["holding"]: line for line in left_out(package)}
    assert gone["hoofdverblijfplaats"]["groundCode"] == "R20-NOT-PROVIDED"
    assert "street" in gone["hoofdverblijfplaats"]["elements"].split("|")


def test_records_on_others_do_not_go_along(desk: Desk) -> None:
    person = unused(desk.service)
    url, number = desk.service.personnel_url, person.number
    (record,) = rows(
        url,
        "insert into noodcontact (id, persoon_id, naam, relatie, telefoon, derden)"
        " select (select max(id) + 1 from noodcontact), persoon_id, 'Noor Invents', 'zus',"
        " '02 000 00 00', true from persoon where vlimpersnummer = :number returning id::text",
        number=number,
    )
    claim = {"right": "portability", "statement": "Mee.", "scope": ["contact_details"]}
    answered = desk.answered(decided(desk, desk.searched(person, claims=[claim])))
    package = Package.of(desk.handler, answered)
    (line,) = [x for x in left_out(package) if x["recordId"] == record[0]]
    assert (line["groundCode"], line["article"]) == ("R20-THIRD-PARTY", "AVG artikel 20, lid 4")
    assert all(b"Noor Invents" not in content for content in package.files.values())
    text = letter_text(desk.handler, answered, "L12").replace("-", "")  # a line may end there
    assert "R20THIRDPARTY" in text


def transferred(desk: Desk, receiver: Hook, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    case = ported(desk)
    body = {
        "claimId": case["claims"][0]["id"],
        "name": "Nieuwe werkgever nv",
        "url": f"https://localhost:{receiver.port}/inbox",
        **more,
    }
    refused(desk.handler.post(case, "/transfers", body), 409, "transferNotConfirmed")
    made = ok(desk.handler.post(case, "/transfers", body | {"confirmed": True}), 201)
    assert made["status"] == "ordered"
    return desk.answered(decided(desk, case)), made


def until(desk: Desk, case: dict[str, Any], status: str) -> dict[str, Any]:
    def there(_case: dict[str, Any]) -> bool:
        return bool(desk.handler.get(case, "/transfers")["items"][0]["status"] == status)

    desk.handler.until(case, there)
    found: dict[str, Any] = desk.handler.get(case, "/transfers")["items"][0]
    return found


def test_a_confirmed_receiver_gets_the_package_and_its_receipt_is_kept(
    desk: Desk, receiver: Hook
) -> None:
    receiver.statuses = [503, 201]
    receiver.body = json.dumps({"receipt": "ONTV-2026-17"}).encode()
    case, made = transferred(desk, receiver)
    sent = until(desk, case, "sent")
    assert sent["receipt"] == "ONTV-2026-17"
    (first, content), (second, again) = receiver.got
    assert content == again
    assert first["idempotency-key"] == second["idempotency-key"] == made["id"]
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert first["repr-digest"] == f"sha-256=:{digest}:"
    assert first["content-type"] == "application/zip"
    assert sent["sha256"] == hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert any(name.endswith("datapackage.json") for name in packed.namelist())
    told = kinds(desk.handler, case)
    wanted = [k for k in told if k.startswith("transfer.")]
    assert wanted == ["transfer.ordered", "transfer.waits", "transfer.done"]


def test_a_receiver_that_refuses_becomes_a_task_until_it_is_given_up(
    desk: Desk, receiver: Hook
) -> None:
    receiver.statuses = [403]
    case, made = transferred(desk, receiver)
    failed = until(desk, case, "failed")
    assert failed["reason"] == "status403"
    assert "transferFailed" in str(desk.handler.get(case))
    version = desk.handler.get(case)["version"]
    answer = desk.handler.http.delete(
        f"/cases/{case['id']}/transfers/{made['id']}", headers={"If-Match": f'"v{version}"'}
    )
    assert answer.status_code == 204, answer.text
    assert "transferFailed" not in str(desk.handler.get(case))


def test_a_private_address_is_never_called(desk: Desk, receiver: Hook) -> None:
    case, _ = transferred(desk, receiver, url=f"https://127.0.0.1:{receiver.port}/inbox")
    assert until(desk, case, "failed")["reason"] == "addressNotAllowed"
    assert receiver.got == []


def test_a_transfer_goes_over_https_and_for_portability_alone(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    body = {"claimId": case["claims"][0]["id"], "name": "X", "confirmed": True}
    plain = desk.handler.post(case, "/transfers", body | {"url": "http://voorbeeld.be/"})
    refused(plain, 400, "badRequest")
    other = desk.handler.post(case, "/transfers", body | {"url": "https://voorbeeld.be/"})
    refused(other, 400, "unknownClaim")
