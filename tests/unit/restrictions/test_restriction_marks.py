"""What a store is told of a restriction: marks on its records and elements, and the end of a consent."""

from datetime import date

import pytest
from app.personnel.changes import ChangeKind
from app.restrictions.marks import marks, unmarks
from app.restrictions.rules import (
    upheld,
)
from tests.restricted import (
    CONTACT,
    HOLDINGS,
    HOME,
    KEY,
    MAIL,
    MOBILE,
    ON,
    PAY,
    PERSONNEL,
    REGISTER,
    SURVEY,
    registered,
    restricted,
)


def test_the_records_that_serve_the_contested_use_are_marked_and_no_others() -> None:
    found = restricted("objection")
    (made,) = marks(found, KEY, HOLDINGS, REGISTER, on=ON)
    assert (made.kind, made.holding) == (ChangeKind.RESTRICT, "adres")
    assert made.flag is not None
    assert (made.flag.restriction_id, made.flag.ground) == ("r-1", "18(1)(d)")
    assert made.flag.allowed_uses == found.allowed_uses
    assert [c.holding for c in unmarks(found, KEY, HOLDINGS, on=ON)] == ["adres", "loon"]


@pytest.mark.parametrize("recipient", ["vlabel", "statbel"])
def test_a_mark_of_a_disclosure_names_its_recipient(recipient: str) -> None:
    found = restricted("objection", scope=(PAY,), recipientIds=[recipient])
    (made,) = marks(found, KEY, HOLDINGS, REGISTER, on=ON)
    assert made.flag is not None
    assert (made.holding, made.flag.recipient_ids) == ("loon", (recipient,))


def test_the_end_of_a_consent_for_some_elements_names_them_and_marks_them() -> None:
    (mail, mobile) = registered("consentWithdrawal", elements=[MAIL, MOBILE])
    for found, name, kept in ((mail, "priveMail", MAIL), (mobile, "gsm", MOBILE)):
        stop, mark = marks(found, KEY, HOLDINGS, REGISTER, on=ON)
        assert (stop.kind, stop.elements, stop.purpose_ids) == (
            ChangeKind.STOP_USE,
            (kept,),
            (PERSONNEL,),
        )
        assert (mark.kind, mark.holding, mark.elements) == (
            ChangeKind.RESTRICT,
            "adres",
            (name,),
        )
    keys = [m.step_key for r in (mail, mobile) for m in marks(r, KEY, HOLDINGS, REGISTER, on=ON)]
    assert len(set(keys)) == 4


def test_the_end_of_a_consent_for_some_data_ends_only_consents_about_them() -> None:
    (stop,) = marks(
        restricted("consentWithdrawal", scope=(CONTACT,)), KEY, HOLDINGS, REGISTER, on=ON
    )
    assert set(stop.elements) == {MAIL, MOBILE, HOME}
    other = restricted("consentWithdrawal", scope=("identification_data",))
    assert list(marks(other, KEY, HOLDINGS, REGISTER, on=ON)) == []


def test_an_ended_consent_is_one_change() -> None:
    (made,) = marks(restricted("consentWithdrawal"), KEY, HOLDINGS, REGISTER, on=ON)
    assert (made.kind, made.flag) == (ChangeKind.STOP_USE, None)
    assert {PERSONNEL, SURVEY} <= set(made.purpose_ids)


def test_a_mark_has_one_key_however_often_it_is_made_and_another_once_it_says_something_else() -> (
    None
):
    found = restricted("objection")
    (one,), (again,) = (
        list(marks(found, KEY, HOLDINGS, REGISTER, on=d)) for d in (ON, date(2026, 9, 9))
    )
    (other,) = marks(upheld(found), KEY, HOLDINGS, REGISTER, on=ON)
    lifting = next(unmarks(found, KEY, HOLDINGS, on=ON))
    assert one.step_key == again.step_key
    assert len({one.step_key, other.step_key, lifting.step_key}) == 3
