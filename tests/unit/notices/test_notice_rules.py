"""Whom to tell, under which id, and which answer may follow which status."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from app.deadlines.holidays import Calendar
from app.language import Text
from app.notices.model import (
    NoticeAction,
    NoticeChannel,
    NoticeStatus,
    RecipientContact,
    RecipientNotice,
)
from app.notices.rules import (
    Done,
    NoticeAnswerNotPossible,
    NoticeReasonMissing,
    Recipients,
    answered,
    follow_ups,
    message_id,
    new_or_wider,
    plan_notices,
    reminder_due,
    sent,
    told_names,
)
from app.personnel.model import ActualRecipient
from app.register.model import Recipient

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
ON = date(2026, 4, 1)  # a Wednesday; Easter Monday follows on the 6th
CALENDAR = Calendar()
DONE = Done("c1", "k1", NoticeAction.ERASED, ("pay", "leave"), ("grossPay",), ON)
FUND = Recipient("fund", Text("Fonds"), "named")
OWN = Recipient("own", Text("de eigen entiteit"), "category", own_entity=True)
COURT = Recipient("court", Text("Rechtbank"), "named", notify=False)
INSIDE = Recipient("inside", Text("Dienst"), "internal")
REGISTER = (FUND, OWN, COURT, INSIDE)
CONTACTS = {
    name: RecipientContact(name, NoticeChannel.EMAIL, f"{name}@voorbeeld.example")
    for name in ("fund", "own", "court", "inside")
}


def planned(
    *actual: ActualRecipient,
    contacts: dict[str, RecipientContact] | None = None,
    entity: str | None = None,
    done: Done = DONE,
) -> tuple[RecipientNotice, ...]:
    who = Recipients(actual, REGISTER, contacts or {}, entity)
    return plan_notices(done, who, calendar=CALENDAR, at=AT)


@pytest.mark.parametrize(
    ("actual", "told"),
    [
        (ActualRecipient("Fonds", "fund", ("pay",)), ("pay",)),
        (ActualRecipient("Bank", None, ("pay", "leave", "other")), ("pay", "leave")),
        (ActualRecipient("Bank", None, ()), ("pay", "leave")),
        (ActualRecipient("Bank", None, ("other",)), None),
        (ActualRecipient("Rechtbank", "court", ("pay",)), None),
    ],
    ids=["one category", "only what was done", "unknown categories", "other data", "not told"],
)
def test_a_recipient_is_told_of_what_it_got(
    actual: ActualRecipient, told: tuple[str, ...] | None
) -> None:
    assert [n.category_ids for n in planned(actual)] == ([told] if told else [])


@pytest.mark.parametrize(
    ("actual", "told"),
    [
        (ActualRecipient("Fonds", "fund", ("pay", "other")), ("pay", "other")),
        (ActualRecipient("Fonds", "fund", ()), ()),
    ],
    ids=["all that went there", "nobody knows what went there"],
)
def test_where_no_data_are_named_a_recipient_is_told_of_all_it_got(
    actual: ActualRecipient, told: tuple[str, ...]
) -> None:
    everything = replace(DONE, category_ids=(), elements=())
    (notice,) = planned(actual, done=everything)
    assert notice.category_ids == told
    (later,) = planned(ActualRecipient("Fonds", "fund", ("leave",)), done=DONE)
    if not told:
        assert new_or_wider(later, [notice]) is None, "everything was told"


@pytest.mark.parametrize(
    ("about", "told"),
    [
        (("pay",), ("pay",)),
        (("pay", "leave"), ("pay", "leave")),
        (("other",), None),
        ((), ("pay", "leave")),
    ],
    ids=["one category", "both", "data nobody was told of", "everything"],
)
def test_whoever_was_told_hears_the_end_of_it_and_nobody_else(
    about: tuple[str, ...], told: tuple[str, ...] | None
) -> None:
    earlier = planned(ActualRecipient("Bank", None, ("pay", "leave")))
    ended = replace(DONE, action=NoticeAction.LIFTED, category_ids=about, elements=())
    found = follow_ups(ended, earlier, CONTACTS, calendar=CALENDAR, at=AT)
    assert [(n.recipient_name, n.action, n.category_ids) for n in found] == (
        [("Bank", NoticeAction.LIFTED, told)] if told else []
    )
    assert follow_ups(ended, (), CONTACTS, calendar=CALENDAR, at=AT) == ()


def test_a_notice_is_due_five_working_days_after_the_change() -> None:
    (notice,) = planned(ActualRecipient("Bank", None, ("pay",)))
    assert notice.due_on == date(2026, 4, 9)
    assert notice.channel is NoticeChannel.POST
    assert notice.elements == ("grossPay",)


def test_the_register_adds_who_is_told_and_reached() -> None:
    notices = planned(ActualRecipient("Fonds", "fund", ("pay",)), contacts=CONTACTS)
    assert [n.recipient_id for n in notices] == ["fund"]
    named = planned(contacts=CONTACTS, entity="Departement Voorbeeld")
    assert [(n.recipient_id, n.recipient_name) for n in named] == [
        ("fund", "Fonds"),
        ("own", "Departement Voorbeeld"),
    ]
    assert {n.channel for n in named} == {NoticeChannel.EMAIL}


def test_planning_again_gives_the_same_ids_and_another_action_another() -> None:
    actual = ActualRecipient("Bank", None, ("pay",))
    (first,), (again,) = planned(actual), planned(actual)
    (other,) = planned(actual, done=replace(DONE, action=NoticeAction.RESTRICTED))
    assert first.notice_id == again.notice_id != other.notice_id
    assert new_or_wider(again, (first,)) is None
    assert new_or_wider(other, (first,)) is other


def test_a_notice_grows_until_its_letter_is_made() -> None:
    actual = ActualRecipient("Bank", None, ())
    (first,) = planned(actual, done=replace(DONE, category_ids=("pay",)))
    (more,) = planned(actual)
    wider = new_or_wider(more, (first,))
    assert wider is not None
    assert (wider.notice_id, wider.category_ids) == (first.notice_id, ("pay", "leave"))


def test_what_is_new_after_the_letter_gets_a_notice_of_its_own() -> None:
    actual = ActualRecipient("Bank", None, ())
    (first,) = planned(actual, done=replace(DONE, category_ids=("pay",)))
    first = replace(first, letter_id="l1")
    (more,) = planned(actual)
    further = new_or_wider(more, (first,))
    assert further is not None
    assert further.notice_id != first.notice_id
    assert further.category_ids == ("leave",)
    assert new_or_wider(more, (first, further)) is None


def test_a_message_keeps_its_id_and_a_reminder_has_another() -> None:
    assert message_id("n1", "voorbeeld.example") == "<n1@voorbeeld.example>"
    assert message_id("n1", "voorbeeld.example", reminder=True) == "<n1.reminder@voorbeeld.example>"


def notice(status: NoticeStatus) -> RecipientNotice:
    (made,) = planned(ActualRecipient("Bank", None, ("pay",)))
    return replace(made, status=status)


@pytest.mark.parametrize("status", NoticeStatus)
def test_a_letter_does_not_name_whom_we_do_not_tell(status: NoticeStatus) -> None:
    # Art. 19: impossible, or a disproportionate effort
    told = () if status is NoticeStatus.NOT_SENT else ("Bank",)
    assert told_names([notice(status), notice(status)], "k1") == told
    assert told_names([notice(status)], "another") == ()


@pytest.mark.parametrize("status", NoticeStatus)
@pytest.mark.parametrize("result", NoticeStatus)
def test_an_answer_follows_only_where_it_makes_sense(
    status: NoticeStatus, result: NoticeStatus
) -> None:
    possible = {
        ("due", "acknowledged"),
        ("due", "notSent"),
        ("failed", "acknowledged"),
        ("failed", "notSent"),
        ("sent", "acknowledged"),
        ("sent", "refused"),
        ("refused", "acknowledged"),
    }
    if (status.value, result.value) in possible:
        done = answered(notice(status), result, reason="Gestopt.", on=ON, today=ON)
        assert (done.status, done.answered_on, done.answer) == (result, ON, "Gestopt.")
    else:
        with pytest.raises(NoticeAnswerNotPossible):
            answered(notice(status), result, reason="Gestopt.", on=ON, today=ON)


@pytest.mark.parametrize(
    ("status", "result"),
    [(NoticeStatus.SENT, NoticeStatus.REFUSED), (NoticeStatus.DUE, NoticeStatus.NOT_SENT)],
)
def test_a_refusal_and_a_notice_not_sent_need_a_reason(
    status: NoticeStatus, result: NoticeStatus
) -> None:
    with pytest.raises(NoticeReasonMissing):
        answered(notice(status), result, reason="  ", on=ON, today=ON)


@pytest.mark.parametrize("on", [date(2026, 3, 31), date(2026, 4, 2)], ids=["before", "tomorrow"])
def test_the_day_of_an_answer_lies_between_the_change_and_today(on: date) -> None:
    with pytest.raises(NoticeAnswerNotPossible):
        answered(notice(NoticeStatus.SENT), NoticeStatus.ACKNOWLEDGED, reason="", on=on, today=ON)


def test_a_reminder_is_due_once_after_twenty_working_days() -> None:
    told = sent(notice(NoticeStatus.DUE), at=AT)
    last = date(2026, 4, 30)
    assert not reminder_due(told, sent_on=ON, on=last, calendar=CALENDAR)
    assert reminder_due(told, sent_on=ON, on=date(2026, 5, 1), calendar=CALENDAR)
    reminded = replace(told, reminded_at=AT)
    assert not reminder_due(reminded, sent_on=ON, on=date(2026, 6, 1), calendar=CALENDAR)
