"""A handled case proves itself: one signed zip, checked without the service, with and without what it says."""

import contextlib
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app.exports.bag_check import Verdict
from app.exports.bundle_check import verify_bundle
from app.exports.findings import Fault
from app.letters.cms_check import cms_verify
from app.letters.seal_check import seals
from app.staff.model import Role
from tests import command_inside
from tests.command_inside import Ended
from tests.journey_steps import Desk, attach_proof, kinds, ok, refused, unused, yesterday
from tests.service import Client, Person, Service

STATEMENT = "Ik wil alles zien over mijn ploegentoeslag."


@pytest.fixture(scope="module")
def handled(service: Service) -> tuple[Desk, Person, dict[str, Any]]:
    """An access request that was answered."""
    desk, person = Desk.of(service), unused(service)
    claims = [{"right": "access", "statement": STATEMENT}]
    case = desk.registered(person, claims=claims, receivedAt=yesterday(service))
    attach_proof(desk.handler, case, person)
    check = {"result": "verified", "means": "signedRequestWithIdCopy"}
    ok(desk.handler.post(case, "/identityChecks", check), 201)
    desk.handler.wait(case, "inAssessment")
    desk.decided(case)
    desk.answered(case)
    return desk, person, case


def fetched(client: Client, case: dict[str, Any], *, contents: bool) -> bytes:
    path = f"/cases/{case['id']}/inspectionBundle?contents={str(contents).lower()}"
    answer = client.http.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def verdict(path: Path) -> Verdict:
    return verify_bundle(
        path, cms_verify=lambda data, mark: cms_verify(data, mark).name, signed_by=seals()
    )


def failed(found: Verdict) -> list[str]:
    return [finding.path for check in found.checks for finding in check.findings]


def test_with_contents_it_holds_everything_but_copies_of_identity(
    service: Service, handled: tuple[Desk, Person, dict[str, Any]], tmp_path: Path
) -> None:
    desk, person, case = handled
    content = fetched(service.client(Role.DPO), case, contents=True)
    files = opened(content)
    (tmp_path / "b.zip").write_bytes(content)
    assert failed(verdict(tmp_path / "b.zip")) == []
    request = json.loads(files["data/request.json"])
    assert request["requester"]["familyName"] == person.family_name
    assert request["claims"][0]["statement"] == STATEMENT
    letters = desk.handler.get(case, "/letters")["items"]
    assert len([n for n in files if n.startswith("data/letters/")]) == len(letters) > 1
    assert any(n.startswith("data/documents/") and n.endswith(".pdf") for n in files)
    assert any(n.startswith("data/exports/") for n in files)
    assert any(n.startswith("data/dossier/") for n in files)
    assert not any("identityCard" in name for name in files)
    assert json.loads(files["data/left-out.json"]) == []
    (check,) = json.loads(files["data/identity.json"])
    assert set(check) == {"result", "means", "documentTypes", "checkedAt", "checkedBy", "claimIds"}
    decisions = json.loads(files["data/decisions.json"])
    assert decisions["confirmedBy"] != decisions["draftedBy"]
    assert json.loads(files["data/clock.json"])["steps"]
    assert json.loads(files["data/searches.json"])
    for page in ("index.html", "index.fr.html", "index.en.html", "README.txt", "LEESMIJ.txt"):
        assert b"bundle verify" in files[page]
    assert b"<script" not in files["index.html"]
    made = [json.loads(line) for line in files["data/journal/excerpt.jsonl"].splitlines()]
    assert [e["entry"]["kind"] for e in made if "entry" in e][-1] == "bundle.made"


def test_without_contents_nothing_personal_is_in_it_and_the_hashes_are(
    service: Service, handled: tuple[Desk, Person, dict[str, Any]], tmp_path: Path
) -> None:
    _, person, case = handled
    bare = fetched(service.client(Role.AUDITOR), case, contents=False)
    (tmp_path / "b.zip").write_bytes(bare)
    assert failed(verdict(tmp_path / "b.zip")) == []
    files, whole = opened(bare), opened(fetched(service.client(Role.DPO), case, contents=True))
    for text in (person.family_name, person.given_name, person.number, STATEMENT):
        assert not [name for name, content in files.items() if text.encode() in content], text
    left_out = {one["path"]: one["sha256"] for one in json.loads(files["data/left-out.json"])}
    lines = (line.split("  ", 1) for line in whole["manifest-sha256.txt"].decode().splitlines())
    listed = {path: sha256 for sha256, path in lines}
    assert set(left_out) == set(whole) - set(files)
    assert {path: listed[path] for path in left_out} == left_out


def test_who_may_have_which(service: Service, handled: tuple[Desk, Person, dict[str, Any]]) -> None:
    desk, _, case = handled
    path = f"/cases/{case['id']}/inspectionBundle?contents="
    allowed = {
        (Role.DPO, "true"),
        (Role.DPO, "false"),
        (Role.DECISION_MAKER, "true"),
        (Role.AUDITOR, "false"),
    }
    for role in Role:
        client = service.client(role)
        for contents in ("true", "false"):
            answer = client.http.get(path + contents)
            expected = 200 if (role, contents) in allowed else 403
            assert answer.status_code == expected, (role, contents)
    assert kinds(desk.handler, case).count("bundle.made") >= len(allowed)
    refused(service.client(Role.DPO).http.get(path + "perhaps"), 400, "badRequest")
    other = service.client(Role.DPO, entities=("OVO999999",))
    refused(other.http.get(path + "false"), 404, "resourceNotFound")


Change = Callable[[dict[str, bytes]], None]


def _swap(name: str, before: bytes, after: bytes) -> Change:
    def change(files: dict[str, bytes]) -> None:
        assert before in files[name]
        files[name] = files[name].replace(before, after, 1)

    return change


def _drop_line(files: dict[str, bytes]) -> None:
    lines = files["data/journal/excerpt.jsonl"].splitlines(keepends=True)
    files["data/journal/excerpt.jsonl"] = b"".join([*lines[:3], *lines[4:]])


def packed_again(folder: Path, case: dict[str, Any], files: dict[str, bytes]) -> Path:
    """Return where a bundle of these files lies now."""
    path = folder / "changed.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"{case['reference']}-inspection/{name}", content)
    return path


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_swap("data/case.json", b'"api"', b'"form"'), "data/case.json"),
        (_swap("data/decisions.json", b"grant", b"grunt"), "data/decisions.json"),
        (_swap("index.html", b"Inspectiebundel", b"Inspectiebundle"), "index.html"),
        (_swap("data/journal/excerpt.jsonl", b"case.registered", b"case.registerex"), "data/journal/excerpt.jsonl"),
        (_drop_line, "data/journal/excerpt.jsonl"),
        (lambda files: files.pop("data/clock.json") and None, "data/clock.json"),
        (lambda files: files.update({"data/extra.txt": b"x"}), "data/extra.txt"),
        (_swap("manifest-sha256.txt", b"0", b"1"), "manifest-sha256.txt.p7s"),
    ],
    ids=["fact", "decision", "page", "journal", "entry gone", "file gone", "file more", "manifest"],
)  # fmt: skip
def test_any_change_is_found(
    service: Service,
    handled: tuple[Desk, Person, dict[str, Any]],
    tmp_path: Path,
    change: Change,
    where: str,
) -> None:
    _, _, case = handled
    files = opened(fetched(service.client(Role.AUDITOR), case, contents=False))
    change(files)
    path = packed_again(tmp_path, case, files)
    found = verdict(path)
    assert not found.passed
    assert where in failed(found)


def test_letters_are_held_against_the_journal(
    service: Service, handled: tuple[Desk, Person, dict[str, Any]], tmp_path: Path
) -> None:
    """Whoever holds the seal could sign any list of letters: the chain of the journal tells another one."""
    _, _, case = handled
    files = opened(fetched(service.client(Role.AUDITOR), case, contents=False))
    (first, *_rest) = json.loads(files["data/letters.json"])
    _swap("data/letters.json", first["sha256"].encode(), b"0" * 64)(files)
    path = packed_again(tmp_path, case, files)
    letters = next(c for c in verdict(path).checks if "letter" in c.label.en.lower())
    assert [finding.path for finding in letters.findings] == [
        f"data/letters/001-{first['kind']}-{first['language']}.pdf"
    ]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda files: files.update({"besluit.html": b"<p>Alles geweigerd</p>"}), "besluit.html"),
        (_swap("bag-info.txt", b"External-Identifier: DSR", b"External-Identifier: DSX"), "bag-info.txt"),
        (_swap("bag-info.txt", b"External-Description: ", b"External-Description: Not an "), "bag-info.txt"),
        (lambda files: files.update({"bag-info.txt": files["bag-info.txt"] + b"Note: forged\n"}), "bag-info.txt"),
    ],
    ids=["page more", "other case", "other kind", "line more"],
)  # fmt: skip
def test_who_has_no_seal_cannot_add_to_what_is_not_signed(
    service: Service,
    handled: tuple[Desk, Person, dict[str, Any]],
    tmp_path: Path,
    change: Change,
    where: str,
) -> None:
    """The second manifest carries no signature: anybody can write it anew around another page."""
    _, _, case = handled
    files = opened(fetched(service.client(Role.AUDITOR), case, contents=False))
    change(files)
    files["tagmanifest-sha256.txt"] = b"".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()
        for name, content in sorted(files.items())
        if not name.startswith(("data/", "tagmanifest"))
    )
    path = packed_again(tmp_path, case, files)
    assert failed(verdict(path)) == [where]


def test_a_letter_that_is_kept_silent_is_found(
    service: Service, handled: tuple[Desk, Person, dict[str, Any]], tmp_path: Path
) -> None:
    """A bundle that leaves a letter out of its list, signed anew or not: the journal knows that it was issued."""
    _, _, case = handled
    files = opened(fetched(service.client(Role.AUDITOR), case, contents=False))
    *others, last = json.loads(files["data/letters.json"])
    files["data/letters.json"] = json.dumps(others).encode()
    path = packed_again(tmp_path, case, files)
    letters = next(c for c in verdict(path).checks if "letter" in c.label.en.lower())
    assert [(f.path, f.fault, f.detail) for f in letters.findings] == [
        ("data/letters.json", Fault.MISSING, last["letterId"])
    ]


def loket(service: Service, *words: str, at: Path) -> Ended:
    """Run a command on the service's database, in this folder."""
    with contextlib.chdir(at):
        return command_inside.loket(
            *words,
            home=service.home,
            database_url=service.parts.engine.url.render_as_string(hide_password=False),
            personnel_url=service.personnel_url,
        )


def test_the_command_makes_one_and_checks_it(
    service: Service, handled: tuple[Desk, Person, dict[str, Any]], tmp_path: Path
) -> None:
    _, _, case = handled
    made = loket(service, "bundle", "make", case["reference"].lower(), "--contents", at=tmp_path)
    assert made.returncode == 0, made.stderr
    path = tmp_path / made.stdout.strip()
    checked = loket(service, "bundle", "verify", str(path), "--language", "en", at=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert "OK   The signature on the manifest is valid: Rechtenloket DEMO-ZEGEL" in checked.stdout
    told = re.search(r"entries, of which anchored\): (\d+), (\d+)", checked.stdout)
    assert told is not None
    assert int(told[2]) == int(told[1]) - 1  # all but the making of this very bundle
    again = loket(service, "bundle", "make", case["reference"], "--output", str(path), at=tmp_path)
    assert again.returncode == 1
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert loket(service, "bundle", "verify", str(path), at=tmp_path).returncode == 1
    assert loket(service, "bundle", "make", "DSR-0000-0000", at=tmp_path).returncode == 1


def test_the_command_writes_the_report_of_a_year(service: Service, tmp_path: Path) -> None:
    made = loket(service, "statistics", "report", "2026", "--output", "out", at=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "out/report-2026.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "out/report-2026.csv").read_text().startswith("from,to,entity,table")
    assert loket(service, "statistics", "report", "1999", at=tmp_path).returncode == 2
