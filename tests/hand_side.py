"""The person behind a system that is searched by hand: answers each task as soon as it is asked, through the real store."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.kit.db import Row, table_of
from app.personnel.by_hand import (
    IDENTITIES,
    SEARCH,
    CollectorAwaited,
    CollectorTask,
    Question,
)
from app.personnel.collector_tasks import CollectorTaskStore, KeptTasks
from app.personnel.hand_answers import whole
from app.personnel.json_values import dump, parse
from app.personnel.manual_mapping import ManualMapping
from app.personnel.model import Collector, SourceError
from app.personnel.tables import CollectorTaskRow
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session
from tests.store_answers import StoreAnswers

KEY = b"k" * 32
TODAY = date(2026, 11, 25)


def now() -> datetime:
    return datetime.now(UTC)


class HandSide:
    """The port of the connector, with somebody behind it who never lets a question wait."""

    def __init__(self, collector: Collector, url: str, *, down: bool = False) -> None:
        """Keep tasks in the same database as the people, in a table of their own."""
        self._answers = StoreAnswers(collector, url)
        self._engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        self._mapping: ManualMapping | None = None
        if not down:
            Row.metadata.create_all(self._engine, tables=[table_of(CollectorTaskRow)])
        self.kept = KeptTasks(self._engine, KEY, now)

    def knows_system(self, mapping: ManualMapping) -> None:
        """Take what the system holds."""
        self._mapping = mapping

    def stop(self) -> None:
        """End it."""
        self._answers.close()
        self._engine.dispose()

    def ask(self, question: Question) -> tuple[Mapping[str, Any], bool]:
        try:
            return self.kept.ask(question)
        except CollectorAwaited:
            self._answer(question)
        return self.kept.ask(question)

    def about(self, system: str, subject: str) -> Mapping[str, Any] | None:
        return self.kept.about(system, subject)

    def person(self, system: str, subject: str) -> Mapping[str, Any]:
        return self.kept.person(system, subject)

    def knows(self, question: Question) -> bool:
        return self.kept.knows(question)

    def forget(self, question: Question) -> None:
        self.kept.forget(question)

    def forget_about(self, system: str, subject: str) -> None:
        self.kept.forget_about(system, subject)

    def check(self) -> None:
        self.kept.check()

    def _answer(self, question: Question) -> None:
        assert self._mapping is not None
        with Session(self._engine) as session, session.begin():
            store = CollectorTaskStore(session, KEY)
            (task,) = store.find(question)
            given = parse(dump(self._told(task)).encode())
            store.answer(task.task_id, whole(task, self._mapping, given), at=now())

    def _told(self, task: CollectorTask) -> dict[str, Any]:
        match task.kind:
            case kind if kind == SEARCH:
                return self._found(task.asked["person"])
            case kind if kind == IDENTITIES:
                return {"identities": self._answers.identities(task.asked["holding"])}
        return self._answers.changed(task.kind, task.asked["subjectKey"], task.asked)

    def _found(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        key = asked.get("key")
        people = [] if key else self._answers.people(asked)
        if not key and not people:
            return {"people": [], "person": None}
        key = key or people[0]["key"]
        try:
            person = self._answers.person(key)
            consents = self._answers.consents(key, TODAY)
            expired = self._answers.collector.facts(self._answers.subject(key), on=TODAY).expired
        except SourceError:
            return {"people": [], "person": None, "subjectKey": key}
        return {
            "subjectKey": key,
            "people": people,
            "person": person,
            "recipients": self._answers.recipients(key),
            "consents": consents,
            "expired": expired,
            "holdings": {
                h.name: self._answers.records(key, h.name) for h in self._answers.collector.holdings
            },
        }
