"""What a reader of an inspection bundle never gets: words without contents, others' data and copies of identity with them."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from app.cli.paper import identity_card
from app.exports.bundle_check import verify_bundle
from app.letters.cms_check import cms_verify
from app.letters.seal_check import seals
from app.notices.model import NoticeAction, NoticeChannel, NoticeStatus, RecipientNotice
from app.staff.model import Role
from tests.journey_steps import Desk, ok, requester, rows, unused, yesterday
from tests.paper_samples import report
from tests.pki import alone
from tests.service import Person, Service
from tests.signed_pdfs import request_pdf, signed

GROUND = "R15-THIRD-PARTY"
OTHER = "Zuskevandeburen"
"""Somebody else, named in a passage that stays back."""
MARKED = "Neefjevanhiernaast"
"""Somebody else, in a record that the store marks."""
SAID = {
    place: f"Woord{place}xq"
    for place in (
        "statement", "street", "note", "message", "doubt", "reason", "file", "withholding",
        "happened", "wrongRecipient", "proof", "recipient", "answer", "holdReason",
    )
}  # fmt: skip
"""What nobody else writes, by where it was written."""


@pytest.fixture(scope="module")
def desk(service: Service) -> Desk:
    return Desk.of(service)


def bundle(service: Service, case: dict[str, Any], *, contents: bool) -> tuple[dict[str, bytes], bytes]:  # fmt: skip
    """Return the files, and the zip as it was sent."""
    path = f"/cases/{case['id']}/inspectionBundle?contents={str(contents).lower()}"
    answer = service.client(Role.DPO).http.get(path)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        files = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
    return files, answer.content


def everything(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield every file, and what is inside those that are archives."""
    for name, content in files.items():
        yield name, content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as inner:
                yield from everything({f"{name}/{n}": inner.read(n) for n in inner.namelist()})


def holding(files: dict[str, bytes], word: str) -> list[str]:
    """Return the files in which a word stands, in their name or in what they hold, whatever the case of its letters."""
    small = word.casefold()
    return [
        place
        for place, content in everything(files)
        if small in place.casefold() or small.encode() in content.lower()
    ]


def verified(content: bytes, folder: Path) -> bool:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    return verify_bundle(
        path, cms_verify=lambda data, mark: cms_verify(data, mark).name, signed_by=seals()
    ).passed


def filed(desk: Desk) -> tuple[Person, str, str]:
    """Return a person with a document, an evaluation that names somebody, and one on somebody else, and the ids of the two."""
    person = unused(
        desk.service,
        "(select count(*) from evaluatie e where e.persoon_id = p.persoon_id) > 1"
        " and exists (select 1 from edossier_stuk e where e.persoon_id = p.persoon_id)",
    )
    url = desk.service.personnel_url
    of = {"number": person.number}
    mine = "persoon_id = (select persoon_id from persoon where vlimpersnummer = :number)"
    rows(
        url,
        f"update edossier_stuk set inhoud = :content, mediatype = 'application/pdf', derden = false,"  # noqa: S608 - our own names
        f" bestandsnaam = :name where id = (select max(id) from edossier_stuk where {mine})",
        content=report("Een nota."),
        name=f"{SAID['file']}.pdf",
        **of,
    )
    ids = [
        rows(
            url,
            f"update evaluatie set verslag = :text, derden = :marked where id ="  # noqa: S608 - our own names
            f" (select {which}(id) from evaluatie where {mine}) returning id::text",
            text=f"Volgens {name} was het goed.",
            marked=marked,
            **of,
        )[0][0]
        for which, name, marked in (("min", OTHER, False), ("max", MARKED, True))
    ]
    return person, ids[0], ids[1]


@pytest.fixture(scope="module")
def told(service: Service, desk: Desk) -> dict[str, Any]:
    """An answered case in which something was written wherever something can be."""
    person, record_id, _ = filed(desk)
    http = desk.handler.http
    case = desk.registered(
        person,
        requester=requester(person, email=f"{SAID['street']}@voorbeeld.example"),
        claims=[{"right": "access", "statement": SAID["statement"]}],
        receivedAt=yesterday(service),
    )
    place = f"/cases/{case['id']}"
    desk.handler.until(case, lambda _: bool(desk.handler.get(case, "/letters")["items"]))
    body = {"doubt": SAID["doubt"], "means": ["inPerson"]}
    ok(desk.handler.post(case, "/identityRequests", body), 201)
    ok(http.post(f"{place}/notes", json={"text": SAID["note"]}), 201)
    ok(http.post(f"{place}/messages", json={"text": SAID["message"]}), 201)
    shown = {"result": "verified", "means": "inPerson", "note": SAID["proof"]}
    ok(desk.handler.post(case, "/identityChecks", shown), 201)
    desk.handler.wait(case, "inAssessment")
    text = f"Volgens {OTHER} was het goed."
    passage = {
        "categoryId": "evaluation", "holding": "evaluaties", "recordId": record_id, "element": "report",
        "from": text.index(OTHER), "to": text.index(OTHER) + len(OTHER), "ground": GROUND,
        "note": SAID["withholding"],
    }  # fmt: skip
    ok(desk.handler.post(case, "/withholdings", passage), 201)
    desk.decided(case)
    desk.answered(case)
    letter = desk.handler.get(case, "/letters")["items"][0]["id"]
    breach = {
        "knownAt": (service.clock() - timedelta(hours=2)).isoformat(),
        "letterIds": [letter],
        "wrongRecipient": SAID["wrongRecipient"],
        "happened": SAID["happened"],
    }
    made = ok(desk.handler.post(case, "/incidents", breach), 201)
    notified = {"choice": "done", "notifiedAt": service.clock().isoformat(), "reference": "VTC-2026-17"}  # fmt: skip
    judged = {"risk": "risk", "notification": notified | {"reasons": SAID["reason"]}}
    ok(desk.handler.put(case, f"/incidents/{made['id']}", judged))
    ok(desk.handler.put(case, "/legalHold", {"active": True, "reason": SAID["holdReason"]}))
    with service.parts.desk() as inside:
        inside.notices.keep(
            RecipientNotice(
                notice_id="n-1",
                case_id=case["id"],
                claim_id=case["claims"][0]["id"],
                recipient_name=SAID["recipient"],
                recipient_id=None,
                action=NoticeAction.RECTIFIED,
                category_ids=("evaluation",),
                elements=(),
                effective_on=date(2026, 3, 5),
                channel=NoticeChannel.POST,
                status=NoticeStatus.REFUSED,
                due_on=date(2026, 3, 12),
                created_at=service.clock(),
                answer=SAID["answer"],
            )
        )
    return case


def test_without_contents_no_word_that_anybody_wrote_is_in_any_file(
    service: Service, told: dict[str, Any], tmp_path: Path
) -> None:
    files, content = bundle(service, told, contents=False)
    assert verified(content, tmp_path)
    found = {place: holding(files, word) for place, word in SAID.items()}
    assert found == {place: [] for place in SAID}
    assert holding(files, OTHER) == holding(files, MARKED) == []


def test_with_contents_nothing_that_stays_back_for_others_is_in_any_file(
    service: Service, told: dict[str, Any], tmp_path: Path
) -> None:
    files, content = bundle(service, told, contents=True)
    assert verified(content, tmp_path)
    assert holding(files, OTHER) == holding(files, MARKED) == []
    assert holding(files, GROUND), "what was withheld is told by its ground"
    assert holding(files, SAID["file"]), "a file that is the person's own goes along"
    assert holding(files, SAID["recipient"]) == ["data/reasons.json"]


def test_what_may_show_an_identity_card_and_a_signers_certificate_are_in_neither(
    service: Service, desk: Desk, tmp_path: Path
) -> None:
    name = "Ingeborg Tekenaar"
    case = desk.registered(unused(service), receivedAt=yesterday(service))
    paper = signed(request_pdf(), alone(name))
    ok(desk.handler.attach(case, "signedPdf", paper, "verzoek.pdf"), 201)
    ok(desk.handler.attach(case, "identityCard", identity_card(name), "kaart.png"), 201)
    whole, content = bundle(service, case, contents=True)
    bare, _ = bundle(service, case, contents=False)
    assert verified(content, tmp_path)
    (path,) = [p for p in whole if p.startswith("data/documents/")]
    assert path.endswith("signedPdf.pdf")
    assert b"/ByteRange" not in whole[path]
    left_out = {one["path"]: one["sha256"] for one in json.loads(bare["data/left-out.json"])}
    lines = (line.split("  ", 1) for line in whole["manifest-sha256.txt"].decode().splitlines())
    listed = {file: sha256 for sha256, file in lines}
    assert {file: listed[file] for file in left_out} == left_out, (
        "the hash proves what is shown later"
    )
