"""A right taken to its end: the rows of the personnel store before and after, the answer, who is told, the closed case."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kit.clock import brussels_date
from app.letters.verification import verify
from app.personnel.demo.schema import STORE, SUBJECTS
from app.staff.model import Role
from sqlalchemy import create_engine, make_url, text
from tests.journey_steps import Desk, kinds, letter_pdf, letter_text, ok, rows
from tests.service import Person, Service

_POINTING = {*SUBJECTS, "betrokkene"}
_OWN = {"uitgevoerde_stap"}
"""What the store notes of the steps themselves: it says nothing of anybody."""

Row = tuple[str, str, frozenset[str]]
"""Table, the row as text, and the keys of the people it points at."""

EMPLOYEES = """
select vlimpersnummer, voornaam, naam, geboortedatum::text from persoon p join contact c using (persoon_id)
where soort = 'PL' and vlimpersnummer is not null and geboortedatum is not null
  and prive_email is not null and werk_telefoon is not null
order by persoon_id limit 1 offset :place
"""


@dataclass
class Stage:
    """A desk, and people of the store whom nobody else asks for."""

    desk: Desk
    taken: int = 0
    known: dict[str, Person] = field(default_factory=dict)

    @property
    def service(self) -> Service:
        """Return the running service."""
        return self.desk.service

    def someone(self) -> Person:
        """Return an employee with a private address whom no case is about yet."""
        found = rows(self.service.personnel_url, EMPLOYEES, place=self.taken)
        self.taken += 1
        return Person(*found[0])

    def ask(self, query: str, person: Person) -> list[Any]:
        """Return the rows of a query about a person, whose key is `:key`."""
        return list(rows(self.service.personnel_url, query, key=self.key_of(person)))

    def key_of(self, person: Person) -> int:
        """Return the key of a person in the store."""
        by_number = "select persoon_id from persoon where vlimpersnummer = :number"
        return int(rows(self.service.personnel_url, by_number, number=person.number)[0][0])

    def rows(self) -> Counter[Row]:
        """Return every row of the store, with whom it points at."""
        engine = create_engine(
            make_url(self.service.personnel_url).set(drivername="postgresql+psycopg")
        )
        found: Counter[Row] = Counter()
        with engine.connect() as connection:
            for table in STORE.sorted_tables:
                columns = sorted({c.name for c in table.columns} & _POINTING)
                keys = ", ".join(f"{c}::text" for c in columns) or "null"
                query = f"select t::text, array[{keys}] from {table.name} t"  # noqa: S608 - our own names
                for row, pointed in connection.execute(text(query)):
                    found[table.name, row, frozenset(k for k in pointed if k)] += 1
        engine.dispose()
        return found

    def changes(self, before: Counter[Row], case: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        """Return per table how many rows went and came; asserts that they are of the person alone."""
        after = self.rows()
        gone, new = before - after, after - before
        with self.service.parts.desk() as desk:
            mine = set(desk.cases.load(str(case["id"])).subject_keys.values())
        changed = [row for row in (*gone, *new) if row[0] not in _OWN]
        assert all(pointed & mine for _, _, pointed in changed), "somebody else's rows changed"
        return {name: (_of(gone, name), _of(new, name)) for name, _, _ in changed}

    def decided(self, case: dict[str, Any], *lines: Mapping[str, Any]) -> dict[str, Any]:
        """Decide as proposed, but for these lines, each on every claim where it names none; confirm."""
        body = [
            {"claimId": c["id"], "reason": "Na onderzoek.", **line}
            for line in lines
            for c in case["claims"]
            if line.get("claimId", c["id"]) == c["id"]
        ]
        return self.desk.decided(case, *body)

    def carried_out(self, case: dict[str, Any]) -> list[tuple[str, str]]:
        """Order every step, erasures by the decision maker; return kind and holding in order."""
        while "executions" in self.desk.handler.get(case)["allowedActions"]:
            steps = ok(self.desk.handler.post(case, "/executions", {"dryRun": True}))["steps"]
            left = {s["kind"] for s in steps if s["status"] != "done"}
            if not left:
                break
            done = self._ordered(case, left)
            if done["state"] == "done":
                break
        steps = self.desk.handler.get(case, "/executions")["items"]
        assert {s["status"] for s in steps} <= {"done"}, steps
        return [(s["kind"], s.get("holding", "")) for s in steps]

    def _ordered(self, case: dict[str, Any], left: set[str]) -> dict[str, Any]:
        if left - {"erase"}:
            self.desk.handler.post(case, "/executions", {}).raise_for_status()
        if "erase" in left:
            body = {"confirmReference": case["reference"]}
            self.desk.decider.post(case, "/executions", body).raise_for_status()
        found: dict[str, Any] = self.desk.handler.get(case, "/executions")
        return found

    def closed(self, case: dict[str, Any], outcome: str) -> dict[str, Any]:
        """Post what was printed, close the case, and check its outcome, letters and journal."""
        self._posted(case)
        ended = ok(self.desk.handler.post(case, "/closure"))
        assert (ended["state"], ended["outcome"]) == ("closed", outcome)
        for item in self.desk.handler.get(case, "/letters")["items"]:
            place = f"/cases/{case['id']}/letters/{item['id']}/content"
            checked = verify(self.desk.handler.http.get(place).content)
            assert checked.intact, item["kind"]
        with self.service.parts.desk() as desk:
            assert not list(desk.journal.faults())
        return ended

    def _posted(self, case: dict[str, Any]) -> None:
        def told(_case: dict[str, Any]) -> bool:
            today = brussels_date(self.service.clock()).isoformat()
            for one in self.desk.handler.get(case, "/letters")["deliveries"]:
                if (one["channel"], one["status"]) == ("post", "queued"):
                    place = f"/deliveries/{one['id']}/receipt"
                    sent = {"status": "sent", "date": today}
                    ok(self.desk.handler.post(case, place, sent), 201)
            due = [n for n in self.notices(case) if n["status"] == "due"]
            return not due and self.desk.handler.get(case)["state"] == "sent"

        self.desk.handler.until(case, told)

    def notices(self, case: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the notices to recipients."""
        items: list[dict[str, Any]] = self.desk.handler.get(dict(case), "/recipientNotices")[
            "items"
        ]
        return items

    def told(self, case: Mapping[str, Any]) -> set[tuple[str, str]]:
        """Return which actions recipients were told of, and what became of it."""
        return {(n["action"], n["status"]) for n in self.notices(case)}

    def letter(self, case: Mapping[str, Any], kind: str) -> str:
        """Return the text of the one letter of this kind; nothing in it stands there empty or twice."""
        told = letter_text(self.desk.handler, case, kind)
        for broken in ("None", "[]", "()", ": .", "..", " ,", "; ;"):
            assert broken not in told, broken
        assert verify(letter_pdf(self.desk.handler, case, kind)).intact
        return told

    def journal(self, case: Mapping[str, Any], *wanted: str) -> None:
        """Assert that these kinds stand in the journal in this order."""
        left = iter(kinds(self.desk.handler, case))
        missing = [kind for kind in wanted if kind not in left]
        assert not missing, (missing, kinds(self.desk.handler, case))

    def weighed(self, case: dict[str, Any], result: str, **more: Any) -> None:
        """Write the balancing test of the objection in the case."""
        (claim,) = [c for c in case["claims"] if c["right"] == "objection"]
        test = {
            "kind": "objection",
            "claimId": claim["id"],
            "result": result,
            "reasons": "De belangen van beide kanten zijn gewogen.",
        }
        dpo = self.service.client(Role.DPO)
        writer = dpo if "balancingTests" in dpo.get(case)["allowedActions"] else self.desk.decider
        ok(writer.post(case, "/balancingTests", test | more), 201)


def _of(found: Iterable[Row], table: str) -> int:
    return sum(1 for row in found if row[0] == table)


def claim(right: str, **more: Any) -> dict[str, Any]:
    """Return a claim with words of its own."""
    return {"right": right, "statement": "Ik vraag dit om mijn eigen reden.", **more}


def refusal(*codes: str, **more: Any) -> dict[str, Any]:
    """Return a refusal with facts."""
    facts = "De gegevens zijn nagekeken en kloppen met het dossier."
    return {"decision": "refuse", "groundCodes": list(codes), "facts": facts, **more}


GRANT = {"decision": "grant"}
