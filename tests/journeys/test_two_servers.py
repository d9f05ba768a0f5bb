"""What holds over several server processes: one winner, one case per key, one limit per caller and per case (B23, B36)."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from app.personnel.demo.fill import fill, first_people
from sqlalchemy import create_engine, make_url, text
from tests.databases import main_and_store
from tests.journey_steps import IN_PERSON, kinds, letters, ok
from tests.service import Person
from tests.two_servers import TwoServers, two_servers

UNKNOWN_CALLS = 30
Case = dict[str, Any]


@pytest.fixture(scope="module")
def main_url(postgres_url: str, migrated_template: str) -> Iterator[tuple[str, str]]:
    """The addresses of a database of these tests' own, and of its personnel store."""
    with main_and_store(postgres_url, migrated_template) as made:
        yield made


@pytest.fixture(scope="module")
def both(
    main_url: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoServers]:
    main, store = main_url
    with two_servers(
        tmp_path_factory.mktemp("two"),
        main=main,
        store=store,
        LOKET_TRUSTED_PROXIES="127.0.0.1",
        LOKET_UNKNOWN_CALLS_PER_MINUTE=str(UNKNOWN_CALLS),
    ) as made:
        yield made


@pytest.fixture(scope="module")
def people(both: TwoServers, main_url: tuple[str, str]) -> Sequence[Person]:
    """Some people of the store, which is filled for it."""
    del both  # the servers wait for no person
    fill(main_url[1], count=50)
    return [Person(*row) for row in first_people(main_url[1], n=4)]


def at_once(many: int, send: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    """Make so many calls at the same time."""
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(send, range(many)))


def count(url: str, statement: str, **values: str) -> int:
    """Count in the database itself."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        found = connection.scalar(text(statement), values)
    engine.dispose()
    return int(found or 0)


def one_won(answers: Sequence[httpx.Response]) -> None:
    """See that one was done, and that the others were told why not."""
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1, statuses
    assert set(statuses) <= {200, 409, 412}, statuses


def test_fifty_confirmations_and_answers_have_one_winner_each(
    both: TwoServers, people: Sequence[Person], main_url: tuple[str, str]
) -> None:
    handlers, deciders = both.clients("caseHandler"), both.clients("decisionMaker")
    handler = handlers[0]
    case = handler.register(people[0])
    ok(handler.post(case, "/identityChecks", IN_PERSON), 201)
    handler.wait(case, "inAssessment")
    drafted = ok(handler.put(case, "/decisions", {"acceptProposals": True}))

    def race(clients: Sequence[Any], path: str, version: int) -> list[httpx.Response]:
        headers = {"If-Match": f'"v{version}"'}
        url = f"/cases/{case['id']}{path}"
        return at_once(50, lambda n: clients[n % 2].http.post(url, json={}, headers=headers))

    one_won(race(deciders, "/decisions/confirmation", drafted["version"]))
    assert kinds(handler, case).count("decision.confirmed") == 1
    one_won(race(handlers, "/answer", handler.get(case)["version"]))
    assert kinds(handler, case).count("answer.sent") == 1
    assert [kind for kind, _ in letters(handler, case)].count("L06") == 1
    for name in ("decided", "sent"):
        told = "select count(*) from events where case_id = :id and name = :name"
        assert count(main_url[0], told, id=case["id"], name=name) == 1


def test_one_key_sent_two_hundred_times_makes_one_case(
    both: TwoServers, people: Sequence[Person], main_url: tuple[str, str]
) -> None:
    clients = both.clients("caseHandler")
    body = {
        "receivedAt": "2026-03-05T10:00:00+01:00",
        "channel": "api",
        "requester": {"givenName": people[1].given_name, "familyName": people[1].family_name},
        "claims": [{"right": "access"}],
    }
    headers = {"Idempotency-Key": "tweehonderd-keer"}
    before = count(main_url[0], "select count(*) from cases")
    answers = at_once(200, lambda n: clients[n % 2].http.post("/cases", json=body, headers=headers))
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}, statuses
    assert statuses[201] >= 1
    made = {answer.text for answer in answers if answer.status_code == 201}
    assert len(made) == 1, "every answer is the first one's"
    refused = {a.json()["type"] for a in answers if a.status_code == 409}
    assert refused <= {"urn:problem-type:loket:requestInProgress"}
    assert count(main_url[0], "select count(*) from cases") == before + 1
    again = clients[1].http.post("/cases", json=body, headers=headers)
    assert (again.status_code, {again.text}) == (201, made)


def test_an_address_without_a_good_token_has_one_limit_and_others_have_theirs(
    both: TwoServers,
) -> None:
    def knock(n: int, address: str = "192.0.2.7") -> httpx.Response:
        server = both.servers[n % 2]
        headers = {"Authorization": "Bearer wrong", "X-Forwarded-For": address}
        return httpx.get(f"{server.base}/dsr/v1/register", headers=headers, timeout=60)

    statuses = Counter(answer.status_code for answer in map(knock, range(UNKNOWN_CALLS + 20)))
    assert statuses == {401: UNKNOWN_CALLS, 429: 20}
    refused = knock(0)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    # Rotating what stands before the proxy's own word changes nothing; another address is another caller.
    assert knock(1, "203.0.113.9, 192.0.2.7").status_code == 429
    assert knock(0, "192.0.2.8").status_code == 401
    client, _ = both.clients("dpo")
    same = client.http.get("/register", headers={"X-Forwarded-For": "192.0.2.7"})
    assert same.status_code == 200


def test_a_hundred_codes_for_one_case_are_stopped_whoever_seems_to_ask(
    both: TwoServers, people: Sequence[Person]
) -> None:
    handler, _ = both.clients("caseHandler")
    reference = handler.register(people[2])["reference"]
    other = handler.register(people[1])["reference"]

    def attempt(n: int, reference: str = reference) -> int:
        headers = {"X-Forwarded-For": f"198.51.100.{n}"}
        base = both.servers[n % 2].base
        with httpx.Client(base_url=base, headers=headers, timeout=60) as browser:
            page = browser.get("/status").text
            token = page.partition('name="token" value="')[2].partition('"')[0]
            code = f"0123-4567-89AB-{n:04d}"
            fields = {"token": token, "reference": reference, "code": code}
            return browser.post("/status", data=fields).status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = Counter(pool.map(attempt, range(100)))
    assert statuses == {400: 10, 429: 90}
    assert attempt(7, other) == 400


def test_a_token_that_is_revoked_here_is_shut_out_there_too(both: TwoServers) -> None:
    one, other = both.clients("auditor")
    assert one.http.get("/register").status_code == 200
    lines = both.loket("token", "list").splitlines()
    secret = one.http.headers["authorization"].partition(" ")[2]
    assert secret not in "\n".join(lines)
    token_id, *rest = lines[-1].split(";")
    assert (rest[1], rest[-1]) == ("auditor", "good")
    assert rest[-2] != "", "its last use is shown"
    both.loket("token", "revoke", token_id)
    assert [c.http.get("/register").status_code for c in (one, other)] == [401, 401]
    assert both.loket("token", "list").splitlines()[-1].endswith(";revoked")
