"""Files appear at once and rows with the commit: what is rolled back takes its files along, and no other."""

import pytest
from app.cases.model import Delivery, State
from app.casework import answer, copies, receive
from app.outbox.model import TaskName
from sqlalchemy import event
from sqlalchemy.orm import Session
from tests.case_samples import CLARA
from tests.worker_house import House


class Broken(Exception):
    """Something nobody expected."""


def test_a_letter_of_a_rolled_back_step_is_gone(house: House) -> None:
    case, before = house.case(), house.files()

    def issue_and_break() -> None:
        with house.parts.desk() as desk:
            receive.acknowledge(desk, case.case_id, at=house.parts.clock())
            assert len(house.files()) == len(before) + 1, "on disk already"
            raise Broken

    with pytest.raises(Broken):
        issue_and_break()
    assert house.files() == before
    house.run(TaskName.ACKNOWLEDGE, case)
    assert len(house.files()) == len(before) + 1


def test_what_was_committed_stays_whatever_comes_after(house: House) -> None:
    case = house.case()
    house.run(TaskName.ACKNOWLEDGE, case)
    kept = house.files()

    def read_and_break() -> None:
        with house.parts.desk() as desk:
            assert desk.letters.list(case.case_id)
            raise Broken

    with pytest.raises(Broken):
        read_and_break()
    assert house.files() == kept


def test_once_the_commit_is_under_way_no_file_goes(house: House) -> None:
    # The connection may break after the database has committed: a row without its file is worse.
    case, before = house.case(), house.files()

    def break_the_commit(_session: Session) -> None:
        raise Broken

    def issue() -> None:
        with Session(house.parts.engine) as session, session.begin():
            desk = house.parts.desk_on(session)
            receive.acknowledge(desk, case.case_id, at=house.parts.clock())
            event.listen(session, "before_commit", break_the_commit, once=True)

    with pytest.raises(Broken):
        issue()
    assert len(house.files()) == len(before) + 1


def test_a_broken_answer_leaves_no_half_package(house: House) -> None:
    case = house.proven(house.case())
    case = house.decided(house.run(TaskName.COLLECT, case))
    before = house.files()

    def answer_and_break() -> None:
        with house.parts.desk() as desk:
            answer.answer(
                desk,
                case,
                language=None,
                delivery=Delivery.PORTAL,
                by=CLARA,
                at=house.parts.clock(),
            )
            assert len(house.files()) > len(before), "copy, letter and package are on disk already"
            raise Broken

    with pytest.raises(Broken):
        answer_and_break()
    assert house.files() == before
    assert house.loaded(case).state is State.DECIDED
    with house.parts.desk() as desk:
        assert desk.exports.list(case.case_id) == ()
        copies.seal_ordered(desk, case.case_id, at=house.parts.clock())
    with house.parts.desk() as desk:
        assert [e.state.value for e in desk.exports.list(case.case_id)] == ["sealed"]
