"""A right taken to its end: the rows of the personnel store before and after, the answer, who is told, the closed case."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from app.kit.clock import brussels_date
from app.letters.verification import verify
from app.personnel.demo.schema import STORE, SUBJECTS
from app.staff.model import Role
from sqlalchemy import Connection, create_engine, make_url, text
from tests.audit_house import first_fault
from tests.excessive_steps import advice
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    letter_pdf,
    letter_text,
    ok,
    rows,
    unused,
    yesterday,
)
from tests.service import WAIT_SECONDS, Person, Service

_POINTING = {*SUBJECTS, "betrokkene"}
_OWN = {"uitgevoerde_stap"}
"""What the store notes of the steps themselves: it says nothing of anybody."""

WORK = """select 1 from procrastinate_jobs where status = 'doing'
  or (status = 'todo' and coalesce(scheduled_at, now()) <= now()) limit 1"""
"""Something the worker is at, or has to do now."""

_PLACE = ("claimId", "categoryId", "purposeId", "legalBasis", "element")
GRANT = {"decision": "grant"}

Row = tuple[str, str, frozenset[str]]
"""Table, the row as a hash, and the keys of the people it points at."""

REACHED = """exists (select 1 from contact c where c.persoon_id = p.persoon_id
  and c.prive_email is not null and c.werk_telefoon is not null)"""
"""Who has a private address and a telephone at work."""
CONSENTED = """exists (select 1 from toestemming t where t.persoon_id = p.persoon_id
  and t.doel = 'privemail' and t.ingetrokken_op is null)"""
"""Who agreed to the use of the private address."""


@dataclass(frozen=True)
class Stage:
    """A desk on the running service, and what is read around it."""

    desk: Desk
    before: dict[str, str] = field(default_factory=dict)
    """Case -> where the store is kept as it was before it was registered."""

    @property
    def service(self) -> Service:
        """Return the running service."""
        return self.desk.service

    def someone(self, *having: str) -> Person:
        """Return an employee with a private address whom no other case is about."""
        return unused(self.service, " and ".join((REACHED, *having)))

    def asked(self, person: Person, *claims: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Register these claims, prove who asks where that is needed, and wait for the search."""
        body = {"claims": list(claims), "receivedAt": yesterday(self.service), **more}
        before = self.rows()
        case = self.desk.registered(person, **body)
        self.before[case["id"]] = before
        if case["state"] == "received":
            ok(self.desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
        return self.desk.handler.wait(case, "inAssessment")

    def quiet(self) -> None:
        """Wait until the worker has done what earlier cases left it, so that its changes are not taken for ours."""
        url = self.service.parts.engine.url.render_as_string(hide_password=False)
        until = time.monotonic() + WAIT_SECONDS
        while rows(url, WORK) and time.monotonic() < until:
            time.sleep(0.05)

    def put(self, person: Person, *statements: str) -> None:
        """Let the store hold something else about a person, whose key is `:key`."""
        for statement in statements:
            rows(self.service.personnel_url, statement, key=self.key_of(person))

    def ask(self, query: str, person: Person, **more: Any) -> list[Any]:
        """Return the rows of a query about a person, whose key is `:key`."""
        key = self.key_of(person)
        return list(rows(self.service.personnel_url, query, key=key, **more))

    def key_of(self, person: Person) -> int:
        """Return the key of a person in the store."""
        by_number = "select persoon_id from persoon where vlimpersnummer = :number"
        return int(rows(self.service.personnel_url, by_number, number=person.number)[0][0])

    def rows(self) -> str:
        """Keep every row of the store as it is now, with whom it points at, once nobody is at work there.

        Returns the name of the table they are kept in: comparing is the database's work.
        """
        self.quiet()
        kept = f"vroeger.stand_{uuid4().hex}"
        with self._store() as connection:
            connection.execute(text("create schema if not exists vroeger"))
            connection.execute(text(f"create unlogged table {kept} as {_every_row()}"))
        return kept

    @contextmanager
    def _store(self) -> Iterator[Connection]:
        """Give a superuser's way into the store."""
        url = make_url(self.service.personnel_url).set(drivername="postgresql+psycopg")
        engine = create_engine(url)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def changes(self, before: str, case: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        """Return per table how many rows went and came; asserts that they are of the person alone."""
        after = self.rows()
        with self._store() as connection:
            gone, new = (
                [
                    (table, row, frozenset(filter(None, keys)))
                    for table, row, keys in connection.execute(
                        text(f"select * from {one} except all select * from {other}")  # noqa: S608 - our own names
                    )
                ]
                for one, other in ((before, after), (after, before))
            )
            connection.execute(text(f"drop table {after}"))
        with self.service.parts.desk() as desk:
            kept = desk.restrictions.of_case(str(case["id"]))  # knows whose it is before any search
            known = [desk.cases.load(str(case["id"])).subject_keys, *(r.subject_keys for r in kept)]
            mine = {key for keys in known for key in keys.values()}
        changed = [row for row in (*gone, *new) if row[0] not in _OWN]
        assert all(pointed & mine for _, _, pointed in changed), "somebody else's rows changed"
        return {name: (_of(gone, name), _of(new, name)) for name, _, _ in changed}

    def decided(self, case: dict[str, Any], **choices: Mapping[str, Any]) -> dict[str, Any]:
        """Take the proposals; what they leave open of a right is decided as `choices` say, else granted."""
        handler = self.desk.handler
        draft = ok(handler.put(case, "/decisions", {"acceptProposals": True}))
        lines = [
            {name: p[name] for name in _PLACE if name in p}
            | {"reason": "Na onderzoek.", **choices.get(p["right"], GRANT)}
            for p in draft["openProposals"]
        ]
        body = {"acceptProposals": True, "decisions": lines}
        if lines:
            draft = ok(handler.put(case, "/decisions", body))
        assert draft["openProposals"] == []
        reasons = {"registerGapsReason": "De open punten raken dit antwoord niet."}
        return ok(self.desk.decider.post(case, "/decisions/confirmation", reasons))

    def whole(self, case: dict[str, Any], **choices: Mapping[str, Any]) -> dict[str, Any]:
        """Decide each claim whole, as is chosen for its right, and confirm."""
        lines = [
            {"claimId": c["id"], "reason": "Na onderzoek.", **choices[c["right"]]}
            for c in case["claims"]
        ]
        ok(self.desk.handler.put(case, "/decisions", {"acceptProposals": True, "decisions": lines}))
        reasons = {"registerGapsReason": "De open punten raken dit antwoord niet."}
        return ok(self.desk.decider.post(case, "/decisions/confirmation", reasons))

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
        """Post what was printed, close the case, and check its outcome, letters, journal, and everybody else's rows."""
        self._posted(case)
        ended = ok(self.desk.handler.post(case, "/closure"))
        assert (ended["state"], ended["outcome"]) == ("closed", outcome)
        for item in self.desk.handler.get(case, "/letters")["items"]:
            place = f"/cases/{case['id']}/letters/{item['id']}/content"
            checked = verify(self.desk.handler.http.get(place).content)
            assert checked.intact, item["kind"]
        with self.service.parts.desk() as desk:
            entries = list(desk.journal.entries(str(case["id"])))
        told = (entries[-1].sequence, entries[-1].entry_hash)  # the heads are for whole journals
        assert first_fault(str(case["id"]), entries, head=told) is None
        if str(case["id"]) in self.before:
            self.changes(self.before[str(case["id"])], case)  # nothing of anybody else changed
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

    def sealed(self, case: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the copies of a case that are sealed."""
        items = self.desk.handler.get(dict(case), "/exports")["items"]
        return [item for item in items if "sealedAt" in item]

    def letter(self, case: Mapping[str, Any], kind: str) -> str:
        """Return the text of the one letter of this kind; nothing in it stands there empty or twice."""
        told = letter_text(self.desk.handler, case, kind)
        for broken in (" None ", "[]", "()", ": .", "..", " ,", "; ;"):
            assert broken not in told, broken
        assert not re.search(
            r", \.(?!csv|json)|(gegevens|tegen|onze|gewist|bewaren): (Dit|We|Er|Tot|Vanaf) ", told
        )
        assert verify(letter_pdf(self.desk.handler, case, kind)).intact
        return told

    def journal(self, case: Mapping[str, Any], *wanted: str) -> None:
        """Assert that these kinds stand in the journal in this order."""
        items = self.desk.handler.get(dict(case), "/timeline?pageSize=100")["items"]
        told = [item["kind"] for item in reversed(items)]
        left = iter(told)
        missing = [kind for kind in wanted if kind not in left]
        assert not missing, (missing, told)

    def weighed(self, case: dict[str, Any], result: str, **more: Any) -> None:
        """Write the balancing test of the objection in the case, and the DPO's advice on it."""
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
        ok(dpo.post(case, "/advice", advice(case, claim["id"])), 201)


def _every_row() -> str:
    """Return the query of every row of the store: its table, the row as a hash, the keys it points at."""
    parts = []
    for table in STORE.sorted_tables:
        columns = sorted({c.name for c in table.columns} & _POINTING)
        keys = ", ".join(f"{c}::text" for c in columns) or "null"
        parts.append(
            f"select '{table.name}' as name, md5(t::text) as row, array[{keys}]::text[] as keys"  # noqa: S608 - our own names
            f" from {table.name} t"
        )
    return " union all ".join(parts)


def _of(found: Iterable[Row], table: str) -> int:
    return sum(1 for row in found if row[0] == table)


def says(letter: str, *phrases: str) -> bool:
    """Whether a letter says each of these, however its lines are broken."""
    plain = letter.replace("-", "").replace(" ", "")
    return all(phrase.replace("-", "").replace(" ", "") in plain for phrase in phrases)


HONOUR = """insert into ereteken (id, persoon_id, ereteken, toegekend_op, besluit)
  select (select max(id) + 1 from ereteken), :key, 'Ridder', '2020-05-01', 'besluit' """
NO_HONOURS = "delete from ereteken where persoon_id = :key"


def claim(right: str, **more: Any) -> dict[str, Any]:
    """Return a claim with words of its own."""
    return {"right": right, "statement": "Ik vraag dit om mijn eigen reden.", **more}


def refusal(*codes: str, **more: Any) -> dict[str, Any]:
    """Return a refusal with facts."""
    facts = "De gegevens zijn nagekeken en kloppen met het dossier."
    return {"decision": "refuse", "groundCodes": list(codes), "facts": facts, **more}
