"""The package passes the public validators: frictionless, bagit, and a CMS check of the manifest."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import bagit  # type: ignore[import-untyped] # the library has no types
import pytest
from app.exports.bag import MANIFEST, SIGNATURE
from app.exports.model import ExportTable
from frictionless import Package, validate
from frictionless.resources import TableResource
from tests.package_maker import Maker
from tests.package_samples import AWKWARD, LETTER, REFERENCE, empty_table, request, table, withheld


@pytest.fixture
def folder(maker: Maker, tmp_path: Path) -> Path:
    made = maker.make(request(table(), empty_table(), left_out=withheld()))
    with zipfile.ZipFile(made.path) as package:
        package.extractall(tmp_path / "out")
    return tmp_path / "out" / REFERENCE


def test_the_package_is_a_valid_data_package(folder: Path) -> None:
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    rows = {task.name: task.stats.get("rows", 0) for task in report.tasks if task.type == "table"}
    assert rows == {
        "loon-en-premies.loonbrieven": len(AWKWARD),
        "eretekens.eretekens": 0,
        "weglatingen": 2,
    }


def test_the_data_package_check_can_fail(folder: Path) -> None:
    path = folder / "data/loon-en-premies/loonbrieven.csv"
    path.write_bytes(path.read_bytes().replace(b"0.10", b"0,10"))
    assert not validate(str(folder / "datapackage.json")).valid


def test_frictionless_reads_null_apart_from_empty_and_keeps_decimals(folder: Path) -> None:
    package = Package(str(folder / "datapackage.json"))
    resource = package.get_resource("loon-en-premies.loonbrieven")
    assert isinstance(resource, TableResource)
    rows = resource.read_rows()
    assert [row["note"] for row in rows[:4]] == ["=1+1", "", None, "NULL"]
    assert str(rows[0]["grossEur"]) == "0.10"


def test_the_package_is_a_valid_bag(folder: Path) -> None:
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.info["External-Identifier"] == REFERENCE
    assert "data/antwoord.pdf" in bag.payload_entries()


def test_every_file_stands_in_one_of_the_two_manifests(folder: Path) -> None:
    bag = bagit.Bag(str(folder))
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    listed = set(bag.payload_entries()) | set(bag.tagfile_entries()) | {"tagmanifest-sha256.txt"}
    assert found == listed


def test_the_manifest_is_signed(maker: Maker, folder: Path) -> None:
    manifest, signature = folder / MANIFEST, folder / SIGNATURE
    assert maker.signer.verify(manifest.read_bytes(), signature.read_bytes()) == "Wegwerpzegel"


def test_the_letter_and_the_hash_of_the_descriptor_are_under_the_signature(folder: Path) -> None:
    manifest = (folder / MANIFEST).read_text()
    assert f"{sha256(LETTER).hexdigest()}  data/antwoord.pdf\n" in manifest
    descriptor = (folder / "datapackage.json").read_bytes()
    sealed = (folder / "data/datapackage.sha256").read_text()
    assert sealed == f"{sha256(descriptor).hexdigest()}  datapackage.json\n"


def test_the_descriptor_says_what_every_table_is(folder: Path) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text())
    payslips = descriptor["resources"][0]
    assert payslips["dsr:purpose"] == "Uitbetaling van het loon"
    assert payslips["dsr:legalBasis"] == "6.1.c wettelijke verplichting"
    assert payslips["dsr:retention"] == "10 jaar na uitdiensttreding"
    assert payslips["dsr:recipients"] == ["Voorbeeldbank nv"]
    assert payslips["dsr:extractedAt"] == "2026-11-25T10:00:31+01:00"
    assert [f["title"] for f in payslips["schema"]["fields"]][:2] == [
        "Nummer in het systeem",
        "Opmerking",
    ]
    assert descriptor["dsr:completeness"] == "partial"
    assert "antwoord.pdf" not in json.dumps(descriptor["resources"])


def test_the_explanation_holds_the_facts_of_art_15_and_nothing_internal(folder: Path) -> None:
    told = json.loads((folder / "data/toelichting.json").read_text())
    assert told["controller"]["name"]["fr"] == "Agence Exemple"
    assert told["categories"][0]["purposes"][0]["bases"][0]["code"] == "6.1.c"
    assert told["transfers"] == {"nl": "Geen doorgifte buiten de EER"}
    assert "gaps" not in told


@pytest.mark.parametrize("tables", [(empty_table(),), (table(),) * 3])
def test_other_sets_of_tables_pass_too(
    maker: Maker, tmp_path: Path, tables: tuple[ExportTable, ...]
) -> None:
    made = maker.make(request(*tables))
    with zipfile.ZipFile(made.path) as package:
        package.extractall(tmp_path / "other")
    folder = tmp_path / "other" / REFERENCE
    assert validate(str(folder / "datapackage.json")).valid
    bagit.Bag(str(folder)).validate()
