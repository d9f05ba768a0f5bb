"""The kinds of personnel store the contracts are run on: each is a way to the same people in a real database."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.personnel.demo.mappings import MAPPINGS
from app.personnel.manual_mapping import ManualMapping
from app.personnel.mapping import (
    ElementPart,
    HoldingPart,
    StoreMapping,
    load_file,
    load_mapping,
)
from app.personnel.model import Collector, ValueKind
from app.personnel.registry import ConnectorSpec, build_collectors
from tests.api_side import ApiSide
from tests.file_side import FileSide, write_keys
from tests.hand_side import HandSide
from tests.message_servers import make_certificate

Build = Callable[[str], Collector]

LAST_DAY = "keepUntil"
"""The element that holds the last day of a record."""
DOWN = ":9/"
"""In the address of a store that is not there."""

_running: list[ApiSide | FileSide | HandSide] = []
_folders: list[tempfile.TemporaryDirectory[str]] = []


def hr_database(url: str) -> Collector:
    """Return the connector that reads the database itself."""
    return build_collectors([ConnectorSpec("hr_database", url, MAPPINGS[0])])[0]


def hr_api(url: str) -> Collector:
    """Return the connector to an API over TLS in front of the database."""
    folder = _folder()
    certificate = make_certificate(folder)
    mapping = load_mapping(MAPPINGS[0])
    address = "https://127.0.0.1:9"
    if DOWN not in url:
        side = ApiSide(hr_database(url), url, certificate.server())
        _running.append(side)
        address = side.address
    path = folder / "api.toml"
    path.write_text(api_mapping(mapping), encoding="utf-8")
    options = {
        "client_id": "loket",
        "token_url": f"{address}/token",
        "ca_file": str(certificate.path),
    }
    spec = ConnectorSpec("hr_api", address, path, secret="api secret", options=options)
    return build_collectors([spec])[0]


def file_drop(url: str) -> Collector:
    """Return the connector to a folder, on the other side of which somebody answers from the database."""
    folder = _folder()
    secret = write_keys(folder)
    if DOWN not in url:
        for name in ("in", "out"):
            (folder / "drop" / name).mkdir(parents=True)
        _running.append(FileSide(hr_database(url), url, folder))
    path = folder / "drop.toml"
    path.write_text(drop_mapping(load_mapping(MAPPINGS[0])), encoding="utf-8")
    options = {"folder": "drop", "answer_key": "theirs.pub", "wait_seconds": 30}
    spec = ConnectorSpec("file_drop", "", path, secret=secret, options=options, folder=folder)
    return build_collectors([spec])[0]


def manual_task(url: str) -> Collector:
    """Return the connector to a person, who finds their answers in the database."""
    side = HandSide(hr_database(url), url, down=DOWN in url)
    _running.append(side)
    path = _folder() / "manual.toml"
    path.write_text(manual_mapping(load_mapping(MAPPINGS[0])), encoding="utf-8")
    mapping = load_file(ManualMapping, path)
    side.knows_system(mapping)
    return build_collectors([ConnectorSpec("manual_task", "", path)], tasks=side)[0]


BUILDERS: dict[str, Build] = {
    "hr_database": hr_database,
    "hr_api": hr_api,
    "file_drop": file_drop,
    "manual_task": manual_task,
}


def running() -> list[ApiSide | FileSide | HandSide]:
    """Return the other sides that run now."""
    return list(_running)


def stop_all() -> None:
    """End every other side that a builder started."""
    _stop_down_to(0, 0)


@contextmanager
def alone() -> Iterator[None]:
    """End what a builder starts inside, and leave what ran before."""
    before = len(_running), len(_folders)
    try:
        yield
    finally:
        _stop_down_to(*before)


def _stop_down_to(running: int, folders: int) -> None:
    while len(_running) > running:
        _running.pop().stop()
    while len(_folders) > folders:
        _folders.pop().cleanup()


def _folder() -> Path:
    made = tempfile.TemporaryDirectory(prefix=f"store_{os.getpid()}_")
    _folders.append(made)
    return Path(made.name)


_API_HEAD = """
[search]
path = "/people/search"
list = "/people"
given_name = "givenName"
family_name = "familyName"
date_of_birth = "dateOfBirth"
number = "number"
national_number = "nationalNumber"

[person]
path = "/people/{key}"
item = "/person"
key = "key"
given_name = "givenName"
family_name = "familyName"
population = "population"
date_of_birth = "dateOfBirth"
number = "number"
national_number = "nationalNumber"
employment = "employment"
entity_code = "entityCode"
entity_name = "entityName"
address = [["street"], ["town"]]

[paging]
cursor = "/next"
size_parameter = "limit"
size = 20

[recipients]
path = "/people/{key}/recipients"
list = "/items"
name = "name"
recipient = "recipientId"
category = "categoryId"
on = "on"

[consents]
path = "/people/{key}/consents"
list = "/items"
purpose = "purposeId"
given = "givenOn"
withdrawn = "withdrawnOn"
stop = "/people/{key}/consents/{purpose}"
purposes = { P01 = "P01", P07 = "P07", P11 = "P11" }
elements = { P01 = "private_email" }
"""


def api_mapping(mapping: StoreMapping) -> str:
    """Return the mapping file of the API, with the holdings of the database."""
    return "\n".join([_system(mapping), _API_HEAD, *map(_api_holding, mapping.holding)])


def drop_mapping(mapping: StoreMapping) -> str:
    """Return the mapping file of the folder, with the holdings of the database."""
    changes = ["rectify", "supplement", "restrict", "lift", "erase", "stopUse"]
    more = [f"changes = {json.dumps(changes)}", "identities = true"]
    parts = ["\n".join([_holding(part, field=False), *more]) for part in mapping.holding]
    return "\n\n".join([_system(mapping), *parts])


def manual_mapping(mapping: StoreMapping) -> str:
    """Return the mapping file of the person who searches, with the holdings of the database."""
    collector = ["[collector]", _labels("Wie zoekt")]
    head, *parts = drop_mapping(mapping).split("\n\n", 1)
    return "\n\n".join([head, "\n".join(collector), *parts])


def _api_holding(part: HoldingPart) -> str:
    own = f"/people/{{key}}/holdings/{part.name}"
    lines = {
        "path": own,
        "list": "/items",
        "record_id": "id",
        "third_party_flag": "concernsOthers",
        "rectify": f"{own}/{{record}}",
        "erase": f"{own}/{{record}}",
        "restrict": f"/people/{{key}}/restrictions/{part.name}/{{restriction}}",
        "supplement": f"/people/{{key}}/statements/{part.name}",
        "identities": f"/holdings/{part.name}",
        "subject": "subject",
    }
    more = [f"{k} = {json.dumps(v)}" for k, v in lines.items()]
    if any(e.name == LAST_DAY for e in part.elements):
        more.append(f'retention = {{ nl = "x", fr = "x", en = "x", until = "/values/{LAST_DAY}" }}')
    return "\n".join([_holding(part), *more])


def _system(mapping: StoreMapping) -> str:
    system = mapping.system
    return "\n".join(["[system]", f"name = {json.dumps(system.name)}", _labels(system.text.nl)])


def _holding(part: HoldingPart, *, field: bool = True) -> str:
    elements = ",\n".join(
        f"  {{ name = {json.dumps(e.name)}, kind = {json.dumps(e.kind)}, origin = {json.dumps(e.origin)},"
        f'{_field(e.name) if field else ""}{_paper(e, link=field)} nl = "x", fr = "x", en = "x" }}'
        for e in part.elements
    )
    return "\n".join(
        [
            "\n[[holding]]",
            f"name = {json.dumps(part.name)}",
            f"category = {json.dumps(part.category)}",
            _labels(part.text.nl),
            f"elements = [\n{elements}\n]",
        ]
    )


def _paper(element: ElementPart, *, link: bool) -> str:
    told = {"file_name": element.file_name, "media_type": element.media_type}
    more = "".join(f" {key} = {json.dumps(named)}," for key, named in told.items() if named)
    return more + (" link = true," if link and element.kind is ValueKind.DOCUMENT else "")


def _field(name: str) -> str:
    return f' field = "/values/{name}",'


def _labels(nl: str) -> str:
    return "\n".join(f"{language} = {json.dumps(nl)}" for language in ("nl", "fr", "en"))
