"""After an erasure the person is found nowhere, and a store that is restored forgets them again."""

import base64
import io
import os
import subprocess
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.casework import evidence
from app.casework.replay import replay
from app.kit.postgres_files import programs
from sqlalchemy import make_url
from tests.journey_steps import Desk, kinds, ok, rows, unused
from tests.service import Person, Service

SECRETS = """
select c.prive_email, c.prive_gsm, c.werk_email, i.nummer, p.rijksregisternummer
from persoon p left join contact c using (persoon_id) left join insz i using (persoon_id)
where p.vlimpersnummer = :number
"""

OTHERS = """
select c.prive_email, c.prive_gsm, c.werk_email
from persoon p join contact c using (persoon_id) where p.vlimpersnummer is distinct from :number
"""


def someone(service: Service) -> Person:
    """Return an employee nobody else uses."""
    return unused(
        service,
        "exists (select 1 from contact c where c.persoon_id = p.persoon_id"
        " and c.prive_email is not null)",
    )


def dump(url: str, path: Path, *more: str) -> bytes:
    """Return the whole database as pg_dump writes it, kept at `path` too."""
    plain = _plain(url)
    command = [str(programs() / "pg_dump"), "--dbname", plain, "--file", str(path), *more]
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
    return path.read_bytes()


def by_table(dumped: bytes) -> dict[str, bytes]:
    """Return the rows of a dump by table, so that a finding says where."""
    found: dict[str, list[bytes]] = {"": []}
    table = ""
    for line in dumped.splitlines():
        if line.startswith(b"COPY "):
            table = line.split()[1].decode()
        found.setdefault(table, []).append(line)
    return {f"store {name}": b"\n".join(lines) for name, lines in found.items()}


def _plain(url: str) -> str:
    """Return the superuser's address as the programs of PostgreSQL take it."""
    own = make_url(url).set(drivername="postgresql").difference_update_query(["options"])
    return own.render_as_string(hide_password=False)


def written(value: str) -> Iterator[bytes]:
    """Yield the ways in which a value may stand somewhere."""
    for text in {value, value.upper(), unicodedata.normalize("NFD", value)}:
        yield text.encode()
        yield text.encode("utf-16-le")
        for shift in range(3):  # wherever it begins in what was encoded
            yield base64.b64encode(b"x" * shift + text.encode())[shift + 1 : -4]


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the content, and what is compressed in it."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpacked(packed.read(name))
    if content.startswith(b"%PDF"):
        for part in content.split(b"stream")[1:]:
            try:
                yield zlib.decompressobj().decompress(part.lstrip(b"\r\n"))
            except zlib.error:
                continue


def places_of(values: set[str], contents: dict[str, bytes]) -> list[str]:
    """Return where one of the values is found, by place alone."""
    ways = [way for value in values for way in written(value) if len(way) > 5]
    return [
        place
        for place, content in contents.items()
        if any(way in part for part in unpacked(content) for way in ways)
    ]


def erased(desk: Desk, person: Person) -> dict[str, Any]:
    """Take an erasure of everything to its end."""
    claims = [{"right": "erasure", "statement": "Wis alles."}]
    case = desk.searched(person, claims=claims)
    case = desk.every_document(case, case["claims"][0])
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Niets meer nodig."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    case = ok(desk.decider.post(case, "/decisions/confirmation"))
    done = ok(desk.decider.post(case, "/executions", {"confirmReference": case["reference"]}))
    assert done["state"] == "done", [s for s in done["steps"] if s["status"] != "done"]
    return desk.answered(done["case"])


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def test_nothing_of_the_person_is_left_and_a_restore_does_not_bring_it_back(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    service = desk.service
    person = someone(service)
    found = rows(service.personnel_url, SECRETS, number=person.number)
    others = rows(service.personnel_url, OTHERS, number=person.number)
    told = " ".join(str(v) for row in others for v in row if v)
    # An address may be the tail of somebody else's: that one stays by right.
    given = {str(v) for row in found for v in row if v and str(v) not in told}
    values = given | {str(person.number)}
    before = dump(service.personnel_url, tmp_path / "before.sql", "--clean", "--if-exists")
    assert places_of(values, {"store": before}) == ["store"]

    case = erased(desk, person)

    files = {str(p): p.read_bytes() for p in service.home.rglob("*") if p.is_file()}
    logs = capfd.readouterr()
    own = service.parts.engine.url.render_as_string(hide_password=False)
    request = ("--exclude-table=cases", "--exclude-table=case_facts")
    queue = dump(own, tmp_path / "own.sql", *request)  # the request itself stays
    store = by_table(dump(service.personnel_url, tmp_path / "after.sql"))
    after = {**store, "own": queue, **files}
    # The number was given with the request: the case file holds that, and nothing else of it.
    assert places_of(values, after) == []
    assert places_of(values, {"out": logs.out.encode(), "err": logs.err.encode()}) == []
    assert desk.handler.get(case, "/dossier")

    restore = [str(programs() / "psql"), "--quiet", "--dbname"]
    target = _plain(service.personnel_url)
    subprocess.run(
        [*restore, target, "--file", str(tmp_path / "before.sql")], check=True, capture_output=True
    )
    assert rows(service.personnel_url, SECRETS, number=person.number)
    with service.parts.desk() as opened:
        (again,) = [r for r in replay(opened, at=service.clock()) if r.system == "vlimpers"]
    assert again.steps
    assert places_of(values, {"store": dump(service.personnel_url, tmp_path / "again.sql")}) == []
    assert "execution.erasureReplayed" in kinds(desk.handler, case)
    with service.parts.desk() as opened:
        assert not evidence.check(opened).findings
        assert not any(r.steps for r in replay(opened, at=service.clock()))
