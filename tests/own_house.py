"""A service of a test module's own, on a day the tests choose: what is due in it is due to these tests alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from tests.databases import main_and_store
from tests.journey_steps import Desk, on_the_clock, unused
from tests.service import Service, running_service

RECEIVED = "2027-02-03T10:00:00+01:00"
"""A Wednesday; the answer is due on Wednesday 3 March 2027."""


@contextmanager
def own_house(postgres_url: str, template: str, home: Path) -> Iterator[Service]:
    """Give a running service that no other module asks for."""
    with (
        main_and_store(postgres_url, template) as (main, store),
        running_service(superuser_url=main, personnel_url=store, home=home, people=120) as made,
        on_the_clock(made, RECEIVED),
    ):
        yield made


def received(desk: Desk, **more: Any) -> dict[str, Any]:
    """Register a request that came in on the day of this house; nobody works on it any more."""
    with on_the_clock(desk.service, RECEIVED):
        person = unused(desk.service)
        case = desk.registered(person, receivedAt=RECEIVED, **more)
        desk.handler.until(case, lambda _: bool(desk.handler.get(case, "/letters")["items"]))
    return {**case, "person": person}


def rows_of(service: Service, statement: str, **values: object) -> Sequence[Any]:
    """Return rows of the service's database."""
    with service.parts.engine.begin() as connection:
        return connection.execute(text(statement), values).all()


def warnings(service: Service, case: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return what other systems were told of the deadlines of a case, oldest first: stage, deadline, late."""
    told = rows_of(
        service,
        "select name, details from events where case_id = :id and name like 'deadline%'"
        " order by event_id",
        id=case["id"],
    )
    return [
        (row.details.get("stage", row.name), row.details["deadlineDate"], row.details["late"])
        for row in told
    ]
