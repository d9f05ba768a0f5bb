"""The demo's other cases: each right once, and one case with three claims, through the API to their end."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import create_engine, make_url, text

from app.cli.calls import DemoFailed, check, do, wait
from app.cli.steps import Steps
from app.kit.clock import brussels_date, now
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.mapping import load_mapping

_WAIT_SECONDS = 60
_PEOPLE = """
select vlimpersnummer, voornaam, naam, geboortedatum::text, c.werk_telefoon
from persoon join contact c using (persoon_id)
where soort = 'PL' and vlimpersnummer is not null and c.werk_telefoon is not null
  and c.prive_email is not null
order by persoon_id desc limit 20
"""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented employee."""

    number: str
    given_name: str
    family_name: str
    born: str
    phone: str


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One case of the demo: what is asked, and how what the rules leave open is decided."""

    title: str
    claims: Sequence[Mapping[str, Any]]
    choices: Mapping[str, str] = field(default_factory=dict)
    """Right -> decision on what the rules leave to a human."""
    balances: bool = False


def people_for_rights(owner_url: str) -> tuple[DemoPerson, ...]:
    """Return people of the demo store who hold something for every right."""
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            return tuple(DemoPerson(*row) for row in connection.execute(text(_PEOPLE)))
    finally:
        engine.dispose()


def _category_of(element: str) -> str:
    """Return the category under which the demo store keeps an element."""
    holdings = load_mapping(MAPPINGS[0]).holdings
    return next(h.category_id for h in holdings if any(e.name == element for e in h.elements))


def cases(person: DemoPerson) -> Iterator[DemoCase]:
    """Yield the cases of the demo; `person` is who asks for the correction."""
    contact = _category_of("workPhone")
    correction = {
        "categoryId": contact,
        "element": "workPhone",
        "currentValue": person.phone,
        "newValue": "+32 2 555 01 99",
    }
    yield DemoCase(
        "rectification: a telephone number",
        [{"right": "rectification", "details": {"corrections": [correction]}}],
        {"rectification": "grant"},
    )
    yield DemoCase("erasure: what may go", [{"right": "erasure"}], {"erasure": "refuse"})
    yield DemoCase(
        "restriction: contact details",
        [
            {
                "right": "restriction",
                "scope": [contact],
                "details": {"ground": "accuracy"},
            }
        ],
        {"restriction": "grant"},
    )
    yield DemoCase("objection: accepted", [{"right": "objection"}], {}, balances=True)
    yield DemoCase(
        "portability: a package of one's own", [{"right": "portability"}], {"portability": "refuse"}
    )
    yield DemoCase("consent withdrawn", [{"right": "consentWithdrawal"}], {})
    yield DemoCase(
        "access, restriction and erasure together",
        [
            {"right": "access"},
            {"right": "restriction", "scope": [contact], "details": {"ground": "accuracy"}},
            {"right": "erasure", "scope": [contact]},
        ],
        {"restriction": "grant", "erasure": "refuse"},
    )


_CODES = {"erasure": "R17-NO-GROUND", "portability": "R20-BASIS", "objection": "R21-BASIS"}


def walk_rights(
    desk: httpx.Client,
    boss: httpx.Client,
    dpo: httpx.Client,
    people: Sequence[DemoPerson],
    *,
    steps: Steps,
) -> None:
    """Take each case to its end and print a line for it."""
    for person, planned in zip(people, cases(people[0]), strict=False):
        case = _registered(desk, person, planned)
        if planned.balances:
            case = _weighed(boss, dpo, case)
        case = _decided(desk, boss, case, planned)
        case = _executed(desk, boss, case)
        case = do(desk, case, "answer", {})
        _dispatch(desk, case)
        case = do(desk, wait(desk, case, "sent"), "closure", {})
        steps.done(f"{planned.title} ({case['outcome']})")


def _registered(desk: httpx.Client, person: DemoPerson, planned: DemoCase) -> dict[str, Any]:
    answer = desk.post(
        "/cases",
        json={
            "channel": "counter",
            "receivedAt": now().isoformat(),
            "requester": {
                "givenName": person.given_name,
                "familyName": person.family_name,
                "dateOfBirth": person.born,
                "vlimpersNumber": person.number,
            },
            "claims": [{"statement": "Gevraagd aan het loket.", **c} for c in planned.claims],
        },
    )
    check(answer)
    case: dict[str, Any] = answer.json()
    if case["state"] == "received":
        proof = {"result": "verified", "means": "inPerson", "note": "Kaart getoond aan het loket."}
        case = do(desk, case, "identityChecks", proof)
    return wait(desk, case, "inAssessment")


def _weighed(boss: httpx.Client, dpo: httpx.Client, case: dict[str, Any]) -> dict[str, Any]:
    """Write the balancing test of an objection, and the advice of the DPO on it (OB-02)."""
    claim_id = case["claims"][0]["id"]
    test = {
        "kind": "objection",
        "claimId": claim_id,
        "result": "forThePerson",
        "reasons": "De situatie van de persoon weegt zwaarder dan ons belang.",
    }
    do(boss, case, "balancingTests", test)
    case = boss.get(f"/cases/{case['id']}").json()
    do(dpo, case, "advice", {"text": "De afweging is zorgvuldig.", "claimId": claim_id})
    return case


def _decided(
    desk: httpx.Client, boss: httpx.Client, case: dict[str, Any], planned: DemoCase
) -> dict[str, Any]:
    draft = _drafted(desk, case, {"acceptProposals": True})
    lines = [_line(open_one, planned) for open_one in draft["openProposals"]]
    if lines:
        draft = _drafted(desk, draft, {"acceptProposals": True, "decisions": lines})
    reasons = {"registerGapsReason": "De open punten raken dit antwoord niet."}
    return do(boss, draft, "decisions/confirmation", reasons)


def _drafted(desk: httpx.Client, case: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    answer = desk.put(
        f"/cases/{case['id']}/decisions",
        json=body,
        headers={"If-Match": f'"v{case["version"]}"'},
    )
    check(answer)
    draft: dict[str, Any] = answer.json()
    return draft


def _line(proposal: Mapping[str, Any], planned: DemoCase) -> dict[str, Any]:
    names = ("claimId", "categoryId", "purposeId", "legalBasis", "element")
    line = {name: proposal[name] for name in names if name in proposal}
    decision = planned.choices.get(proposal["right"], "grant")
    if decision == "refuse":
        codes = proposal["groundCodes"] or [_CODES[proposal["right"]]]
        line |= {"groundCodes": codes[:1], "facts": "De gegevens zijn nog nodig."}
    return {**line, "decision": decision, "reason": "Beslist na onderzoek."}


def _executed(desk: httpx.Client, boss: httpx.Client, case: dict[str, Any]) -> dict[str, Any]:
    """Order what was granted: the handler first, then the decision maker where data are erased."""
    _wait_for_copies(desk, case)
    for client in (desk, boss):
        if "executions" not in case["allowedActions"]:
            break
        tried = client.post(f"/cases/{case['id']}/executions", json={"dryRun": True}).json()
        erases = any(step["kind"] == "erase" for step in tried["steps"])
        others = any(step["kind"] != "erase" for step in tried["steps"])
        if (client is boss and not erases) or (client is desk and erases and not others):
            continue
        order = {"confirmReference": case["reference"]} if erases else {}
        case = do(client, case, "executions", order)["case"]
    return case


def _wait_for_copies(desk: httpx.Client, case: dict[str, Any]) -> None:
    """Wait until the copies that were asked for are sealed: they come before any change (IN-07)."""
    copied = {"access", "portability"}
    wanted = [c for c in case["claims"] if c["right"] in copied and c["outcome"] != "refused"]
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        sealed = desk.get(f"/cases/{case['id']}/exports").json()["items"]
        if sum("sealedAt" in export for export in sealed) >= len(wanted):
            return
        time.sleep(0.1)
    raise DemoFailed("The copy was not sealed")


def _dispatch(desk: httpx.Client, case: dict[str, Any]) -> None:
    """Record that what had to be printed was posted, until every recipient is told (Art. 19)."""
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        _post(desk, case)
        told = desk.get(f"/cases/{case['id']}/recipientNotices").json()["items"]
        if not any(notice["status"] == "due" for notice in told):
            return
        time.sleep(0.1)
    raise DemoFailed("Not every recipient was told")


def _post(desk: httpx.Client, case: dict[str, Any]) -> None:
    today = brussels_date(now()).isoformat()
    for delivery in desk.get(f"/cases/{case['id']}/letters").json()["deliveries"]:
        if delivery["channel"] == "post" and delivery["status"] == "queued":
            fresh = desk.get(f"/cases/{case['id']}").json()
            receipt = {"status": "sent", "date": today}
            do(desk, fresh, f"deliveries/{delivery['id']}/receipt", receipt)
