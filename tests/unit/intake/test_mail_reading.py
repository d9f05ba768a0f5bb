"""A raw mail is read to an end, whatever it holds; its headers say what it is, its words are a suggestion."""

from datetime import UTC, date, datetime
from typing import Any

import hypothesis
import pytest
from app.documents.model import DocumentKind
from app.documents.trust.model import Trust
from app.intake.facts import facts_in
from app.intake.model import House, IncomingMail, MailKind
from app.intake.reading import MOST_ATTACHMENTS, read_mail
from app.intake.rules import file_kind, names_of, suggest
from app.language import Language
from hypothesis import strategies as st
from tests.mail_samples import bounce, mail

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
HOUSE = House("ago.example", "loket@ago.example", frozenset({"mx.ago.example"}), "X-Spam-Flag")
OURS = "<person.0123.received@ago.example>"


def read(raw: bytes, house: House = HOUSE) -> IncomingMail:
    return read_mail(raw, house=house, trust=Trust(), arrived_at=AT, at=AT)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, MailKind.REQUEST),
        ({"Auto_Submitted": "no"}, MailKind.REQUEST),
        ({"Auto_Submitted": "auto-replied"}, MailKind.AUTO_REPLY),
        ({"Auto_Submitted": "auto-generated; x=y"}, MailKind.AUTO_REPLY),
        ({"Return_Path": "<>"}, MailKind.AUTO_REPLY),
        ({"Return_Path": "<anneleen@voorbeeld.be>"}, MailKind.REQUEST),
        ({"Precedence": "bulk"}, MailKind.REQUEST),
        ({"List_Id": "<privacy.ago.example>"}, MailKind.REQUEST),
        ({"X_Auto_Response_Suppress": "All"}, MailKind.REQUEST),
        ({"X_Spam_Flag": "YES"}, MailKind.SPAM),
        ({"X_Spam_Flag": "NO"}, MailKind.REQUEST),
        ({"X_Spam_Status": "Yes, score=99"}, MailKind.REQUEST),
        ({"In_Reply_To": OURS}, MailKind.REPLY),
        ({"References": f"<a@b> {OURS}"}, MailKind.REPLY),
        ({"In_Reply_To": "<person.1@elders.example>"}, MailKind.REQUEST),
        ({"In_Reply_To": OURS, "Auto_Submitted": "auto-replied"}, MailKind.AUTO_REPLY),
        ({"message_id": OURS}, MailKind.OWN),
        ({"message_id": "<een.collega@ago.example>"}, MailKind.REQUEST),
        ({"sender": "Loket <LOKET@ago.example>"}, MailKind.OWN),
        ({"subject": "Re: DSR-0000-0000"}, MailKind.REPLY),
        ({"subject": "Re: DSR-0000-0001"}, MailKind.REQUEST),
    ],
    ids=str,
)
def test_headers_say_what_a_mail_is(headers: dict[str, Any], kind: MailKind) -> None:
    assert read(mail(**headers)).kind is kind


def test_a_report_of_failure_is_a_bounce_and_names_what_came_back() -> None:
    failed = read(bounce(OURS))
    assert (failed.kind, failed.refers_to) == (MailKind.BOUNCE, (OURS,))
    assert read(bounce(OURS, action="delayed")).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize("header", ["Precedence", "List_Id", "X_Auto_Response_Suppress"])
def test_what_a_list_or_program_sent_gets_no_answer_by_mail(header: str) -> None:
    value = "bulk" if header == "Precedence" else "All"
    given: dict[str, Any] = {header: value}
    assert read(mail(**given)).bulk
    assert not read(mail()).bulk


def test_the_text_is_plain_text_before_html() -> None:
    assert read(mail("gewoon", html="<p>opgemaakt</p>")).text == "gewoon"
    page = "<style>p{}</style><p>Ik vraag<br>inzage</p><script>x()</script><img src='http://x'>"
    assert read(mail("", html=page)).text == "Ik vraag\ninzage"


def test_attachments_are_taken_apart_and_cut_out_of_what_is_kept() -> None:
    found = read(mail(files=(("eID kaart.png", b"GEHEIME FOTO"), ("b.txt", b"tekst"))))
    assert [(f.name, f.content) for f in found.attachments] == [
        ("eID kaart.png", b"GEHEIME FOTO"),
        ("b.txt", b"tekst"),
    ]
    assert b"R0VIRUlNR" not in found.kept  # the start of the photo in base64
    assert b"Ik vraag inzage" in found.kept
    assert not found.sealed


def test_more_files_than_anybody_sends_are_counted() -> None:
    found = read(mail(files=tuple((f"{n}.txt", b"x") for n in range(MOST_ATTACHMENTS + 3))))
    assert (len(found.attachments), found.left_out) == (MOST_ATTACHMENTS, 3)


def received(by: str, when: str) -> str:
    return f"from x by {by} with ESMTPS id 1; {when}"


@pytest.mark.parametrize(
    ("lines", "hour"),
    [
        ([], 9),
        ([("mx.ago.example", "Thu, 05 Mar 2026 09:30:00 +0100")], 8),
        ([("mx.elders.example", "Thu, 05 Mar 2026 09:30:00 +0100")], 9),
        ([("mx.ago.example", "Thu, 05 Mar 2036 09:30:00 +0100")], 9),
        ([("mx.ago.example", "gisteren")], 9),
        (
            [
                ("mx.ago.example", "Thu, 05 Mar 2026 09:30:00 +0100"),
                ("mx.elders.example", "Thu, 05 Mar 2026 08:30:00 +0100"),
                ("mx.ago.example", "Thu, 05 Mar 2026 01:30:00 +0100"),
            ],
            8,
        ),
    ],
    ids=["none", "ours", "theirs", "later", "odd", "forged-below"],
)
def test_the_receipt_is_when_a_server_of_ours_had_it(
    lines: list[tuple[str, str]], hour: int
) -> None:
    head = "".join(f"Received: {received(*line)}\r\n" for line in lines).encode()
    assert read(head + mail()).received_at.hour == hour


def test_the_mark_is_of_what_the_sender_wrote() -> None:
    one = mail(message_id="<1@voorbeeld.be>")
    assert read(one).mark == read(b"Received: by a; x\r\n" + one).mark
    assert read(one).mark == read(one.replace(b"\n", b"\r\n")).mark
    assert read(one).mark != read(mail("Iets anders.", message_id="<1@voorbeeld.be>")).mark


def test_odd_charsets_and_headers_are_read_as_far_as_they_go() -> None:
    raw = (
        b"From: =?x-nergens?B?aaa?= <a@b.be>\r\nSubject: =?utf-8?B?!!!?=\r\n"
        b'Content-Type: text/plain; charset="nergens"\r\n\r\ncaf\xc3\xa9 \x00inzage\x1b'
    )
    found = read(raw)
    assert (found.sender, found.text) == ("a@b.be", "café inzage")


@hypothesis.given(st.binary(max_size=400), st.binary(max_size=200))
def test_whatever_bytes_come_are_read(head: bytes, body: bytes) -> None:
    for raw in (head + b"\r\n\r\n" + body, mail() + body, head + mail(), b"From: " + head):
        assert "\x00" not in read(raw).text


@pytest.mark.parametrize(
    ("text", "rights", "language"),
    [
        ("Ik vraag inzage in mijn dossier.", ("access",), Language.NL),
        ("Graag een kopie van al mijn persoonsgegevens.", ("access",), Language.NL),
        ("Welke gegevens hebt u over mij? Ik wil dat weten.", (), Language.NL),
        ("Welke gegevens over mij bewaart u? u hebt", ("access",), Language.NL),
        ("Wis mijn gegevens aub, dat wil ik.", ("erasure",), Language.NL),
        ("Wil u mijn gegevens verwijderen?", ("erasure",), Language.NL),
        ("Mijn gegevens zijn fout, ik wil dat u ze verbetert.", ("rectification",), Language.NL),
        ("Ik maak bezwaar tegen het gebruik.", ("objection",), Language.NL),
        ("Ik trek mijn toestemming voor de foto in.", ("consentWithdrawal",), Language.NL),
        ("Ik vraag de beperking van de verwerking.", ("restriction",), Language.NL),
        ("Recht op overdraagbaarheid", ("portability",), Language.NL),
        ("Ik vraag inzage en wil mijn gegevens laten wissen.", ("access", "erasure"), Language.NL),
        ("Je demande l'accès à mes données.", ("access",), Language.FR),
        ("Je demande d'effacer mes données.", ("erasure",), Language.FR),
        ("Je retire mon consentement.", ("consentWithdrawal",), Language.FR),
        ("Je m'oppose au traitement de mes données.", ("objection",), Language.FR),
        ("This is a subject access request.", ("access",), Language.EN),
        ("Please delete all my data.", ("erasure",), Language.EN),
        ("I object to the processing of my data.", ("objection",), Language.EN),
        ("Wanneer is jullie bureau open?", (), Language.NL),
        ("", (), Language.NL),
        ("Artikel 15, artikel 16, artikel 17 en artikel 18 van de AVG.", (), Language.NL),
    ],
)
def test_clear_words_suggest_rights(text: str, rights: tuple[str, ...], language: Language) -> None:
    found = suggest("", text)
    assert (found.rights, found.language) == (rights, language)


@pytest.mark.parametrize(
    ("subject", "by_wallet"),
    [
        ("Erasure request under Art. 17 GDPR - data from my EUDI Wallet", True),
        ("Wissing (artikel 17 AVG) van gegevens uit mijn EUDI-portemonnee", True),
        ("Effacement (article 17) des données de mon portefeuille EUDI", True),
        ("My wallet was stolen at your desk", False),
        ("Erasure request under Art. 17", False),
    ],
)
def test_a_mail_of_a_wallet_is_recognised_by_its_subject(subject: str, *, by_wallet: bool) -> None:
    found = suggest(subject, "Attributes:\n- family_name\n- birth_date\n")
    assert found.by_wallet is by_wallet
    if by_wallet:
        assert found.rights == ("erasure",)
        assert found.attributes == ("family_name", "birth_date")
        assert suggest(subject, "Delete all of them").attributes == ("all",)


@pytest.mark.parametrize(
    ("name", "address", "names"),
    [
        ("Anneleen Verhaegendonck", "a@b.be", ("Anneleen", "Verhaegendonck")),
        ("Verhaegendonck, Anneleen", "a@b.be", ("Anneleen", "Verhaegendonck")),
        ("Jan van der Velde", "a@b.be", ("Jan", "van der Velde")),
        ("", "anneleen.verhaegendonck@b.be", ("Anneleen", "Verhaegendonck")),
        ("a@b.be", "info@b.be", ("", "Info")),
        ("", "", ("", "?")),
    ],
)
def test_the_sender_gives_a_name(name: str, address: str, names: tuple[str, str]) -> None:
    assert names_of(name, address) == names


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Vlimpersnummer: 2400013. Geboren op 17/04/1979.", ("2400013", date(1979, 4, 17))),
        ("Date de naissance: 1979-04-17", (None, date(1979, 4, 17))),
        ("Rijksregisternummer 79.04.17-123.45", (None, None)),
        ("geboren op 17/04/1979 en geboren op 18/04/1979", (None, None)),
        ("geboren op 31/02/1979", (None, None)),
        ("matricule 2400013", ("2400013", None)),
        ("geboren op 01/01/2027", (None, None)),
    ],
)
def test_labelled_facts_are_read(text: str, facts: tuple[str | None, date | None]) -> None:
    assert facts_in(text, on=AT.date()) == facts


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Identiteitskaart.pdf", DocumentKind.IDENTITY_CARD),
        ("mijn_eID.jpg", DocumentKind.IDENTITY_CARD),
        ("carte d'identité.png", DocumentKind.IDENTITY_CARD),
        ("volmacht.pdf", DocumentKind.MANDATE),
        ("inzageverzoek.pdf", DocumentKind.SIGNED_REQUEST),
        ("identiteitskaart.txt", DocumentKind.OTHER),
        ("vakantie.jpg", DocumentKind.OTHER),
    ],
)
def test_a_name_says_as_what_a_file_is_taken(name: str, kind: DocumentKind) -> None:
    assert file_kind(name, b"%PDF-1.7") is kind
    assert file_kind(name, b"%PDF-1.7 /ByteRange [0 1]") is DocumentKind.SIGNED_PDF
