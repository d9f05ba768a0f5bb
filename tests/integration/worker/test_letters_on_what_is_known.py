"""A letter sent by hand rests on the case as it is: what was read before somebody else changed it sends nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from app.cases.model import Case
from app.cases.store import VersionMismatch
from app.casework import note, write
from app.casework.desk import Desk
from app.kit.clock import brussels_date
from tests.case_samples import CLARA
from tests.worker_house import House

Send = Callable[[Desk, Case, datetime], None]


def remind(desk: Desk, case: Case, at: datetime) -> None:
    write.remind(desk, case, by=CLARA, at=at)


def tell_overdue(desk: Desk, case: Case, at: datetime) -> None:
    day = brussels_date(at) + timedelta(days=5)
    write.tell_overdue(desk, case, cause="Ziekte.", new_date=day, by=CLARA, at=at)


def announce_fee(desk: Desk, case: Case, at: datetime) -> None:
    charging = replace(desk, policy=replace(desk.policy, fees=True))
    claim_id = case.claims[0].claim_id
    write.announce_fee(charging, case, claim_id, amount_basis="Uren.", by=CLARA, at=at)


def refuse_mandate(desk: Desk, case: Case, at: datetime) -> None:
    write.refuse_mandate(desk, case, sender=("Iemand",), by=CLARA, at=at)


@pytest.mark.parametrize("send", [remind, tell_overdue, announce_fee, refuse_mandate])
def test_a_letter_on_an_earlier_version_of_the_case_is_not_sent(house: House, send: Send) -> None:
    read, at = house.case(), house.parts.clock()
    with house.parts.desk() as desk:
        note.assign_to(desk, read, "somebody", by=CLARA, at=at)
    with house.parts.desk() as desk, pytest.raises(VersionMismatch):
        send(desk, read, at)
    assert "letter.issued" not in house.kinds(read)
