"""Notices from plan to acceptance on real servers: once under one id, whoever is killed; answers, reminders, the end of a case."""

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from app.cases.model import Case, Delivery
from app.casework import close, deliver, recipient_answers, step_up, tell_recipients
from app.casework.close import TasksOpen
from app.casework.notify import notices_for, open_notices
from app.casework.on_page import letters_on_page
from app.casework.take_mail import take
from app.casework.tell_recipients import remind_notices
from app.delivery.model import DeliveryStatus
from app.kit.clock import brussels_date
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from app.letters.catalogue import TO_OTHERS
from app.letters.model import LetterKind
from app.notices.model import NoticeAction, NoticeChannel, NoticeStatus, RecipientNotice
from app.outbox.model import TaskName
from app.personnel.demo.fill import fill
from app.settings import Settings
from app.wiring import make_parts
from app.worker import run_step
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.case_samples import CLARA
from tests.databases import Databases
from tests.mail_samples import bounce
from tests.message_servers import Hook, Mailbox, https_server, mail_server, make_certificate
from tests.worker_house import House

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


@dataclass(frozen=True)
class Post:
    """The house, and the servers of the recipients."""

    house: House
    mail: Mailbox
    hook: Hook
    by_mail: str
    by_hook: str

    def notices(self, case: Case) -> dict[NoticeChannel, RecipientNotice]:
        """Return the notices of the case by their channel."""
        with self.house.parts.desk() as desk:
            return {n.channel: n for n in desk.notices.list(case.case_id)}

    def send(self, notice: RecipientNotice, **more: str) -> None:
        """Run the job of one message."""
        run_step(
            self.house.parts,
            TaskName.SEND_NOTICE,
            case_id=notice.case_id,
            notice_id=notice.notice_id,
            **more,
        )


@pytest.fixture(scope="module")
def post(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Post]:
    databases, home = Databases(postgres_url), tmp_path_factory.mktemp("notices")
    main, store = databases.make(template=migrated_template), databases.make()
    fill(store, count=20)
    url = service_url(main)
    certificate = make_certificate(home)
    with ExitStack() as stack:
        hook = stack.enter_context(https_server(certificate.server()))
        mail = stack.enter_context(mail_server())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("HOOK_SECRET", SECRET)
        by_mail, by_hook = "vlaams_pensioenfonds", "vlabel"
        contacts = home / "contacts.toml"
        contacts.write_text(
            f'[{by_mail}]\nchannel = "email"\naddress = "privacy@fonds.example"\n'
            f'[{by_hook}]\nchannel = "webhook"\nsecret_env = "HOOK_SECRET"\n'
            f'address = "https://localhost:{hook.port}/meldingen"\n'
        )
        settings = Settings(
            home=home,
            stalled_seconds=1,
            recipient_contacts=contacts,
            notice_retry_seconds=(1, 1),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security="none",
            smtp_from="dpo@voorbeeld.example",
            private_hosts=("localhost",),
            extra_authorities=certificate.path,
        )
        parts = make_parts(settings, make_engine(url), personnel_url=store)
        stack.callback(databases.drop_all)
        stack.callback(parts.close)
        yield Post(House(parts, libpq_dsn(url), home), mail, hook, by_mail, by_hook)


@pytest.fixture(autouse=True)
def _quiet(post: Post) -> None:
    """Leave no job, message or notice of another test."""
    post.house.sql("delete from procrastinate_jobs")
    post.house.sql("delete from recipient_notices")
    for noted in (post.mail.answers, post.mail.messages, post.hook.statuses, post.hook.got):
        noted.clear()


def planned(post: Post, *, collected: bool = False) -> Case:
    """Return a case whose erasure was carried out."""
    case = post.house.proven(post.house.case("erasure"))
    if collected:
        case = post.house.run(TaskName.COLLECT, case)
    post.house.sql("delete from procrastinate_jobs")
    plan(post, case)
    return case


def plan(post: Post, case: Case) -> tuple[RecipientNotice, ...]:
    at = post.house.parts.clock()
    categories = [c.category_id for c in post.house.parts.register.categories]
    with post.house.parts.desk() as desk:
        return notices_for(
            desk,
            case,
            case.claims[0],
            NoticeAction.ERASED,
            category_ids=categories,
            elements=(),
            on=brussels_date(at),
            at=at,
        )


def test_every_recipient_with_a_contact_is_told_by_the_worker(post: Post) -> None:
    case = planned(post)
    post.house.work_until(
        lambda: {n.status for n in post.notices(case).values()} == {NoticeStatus.SENT}
    )
    (mail,) = post.mail.messages
    ((headers, _),) = post.hook.got
    told = post.notices(case)
    assert mail["Message-ID"] == told[NoticeChannel.EMAIL].message_id
    assert headers["webhook-id"] == told[NoticeChannel.WEBHOOK].notice_id
    assert post.house.kinds(case).count("notice.sent") == 2
    assert plan(post, case) == (), "planned again nothing is new"


def test_mail_names_the_person_in_the_sealed_letter_alone(post: Post) -> None:
    case = planned(post)
    post.house.run(TaskName.SEND_NOTICES, case)
    post.send(post.notices(case)[NoticeChannel.EMAIL])
    (mail,) = post.mail.messages
    (letter,) = mail.iter_attachments()
    body = mail.get_body()
    assert body is not None
    open_part = "".join(f"{k}: {v}\n" for k, v in mail.items()) + body.get_content()
    name = case.requester.full_name
    assert name not in open_part
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(letter.get_content())).pages)
    assert name in " ".join(text.split())
    assert "wissing" not in text, "not why, nor what the person asked"


def test_a_kill_between_sending_and_its_record_repeats_the_same_message_once(post: Post) -> None:
    case = planned(post)
    post.house.run(TaskName.SEND_NOTICES, case)
    notice = post.notices(case)[NoticeChannel.EMAIL]
    with Session(post.house.parts.engine) as session:
        tell_recipients.send(
            post.house.parts.desk_on(session),
            case.case_id,
            notice_id=notice.notice_id,
            at=post.house.parts.clock(),
        )
        session.rollback()  # killed before the commit
    assert post.notices(case)[NoticeChannel.EMAIL].status is NoticeStatus.DUE
    for _ in range(3):
        post.send(notice)
    assert [m["Message-ID"] for m in post.mail.messages] == [notice.message_id] * 2
    assert post.notices(case)[NoticeChannel.EMAIL].status is NoticeStatus.SENT


def test_a_message_that_comes_back_has_failed_and_is_a_task(post: Post) -> None:
    case = planned(post)
    post.house.run(TaskName.SEND_NOTICES, case)
    notice = post.notices(case)[NoticeChannel.EMAIL]
    post.send(notice)
    at = post.house.parts.clock()
    for _ in range(2):
        with post.house.parts.desk() as desk:
            take(desk, bounce(str(notice.message_id)), arrived_at=at, at=at)
    assert post.notices(case)[NoticeChannel.EMAIL].status is NoticeStatus.FAILED
    assert post.house.kinds(case).count("notice.failed") == 1
    with post.house.parts.desk() as desk:
        assert "noticeFailed" in {kind for kind, _ in desk.cases.open_tasks(case.case_id)}


def test_preparing_again_makes_no_second_letter(post: Post) -> None:
    case = planned(post)
    for _ in range(2):
        post.house.run(TaskName.SEND_NOTICES, case)
    with post.house.parts.desk() as desk:
        kinds = [letter.kind for letter in desk.letters.list(case.case_id)]
        shown = {letter.kind for letter in letters_on_page(desk, case)}
    assert kinds.count(LetterKind.RECIPIENT_NOTICE) == 2
    assert not shown & TO_OTHERS, "the person does not read letters to others"


def test_a_server_that_cannot_take_it_now_is_tried_again_with_the_same_id(post: Post) -> None:
    case = planned(post)
    post.mail.answers.append("451 later")
    post.hook.statuses.append(503)
    post.house.work_until(
        lambda: {n.status for n in post.notices(case).values()} == {NoticeStatus.SENT}
    )
    assert {headers["webhook-id"] for headers, _ in post.hook.got} == {
        post.notices(case)[NoticeChannel.WEBHOOK].notice_id
    }
    assert len(post.hook.got) == 2


def test_a_final_refusal_and_too_many_attempts_ask_a_human(post: Post) -> None:
    case = planned(post)
    post.mail.answers.append("550 no such box")
    post.hook.statuses += [500] * 3
    post.house.work_until(
        lambda: {n.status for n in post.notices(case).values()} == {NoticeStatus.FAILED}
    )
    assert "noticeFailed" in post.house.tasks(case)
    at = post.house.parts.clock()
    failed = post.notices(case)
    with post.house.parts.desk() as desk:
        recipient_answers.record_answer(
            desk,
            case,
            failed[NoticeChannel.WEBHOOK].notice_id,
            NoticeStatus.NOT_SENT,
            reason="De ontvanger bestaat niet meer.",
            on=brussels_date(at),
            by=CLARA,
            at=at,
        )
        tell_recipients.send_again(
            desk, case, failed[NoticeChannel.EMAIL].notice_id, by=CLARA, at=at
        )
    post.house.work_until(
        lambda: post.notices(case)[NoticeChannel.EMAIL].status is NoticeStatus.SENT
    )
    assert "noticeFailed" not in post.house.tasks(case)


def test_an_open_notice_keeps_the_case_from_ending(post: Post) -> None:
    case = planned(post)
    at = post.house.parts.clock()
    with post.house.parts.desk() as desk:
        assert len(open_notices(desk, case.case_id)) == 2
        with pytest.raises(TasksOpen):
            close.close(desk, case, note=None, by=CLARA, at=at)


def test_who_has_no_contact_gets_a_letter_to_print_sent_with_its_receipt(post: Post) -> None:
    case = planned(post, collected=True)
    printed = post.notices(case).get(NoticeChannel.POST)
    assert printed is not None, "the demo store names recipients without a contact"
    post.house.run(TaskName.SEND_NOTICES, case)
    printed = post.notices(case)[NoticeChannel.POST]
    assert printed.status is NoticeStatus.DUE
    at = post.house.parts.clock()
    with post.house.parts.desk() as desk:
        (queued,) = (
            h for h in desk.deliveries.list(case.case_id) if h.letter_id == printed.letter_id
        )
        assert queued.channel is Delivery.POST
        assert queued.address[0] == printed.recipient_name
        deliver.record_receipt(
            desk,
            case,
            queued.delivery_id,
            DeliveryStatus.SENT,
            on=brussels_date(at),
            proof="",
            by=CLARA,
            at=at,
        )
        assert desk.notices.get(case.case_id, printed.notice_id).status is NoticeStatus.SENT


def test_a_silent_recipient_is_reminded_once_under_another_id(post: Post) -> None:
    case = planned(post)
    post.house.run(TaskName.SEND_NOTICES, case)
    notice = post.notices(case)[NoticeChannel.EMAIL]
    post.send(notice)
    at = post.house.parts.clock()
    for days, count in ((20, 0), (40, 1), (41, 0)):
        with post.house.parts.desk() as desk:
            assert remind_notices(desk, at=at + timedelta(days=days)) == count
    assert "noticeUnanswered" in post.house.tasks(case)
    for _ in range(2):
        post.send(notice, kind="reminder")
    ids = [m["Message-ID"] for m in post.mail.messages]
    assert ids == [notice.message_id, f"<{notice.notice_id}.reminder@voorbeeld.example>"]
    with post.house.parts.desk() as desk:
        recipient_answers.record_answer(
            desk,
            case,
            notice.notice_id,
            NoticeStatus.ACKNOWLEDGED,
            reason="",
            on=brussels_date(at),
            by=CLARA,
            at=at,
        )
    assert "noticeUnanswered" not in post.house.tasks(case)


def test_the_person_who_asks_reads_who_was_told_and_who_was_not(post: Post) -> None:
    case = planned(post)
    post.house.run(TaskName.SEND_NOTICES, case)
    told = post.notices(case)
    post.send(told[NoticeChannel.EMAIL])
    at = post.house.parts.clock()
    with post.house.parts.desk() as desk:
        recipient_answers.record_answer(
            desk,
            case,
            told[NoticeChannel.WEBHOOK].notice_id,
            NoticeStatus.NOT_SENT,
            reason="De ontvanger bestaat niet meer.",
            on=brussels_date(at),
            by=CLARA,
            at=at,
        )
        step_up.verify_email(
            desk,
            desk.cases.load(case.case_id),
            "a@voorbeeld.example",
            proof="Gebeld.",
            by=CLARA,
            at=at,
        )
        case = desk.cases.load(case.case_id)
        letter = recipient_answers.overview(desk, case, delivery=Delivery.PORTAL, by=CLARA, at=at)
        content = desk.letters.content(letter, key=desk.cases.key_of(case.case_id))
        assert letter in letters_on_page(desk, case)
    text = " ".join(
        "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split()
    )
    for name in told.values():
        assert name.recipient_name in text
    assert "De ontvanger bestaat niet meer." in text


def test_other_systems_hear_that_a_recipient_has_to_be_told(post: Post) -> None:
    case = planned(post)
    with post.house.parts.desk() as desk:
        notices = desk.notices.list(case.case_id)
    told = text("select resource, resource_id, details from events where name = :name")
    with post.house.parts.engine.connect() as connection:
        rows = connection.execute(told, {"name": "recipientNoticeDue"}).all()
    due = {n.notice_id: n.due_on.isoformat() for n in notices}
    found = {row.resource_id: row for row in rows if row.resource_id in due}
    assert notices
    assert {of: row.details["noticeDueDate"] for of, row in found.items()} == due
    assert {row.resource for row in found.values()} == {"recipientNotices"}
