"""Whatever is changed in a package, the check names it; and a strict reader has nothing to say of ours."""

import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from app.exports import bag
from app.exports.bag_check import Verdict
from app.exports.findings import Fault, Finding
from app.exports.unpacked import opened
from app.exports.verify import verify_package
from tests.package_maker import Made, Maker
from tests.package_samples import REFERENCE, ThrowAwaySigner, empty_table, request, table, withheld

CSV = "data/loon-en-premies/loonbrieven.csv"
Contents = dict[str, bytes]


@pytest.fixture
def made(maker: Maker) -> Made:
    return maker.make(request(table(), empty_table(), left_out=withheld()))


def rewritten(made: Made, change: Callable[[Contents], None]) -> Path:
    """Return a copy of the package with something changed; names are those inside the root folder."""
    with zipfile.ZipFile(made.path) as package:
        contents = {n.removeprefix(f"{REFERENCE}/"): package.read(n) for n in package.namelist()}
    change(contents)
    target = made.path.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as package:
        for name, content in contents.items():
            package.writestr(zipfile.ZipInfo(f"{REFERENCE}/{name}"), content)
    return target


def found(verdict: Verdict) -> set[tuple[str, Fault]]:
    return {(f.path, f.fault) for check in verdict.checks for f in check.findings}


def test_a_package_of_ours_passes_every_check(maker: Maker, made: Made) -> None:
    verdict = verify_package(made.path, cms_verify=maker.signer.verify)
    assert verdict.passed, found(verdict)
    assert len(verdict.checks) == 8
    assert verdict.checks[-1].note == "Wegwerpzegel"


def test_rewriting_without_change_passes(maker: Maker, made: Made) -> None:
    path = rewritten(made, lambda _: None)
    assert verify_package(path, cms_verify=maker.signer.verify).passed


def every_path() -> list[str]:
    return [
        CSV,
        CSV.replace(".csv", ".json"),
        "data/eretekens/eretekens.csv",
        "data/overzicht.xlsx",
        "data/toelichting.json",
        "data/weglatingen.csv",
        "data/antwoord.pdf",
        "data/datapackage.sha256",
        "datapackage.json",
        "index.html",
        "index.fr.html",
        "index.en.html",
        "LEESMIJ.txt",
        "LISEZMOI.txt",
        "README.txt",
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "manifest-sha256.txt.p7s",
    ]


@pytest.mark.parametrize("path", every_path())
def test_a_changed_file_is_named(maker: Maker, made: Made, path: str) -> None:
    def change(contents: Contents) -> None:
        contents[path] += b" "

    verdict = verify_package(rewritten(made, change), cms_verify=maker.signer.verify)
    assert (path, Fault.CHANGED) in found(verdict)


@pytest.mark.parametrize("path", [*every_path(), "tagmanifest-sha256.txt"])
def test_a_removed_file_is_named(maker: Maker, made: Made, path: str) -> None:
    def change(contents: Contents) -> None:
        del contents[path]

    verdict = verify_package(rewritten(made, change), cms_verify=maker.signer.verify)
    assert (path, Fault.MISSING) in found(verdict)


@pytest.mark.parametrize("path", ["data/extra.csv", "extra.txt"])
def test_an_added_file_is_named(maker: Maker, made: Made, path: str) -> None:
    def change(contents: Contents) -> None:
        contents[path] = b"x"

    verdict = verify_package(rewritten(made, change), cms_verify=maker.signer.verify)
    assert (path, Fault.NOT_LISTED) in found(verdict)


def rehash(contents: Contents) -> None:
    """Make every list agree again, as somebody who forges a package would; only the signature is ours."""
    for manifest, payload in ((bag.MANIFEST, True), (bag.TAG_MANIFEST, False)):
        lines = [
            f"{sha256(content).hexdigest()}  {path}\n"
            for path, content in sorted(contents.items())
            if bag.is_payload(path) is payload and path != bag.TAG_MANIFEST
        ]
        contents[manifest] = "".join(lines).encode()


def test_a_forged_package_that_agrees_with_itself_fails_on_the_signature(
    maker: Maker, made: Made
) -> None:
    def forge(contents: Contents) -> None:
        contents["data/antwoord.pdf"] = b"%PDF-1.7 forged"
        rehash(contents)

    verdict = verify_package(rewritten(made, forge), cms_verify=maker.signer.verify)
    assert (bag.SIGNATURE, Fault.SIGNATURE) in found(verdict)


def test_a_forged_page_fails_though_no_manifest_under_the_signature_lists_it(
    maker: Maker, made: Made
) -> None:
    def forge(contents: Contents) -> None:
        contents["index.html"] = contents["index.html"].replace(b"Loon", b"Geen")
        rehash(contents)

    verdict = verify_package(rewritten(made, forge), cms_verify=maker.signer.verify)
    assert found(verdict) == {("index.html", Fault.CHANGED)}


def test_a_page_more_fails_though_the_manifest_without_signature_lists_it(
    maker: Maker, made: Made
) -> None:
    def forge(contents: Contents) -> None:
        contents["besluit.html"] = b"<p>Alles geweigerd</p>"
        rehash(contents)

    verdict = verify_package(rewritten(made, forge), cms_verify=maker.signer.verify)
    assert found(verdict) == {("besluit.html", Fault.NOT_LISTED)}


@pytest.mark.parametrize(
    ("told", "instead"), [(b"Bagging-Date: ", b"Bagging-Date: 1"), (b"DSR-", b"DSR-X")]
)
def test_what_the_bag_says_of_itself_follows_from_what_is_signed(
    maker: Maker, made: Made, told: bytes, instead: bytes
) -> None:
    def forge(contents: Contents) -> None:
        assert told in contents[bag.INFO]
        contents[bag.INFO] = contents[bag.INFO].replace(told, instead)
        rehash(contents)

    verdict = verify_package(rewritten(made, forge), cms_verify=maker.signer.verify)
    assert found(verdict) == {(bag.INFO, Fault.CHANGED)}


def test_a_forged_descriptor_fails_on_the_sealed_hash(maker: Maker, made: Made) -> None:
    def forge(contents: Contents) -> None:
        contents["datapackage.json"] = contents["datapackage.json"].replace(b"10 jaar", b"99 jaar")
        rehash(contents)

    verdict = verify_package(rewritten(made, forge), cms_verify=maker.signer.verify)
    assert found(verdict) == {("datapackage.json", Fault.CHANGED)}


def test_a_signature_of_somebody_else_fails(made: Made) -> None:
    verdict = verify_package(made.path, cms_verify=ThrowAwaySigner().verify)
    assert found(verdict) == {(bag.SIGNATURE, Fault.SIGNATURE)}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"2020-02-29", b"2020-02-30", Fault.VALUE),
        (b",3,", b",x,", Fault.VALUE),
        (b'"note"', b'"nota"', Fault.HEADING),
        (b"\xe2\x82\xac", b"\xff\xff\xff", Fault.NOT_CSV),
        (b'"LB1"', b'"LB1"x', Fault.NOT_CSV),
    ],
)
def test_a_row_that_does_not_fit_its_schema_is_found(
    maker: Maker, made: Made, old: bytes, new: bytes, fault: Fault
) -> None:
    def change(contents: Contents) -> None:
        assert old in contents[CSV]
        contents[CSV] = contents[CSV].replace(old, new)

    verdict = verify_package(rewritten(made, change), cms_verify=maker.signer.verify)
    assert (CSV, fault) in found(verdict)


def test_a_flipped_bit_in_the_zip_is_found(maker: Maker, made: Made) -> None:
    with zipfile.ZipFile(made.path) as package:
        info = package.getinfo(f"{REFERENCE}/{CSV}")
        at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    raw = bytearray(made.path.read_bytes())
    raw[at] ^= 0x10
    made.path.write_bytes(raw)
    verdict = verify_package(made.path, cms_verify=maker.signer.verify)
    assert (CSV, Fault.DAMAGED) in found(verdict)
    assert {path for path, _ in found(verdict)} == {CSV, "bag-info.txt"}


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_a_file_that_is_no_zip_is_a_finding_and_no_crash(
    maker: Maker, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert found(verify_package(path, cms_verify=maker.signer.verify)) == {("zip", Fault.NOT_A_ZIP)}


def test_a_cut_zip_is_a_finding_and_no_crash(maker: Maker, made: Made) -> None:
    raw = made.path.read_bytes()
    made.path.write_bytes(raw[: len(raw) // 2])
    assert not verify_package(made.path, cms_verify=maker.signer.verify).passed


@pytest.mark.parametrize(
    "descriptor",
    [b"", b"[]", b"{}", b'{"resources": [{}]}', b'{"resources": [1], "dsr:pages": []}'],
)
def test_a_descriptor_of_another_make_is_a_finding_and_no_crash(
    maker: Maker, made: Made, descriptor: bytes
) -> None:
    def change(contents: Contents) -> None:
        contents["datapackage.json"] = descriptor

    verdict = verify_package(rewritten(made, change), cms_verify=maker.signer.verify)
    assert ("datapackage.json", Fault.UNREADABLE_LIST) in found(verdict)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("/etc/x", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/../x", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/C:x.txt", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/a\u202efdp.txt", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/data/aux.csv", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/data/x.", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/{'x' * 300}.txt", Fault.UNSAFE_NAME),
        (f"{REFERENCE}/data/run.exe", Fault.RUNNABLE),
        (f"{REFERENCE}/folder/", Fault.NOT_PLAIN),
        (f"{REFERENCE}/BAGIT.txt", Fault.TWICE),
        ("elsewhere/x.txt", Fault.MORE_ROOTS),
    ],
)
def test_an_unsafe_entry_is_found(made: Made, name: str, fault: Fault) -> None:
    target = made.path.with_name("unsafe.zip")
    shutil.copy(made.path, target)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(name, b"")
    with opened(target) as package_:
        assert fault in {finding.fault for finding in package_.name_faults()}


def test_a_link_is_found(made: Made) -> None:
    info = zipfile.ZipInfo(f"{REFERENCE}/link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(made.path, "a") as package:
        package.writestr(info, b"/etc/passwd")
    with opened(made.path) as package_:
        faults = list(package_.name_faults())
    assert faults == [Finding(f"'{REFERENCE}/link'", Fault.NOT_PLAIN)]


def test_names_flags_times_and_types_of_our_zip_suit_every_reader(made: Made) -> None:
    with zipfile.ZipFile(made.path) as package:
        infos = package.infolist()
        assert package.testzip() is None
    names = [info.filename.removeprefix(f"{REFERENCE}/") for info in infos]
    assert len(set(names)) == len(names)
    assert all(info.filename.startswith(f"{REFERENCE}/") for info in infos)
    assert all(info.filename.isascii() or info.flag_bits & 0x800 for info in infos)
    assert {info.date_time for info in infos} == {(2026, 11, 25, 9, 0, 30)}
    payload = [name for name in names if name.startswith("data/")]
    assert all(name == name.lower() and name.isascii() and len(name) <= 100 for name in payload)
    assert {name.rpartition(".")[2] for name in names} == {
        "csv",
        "json",
        "xlsx",
        "pdf",
        "sha256",
        "html",
        "txt",
        "p7s",
    }
