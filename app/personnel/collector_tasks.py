"""Keeps questions to people who search by hand: encrypted, behind a link that works once, emptied once they were used."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.kit.clock import Clock
from app.kit.crypto import seal_small, unseal_small
from app.kit.ids import new_id, new_secret, secret_hash
from app.kit.keyed_hash import keyed_hash
from app.personnel.by_hand import (
    KEPT_FOR,
    OPEN_FOR,
    SEARCH,
    SHOWN_FOR,
    CollectorAwaited,
    CollectorTask,
    Question,
)
from app.personnel.json_values import dump, parse
from app.personnel.model import AnswerStatus, SourceLater
from app.personnel.tables import CollectorTaskRow, SourceAnswerRow

_PERSON: Final = ("givenName", "familyName", "dateOfBirth", "number")


class CollectorTaskUnknown(DeskError):
    """There is no such task, its link is no longer the last one, or it is somebody else's."""

    code: ClassVar[str] = "collectorTaskUnknown"


class CollectorTaskClosed(DeskError):
    """The task was answered or is no longer needed, or its link ended."""

    code: ClassVar[str] = "collectorTaskClosed"


class CollectorTaskStore:
    """Tasks in the service's database, on one session."""

    def __init__(self, session: Session, key: bytes) -> None:
        """Work in this session; `key` (32 bytes) opens and hashes."""
        self._session, self._key = session, key

    def put(self, question: Question, *, at: datetime) -> tuple[CollectorTask, bool]:
        """Ask, unless it is asked already; returns the task, and whether it is new. One that was emptied is asked anew."""
        task_id, mark = new_id(), self.mark(question)
        columns = {
            "kind": question.kind,
            "asked": self._sealed(dump(question.asked), task_id, "asked"),
            "subject": self._subject_in(question),
            "created_at": at,
            "expires_at": at + OPEN_FOR,
        }
        made = self._session.execute(
            insert(CollectorTaskRow)
            .values(task_id=task_id, system=question.system, question=mark, **columns)
            .on_conflict_do_nothing(index_elements=["question"])
            .returning(CollectorTaskRow.task_id)
        ).first()
        row = self._row(CollectorTaskRow.question == mark, hold=True)
        if row is None:
            raise CollectorTaskUnknown
        emptied = row.answered_at is not None and row.answer is None
        if emptied:
            row.asked = self._sealed(dump(question.asked), row.task_id, "asked")
            row.created_at, row.expires_at = at, at + OPEN_FOR
            row.answered_at = row.used_at = row.sent_at = row.token_hash = None
            self._session.flush()
        return self._task(row), made is not None or emptied

    def answer_of(self, question: Question) -> Mapping[str, Any] | None:
        """Return the answer to a question, if it is there."""
        row = self._row(CollectorTaskRow.question == self.mark(question))
        return None if row is None else self._answer(row)

    def use(self, question: Question, *, at: datetime) -> bool:
        """Note that an answer is used; returns whether it was before. What was shown of a change goes."""
        row = self._row(CollectorTaskRow.question == self.mark(question), hold=True)
        if row is None or row.used_at is not None:
            return True
        row.used_at = at
        if row.kind != SEARCH:
            row.asked = self._sealed("{}", row.task_id, "asked")
        return False

    def about(self, system: str, subject: str) -> Mapping[str, Any] | None:
        """Return the newest answer on a person by their key in the system."""
        row = self._newest(system, subject, CollectorTaskRow.answer.is_not(None))
        return None if row is None else self._answer(row)

    def person(self, system: str, subject: str) -> Mapping[str, Any]:
        """Return name, birth date and number of a person who was searched before; nothing where it is not known."""
        row = self._newest(system, subject)
        shown = {} if row is None else self._task(row).asked.get("person", {})
        return {name: shown[name] for name in _PERSON if shown.get(name)}

    def load(self, task_id: str, *, hold: bool = False) -> CollectorTask:
        """Return a task. Raises CollectorTaskUnknown."""
        return self._known(self._row(CollectorTaskRow.task_id == task_id, hold=hold))

    def behind(self, code_hash: str) -> CollectorTask:
        """Return the task behind the code of a link, which is given as its hash. Raises CollectorTaskUnknown."""
        return self._known(self._row(CollectorTaskRow.token_hash == code_hash))

    def find(self, *questions: Question) -> tuple[CollectorTask, ...]:
        """Return the tasks of these questions, oldest first."""
        marks = {self.mark(question) for question in questions}
        rows = self._session.scalars(
            select(CollectorTaskRow)
            .where(CollectorTaskRow.question.in_(marks))
            .order_by(CollectorTaskRow.created_at, CollectorTaskRow.task_id)
        )
        return tuple(self._task(row) for row in rows)

    def renew_link(self, task_id: str, *, at: datetime) -> str:
        """Return the code of a new link; the old one is dead. Raises CollectorTaskUnknown, CollectorTaskClosed."""
        row = self._row(CollectorTaskRow.task_id == task_id, hold=True)
        if self._known(row).answered_at is not None or row is None:
            raise CollectorTaskClosed
        code = new_secret()
        row.token_hash, row.expires_at, row.sent_at = secret_hash(code), at + OPEN_FOR, None
        self._session.flush()
        return code

    def drop_link(self, code: str) -> None:
        """End a link that reached nobody, unless there is a newer one."""
        self._session.execute(
            update(CollectorTaskRow)
            .where(CollectorTaskRow.token_hash == secret_hash(code))
            .values(token_hash=None)
        )

    def note_sent(self, task_id: str, *, at: datetime) -> None:
        """Note that the link went by e-mail."""
        self._session.execute(
            update(CollectorTaskRow).where(CollectorTaskRow.task_id == task_id).values(sent_at=at)
        )

    def answer(self, task_id: str, answer: Mapping[str, Any], *, at: datetime) -> CollectorTask:
        """Keep the one answer. Raises CollectorTaskUnknown, CollectorTaskClosed."""
        row = self._row(CollectorTaskRow.task_id == task_id, hold=True)
        task = self._known(row)
        if row is None or not task.is_open(at):
            raise CollectorTaskClosed
        row.answer = self._sealed(dump(answer), task_id, "answer")
        row.answered_at = at
        told = str(answer.get("subjectKey") or "")
        if task.kind == SEARCH and told:
            row.subject = self._subject(row.system, told)
        self._session.flush()
        return self._task(row)

    def forget(self, question: Question) -> None:
        """Let a question go with its answer."""
        self._session.execute(
            delete(CollectorTaskRow).where(CollectorTaskRow.question == self.mark(question))
        )

    def forget_about(self, system: str, subject: str, *, at: datetime) -> None:
        """Empty every answer on a person."""
        self._empty(CollectorTaskRow.subject == self._subject(system, subject), at=at)

    def taken_over(self, questions: Iterable[Question], *, at: datetime) -> None:
        """Empty what was answered on searches: it lies in a dossier now."""
        marks = {self.mark(question) for question in questions}
        self._empty(CollectorTaskRow.question.in_(marks), at=at)

    def close(self, questions: Iterable[Question], *, at: datetime) -> None:
        """Close questions nobody needs an answer to: their links are dead, and what was asked or answered is gone."""
        for question in questions:
            row = self._row(CollectorTaskRow.question == self.mark(question), hold=True)
            if row is None:
                continue
            if row.answered_at is None:
                row.asked = self._sealed("{}", row.task_id, "asked")
                row.answered_at = row.used_at = at
            elif row.kind == SEARCH:
                row.answer, row.used_at = None, at
        self._session.flush()

    def tidy(self, *, at: datetime) -> None:
        """Empty answers that nobody took over in time, and let old searches go."""
        self._empty(CollectorTaskRow.answered_at < at - KEPT_FOR, at=at)
        self._session.execute(
            delete(CollectorTaskRow).where(
                CollectorTaskRow.kind == SEARCH, CollectorTaskRow.answered_at < at - SHOWN_FOR
            )
        )

    def waiting(self, system: str) -> tuple[str, ...]:
        """Return the cases in which this system has not answered."""
        found = self._session.scalars(
            select(SourceAnswerRow.case_id)
            .where(
                SourceAnswerRow.system == system,
                SourceAnswerRow.status == AnswerStatus.UNAVAILABLE.value,
            )
            .distinct()
            .order_by(SourceAnswerRow.case_id)
        )
        return tuple(found)

    def mark(self, question: Question) -> str:
        """Return the hash of a question; it tells nothing about anybody."""
        about = json.dumps(json.loads(dump(question.about)), sort_keys=True)
        return keyed_hash(self._key, "question", question.system, question.kind, about)

    def _empty(self, *conditions: Any, at: datetime) -> None:
        self._session.execute(
            update(CollectorTaskRow)
            .where(CollectorTaskRow.kind == SEARCH, CollectorTaskRow.answer.is_not(None))
            .where(*conditions)
            .values(answer=None, used_at=at)
        )

    def _newest(self, system: str, subject: str, *conditions: Any) -> CollectorTaskRow | None:
        return self._session.scalar(
            select(CollectorTaskRow)
            .where(
                CollectorTaskRow.subject == self._subject(system, subject),
                CollectorTaskRow.kind == SEARCH,
                *conditions,
            )
            .order_by(CollectorTaskRow.answered_at.desc().nulls_last())
            .limit(1)
        )

    def _row(self, *conditions: Any, hold: bool = False) -> CollectorTaskRow | None:
        wanted = select(CollectorTaskRow).where(*conditions)
        if hold:
            wanted = wanted.with_for_update()
        return self._session.scalar(wanted.execution_options(populate_existing=True))

    def _known(self, row: CollectorTaskRow | None) -> CollectorTask:
        if row is None:
            raise CollectorTaskUnknown
        return self._task(row)

    def _subject_in(self, question: Question) -> str | None:
        key = question.about.get("subjectKey")
        return self._subject(question.system, str(key)) if key else None

    def _subject(self, system: str, key: str) -> str:
        return keyed_hash(self._key, "subject", system, key)

    def _answer(self, row: CollectorTaskRow) -> Mapping[str, Any] | None:
        if row.answer is None:
            return None
        found: Mapping[str, Any] = self._opened(row.answer, row.task_id, "answer")
        return found

    def _task(self, row: CollectorTaskRow) -> CollectorTask:
        return CollectorTask(
            task_id=row.task_id,
            system=row.system,
            kind=row.kind,
            asked=self._opened(row.asked, row.task_id, "asked"),
            created_at=row.created_at,
            expires_at=row.expires_at,
            answered_at=row.answered_at,
            sent_at=row.sent_at,
            has_link=row.token_hash is not None,
        )

    def _sealed(self, plain: str, task_id: str, part: str) -> bytes:
        return seal_small(plain.encode(), key=self._key, context=f"collector/{task_id}/{part}")

    def _opened(self, sealed: bytes, task_id: str, part: str) -> Any:
        return parse(unseal_small(sealed, key=self._key, context=f"collector/{task_id}/{part}"))


Tell = Callable[[CollectorTask, str], bool]
"""Sends the code of a link to whoever searches; returns whether it went."""


@dataclass(frozen=True, slots=True)
class KeptTasks:
    """The port of the connectors: each call is a short transaction of its own."""

    engine: Engine
    key: bytes
    clock: Clock
    tell: Tell | None = None
    """None where there is no mail server: a handler hands the code over."""

    def ask(self, question: Question) -> tuple[Mapping[str, Any], bool]:
        """Return the answer, and whether it was used before. Raises CollectorAwaited, SourceLater."""
        at = self.clock()
        with self._store() as store:
            store.tidy(at=at)
            answer = store.answer_of(question)
            if answer is not None:
                return answer, store.use(question, at=at)
            task, _ = store.put(question, at=at)
        if self.tell is not None and (not task.has_link or task.expires_at <= at):
            self._send(task, at)
        raise CollectorAwaited(f"{question.system}: waits for the person who searches")

    def about(self, system: str, subject: str) -> Mapping[str, Any] | None:
        """Return the newest answer on the person a system knows under this key. Raises SourceLater."""
        with self._store() as store:
            return store.about(system, subject)

    def person(self, system: str, subject: str) -> Mapping[str, Any]:
        """Return what was asked last of this person. Raises SourceLater."""
        with self._store() as store:
            return store.person(system, subject)

    def knows(self, question: Question) -> bool:
        """Whether the question was answered. Raises SourceLater."""
        with self._store() as store:
            return store.answer_of(question) is not None

    def forget(self, question: Question) -> None:
        """Let a question go. Raises SourceLater."""
        with self._store() as store:
            store.forget(question)

    def forget_about(self, system: str, subject: str) -> None:
        """Let what was answered on this person go. Raises SourceLater."""
        with self._store() as store:
            store.forget_about(system, subject, at=self.clock())

    def check(self) -> None:
        """Raise SourceLater when the database is not there."""
        with self._session() as session:
            session.execute(text("select 1"))

    def _send(self, task: CollectorTask, at: datetime) -> None:
        with self._store() as store:
            code = store.renew_link(task.task_id, at=at)
            task = store.load(task.task_id)
        # The code works before it is sent; one that did not go makes place for another at the next asking.
        sent = self.tell is not None and self.tell(task, code)
        with self._store() as store:
            if sent:
                store.note_sent(task.task_id, at=at)
            else:
                store.drop_link(code)

    @contextmanager
    def _store(self) -> Iterator[CollectorTaskStore]:
        with self._session() as session:
            yield CollectorTaskStore(session, self.key)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except (OperationalError, InterfaceError):
            raise SourceLater("the database with the questions is not there") from None
