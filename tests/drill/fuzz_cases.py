"""Cases brought to every state an operation of the contract needs, through the API."""

from datetime import timedelta

from app.casework.take_mail import take
from app.cli.paper import identity_card, signed_request
from app.kit.clock import now
from tests.drill.fuzz_house import FuzzHouse
from tests.drill.fuzz_walk import (
    ELSEWHERE,
    QUESTION,
    TOLD,
    Case,
    Walk,
    walk_short,
)
from tests.journey_steps import IN_PERSON, ok
from tests.mail_samples import mail
from tests.service import Service

CONTACT = ("contact_details",)
CORRECTION = {
    "categoryId": "contact_details",
    "element": "workPhone",
    "currentValue": "niet dit",
    "newValue": "02 553 11 11",
}


def six_weeks_ago(house: FuzzHouse, service: Service) -> None:
    """What has to lie in the past: questions without an answer, a period that ran out, a lifting announced."""
    walk = Walk(house, skip=40, clock=service.clock)
    asked = walk.registered()
    ok(walk.handler.post(asked, "/identityRequests", QUESTION), 201)
    ok(walk.handler.post(asked, "/letters", {"kind": "L03"}), 201)
    walk.searched()
    claim = {"right": "restriction", "scope": ["telephony"], "details": {"ground": "accuracy"}}
    case = walk.decided(walk.searched(claim))
    assert walk.handler.post(case, "/executions", {}).is_success
    walk.answered(case, delivery="post")
    (resting,) = ok(walk.handler.http.get("/restrictions"))["items"]
    announced = {"reason": "Nagekeken."}
    ok(walk.handler.http.post(f"/restrictions/{resting['id']}/announcement", json=announced))
    for posted in walk.handler.get(case, "/letters")["deliveries"]:
        if posted["status"] == "queued":
            receipt = {"status": "sent", "date": walk.today}
            ok(walk.handler.post(case, f"/deliveries/{posted['id']}/receipt", receipt), 201)
    at = service.clock()
    with service.parts.desk() as desk:
        card = ("kaart.png", identity_card("Anneleen Verhaegendonck"))
        take(desk, mail(files=(card,)), arrived_at=at - timedelta(hours=2), at=at)


def walk_long(house: FuzzHouse) -> None:
    """Leave cases behind on which every operation was done."""
    walk_short(house)
    walk = Walk(house, skip=10)
    _waited(walk)
    _asked_again(walk)
    _copied(walk)
    _elsewhere(walk)
    _done_by_hand(walk)
    _erased(walk)
    _weighed(walk)
    _carried(walk)
    _represented(walk)


def _waited(walk: Walk) -> None:
    """What can be done now that weeks have passed."""
    (resting, *_) = ok(walk.handler.http.get("/restrictions"))["items"]
    ok(walk.handler.http.post(f"/restrictions/{resting['id']}/lifting", json={}))
    for listed in ok(walk.handler.http.get("/cases", params={"pageSize": 100}))["items"]:
        case = walk.handler.get(listed)
        if "lapse" in case["allowedActions"]:
            ok(walk.handler.post(case, "/lapse", {}))
        for paper in walk.handler.get(case, "/documents")["items"]:
            if paper["fileName"] == "kaart.png" and paper["kind"] == "other":
                ok(walk.handler.put(case, f"/documents/{paper['id']}", {"kind": "evidence"}))


def _asked_again(walk: Walk) -> None:
    """Questions to the person, and what came back."""
    case = walk.registered()
    ok(walk.handler.post(case, "/identityRequests", QUESTION), 201)
    said = {"kind": "identity", "sufficient": True, "receivedDate": walk.today}
    ok(walk.handler.post(case, "/answersReceived", said), 201)
    ok(walk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    walk.archive_answers(case)
    case = walk.handler.wait(case, "inAssessment")
    ok(walk.handler.post(case, "/collections", {}), 202)
    walk.archive_answers(case)
    case = walk.handler.wait(case, "inAssessment")
    ok(walk.handler.post(case, "/specificationRequests", {"overview": "Veel."}), 201)


def _copied(walk: Walk) -> None:
    """Access to its end, with all that can happen on the way."""
    handler, decider, dpo = walk.handler, walk.decider, walk.dpo
    case = walk.searched()
    ok(handler.put(case, "/verifiedEmail", {"address": "a@voorbeeld.example", "proof": "Gebeld."}))
    dossier = handler.get(case, "/dossier")
    found = next(x for x in dossier["items"] if x["recordCount"])
    for paper in dossier.get("documents", ()):
        if "document" in paper:
            place = f"/dossier/{paper['categoryId']}/documents/{paper['document']['documentId']}"
            assert handler.http.get(f"/cases/{case['id']}{place}/content").is_success
    record = handler.get(case, f"/dossier/{found['categoryId']}")["items"][0]
    body = {
        "categoryId": found["categoryId"],
        "holding": record["holding"],
        "recordId": record["recordId"],
        "ground": "R15-THIRD-PARTY",
        "note": "Naam van wie het zei.",
    }
    for path, gone in (("/withholdings", body), ("/referrals", ELSEWHERE)):
        made = ok(handler.post(case, path, gone), 201)
        newest = {"If-Match": f'"v{handler.get(case)["version"]}"'}
        place = f"/cases/{case['id']}{path}/{made['id']}"
        assert handler.http.delete(place, headers=newest).status_code == 204
        ok(handler.post(case, path, gone), 201)
        handler.get(case, path)
    why = {"reasonCode": "complexity", "reasons": "Drie systemen leggen een andere datum vast."}
    ok(handler.post(case, "/extensions", why), 201)
    claim = case["claims"][0]["id"]
    ok(dpo.post(case, "/advice", {"text": "De afweging is zorgvuldig.", "claimId": claim}), 201)
    decider.get(case, "/opinions")
    decider.get(case, "/proposals")
    case = walk.decided(case)
    walk.sealed(case)
    ok(handler.post(case, "/letters/previews", {"language": "fr"}))
    ok(handler.post(case, "/oralAnswers", {**TOLD, "givenDate": walk.today}), 201)
    case = walk.answered(case, delivery="portal")
    ok(handler.post(case, "/exports", {}), 202)
    export = walk.sealed(case)
    place = f"/cases/{case['id']}/exports/{export['id']}"
    ok(handler.http.get(place))
    assert handler.http.get(f"{place}/content").is_success
    told = handler.get(case, "/letters")
    for letter in told["items"]:
        ok(handler.http.get(f"/cases/{case['id']}/letters/{letter['id']}"))
        assert handler.http.get(f"/cases/{case['id']}/letters/{letter['id']}/content").is_success
    delivery = [d for d in told["deliveries"] if d["channel"] == "portal"][-1]
    ok(handler.post(case, f"/deliveries/{delivery['id']}/tickets", {}), 201)
    ok(handler.post(case, "/closure", {}))
    _breached(walk, case, told["items"][0]["id"])
    ok(handler.put(case, "/legalHold", {"active": True, "reason": "Klacht bij de toezichthouder"}))
    for client, contents in ((walk.auditor, "false"), (decider, "true")):
        place = f"/cases/{case['id']}/inspectionBundle"
        assert client.http.get(place, params={"contents": contents}).is_success


def _breached(walk: Walk, case: Case, letter_id: str) -> None:
    """An answer that went to somebody else."""
    body = {
        "knownAt": (now() - timedelta(hours=2)).isoformat(),
        "letterIds": [letter_id],
        "wrongRecipient": "De buren",
        "happened": "De brief viel bij de buren in de bus.",
    }
    made = ok(walk.handler.post(case, "/incidents", body), 201)
    place = f"/incidents/{made['id']}"
    walk.handler.get(case, place)
    ok(walk.handler.put(case, place, {"risk": "risk", "consequences": "Geen."}))
    assert walk.handler.http.get(f"/cases/{case['id']}{place}/report").is_success


def _elsewhere(walk: Walk) -> None:
    """What others answer, in part or in whole."""
    case = walk.searched()
    agreed = {"forwardAgreed": True, "agreedDate": walk.today, "agreedHow": "in haar mail"}
    made = ok(walk.handler.post(case, "/referrals", ELSEWHERE | agreed), 201)
    sent = {"date": walk.today, "how": "beveiligde zending"}
    ok(walk.handler.post(case, f"/referrals/{made['id']}/forwarding", sent), 201)
    to = {"to": "Agentschap Opgroeien", "reason": "Zij verwerken deze gegevens."}
    ok(walk.handler.post(walk.registered(), "/redirection", to))


def _done_by_hand(walk: Walk) -> None:
    """A correction that somebody has to make, and says is made; recipients are told."""
    claim = {"right": "rectification", "details": {"corrections": [CORRECTION]}}
    case = walk.decided(walk.searched(claim))
    ordered = walk.handler.post(case, "/executions", {}).json()
    waiting = [step for step in ordered["steps"] if step["status"] == "needsPerson"]
    for step in waiting:
        ok(walk.handler.post(case, f"/executions/{step['id']}/attestations", {"records": 1}), 201)
    walk.handler.get(case, "/executions")
    walk.answered(case, delivery="post")
    letters = walk.handler.get(case, "/letters")
    posted = next(d for d in letters["deliveries"] if d["channel"] == "post")
    receipt = {"status": "sent", "date": walk.today}
    ok(walk.handler.post(case, f"/deliveries/{posted['id']}/receipt", receipt), 201)
    _told(walk, case)


def _told(walk: Walk, case: Case) -> None:
    """What recipients of the data are told, and answer."""

    def there(_case: Case) -> bool:
        return bool(walk.handler.get(case, "/recipientNotices")["items"])

    walk.handler.until(case, there)

    def failed(_case: Case) -> bool:
        items = walk.handler.get(case, "/recipientNotices")["items"]
        return any(one["status"] == "failed" for one in items)

    walk.handler.until(case, failed)
    notices = walk.handler.get(case, "/recipientNotices")["items"]
    notices = [one for one in notices if one["status"] == "failed"]
    place = f"/recipientNotices/{notices[0]['id']}"
    ok(walk.handler.post(case, f"{place}/sendings", {}), 202)
    answer = {"result": "acknowledged", "date": walk.today}
    ok(walk.handler.post(case, f"{place}/acknowledgements", answer), 201)
    ok(walk.handler.post(case, "/recipientNotices/overview", {"delivery": "post"}), 201)


def _erased(walk: Walk) -> None:
    """An erasure that is ordered by who decides."""
    case = walk.decided(walk.searched({"right": "erasure", "scope": list(CONTACT)}))
    body = {"confirmReference": case["reference"]}
    answer = walk.decider.post(case, "/executions", body)
    assert answer.is_success, answer.text
    _ = walk.decider.get(case, "/executions")


def _weighed(walk: Walk) -> None:
    """An objection, weighed against our interest; what rests meanwhile."""
    case = walk.searched({"right": "objection"})
    claim = case["claims"][0]["id"]
    test = {
        "kind": "objection",
        "claimId": claim,
        "result": "forThePerson",
        "reasons": "De situatie van de persoon weegt zwaarder.",
    }
    ok(walk.decider.post(case, "/balancingTests", test), 201)
    for part in ("/opinions", "/earlierRequests", "/clock"):
        walk.decider.get(case, part)
    ok(walk.handler.http.get("/restrictions", params={"caseId": case["id"]}))
    person = case["requester"]["vlimpersNumber"]
    asked = {"categoryId": "contact_details", "number": person}
    assert ok(walk.handler.http.post("/restrictions/query", json=asked))["restricted"]


def _carried(walk: Walk) -> None:
    """Packages for another controller."""
    case = walk.searched({"right": "portability"})
    body = {
        "claimId": case["claims"][0]["id"],
        "name": "Nieuwe werkgever nv",
        "url": "https://localhost:1/inbox",
        "confirmed": True,
    }
    made = ok(walk.handler.post(case, "/transfers", body), 201)
    newest = {"If-Match": f'"v{walk.handler.get(case)["version"]}"'}
    place = f"/cases/{case['id']}/transfers/{made['id']}"
    assert walk.handler.http.delete(place, headers=newest).status_code == 204
    ok(walk.handler.post(case, "/transfers", body), 201)
    walk.handler.get(case, "/transfers")


def _represented(walk: Walk) -> None:
    """Somebody who acts for the person."""
    agent = {"kind": "mandate", "givenName": "Lea", "familyName": "Gevolmachtigd"}
    case = walk.registered(representative=agent)
    paper = signed_request("Anna Voorbeeld", date="2026-03-05")
    mandate = ok(walk.handler.attach(case, "mandate", paper, "mandaat.pdf"), 201)
    body = agent | {
        "mandateDocumentId": mandate["id"],
        "signedDate": "2026-03-01",
        "rights": ["access"],
    }
    ok(walk.handler.put(case, "/representative", body))
    bulk = {
        "action": "closure",
        "items": [{"caseId": case["id"], "ifMatch": f'"v{walk.handler.get(case)["version"]}"'}],
    }
    ok(walk.handler.http.post("/cases/bulk", json=bulk))
    found = {"reference": case["reference"]}
    ok(walk.handler.http.post("/cases/query", json=found))
