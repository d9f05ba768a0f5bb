"""Documents of a container are decided and erased one by one; the others stay, and the answer says so (section 5.8)."""

from typing import Any

import pytest
from app.casework.replay import replay
from tests.journey_steps import Desk, ok, refused, rows
from tests.right_outcomes import GRANT, Stage, claim
from tests.service import Person, Service

PLACE = {"categoryId": "e_dossier", "system": "vlimpers", "holding": "e_dossier_stukken"}
FILE_NAME = "gesprek over ziekte.txt"
CLEAN = "delete from edossier_stuk where persoon_id = :key"
FILED = """insert into edossier_stuk
  (id, persoon_id, bestandsnaam, mediatype, inhoud, toegevoegd_op, bewaren_tot, derden)
  select (select max(id) from edossier_stuk) + n, :key, 'gesprek over ziekte.txt', 'text/plain',
    convert_to('Inhoud ' || n, 'UTF8'), timestamptz '2025-03-01 10:00+01' + n * interval '1 day',
    date '2031-01-01', false from generate_series(1, 3) n"""
KEPT = "select id::text from edossier_stuk where persoon_id = :key order by id"
LATE = "update edossier_stuk set bewaren_tot = '2020-01-01' where id = any(cast(:ids as int[]))"
BACK = """insert into edossier_stuk
  (id, persoon_id, bestandsnaam, mediatype, inhoud, toegevoegd_op, bewaren_tot, derden)
  select n, :key, 'terug.txt', 'text/plain', 'x', now(), date '2020-02-02', false
  from unnest(cast(:ids as int[])) n"""
NOTES = "select count(*) from edossier where persoon_id = :key"
FACTS = "De andere stukken zijn nog nodig voor de loopbaan."
PARTLY = {
    "decision": "partlyGrant",
    "groundCodes": ["R17-3B"],
    "facts": FACTS,
    "reason": "Dit stuk is door een ander dossier hier gekomen.",
}
REASONS = {"registerGapsReason": "De open punten raken dit antwoord niet."}


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


def filed(stage: Stage) -> tuple[Person, list[str]]:
    """Return somebody with three papers of ours in their file, and the numbers of these."""
    person = stage.someone(
        "exists (select 1 from edossier e where e.persoon_id = p.persoon_id)",
        "not exists (select 1 from edossier e where e.persoon_id = p.persoon_id and e.bewaren_tot < current_date)",
    )
    stage.put(person, CLEAN, FILED)
    return person, kept(stage, person)


def kept(stage: Stage, person: Person) -> list[str]:
    return [row[0] for row in stage.ask(KEPT, person)]


def late(stage: Stage, *ids: str) -> None:
    rows(stage.service.personnel_url, LATE, ids=[int(i) for i in ids])


def named(stage: Stage, case: dict[str, Any], *ids: str) -> Any:
    """Say of which papers the one claim of the case is."""
    (one,) = case["claims"]
    body = {
        "scope": one.get("scope"),
        "details": {**one.get("details", {}), "records": [PLACE | {"recordId": i} for i in ids]},
    }
    body = {name: value for name, value in body.items() if value is not None}
    return stage.desk.handler.put(case, f"/claims/{one['id']}", body)


def drafted(stage: Stage, case: dict[str, Any], line: dict[str, Any]) -> None:
    lines = [{"claimId": case["claims"][0]["id"], "reason": "Na onderzoek."} | line]
    ok(stage.desk.handler.put(case, "/decisions", {"decisions": lines}))


def confirmed(stage: Stage, case: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    drafted(stage, case, line)
    return ok(stage.desk.decider.post(case, "/decisions/confirmation", REASONS))


def tried(stage: Stage, case: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    plan = ok(stage.desk.handler.post(case, "/executions", {"dryRun": True}))
    return plan["steps"], plan["stays"]


def again(stage: Stage, person: Person, *ids: str) -> None:
    """Bring papers back as a restore of the store does, which then knows the step no more; erase again."""
    numbers = [int(i) for i in ids]
    rows(stage.service.personnel_url, BACK, key=stage.key_of(person), ids=numbers)
    with stage.service.parts.desk() as desk:
        replay(desk, at=stage.service.clock())


def forgotten(stage: Stage, case: dict[str, Any]) -> None:
    for step in stage.desk.handler.get(case, "/executions")["items"]:
        query = "delete from uitgevoerde_stap where stap = :step"
        rows(stage.service.personnel_url, query, step=step["id"])


def hashes(stage: Stage, case: dict[str, Any]) -> list[str]:
    url = stage.service.parts.engine.url.render_as_string(hide_password=False)
    query = "select record_hash from suppressions where case_id = :case"
    return [row[0] for row in rows(url, query, case=case["id"])]


def test_only_the_named_documents_go_and_the_letter_tells_which(stage: Stage) -> None:
    person, ids = filed(stage)
    gone, *stays = ids
    notes, before = stage.ask(NOTES, person), stage.rows()
    case = stage.asked(person, claim("erasure", scope=["e_dossier"], details={"ground": "d"}))
    refused(named(stage, case, "999999999"), 409, "documentUnknown")
    case = ok(named(stage, case, gone))
    (told,) = case["claims"][0]["details"]["records"]
    assert told == PLACE | {"recordId": gone, "on": "2025-03-02"}
    case = confirmed(stage, case, PARTLY)
    assert case["outcome"] == "partiallyGranted"

    (step,), parts = tried(stage, case)
    assert (step["recordIds"], step["records"]) == ([gone], 1)
    (part,) = [p for p in parts if p["holding"] == "e_dossier_stukken"]
    assert (part["recordIds"], part["records"]) == (stays, 2)
    assert part["groundCodes"] == ["R17-3B"]
    assert FACTS in part["facts"]

    assert stage.carried_out(case) == [("erase", "e_dossier_stukken")]
    assert kept(stage, person) == stays
    assert stage.ask(NOTES, person) == notes
    assert stage.changes(before, case) == {"edossier_stuk": (1, 0)}
    (hashed,) = hashes(stage, case)
    assert hashed not in {"", "expired", gone}

    answered = stage.desk.answered(case)
    letter = stage.letter(answered, "L08")
    assert "Deze documenten zijn gewist:" in letter
    assert f"Stukken in uw e-dossier {gone} 2 maart 2025" in letter
    assert "Stukken in uw e-dossier 2 " in letter, "two stay, under a duty"
    assert FACTS in letter
    assert FILE_NAME not in letter
    stage.closed(answered, "partiallyGranted")

    forgotten(stage, case)
    again(stage, person, gone)
    assert kept(stage, person) == stays, "erased again, and that one alone"


def test_without_a_choice_nothing_of_a_container_goes(stage: Stage) -> None:
    person, ids = filed(stage)
    case = stage.asked(person, claim("erasure", scope=["e_dossier"]))
    for line in (GRANT, PARTLY):
        drafted(stage, case, line)
        tried_to = stage.desk.decider.post(case, "/decisions/confirmation", REASONS)
        problem = refused(tried_to, 409, "decisionIncomplete")
        assert problem["withoutDocuments"] == "e_dossier"
    assert kept(stage, person) == ids


def test_a_claim_about_everything_leaves_no_document_behind_without_a_ground(stage: Stage) -> None:
    person, (gone, *_) = filed(stage)
    case = ok(named(stage, stage.asked(person, claim("erasure")), gone))
    drafted(stage, case, GRANT)
    tried_to = stage.desk.decider.post(case, "/decisions/confirmation", REASONS)
    refused(tried_to, 409, "decisionIncomplete")


def test_a_request_about_one_document_is_granted_and_the_others_are_named(stage: Stage) -> None:
    person, (gone, *stays) = filed(stage)
    case = ok(named(stage, stage.asked(person, claim("erasure", scope=["e_dossier"])), gone))
    case = confirmed(stage, case, GRANT)
    assert case["outcome"] == "granted"
    _, parts = tried(stage, case)
    assert all("gaat het verzoek niet" in part["facts"] for part in parts)
    stage.carried_out(case)
    assert kept(stage, person) == stays
    answered = stage.desk.answered(case)
    letter = stage.letter(answered, "L08")
    assert "Uw verzoek gaat niet over deze andere documenten" in letter
    assert "Stukken in uw e-dossier 2" in letter
    stage.closed(answered, "granted")


def test_a_document_past_its_period_goes_though_the_duty_stands_for_the_rest(stage: Stage) -> None:
    person, ids = filed(stage)
    late(stage, ids[0])
    case = stage.asked(person, claim("erasure", scope=["e_dossier"]))
    case = stage.decided(case)
    assert case["outcome"] == "partiallyGranted"
    (step,), _ = tried(stage, case)
    assert (step["expiredOnly"], step["records"]) == (True, 1)
    stage.carried_out(case)
    assert kept(stage, person) == ids[1:]


def test_of_named_documents_only_the_one_past_its_period_goes_by_the_proposals(
    stage: Stage,
) -> None:
    person, ids = filed(stage)
    late(stage, ids[0], ids[1])
    case = ok(named(stage, stage.asked(person, claim("erasure", scope=["e_dossier"])), *ids[1:]))
    case = stage.decided(case)
    stage.carried_out(case)
    assert kept(stage, person) == [ids[0], ids[2]], "one was not named, one is still to be kept"
    assert all(one.startswith("expired:") for one in hashes(stage, case))
    forgotten(stage, case)
    again(stage, person, ids[1])
    assert kept(stage, person) == [ids[0], ids[2]]


def test_a_statement_is_filed_with_the_document_it_is_about(stage: Stage) -> None:
    person, (about, *_) = filed(stage)
    said = "Ik was die dag met verlof."
    asked = claim("rectification", scope=["e_dossier"], details={"supplement": said})
    case = ok(named(stage, stage.asked(person, asked), about))
    case = stage.whole(case, rectification=GRANT)
    assert stage.carried_out(case) == [("supplement", "e_dossier_stukken")]
    query = "select bestand, nummer, verklaring from aanvulling where persoon_id = :key"
    assert stage.ask(query, person) == [("e_dossier_stukken", about, said)]
    letter = stage.letter(stage.desk.answered(case), "L07")
    assert f"{about} (2 maart 2025)" in letter
    assert FILE_NAME not in letter
