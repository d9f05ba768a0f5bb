"""Documents of the file go along in the copy; what stays back of them is in no file, and is listed with its ground."""

import base64
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pikepdf
import pytest
from app.documents.pdf_reading import page_texts, parts
from app.exports.verify import verify_package
from app.personnel.withholdings import Withholding
from tests.journey_steps import Desk, Package, kinds, letter_text, ok, refused, rows
from tests.paper_samples import hidden_everywhere, locked, report
from tests.service import Person, Service

_SEEN = iter(range(1000))
NAME = "Zoë Van Crombrügghe"
GROUND = "R15-THIRD-PARTY"
TALK = f"Het gesprek met {NAME} verliep rustig en zij vond dat alles in orde was. " * 6
FILE = "gesprek.pdf"


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


@dataclass(frozen=True)
class Filed:
    """A person with one document of ours in their file."""

    person: Person
    record_id: str
    content: bytes


def filed(
    desk: Desk,
    content: bytes,
    *,
    name: str = FILE,
    kind: str = "application/pdf",
    marked: bool = False,
) -> Filed:
    """Put a document in the file of a person nobody else uses, in place of the note that is there."""
    url = desk.service.personnel_url
    (found,) = rows(
        url,
        "select vlimpersnummer, voornaam, naam, geboortedatum::text, persoon_id from persoon"
        " where soort = 'PL' and vlimpersnummer is not null and geboortedatum is not null"
        " and exists (select 1 from edossier_stuk e where e.persoon_id = persoon.persoon_id)"
        " order by persoon_id desc offset :place limit 1",
        place=5 + next(_SEEN),
    )
    (record,) = rows(
        url,
        "update edossier_stuk set inhoud = :content, bestandsnaam = :name, mediatype = :kind,"
        " derden = :marked where id ="
        " (select max(id) from edossier_stuk where persoon_id = :of) returning id::text",
        content=content,
        name=name,
        kind=kind,
        marked=marked,
        of=found[4],
    )
    return Filed(Person(*found[:4]), record[0], content)


def withheld(of: Filed, **more: Any) -> dict[str, Any]:
    return {
        "categoryId": "e_dossier",
        "holding": "e_dossier_stukken",
        "recordId": of.record_id,
        "element": "file",
        "ground": GROUND,
        "note": "Naam van wie het gesprek voerde.",
        **more,
    }


def row_of(package: Package, of: Filed) -> dict[str, Any]:
    (found,) = [
        record
        for _, holding, records in package.tables
        if holding == "e_dossier_stukken"
        for record in records
        if record["recordId"] == of.record_id
    ]
    return found


def shapes(text: str) -> Iterator[bytes]:
    for shape in (text, text.upper(), unicodedata.normalize("NFD", text)):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
            yield shape.encode(encoding, "ignore")
        yield base64.b64encode(shape.encode())[:-4]


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def everything(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield every file, and what is inside archives and PDFs."""
    for name, content in files.items():
        yield name, content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as inner:
                yield from everything({f"{name}/{n}": inner.read(n) for n in inner.namelist()})
        if content.startswith(b"%PDF"):
            yield (
                f"{name}: words",
                " ".join(t for page in page_texts(content) for t in page).encode(),
            )
            for number, (part, _) in enumerate(parts(content)):
                yield f"{name}: part {number}", part


def assert_nowhere(package: Package, name: str = NAME) -> None:
    for place, content in everything(package.files):
        assert not [s for s in shapes(name) if s in content], place
        if place.endswith((".txt", "words")):
            assert plain(name) not in plain(content.decode("utf-8", "replace")), place


def test_a_document_goes_along_as_it_is_and_is_listed_everywhere(
    desk: Desk, tmp_path: Path
) -> None:
    of = filed(desk, report("Een verslag."), name="Verslag “élève” n°1.PDF")
    case = desk.searched(of.person)
    answered = desk.answered(desk.decided(case))
    package = Package.of(desk.handler, answered)
    path = row_of(package, of)["file"]
    assert path.startswith("data/documenten/")
    assert path.endswith("-verslag-eleve-n1.pdf")
    assert package.files[path] == of.content
    facts = orjson.loads(package.files["datapackage.json"])
    (resource,) = [r for r in facts["resources"] if r["path"] == path]
    assert resource["mediatype"] == "application/pdf"
    assert resource["bytes"] == len(of.content)
    for page in ("index.html", "index.fr.html", "index.en.html"):
        assert f'<a href="{path}">' in package.files[page].decode()
    assert path in package.files["manifest-sha256.txt"].decode()
    (export,) = desk.handler.get(answered, "/exports")["items"]
    place = f"/cases/{answered['id']}/exports/{export['id']}/content"
    whole = tmp_path / "package.zip"
    whole.write_bytes(desk.handler.http.get(place).content)
    assert verify_package(whole, cms_verify=lambda *_: "").passed
    for form in ("json", "csv"):
        other = desk.handler.http.get(place, params={"format": form})
        assert other.status_code == 200
        content = b"".join(c for _, c in everything({form: other.content}))
        assert path.encode() in content
        assert of.content not in content


def test_the_handler_sees_each_document_and_can_open_it(desk: Desk) -> None:
    of = filed(desk, report("Een verslag."), marked=True)
    case = desk.searched(of.person)
    listed = desk.handler.get(case, "/dossier")["documents"]
    assert {"e_dossier"} <= {d["categoryId"] for d in listed}
    (mine,) = [
        d for d in listed if d["recordId"] == of.record_id and d["holding"] == "e_dossier_stukken"
    ]
    assert (mine["name"], mine["withheld"], mine["document"]["mediaType"]) == (
        FILE,
        True,
        "application/pdf",
    )
    place = f"/cases/{case['id']}/dossier/e_dossier/documents"
    read = desk.handler.http.get(f"{place}/{mine['document']['documentId']}/content")
    assert read.status_code == 200
    assert read.content == of.content
    assert read.headers["content-disposition"].startswith("attachment")
    assert desk.handler.http.get(f"{place}/vlimpers.nope.1/content").status_code == 404
    assert "content.read" in kinds(desk.handler, case)


def test_a_passage_of_a_pdf_is_nowhere_in_the_copy(desk: Desk) -> None:
    pdf = hidden_everywhere(report(TALK, "Tweede bladzijde.", f"Getekend: {NAME.upper()}"), NAME)
    of = filed(desk, pdf, name=f"gesprek met {NAME}.pdf", marked=True)
    case = desk.searched(of.person)
    made = ok(desk.handler.post(case, "/withholdings", withheld(of, passage=NAME)), 201)
    assert NAME not in str(made)
    # It stands in the name of the file too: the confirmation says so before anything is fixed.
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    found = refused(desk.decider.post(case, "/decisions/confirmation"), 409, "withheldPassageFound")
    assert NAME not in str(found)
    at = len("gesprek met ")
    named = withheld(of, element="fileName") | {"from": at, "to": at + len(NAME)}
    ok(desk.handler.post(case, "/withholdings", named), 201)
    case = desk.decided(case)
    assert case["outcome"] == "partiallyGranted"
    answered = desk.answered(case)
    package = Package.of(desk.handler, answered)
    given = row_of(package, of)
    content = package.files[given["file"]]
    assert given["file"].endswith("-gesprek-met.pdf")
    assert [page[0].strip() for page in page_texts(content)] == ["", "Tweede bladzijde.", ""]
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) == 3
        assert not opened.attachments
    assert_nowhere(package)
    told = letter_text(desk.handler, answered, "L06")
    assert NAME not in told
    assert GROUND.replace("-", "") in told.replace("-", "")
    lines = list(csv.DictReader(io.StringIO(package.files["data/weglatingen.csv"].decode())))
    mine = {x["elements"]: x for x in lines if x["recordId"] == of.record_id}
    assert {mine["file"]["groundCode"], mine["fileName"]["groundCode"]} == {GROUND}
    assert (mine["file"]["count"], mine["file"]["article"]) == ("1", "AVG artikel 15, lid 4")
    assert NAME not in str(desk.handler.get(answered, "/timeline"))


def test_a_passage_of_a_text_is_replaced_and_pages_are_taken_out(desk: Desk) -> None:
    text = f"Beste,\r\n{NAME} was er. Ook {NAME.upper()} tekende.\r\n"
    of = filed(desk, text.encode(), name="nota.txt", kind="text/plain")
    case = desk.searched(of.person)
    ok(desk.handler.post(case, "/withholdings", withheld(of, passage=NAME)), 201)
    package = Package.of(desk.handler, desk.answered(desk.decided(case)))
    given = package.files[row_of(package, of)["file"]].decode()
    mark = f"[weggelaten: {GROUND}]"
    assert given == f"Beste,\r\n{mark} was er. Ook {mark} tekende.\r\n"
    assert_nowhere(package)

    other = filed(desk, report("Eerste.", TALK, "Derde."))
    case = desk.searched(other.person)
    ok(desk.handler.post(case, "/withholdings", withheld(other, pages=[2])), 201)
    assert desk.handler.get(case, "/withholdings")["items"][0]["pages"] == [2]
    package = Package.of(desk.handler, desk.answered(desk.decided(case)))
    content = package.files[row_of(package, other)["file"]]
    assert [page[0].strip() for page in page_texts(content)] == ["Eerste.", "", "Derde."]
    assert_nowhere(package)


def test_a_whole_document_stays_back_and_its_row_is_given(desk: Desk) -> None:
    of = filed(desk, report(TALK))
    case = desk.searched(of.person)
    ok(desk.handler.post(case, "/withholdings", withheld(of)), 201)
    package = Package.of(desk.handler, desk.answered(desk.decided(case)))
    given = row_of(package, of)
    assert given["fileName"] == FILE
    assert given["file"] is None
    assert of.content not in package.files.values()
    assert_nowhere(package)


def test_a_passage_of_a_value_that_stands_in_a_document_too_is_found(desk: Desk) -> None:
    of = filed(desk, report(TALK), name=f"{NAME} en ik.pdf")
    case = desk.searched(of.person)
    named = withheld(of, element="fileName") | {"from": 0, "to": len(NAME)}
    ok(desk.handler.post(case, "/withholdings", named), 201)
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    found = refused(desk.decider.post(case, "/decisions/confirmation"), 409, "withheldPassageFound")
    assert found["recordId"] == of.record_id
    ok(desk.handler.post(case, "/withholdings", withheld(of, passage=NAME)), 201)
    assert_nowhere(Package.of(desk.handler, desk.answered(desk.decided(case))))


def test_a_document_that_cannot_be_opened_is_withheld_whole(desk: Desk) -> None:
    of = filed(desk, locked(report(TALK)), name=f"{NAME}.pdf")
    case = desk.searched(of.person)
    part = withheld(of, passage=NAME)
    told = refused(desk.handler.post(case, "/withholdings", part), 400, "documentNotRedactable")
    assert NAME not in str(told)
    named = withheld(of, element="fileName") | {"from": 0, "to": len(NAME)}
    ok(desk.handler.post(case, "/withholdings", named), 201)
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "documentUnsearchable")
    ok(desk.handler.post(case, "/withholdings", withheld(of)), 201)
    assert_nowhere(Package.of(desk.handler, desk.answered(desk.decided(case))))


def test_a_copy_with_a_document_in_which_a_passage_is_left_is_never_sealed(desk: Desk) -> None:
    of = filed(desk, report(TALK), name=f"{NAME}.pdf")
    answered = desk.answered(desk.decided(desk.searched(of.person)))
    with desk.service.parts.desk() as inside:  # past every check of the doors
        inside.withholdings.add(
            Withholding(
                withholding_id=f"w-{of.record_id}",
                case_id=answered["id"],
                category_id="e_dossier",
                system="vlimpers",
                holding="e_dossier_stukken",
                record_id=of.record_id,
                element="fileName",
                start=0,
                stop=len(NAME),
                ground=GROUND,
                note="",
                reviewed_by="test",
                reviewed_at=desk.service.clock(),
            )
        )
    found = refused(desk.handler.post(answered, "/exports"), 409, "withheldPassageFound")
    assert found["file"].startswith("data/documenten/")
    assert NAME not in str(found)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"passage": "Nemo Nergenshuizen"}, "passageNotInDocument"),
    ({"pages": [9]}, "passageNotInDocument"),
    ({"element": "fileName", "passage": "gesprek"}, "withholdingUnfit"),
    ({"passage": "Het gesprek", "pages": [1]}, "badRequest"),
    ({"passage": "Het gesprek", "from": 0, "to": 3}, "badRequest"),
    ({"from": 0, "to": 3}, "withholdingUnfit"),
]


def test_what_is_not_in_a_document_cannot_be_withheld(desk: Desk) -> None:
    of = filed(desk, report(TALK))
    case = desk.searched(of.person)
    for change, code in WRONG:
        told = refused(desk.handler.post(case, "/withholdings", withheld(of, **change)), 400, code)
        assert "Nergenshuizen" not in str(told)
    assert desk.handler.get(case, "/withholdings")["items"] == []


def test_nothing_of_a_document_is_left_once_the_case_is_closed(desk: Desk) -> None:
    of = filed(desk, report(TALK))
    case = desk.searched(of.person)
    ok(desk.handler.post(case, "/withholdings", withheld(of, passage=NAME)), 201)
    with desk.service.parts.desk() as inside:
        kept = inside.vault.list(f"dossiers/{case['id']}")
        assert any("/documents/" in path for path in kept)
        inside.dossiers.forget_content(case["id"])
    with desk.service.parts.desk() as inside:
        assert not inside.vault.list(f"dossiers/{case['id']}")
        (standing,) = inside.withholdings.of_case(case["id"])
        assert standing.passage == b""
