"""Sixty requests over two entities and the ends of years, each figure worked out by hand: API, CSV and report tell the same."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from app.audit.model import NewEntry
from app.cases.model import (
    Case,
    Change,
    Channel,
    Claim,
    Extension,
    IdentityResult,
    Outcome,
    Requester,
    State,
)
from app.cases.transitions import JournalKind
from app.deadlines.model import Suspension, SuspensionKind
from app.identity.model import IdentityCheck, Means
from app.kit.ids import new_id, new_reference
from app.language import Language
from app.staff.model import Role
from pypdf import PdfReader
from tests.databases import main_and_store
from tests.journey_steps import on_the_clock
from tests.service import Service, running_service

A, B = "OVO007001", "OVO007002"
TODAY = "2025-02-15T10:00:00+01:00"


@dataclass(frozen=True)
class Kind:
    """So many requests that are alike."""

    count: int
    entity: str
    received: str
    channel: Channel
    claims: tuple[tuple[str, Outcome | None], ...]
    state: State = State.SENT
    sent: str | None = None
    ended: str | None = None
    extended: str | None = None
    asked: tuple[str, str | None] | None = None
    steps: tuple[str, str, str] | None = None
    """When the identity was proven, the search complete, the decision taken."""


GRANTED, PARTLY, REFUSED = Outcome.GRANTED, Outcome.PARTIALLY_GRANTED, Outcome.REFUSED
KINDS = (
    # in time to the last second of 15 February in Brussels, and closed
    Kind(12, A, "2024-01-15T09:00", Channel.EMAIL, (("access", GRANTED),), State.CLOSED,
         sent="2024-02-15T22:59:59", ended="2024-02-20T22:59:59",
         steps=("2024-01-17T09:00", "2024-01-20T09:00", "2024-02-01T09:00")),
    # 31 January has no 31 February: due on the leap day, answered in the first second after it
    Kind(6, A, "2024-01-31T09:00", Channel.EMAIL, (("access", GRANTED),), sent="2024-02-29T23:00:00"),
    # received on a Saturday in 2023, answered in 2024: of the year of receipt
    Kind(7, B, "2023-12-30T09:00", Channel.API, (("erasure", REFUSED),), sent="2024-01-10T09:00"),
    # received on 30 December 2024, due on 30 January 2025, answered the day after
    Kind(5, B, "2024-12-30T09:00", Channel.FORM, (("objection", GRANTED),), sent="2025-01-31T10:00"),
    # extended to 5 June, answered that evening; two rights each
    Kind(6, A, "2024-03-05T09:00", Channel.EMAIL, (("access", PARTLY), ("rectification", GRANTED)),
         sent="2024-06-05T20:00", extended="2024-03-20"),
    # on paper; ten days of waiting: 1 August and 10 is Sunday 11 August, so Monday 12
    Kind(5, B, "2024-07-01", Channel.POST, (("portability", GRANTED),), sent="2024-08-12T10:00",
         asked=("2024-07-03", "2024-07-13")),
    # never proven: not acting is told on the safe-harbour date itself
    Kind(5, A, "2024-09-02T09:00", Channel.EMAIL, (("access", Outcome.LAPSED_IDENTITY),),
         State.LAPSED_IDENTITY, ended="2024-10-02T12:00", asked=("2024-09-04", None)),
    # taken back within the week
    Kind(5, B, "2024-05-06T09:00", Channel.FORM, (("restriction", Outcome.WITHDRAWN),),
         State.WITHDRAWN, ended="2024-05-10T09:00"),
    # due on Monday 30 December (29 is a Sunday), and not answered yet
    Kind(4, B, "2024-11-29T09:00", Channel.FORM, (("access", None),), State.IN_SEARCH),
    # of 2025, not due before 20 February
    Kind(3, A, "2025-01-20T09:00", Channel.EMAIL, (("access", None),), State.IN_SEARCH),
)  # fmt: skip
Y2024: dict[str, dict[str, int | None]] = {
    "right": {"access": 33, "rectification": 6, "objection": 5, "portability": 5, "restriction": 5},
    # four are open: the smallest others are kept back with them
    "outcome": {
        "granted": 34, "partiallyGranted": 6, "lapsedIdentity": None, "withdrawn": None, "open": None,
    },
    "channel": {"email": 29, "form": 14, "post": 5},
    "timeliness": {"onTime": 33, "late": 15},
    "extension": {"extended": 6, "notExtended": 42},
    "entity": {A: 29, B: 19},
    "month": {
        "2024-01": 18, "2024-03": 6, "2024-05": None, "2024-07": None, "2024-09": None,
        "2024-11": None, "2024-12": None,
    },
}  # fmt: skip
DAYS_2024 = {
    "identity": (2.0, 2.0),
    "search": (3.0, 3.0),
    "decision": (12.0, 12.0),
    "answer": (14.6, 14.6),
    "closure": (5.0, 5.0),
    # 6 of 29.6, 12 of 31.6, 5 of 32.0, 5 of 42.5, 6 of 92.5
    "whole": (31.6, 92.5),
}
Y2023: dict[str, dict[str, int | None]] = {
    "right": {"erasure": 7},
    "outcome": {"refused": 7},
    "channel": {"api": 7},
    "timeliness": {"onTime": 7},
    "extension": {"notExtended": 7},
    "entity": {B: 7},
    "month": {"2023-12": 7},
}
Y2025: dict[str, dict[str, int | None]] = {
    "right": {"access": None},
    "outcome": {"open": None},
    "channel": {"email": None},
    "timeliness": {"open": None},
    "extension": {"notExtended": None},
    "entity": {A: None},
    "month": {"2025-01": None},
}
A2024: dict[str, dict[str, int | None]] = {
    "right": {"access": 29, "rectification": 6},
    "outcome": {"granted": 24, "partiallyGranted": 6, "lapsedIdentity": 5},
    "channel": {"email": 29},
    "timeliness": {"onTime": 23, "late": 6},
    "extension": {"extended": 6, "notExtended": 23},
    "entity": {A: 29},
    "month": {"2024-01": 18, "2024-03": 6, "2024-09": 5},
}


@pytest.fixture(scope="module")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with main_and_store(postgres_url, migrated_template) as (main, store):
        home = tmp_path_factory.mktemp("counted")
        running = running_service(superuser_url=main, personnel_url=store, home=home, people=20)
        with running as made, on_the_clock(made, TODAY):
            for kind in KINDS:
                for _ in range(kind.count):
                    keep(made, kind)
            yield made


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def keep(service: Service, kind: Kind) -> None:
    """Keep one request of a kind."""
    received_at = instant(kind.received) if "T" in kind.received else None
    proven, collected, decided = kind.steps or (None, None, None)
    ended_on = date.fromisoformat(kind.ended[:10]) if kind.ended else None
    case = Case(
        case_id=new_id(),
        reference=new_reference(),
        version=1,
        state=kind.state,
        channel=kind.channel,
        entity=kind.entity,
        language=Language.NL,
        received_on=date.fromisoformat(kind.received[:10]),
        received_at=received_at,
        registered_at=received_at or datetime(2024, 7, 1, 9, tzinfo=UTC),
        registered_by="ines",
        requester=Requester("Iemand", "Geteld"),
        claims=tuple(
            Claim(
                claim_id=new_id(),
                right=right,
                outcome=outcome,
                withdrawn_on=ended_on if outcome is Outcome.WITHDRAWN else None,
            )
            for right, outcome in kind.claims
        ),
        register_version="1",
        suspensions=tuple(
            Suspension(
                SuspensionKind.IDENTITY,
                date.fromisoformat(asked),
                date.fromisoformat(answered) if answered else None,
            )
            for asked, answered in ([kind.asked] if kind.asked else [])
        ),
        extension=Extension("complexity", "Veel.", date(2024, 6, 5), date.fromisoformat(kind.extended))
        if kind.extended
        else None,
        collected_at=instant(collected),
        decided_at=instant(decided),
        sent_at=instant(kind.sent),
        ended_at=instant(kind.ended),
    )  # fmt: skip
    made = NewEntry(JournalKind.CASE_REGISTERED.value, "ines", service.clock(), {})
    with service.parts.desk() as desk:
        desk.cases.save(Change(case, (made,), is_new=True))
        at = instant(proven)
        if at is not None:
            check = IdentityCheck(
                new_id(), case.case_id, IdentityResult.VERIFIED, Means.IN_PERSON, "", (), "clara", at, ()
            )  # fmt: skip
            desk.identity.add(check)
            failed = replace(
                check, check_id=new_id(), result=IdentityResult.INSUFFICIENT,
                checked_at=at.replace(day=16),
            )  # fmt: skip
            desk.identity.add(failed)


def span_of(year: int) -> str:
    return f"from={year}-01-01&to={year}-12-31"


def cells(body: dict[str, Any]) -> dict[str, dict[str, int | None]]:
    return {t["by"]: {c["code"]: c.get("count") for c in t["cells"]} for t in body["tables"]}


@dataclass(frozen=True)
class Figures:
    """What is told of a year."""

    cases: int | None
    claims: int | None
    tables: Mapping[str, Mapping[str, int | None]]
    days: Mapping[str, tuple[float, float]] = field(default_factory=dict)


BY_YEAR = {
    2023: Figures(7, 7, Y2023, {"whole": (11.0, 11.0)}),
    2024: Figures(48, 54, Y2024, DAYS_2024),
    2025: Figures(None, None, Y2025),
}


@pytest.mark.parametrize("year", BY_YEAR)
def test_every_figure_of_a_year_is_the_one_of_the_hand_in_api_csv_and_report(
    service: Service, year: int
) -> None:
    by_hand = BY_YEAR[year]
    cases, claims, tables, days = by_hand.cases, by_hand.claims, by_hand.tables, by_hand.days
    http = service.client(Role.AUDITOR).http
    body = http.get(f"/statistics?{span_of(year)}").json()
    assert (body.get("cases"), body.get("claims")) == (cases, claims)
    assert cells(body) == tables
    totals = {t["by"]: t.get("total") for t in body["tables"]}
    assert totals == {d: claims if d in {"right", "outcome"} else cases for d in tables}
    told = {d["step"]: (d["median"], d["ninthDecile"]) for d in body["durations"] if not d["suppressed"]}  # fmt: skip
    assert told == days

    for path in (f"/statistics/content?{span_of(year)}&format=csv", f"/statistics/reports/{year}?format=csv"):  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(http.get(path).text)))
        found: dict[str, dict[str, int | None]] = {}
        for row in rows:
            assert (row["value"] == "") == (row["suppressed"] == "true")
            if row["unit"] in {"cases", "claims"}:
                value = int(row["value"]) if row["value"] else None
                found.setdefault(row["table"], {})[row["cell"]] = value
        del found["total"]
        both = {r["unit"]: r["value"] for r in rows if r["table"] == "total"}
        assert both == {"cases": str(cases or ""), "claims": str(claims or "")}
        assert found == tables
        measured = {
            step: tuple(float(r["value"]) for r in rows if r["table"] == "duration" and r["cell"] == step)
            for step in days
        }  # fmt: skip
        assert measured == days

    pdf = http.get(f"/statistics/reports/{year}?format=pdf", headers={"Accept-Language": "en"})
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.content)).pages)
    flat = " ".join(text.split())
    said = [
        *((f"Number of requests {shown(cases)}"), (f"Number of rights exercised {shown(claims)}")),
        *(
            f"{code} {shown(count)}"
            for code, count in {**tables["entity"], **tables["month"]}.items()
        ),
        *(f"{word} {shown(count)}" for word, count in labelled(tables).items()),
        *(f"{STEPS[step]} {half:g} {nine:g}" for step, (half, nine) in days.items()),
    ]
    assert [one for one in said if one not in flat] == []


LABELS = {
    ("right", "access"): "access", ("right", "rectification"): "rectification",
    ("right", "objection"): "objection", ("right", "portability"): "portability",
    ("right", "erasure"): "erasure",
    ("timeliness", "late"): "late", ("timeliness", "onTime"): "in time",
    ("extension", "extended"): "extended", ("extension", "notExtended"): "not extended",
}  # fmt: skip
STEPS = {
    "identity": "Checking identity", "search": "Searching data", "decision": "Deciding",
    "answer": "Answering", "closure": "Closing", "whole": "From receipt to answer",
}  # fmt: skip


def labelled(tables: Mapping[str, Mapping[str, int | None]]) -> dict[str, int | None]:
    return {
        word: tables[by][code] for (by, code), word in LABELS.items() if code in tables.get(by, {})
    }


def shown(count: int | None) -> str:
    return "–" if count is None else str(count)  # noqa: RUF001 - what the report prints


def test_who_sees_one_entity_gets_its_figures(service: Service) -> None:
    http = service.client(Role.DPO, entities=(A,)).http
    for filtered in ("", f"&entity={A}"):
        body = http.get(f"/statistics?{span_of(2024)}{filtered}").json()
        assert (body["cases"], body["claims"], cells(body)) == (29, 35, A2024)
