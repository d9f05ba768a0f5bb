"""A system that a person searches by hand: the case waits for them, goes on by itself, and shows them nothing of itself."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from app.staff.model import Role
from app.staff.store import StaffStore
from sqlalchemy.orm import Session
from tests.databases import main_and_store
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    Package,
    kinds,
    letter_text,
    ok,
    refused,
    requester,
    rows,
)
from tests.manual_store import ARCHIVE, CLIENT, write_stores
from tests.paper_samples import report
from tests.service import Client, Person, Service, running_service
from tests.visitor import hidden

GOOD = "title;filedOn;pages;concernsOthers\nNota over de verhuis;5/3/2019;2;nee\nBrief;2020-01-31;;nee\n"
BAD = "title;filedOn;pages\nNota over de verhuis;gisteren;twee\n"
FILE = "file-dossierstukken"


@pytest.fixture(scope="module")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with a personnel store and an archive that is searched by hand."""
    home = tmp_path_factory.mktemp("byhand")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=20,
            stores=write_stores(home, store),
            source_retry_seconds=(1, 600),
            upload_limit_mb=1,
        ) as made,
    ):
        yield made


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


class Collector:
    """Somebody with a code and a browser of their own."""

    def __init__(self, service: Service, code: str) -> None:
        self.browser = service.anonymous()
        self.code = code

    def open(self) -> httpx.Response:
        own = hidden(self.browser.get("/taak"))
        return self.browser.post("/taak", data=own | {"code": self.code})

    def form(self) -> dict[str, str]:
        return hidden(self.browser.get("/taak/opzoeken"))

    def answer(self, outcome: str, file: str = "", **more: str) -> httpx.Response:
        own = more if "token" in more else self.form()
        files = {FILE: ("stukken.csv" if file else "", file.encode(), "text/csv")}
        return self.browser.post(
            "/taak/opzoeken", data={**own, "outcome": outcome, **more}, files=files
        )


def waiting(desk: Desk, person: Person, **more: Any) -> dict[str, Any]:
    """Register a request and wait until the archive is asked."""
    case = desk.registered(person, **more)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    return desk.handler.until(case, lambda _: "collection.waits" in kinds(desk.handler, case))


def task_of(desk: Desk, case: dict[str, Any]) -> dict[str, Any]:
    """Return the one open task of a case."""
    items = desk.handler.get(case, "/collectorTasks")["items"]
    (task,) = [item for item in items if "answeredAt" not in item]
    found: dict[str, Any] = task
    return found


def collector(desk: Desk, case: dict[str, Any]) -> Collector:
    """Return somebody with a new code for the open task of a case."""
    made = desk.handler.post(case, f"/collectorTasks/{task_of(desk, case)['id']}/links")
    return Collector(desk.service, ok(made, 201)["code"])


def test_a_case_waits_for_the_archive_and_goes_on_by_itself(desk: Desk) -> None:
    person = desk.service.people[0]
    why = "Omdat mijn chef mij pest."
    case = waiting(desk, person, claims=[{"right": "access", "statement": why}])
    dossier = desk.handler.get(case, "/dossier")
    assert "zoekt" in str([i["reason"] for i in dossier["items"] if i["status"] == "unavailable"])
    clerk = collector(desk, case)
    page = clerk.open()
    assert (page.status_code, page.url.path, page.url.query) == (200, "/taak/opzoeken", b"")
    assert all(told in page.text for told in (person.family_name, person.born, "Dossierstukken"))
    for secret in (case["reference"], case["id"], why, "inzage", "Inzage", "access"):
        assert secret not in page.text
    wrong = clerk.answer("found", BAD, key="A-17")
    assert wrong.status_code == 400
    assert "regel 2, kolom filedOn" in wrong.text
    assert "regel 2, kolom pages" in wrong.text
    assert "gisteren" not in wrong.text
    assert desk.handler.get(case)["state"] == "inSearch"
    assert clerk.answer("found", GOOD, key="A-17").url.path == "/taak/bedankt"
    found = desk.handler.wait(case, "inAssessment")
    assert "collection.collectorAnswered" in kinds(desk.handler, case)
    held = desk.handler.get(case, "/dossier/contact_details")
    mine = [r["values"] for r in held["items"] if r["system"] == "archief"]
    assert [(v["title"], v["filedOn"]) for v in mine] == [
        ("Nota over de verhuis", "2019-03-05"),
        ("Brief", "2020-01-31"),
    ]
    desk.decided(found)
    assert clerk.open().status_code == 400, "the code works for one answer"
    check_nothing_is_kept(desk.service)
    answered = desk.answered(found)
    assert ARCHIVE in letter_text(desk.handler, answered, "L06")


LETTERS = "file-brieven", "papers-brieven"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"map/{name}", content)
    return out.getvalue()


def test_documents_are_handed_in_beside_the_table_that_names_them(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[6])
    clerk = collector(desk, case)
    page = clerk.open()
    assert f'name="{LETTERS[1]}" type="file" multiple' in page.text
    pdf, note = report("Brief over de verhuis."), "Nota één".encode()
    table = b"fileName;file\nbrief.pdf;brief.pdf\nnota.txt;nota.txt\n"

    def send(*papers: tuple[str, bytes]) -> httpx.Response:
        files = [(LETTERS[0], ("brieven.csv", table, "text/csv"))]
        files += [(LETTERS[1], (name, content, "application/pdf")) for name, content in papers]
        data = {**clerk.form(), "outcome": "found", "key": "B-6"}
        return clerk.browser.post("/taak/opzoeken", data=data, files=files)

    missing = send(("brief.pdf", pdf))
    assert missing.status_code == 400
    assert "regel 3, kolom file" in missing.text
    left_over = send(("brief.pdf", pdf), ("nota.txt", note), ("nog een.txt", note))
    assert left_over.status_code == 400
    assert "nog een" not in left_over.text
    sent = send(("alles.zip", zipped({"brief.pdf": pdf, "nota.txt": note})))
    assert sent.url.path == "/taak/bedankt"
    found = desk.handler.wait(case, "inAssessment")
    package = Package.of(desk.handler, desk.answered(desk.decided(found)))
    given = {
        r["fileName"]: package.files[r["file"]]
        for system, holding, records in package.tables
        if (system, holding) == ("archief", "brieven")
        for r in records
    }
    assert given == {"brief.pdf": pdf, "nota.txt": note}
    check_nothing_is_kept(desk.service)


def check_nothing_is_kept(service: Service) -> None:
    """The answers went from the tasks once they were taken over."""
    with service.parts.engine.connect() as connection:
        kept = connection.exec_driver_sql(
            "select count(*) from collector_tasks where answer is not null and kind = 'search'"
        ).scalar_one()
    assert kept == 0


def test_a_new_link_ends_the_one_before(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[1])
    first, second = collector(desk, case), collector(desk, case)
    assert first.open().status_code == 400
    assert second.open().status_code == 200
    open_page = second.form()
    third = collector(desk, case)
    assert second.answer("unknown", **open_page).status_code == 400, (
        "a page that was open is dead too"
    )
    assert third.open().status_code == 200
    assert third.answer("unknown").url.path == "/taak/bedankt"
    desk.handler.wait(case, "inAssessment")
    held = desk.handler.get(case, "/dossier/contact_details")
    assert "archief" not in {r["system"] for r in held["items"]}


def test_a_link_ends_after_two_weeks(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[2])
    clerk, clock = collector(desk, case), desk.service.clock
    try:
        clock.offset += 15 * (clock.offset.resolution * 86_400_000_000)
        page = clerk.open()
        assert (page.status_code, "verlopen" in page.text) == (400, True)
    finally:
        clock.offset *= 0


def client_of(service: Service, label: str) -> Client:
    """Return a program of the archive."""
    with Session(service.parts.engine) as session, session.begin():
        token = StaffStore(session).issue_token(
            [Role.DATA_COLLECTOR], ["*"], label=label, at=service.parts.clock()
        )
    made = Client(service.base, token)
    service.closing.callback(made.http.close)
    return made


def test_a_program_answers_its_own_tasks_alone(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[3])
    place = f"/collectorTasks/{task_of(desk, case)['id']}"
    mine, other = client_of(desk.service, CLIENT), client_of(desk.service, "iemand anders")
    refused(other.http.get(place), 404, "resourceNotFound")
    refused(
        other.http.post(f"{place}/answers", json={"outcome": "unknown"}), 404, "resourceNotFound"
    )
    asked = ok(mine.http.get(place))
    assert asked["asked"]["person"]["familyName"] == desk.service.people[3].family_name
    assert case["reference"] not in str(asked)
    answer: dict[str, Any] = {
        "outcome": "found",
        "subjectKey": "A-3",
        "holdings": {"uitleningen": [{"amount": "veel"}]},
    }
    wrong = refused(mine.http.post(f"{place}/answers", json=answer), 400, "badRequest")
    assert [i["name"] for i in wrong["issues"]] == ["holdings.uitleningen[0].amount"]
    answer["holdings"]["uitleningen"] = [{"amount": 12.5}]
    assert mine.http.post(f"{place}/answers", json=answer).status_code == 204
    refused(mine.http.post(f"{place}/answers", json=answer), 409, "collectorTaskClosed")
    desk.handler.wait(case, "inAssessment")
    items = desk.handler.get(case, "/dossier/contact_details")["items"]
    assert [r["values"]["amount"] for r in items if r["holding"] == "uitleningen"] == ["12.5"]


def test_an_erasure_is_attested_by_who_did_it(desk: Desk) -> None:
    person = desk.service.people[4]
    claims = [{"right": "erasure", "statement": "Wis dit.", "scope": ["contact_details"]}]
    case = waiting(desk, person, claims=claims)
    clerk = collector(desk, case)
    clerk.open()
    assert clerk.answer("found", GOOD, key="A-44").url.path == "/taak/bedankt"
    case = desk.handler.wait(case, "inAssessment")
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Na onderzoek."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    case = ok(desk.decider.post(case, "/decisions/confirmation"))
    body = {"confirmReference": case["reference"]}
    ordered = desk.decider.post(case, "/executions", body).json()
    assert ordered["state"] == "needsPerson", ordered
    clerk = collector(desk, case)
    page = clerk.open()
    assert all(told in page.text for told in ("Wis gegevens", "A-44", person.family_name))
    assert case["reference"] not in page.text
    assert clerk.answer("done", count="2").url.path == "/taak/bedankt"
    desk.handler.until(case, lambda _: desk.handler.get(case, "/executions")["state"] == "done")
    steps = desk.handler.get(case, "/executions")["items"]
    assert {s["records"] for s in steps if s["system"] == "archief"} == {2}
    assert "gewist" in letter_text(desk.handler, desk.answered(case), "L08").lower()


def test_no_code_and_no_name_lies_readable_in_the_database(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[5])
    clerk = collector(desk, case)
    found = rows(
        desk.service.parts.engine.url.render_as_string(hide_password=False),
        "select collector_tasks::text from collector_tasks",
    )
    told = str(found)
    assert clerk.code not in told
    assert requester(desk.service.people[5])["familyName"] not in told
    assert requester(desk.service.people[5])["familyName"].encode().hex() not in told
