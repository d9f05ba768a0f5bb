"""What was done before the drill calls: cases at many states, with all that can hang on a case."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from app.cli.paper import identity_card, signed_request
from app.cli.rights_walk import DemoPerson
from app.kit.clock import brussels_date, now
from app.staff.model import Role
from tests.drill.fuzz_house import FuzzHouse
from tests.journey_steps import IN_PERSON, ok
from tests.service import Client

Case = dict[str, Any]

FACTS = "Na onderzoek beslist."
QUESTION = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}
ELSEWHERE = {
    "kind": "otherController",
    "what": "uw evaluatiedossier bij uw entiteit",
    "to": "Departement Voorbeeldzaken",
    "contact": "privacy@voorbeeldzaken.example",
    "reason": "Uw entiteit houdt dit dossier zelf bij.",
}
TOLD = {
    "askedByPerson": True,
    "askedHow": "Zij belde en vroeg om het antwoord te horen.",
    "identityProof": "Zij toonde haar kaart aan het loket.",
    "givenBy": "Team gegevensbescherming",
    "summary": "We lazen de lijst van de gegevens voor.",
}


class Walk:
    """Staff at work."""

    def __init__(
        self, house: FuzzHouse, *, skip: int = 0, clock: Callable[[], datetime] = now
    ) -> None:
        self.clock = clock
        self.house = house
        self.handler = house.client(Role.CASE_HANDLER)
        self.decider = house.client(Role.DECISION_MAKER)
        self.dpo = house.client(Role.DPO)
        self.intake = house.client(Role.INTAKE)
        self.clerk = house.client(Role.DATA_COLLECTOR)
        self.auditor = house.client(Role.AUDITOR)
        self.admin = house.client(Role.ADMIN)
        self.people: Iterator[DemoPerson] = iter(house.people[skip:])

    @property
    def today(self) -> str:
        """The day it is."""
        return brussels_date(self.clock()).isoformat()

    # Steps that cases share

    def registered(self, *claims: dict[str, Any], by: Client | None = None, **more: Any) -> Case:
        """Register what somebody asks who asked nothing before."""
        person = next(self.people)
        body = {
            "channel": "counter",
            "receivedAt": (self.clock() - timedelta(hours=1)).isoformat(),
            "language": "nl",
            "requester": {
                "givenName": person.given_name,
                "familyName": person.family_name,
                "dateOfBirth": person.born,
                "vlimpersNumber": person.number,
            },
            "claims": [
                {"statement": "Aan het loket.", **c} for c in claims or [{"right": "access"}]
            ],
        }
        return ok((by or self.handler).http.post("/cases", json=body | more), 201)

    def searched(self, *claims: dict[str, Any], **more: Any) -> Case:
        """Register, accept the proof, and answer for the archive."""
        case = self.registered(*claims, **more)
        if case["state"] == "received":
            ok(self.handler.post(case, "/identityChecks", IN_PERSON), 201)
        self.archive_answers(case)
        return self.handler.wait(case, "inAssessment")

    def archive_answers(self, case: Case) -> None:
        """Answer the task of who searches by hand."""

        def asked(_case: Case) -> bool:
            items = self.handler.get(case, "/collectorTasks")["items"]
            return any("answeredAt" not in item for item in items)

        self.handler.until(case, asked)
        items = self.handler.get(case, "/collectorTasks")["items"]
        (task,) = [item for item in items if "answeredAt" not in item]
        ok(self.handler.post(case, f"/collectorTasks/{task['id']}/links"), 201)
        ok(self.clerk.http.get(f"/collectorTasks/{task['id']}"))
        answer = self.clerk.http.post(
            f"/collectorTasks/{task['id']}/answers", json={"outcome": "unknown"}
        )
        assert answer.status_code == 204, answer.text

    def decided(self, case: Case, **choices: Any) -> Case:
        """Decide as proposed, and grant what is left open."""
        draft = ok(self.handler.put(case, "/decisions", {"acceptProposals": True}))
        names = ("claimId", "categoryId", "purposeId", "legalBasis", "element")
        lines = [
            {n: p[n] for n in names if n in p} | {"decision": "grant", "reason": FACTS, **choices}
            for p in draft["openProposals"]
        ]
        if lines:
            body = {"acceptProposals": True, "decisions": lines}
            ok(self.handler.put(case, "/decisions", body))
        self.decider.get(case, "/decisions")
        reasons = {"registerGapsReason": "De open punten raken dit antwoord niet."}
        return ok(self.decider.post(case, "/decisions/confirmation", reasons))

    def answered(self, case: Case, **body: Any) -> Case:
        """Send the answer."""
        return ok(self.handler.post(case, "/answer", body))

    def sealed(self, case: Case) -> dict[str, Any]:
        """Wait for the copy of a case."""

        def there(_case: Case) -> bool:
            return any("sealedAt" in x for x in self.handler.get(case, "/exports")["items"])

        self.handler.until(case, there)
        found: dict[str, Any] = self.handler.get(case, "/exports")["items"][0]
        return found


def walk_short(house: FuzzHouse) -> None:
    """Leave a few cases behind, and what stands beside them."""
    walk = Walk(house)
    _beside(walk)
    first = walk.registered(by=walk.intake)
    _papers(walk, first)
    walk.searched()
    ok(walk.handler.post(walk.registered(), "/withdrawal", {}))


def read_all(house: FuzzHouse) -> None:
    """Read what hangs on every case, so that its ids are known."""
    dpo = house.client(Role.DPO)
    for place in list(house.pools.places[frozenset({"caseId"})]):
        for part in ("", "/documents", "/letters", "/dossier", "/exports", "/withholdings",
                     "/referrals", "/transfers", "/executions", "/collectorTasks",
                     "/recipientNotices"):  # fmt: skip
            dpo.http.get(f"/cases/{place['caseId']}{part}")
    for path in ("/cases", "/incidents", "/restrictions"):
        dpo.http.get(path, params={"pageSize": 100})


def _papers(walk: Walk, case: Case) -> None:
    """Everything that is done with a case before it is searched."""
    handler, version = walk.handler, {"assignee": "clara"}
    ok(handler.put(case, "/assignee", version))
    ok(handler.http.post(f"/cases/{case['id']}/notes", json={"text": "Gebeld."}), 201)
    ok(handler.http.post(f"/cases/{case['id']}/messages", json={"text": "Wij zoeken nog."}), 201)
    claim = case["claims"][0]["id"]
    ok(handler.put(case, f"/claims/{claim}", {"statement": "Alles van dit jaar."}))
    ok(handler.post(case, "/claims", {"right": "portability"}), 201)
    paper = signed_request("Anna Voorbeeld", date="2026-03-05")
    ok(handler.attach(case, "evidence", paper, "bewijs.pdf"), 201)
    card = ok(
        handler.attach(case, "identityCard", identity_card("Anna Voorbeeld"), "kaart.png"), 201
    )
    hidden = {"rectangles": [{"x": 0, "y": 0, "width": 0.5, "height": 0.5}]}
    ok(handler.post(case, f"/documents/{card['id']}/maskings", hidden))
    handler.http.get(f"/cases/{case['id']}/documents/{card['id']}/content")
    for part in ("", "/timeline", "/documents", "/identityComparison", "/earlierRequests",
                 "/clock", "/opinions", "/referrals", "/oralAnswers", "/transfers", "/messages"):  # fmt: skip
        handler.get(case, part)
    ok(handler.post(case, "/identityRequests", QUESTION), 201)


def _beside(walk: Walk) -> None:
    """Everything that is done beside cases."""
    admin, dpo, handler = walk.admin.http, walk.dpo.http, walk.handler.http
    ok(handler.post("/clock/calculations", json={"receivedDate": "2026-01-31"}))
    for path in ("/register", "/refData", "/refData/rights", "/holidays/2027", "/health"):
        ok(handler.get(path))
    day = {"date": "2027-08-16", "name": "Dag van rouw", "decree": "KB van 1 februari 2027"}
    ok(admin.put("/holidays/2027", json={"designatedDays": [day]}))
    feed = ok(handler.post("/calendarFeeds", json={}), 201)
    assert handler.get(feed["url"]).is_success
    assert handler.delete(f"/calendarFeeds/{feed['id']}").status_code == 204
    ok(handler.post("/calendarFeeds", json={}), 201)
    months = {"from": "2026-01-01", "to": "2026-12-31"}
    assert dpo.get("/statistics", params=months).is_success
    assert dpo.get("/statistics/content", params=months).is_success
    assert dpo.get("/statistics/reports/2026").is_success
    for path in ("/journal/verification", "/journal", "/cases", "/incidents", "/restrictions"):
        ok(dpo.get(path))
    for _ in range(2):
        _endpoint(walk)
    gone = _endpoint(walk)
    place = f"/webhookEndpoints/{gone['id']}"
    newest = ok(admin.get(place))["version"]
    assert admin.delete(place, headers={"If-Match": f'"v{newest}"'}).status_code == 204
    for delivery in ok(admin.get("/webhookEndpoints"))["items"]:
        ok(admin.get(f"/webhookEndpoints/{delivery['id']}/deliveries"))


def _endpoint(walk: Walk) -> dict[str, Any]:
    admin = walk.admin.http
    there = {"url": "https://localhost:1/", "description": "Niemand"}
    made = ok(admin.post("/webhookEndpoints", json=there), 201)
    place = f"/webhookEndpoints/{made['id']}"
    ok(admin.post(f"{place}/secretRotations", json={}), 201)
    newest = ok(admin.get(place))["version"]
    ok(admin.put(place, json=there, headers={"If-Match": f'"v{newest}"'}))
    tested = ok(admin.post(f"{place}/test", json={}), 202)
    if "id" in tested:
        ok(admin.post(f"/deliveries/{tested['id']}/replay", json={}), 202)
    return made
