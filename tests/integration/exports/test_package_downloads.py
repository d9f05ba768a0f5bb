"""The two other downloads are made from the sealed files and pass the same validators."""

import json
import zipfile
from pathlib import Path

from app.exports.downloads import open_csv_zip, open_json
from frictionless import validate
from tests.package_maker import Maker
from tests.package_samples import AWKWARD, REFERENCE, empty_table, request, table, withheld


def test_one_json_document_holds_every_table(maker: Maker) -> None:
    copy = maker.seal(request(table(), empty_table(), left_out=withheld()))
    found = json.loads(b"".join(open_json(copy, vault=maker.vault, key=maker.key)))
    assert found["reference"] == REFERENCE
    assert found["recordCount"] == len(AWKWARD)
    assert [(t["holding"], t["rowCount"], len(t["records"])) for t in found["tables"]] == [
        ("payslips", 8, 8),
        ("medals", 0, 0),
    ]
    assert found["tables"][0]["records"][0]["grossEur"] == "0.10"
    assert found["explanation"]["controller"]["abbreviation"] == "AV"
    assert [(line["recordId"], line["groundCode"]) for line in found["withheld"]] == [
        ("EV1", "R15-THIRD-PARTY"),
        ("EV2", "R15-THIRD-PARTY"),
    ]


def test_the_zip_of_tables_is_a_data_package_of_its_own(maker: Maker, tmp_path: Path) -> None:
    copy = maker.seal(request(table(), empty_table(), left_out=withheld()))
    path = tmp_path / "csv.zip"
    path.write_bytes(
        b"".join(open_csv_zip(copy, reference=REFERENCE, vault=maker.vault, key=maker.key))
    )
    with zipfile.ZipFile(path) as package:
        names = [name.removeprefix(f"{REFERENCE}/") for name in package.namelist()]
        package.extractall(tmp_path / "csv")
    assert names == [
        "datapackage.json",
        "data/loon-en-premies/loonbrieven.csv",
        "data/eretekens/eretekens.csv",
        "data/weglatingen.csv",
    ]
    descriptor = tmp_path / "csv" / REFERENCE / "datapackage.json"
    assert validate(str(descriptor)).valid
    assert json.loads(descriptor.read_text())["dsr:sealedDescriptor"] == (
        f"sha256:{copy.descriptor_sha256}"
    )
