"""A small personnel API for tests of its connector: one person, one holding, and the mapping file of both."""

from datetime import date
from pathlib import Path
from typing import Any

from app.personnel.model import PersonalRecord, SubjectKey
from app.personnel.registry import ConnectorSpec, build_collectors
from tests.scripted_api import ScriptedApi, Told

TODAY = date(2026, 11, 25)
ME = SubjectKey("klein", "7")
LEAVE = "/people/7/leave"
STATEMENTS = f"{LEAVE}/statements"
CONSENTS = "/people/7/consents"
MAPPING = """
[system]
name = "klein"
nl = "Klein"
fr = "Petit"
en = "Small"
[search]
path = "/search"
list = "/people"
given_name = "given"
family_name = "family"
[person]
path = "/people/{key}"
key = "id"
given_name = "given"
family_name = "family"
population = "kind"
[paging]
next = "/links/next"
[consents]
path = "/people/{key}/consents"
list = "/items"
purpose = "use"
withdrawn = "ended"
purposes = { mail = "P01", survey = "P11" }
stop = "/people/{key}/consents/{purpose}"
[[holding]]
name = "leave"
nl = "Verlof"
fr = "Congés"
en = "Leave"
category = "career"
path = "/people/{key}/leave"
list = "/items"
record_id = "id"
retention = { nl = "5 jaar", fr = "5 ans", en = "5 years", until = "keepUntil" }
elements = [{ name = "note", kind = "text", origin = "provided", nl = "Nota", fr = "Note", en = "Note" }]
rectify = "/people/{key}/leave/{record}"
erase = "/people/{key}/leave/{record}"
restrict = "/people/{key}/leave/marks/{restriction}"
supplement = "/people/{key}/leave/statements"
identities = "/leave"
subject = "personId"
"""


def connected(api: ScriptedApi, trusted: Path, **options: Any) -> Any:
    """Return the connector to a server; its mapping file lies beside the certificate that is trusted."""
    path = trusted.with_name("klein.toml")
    path.write_text(MAPPING, encoding="utf-8")
    given = {"client_id": "loket", "token_url": f"{api.address}/token", "ca_file": str(trusted)}
    spec = ConnectorSpec("hr_api", api.address, path, secret="s", options=given | options)
    return build_collectors([spec])[0]


def leave(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "note": "x", "keepUntil": None, **more}


def read(collector: Any) -> list[PersonalRecord]:
    (holding,) = collector.holdings
    return [record for batch in collector.records(ME, holding) for record in batch]


def listed(*items: dict[str, Any], link: str | None = None) -> Told:
    return Told(json={"items": list(items), "links": {"next": link}})
