"""An objection to a disclosure stops that flow at once and tells that recipient alone, until it is told that it ended (OB-05)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from app.kit.clock import brussels_date
from app.staff.model import Role
from tests.databases import Databases
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    refused,
    requester,
    yesterday,
)
from tests.message_servers import Mailbox, mail_server
from tests.right_outcomes import Stage, claim, refusal, says
from tests.service import Person, Service, running_service

BY_MAIL, OTHER = "vlaams_pensioenfonds", "vlabel"
SECURITY, PERSONNEL = "P06", "P01"
WORDS = "Mijn ex-partner werkt daar."
MARKS = "select bestand, grond, ontvanger, toegelaten_gebruik, opgeheven_op from gegevensbeperking where betrokkene = (:key)::text"
WENT = "insert into verstrekking select * from (select max(id) + 1, :key, :to, :to, 'pension', date '2025-01-01' from verstrekking) x"
NOWHERE = "delete from verstrekking where persoon_id = :key"


@pytest.fixture(scope="module")
def mail() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def service(
    postgres_url: str,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    mail: Mailbox,
) -> Iterator[Service]:
    """A service of its own, that reaches one recipient by e-mail."""
    home = tmp_path_factory.mktemp("disclosure")
    contacts = home / "contacts.toml"
    contacts.write_text(f'[{BY_MAIL}]\nchannel = "email"\naddress = "privacy@fonds.example"\n')
    reach: dict[str, Any] = {
        "recipient_contacts": contacts,
        "smtp_host": "127.0.0.1",
        "smtp_port": mail.port,
        "smtp_security": "none",
        "smtp_from": "dpo@voorbeeld.example",
    }
    databases = Databases(postgres_url)
    main, store = databases.make(template=migrated_template), databases.make()
    with running_service(
        superuser_url=main, personnel_url=store, home=home, people=80, **reach
    ) as made:
        yield made
    databases.drop_all()


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


@pytest.fixture
def person(stage: Stage) -> Person:
    """Somebody of whom no data went anywhere yet."""
    found = stage.someone()
    stage.put(found, NOWHERE)
    return found


def to(*recipients: str, **more: Any) -> dict[str, Any]:
    return claim("objection", details={"recipientIds": list(recipients)}, **more) | {
        "statement": WORDS
    }


def rests(stage: Stage, person: Person, **use: str) -> bool:
    client = stage.service.client(Role.DATA_COLLECTOR)
    asked = {"givenName": person.given_name, "familyName": person.family_name} | use
    return bool(ok(client.http.post("/restrictions/query", json=asked))["restricted"])


def told(stage: Stage, case: Mapping[str, Any], *, often: int = 1) -> list[dict[str, Any]]:
    """Return the notices of a case, once so many of them went."""

    def gone(_case: dict[str, Any]) -> bool:
        return [n["status"] for n in stage.notices(case)].count("sent") == often

    stage.desk.handler.until(dict(case), gone)
    return stage.notices(case)


def restrictions(stage: Stage, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = stage.desk.handler.http.get("/restrictions", params={"caseId": case["id"]})
    items: list[dict[str, Any]] = ok(found)["items"]
    return [one for one in items if one["state"] != "lifted"]


def test_the_flow_rests_at_once_and_its_recipient_alone_is_told(
    stage: Stage, person: Person, mail: Mailbox
) -> None:
    before = len(mail.messages)
    case = stage.desk.registered(person, claims=[to(BY_MAIL, OTHER)])
    assert case["state"] == "received", "nobody is identified yet"
    for recipient in (BY_MAIL, OTHER):
        assert rests(stage, person, recipientId=recipient)
        assert rests(stage, person, recipientId=recipient, purposeId=PERSONNEL)
    assert not rests(stage, person, recipientId="statbel")
    assert not rests(stage, person, purposeId=SECURITY), "our own use goes on"
    (notice,) = told(stage, case)
    assert (notice["action"], notice["recipient"]["id"]) == ("disclosureStopped", BY_MAIL)
    letter = letter_text(stage.desk.handler, case, "L18")
    assert "niet meer door" in letter
    assert "alle gegevens van deze persoon" in letter
    (message,) = mail.messages[before:]
    for secret in (WORDS, "bezwaar", person.number):
        assert secret not in letter
        assert secret not in str(message)
    stage.desk.handler.until(case, lambda _: ("L10", "nl") in letters(stage.desk.handler, case))
    assert "doorgifte aan" in letter_text(stage.desk.handler, case, "L10")
    marks = stage.ask(MARKS, person)
    assert {(m.grond, m.toegelaten_gebruik) for m in marks} == {("18(1)(d)", "")}
    assert {m.ontvanger for m in marks} == {BY_MAIL, OTHER}
    stage.journal(case, "restriction.started", "notice.planned", "notice.sent")
    again = stage.desk.handler.get(case)
    assert {t["kind"] for t in again["tasks"]} >= {"balancingTest"}


def test_whom_the_store_names_is_told_once_it_was_searched(stage: Stage, person: Person) -> None:
    stage.put(person, WENT.replace(":to", f"'{OTHER}'"))
    case = stage.desk.registered(person, claims=[to(OTHER, "statbel")])
    assert stage.notices(case) == [], "no contact, and not known yet whether anything went there"
    ok(stage.desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    stage.desk.handler.wait(case, "inAssessment")
    stage.desk.handler.until(case, lambda _: bool(stage.notices(case)))
    stage.desk.handler.until(case, lambda _: ("L18", "nl") in letters(stage.desk.handler, case))
    (notice,) = stage.notices(case)
    assert (notice["recipient"]["id"], notice["channel"]) == (OTHER, "post")
    assert notice["categories"] == ["pension"], "what went there, and nothing else"


def test_a_case_is_not_offered_for_closure_before_its_recipients_are_told(
    stage: Stage, person: Person
) -> None:
    stage.put(person, WENT.replace(":to", f"'{OTHER}'"))
    case = stage.asked(person, to(OTHER, scope=["telephony", "pension"]))
    stage.desk.handler.until(case, lambda _: bool(stage.notices(case)))
    stage.weighed(case, "against")
    decided = stage.whole(case, objection=refusal("R21-COMPELLING"))
    answered = stage.desk.answered(stage.desk.reachable(decided))
    assert [n["status"] for n in stage.notices(case)] == ["due"], "its letter is to be printed"
    assert not stage.desk.handler.get(answered).get("tasks")
    assert "closure" not in answered["allowedActions"]
    refused(stage.desk.handler.post(answered, "/closure"), 409, "tasksOpen")


def test_a_refused_objection_ends_with_a_notice_to_the_person_and_one_to_the_recipient(
    stage: Stage, person: Person, mail: Mailbox
) -> None:
    case = stage.asked(person, to(BY_MAIL, scope=["telephony"]))
    told(stage, case)
    stage.weighed(case, "against")
    case = stage.whole(case, objection=refusal("R21-COMPELLING"))
    answered = stage.desk.answered(stage.desk.reachable(case))
    letter = stage.letter(answered, "L11")
    assert "eindigt de beperking" in letter
    assert says(letter, "doorgifte aan")
    (one,) = restrictions(stage, case)
    assert one["state"] == "liftingAnnounced"
    stage.closed(answered, "refused")
    place = f"/restrictions/{one['id']}/lifting"
    refused(stage.desk.handler.http.post(place, json={}), 409, "liftingTooEarly")
    assert rests(stage, person, recipientId=BY_MAIL)
    before = len(mail.messages)
    day = brussels_date(stage.service.clock()) + timedelta(days=14)
    with on_the_clock(stage.service, f"{day}T08:00:00+01:00"):
        ok(stage.desk.handler.http.post(place, json={}))
        assert not rests(stage, person, recipientId=BY_MAIL)
        found = told(stage, case, often=2)
    assert [(n["action"], n["recipient"]["id"]) for n in found] == [
        ("disclosureStopped", BY_MAIL),
        ("lifted", BY_MAIL),
    ]
    assert len(mail.messages) == before + 1
    assert {m.opgeheven_op for m in stage.ask(MARKS, person)} == {day}
    told_kinds = kinds(stage.desk.handler, case)
    assert told_kinds.index("restriction.lifted") > told_kinds.index("case.closed")


def test_an_upheld_objection_stops_the_disclosure_per_category_for_what_was_granted(
    stage: Stage, person: Person
) -> None:
    case = stage.asked(person, to(BY_MAIL, scope=["telephony", "payroll"]))
    told(stage, case)
    stage.weighed(case, "forThePerson")
    case = stage.decided(case, objection=refusal("R21-6-PUBLIC-TASK"))
    assert case["outcome"] == "partiallyGranted"
    tried = ok(stage.desk.handler.post(case, "/executions", {"dryRun": True}))
    assert tried["steps"] == [], "a flow that ends changes nothing in a store"
    ending = [(r["ground"], r["scope"].get("recipientIds")) for r in tried["restrictions"]]
    assert ("21(1)", [BY_MAIL]) in ending
    done = ok(stage.desk.handler.post(case, "/executions", {}))
    assert done["state"] == "done"
    assert "withdrawal" not in done["case"]["allowedActions"], "what was done is answered"
    refused(stage.desk.handler.post(done["case"], "/withdrawal"), 409, "executionBegun")
    kept = {tuple(r["scope"]["categoryIds"]): r for r in restrictions(stage, case)}
    upheld = kept["telephony",]
    assert (upheld["ground"], upheld["interim"]) == ("21(1)", False)
    assert SECURITY not in upheld["allowedUses"]
    use = {"categoryId": "telephony", "recipientId": BY_MAIL}
    assert rests(stage, person, purposeId=SECURITY, **use)
    answered = stage.desk.answered(stage.desk.reachable(case))
    letter = stage.letter(answered, "L11")
    assert says(letter, "doorgifte aan", "R21-BASIS")
    stage.closed(answered, "partiallyGranted")
    assert {n["action"] for n in stage.notices(case)} == {"disclosureStopped"}
    rest = [r for r in restrictions(stage, case) if r["interim"]]
    assert {r["state"] for r in rest} == {"liftingAnnounced"}, "refused parts end with notice"
    day = brussels_date(stage.service.clock()) + timedelta(days=14)
    with on_the_clock(stage.service, f"{day}T08:00:00+01:00"):
        for one in rest:
            ok(stage.desk.handler.http.post(f"/restrictions/{one['id']}/lifting", json={}))
        assert rests(stage, person, purposeId=SECURITY, **use)
        assert not rests(stage, person, categoryId="payroll", recipientId=BY_MAIL)
        assert not rests(
            stage, person, categoryId="telephony", recipientId=BY_MAIL, purposeId=PERSONNEL
        )


def test_a_recipient_that_does_not_exist_is_named_at_the_door(stage: Stage, person: Person) -> None:
    # Passed over in silence, the objection to it would be decided as one to everything.
    body = {
        "receivedAt": yesterday(stage.service),
        "channel": "api",
        "requester": requester(person),
        "claims": [to(BY_MAIL, "nobody", scope=["payroll"])],
    }
    told = refused(stage.desk.handler.http.post("/cases", json=body), 400, "badRequest")
    assert [i["name"] for i in told["issues"]] == ["claims[0].details.recipientIds[1]"]
    assert stage.ask(MARKS, person) == []
