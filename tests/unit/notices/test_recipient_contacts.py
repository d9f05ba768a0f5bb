"""The file of contacts: what is read of it, and what each fault says."""

from pathlib import Path

import pytest
from app.notices.contacts import ContactsInvalid, load_contacts
from app.notices.model import NoticeChannel, RecipientContact

KNOWN = frozenset({"fund", "bank", "town"})
KEY = "whsec_" + "QUJD" * 8
GOOD = '''
[fund]
channel = "email"
address = "privacy@fonds.example"

[bank]
channel = "webhook"
address = "https://bank.example/meldingen"
secret_env = "BANK_SECRET"

[town]
channel = "post"
address = """
Dorpsplein 1
9999 Voorbeeld"""
'''


def loaded(tmp_path: Path, text: str, *, secret: str = KEY, mail: bool = True) -> object:
    path = tmp_path / "contacts.toml"
    path.write_text(text)
    channels = frozenset({"webhook", "email"} if mail else {"webhook"})
    return load_contacts(path, recipient_ids=KNOWN, channels=channels, secret=lambda _name: secret)


def test_a_file_names_channel_and_address_of_each_recipient(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD) == {
        "fund": RecipientContact("fund", NoticeChannel.EMAIL, "privacy@fonds.example"),
        "bank": RecipientContact(
            "bank", NoticeChannel.WEBHOOK, "https://bank.example/meldingen", KEY
        ),
        "town": RecipientContact("town", NoticeChannel.POST, "Dorpsplein 1\n9999 Voorbeeld"),
    }


def test_a_contact_does_not_show_its_secret() -> None:
    assert KEY not in repr(RecipientContact("bank", NoticeChannel.WEBHOOK, "https://x", KEY))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fund = 1", "fund: write a table"),
        ("[nobody]\nchannel = 'post'\naddress = 'x'", "[nobody] is no recipient of the register"),
        ("[fund]\nchannel = 'fax'\naddress = 'x'", "[fund].channel is unknown"),
        ("[fund]\nchannel = 'email'\naddress = 'x'", "[fund].address is no e-mail address"),
        ("[fund]\nchannel = 'post'\naddress = ' '", "[fund].address is empty"),
        ("[fund]\nchannel = 'post'\naddress = 1", "[fund].address is no text"),
        ("[fund]\nchannel = 'post'\naddress = 'x'\ncc = 'y'", "[fund].cc is unknown"),
        ("[fund]\nchannel = 'webhook'\naddress = 'http://x'", "[fund].address is no https URL"),
        ("[fund]\nchannel = 'webhook'\naddress = 'https://x'", "[fund].secret_env is missing"),
        ("[fund", "is no TOML"),
    ],
)
def test_a_fault_names_the_file_the_place_and_the_cure(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(ContactsInvalid, match=r"contacts\.toml") as caught:
        loaded(tmp_path, text)
    assert told in str(caught.value)


@pytest.mark.parametrize("secret", ["", "whsec_short", "whsec_QUJD"])
def test_a_weak_secret_is_refused_and_not_printed(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ContactsInvalid, match="BANK_SECRET") as caught:
        loaded(tmp_path, GOOD, secret=secret)
    assert not secret or secret not in str(caught.value)


def test_mail_needs_a_server(tmp_path: Path) -> None:
    with pytest.raises(ContactsInvalid, match="LOKET_SMTP_HOST"):
        loaded(tmp_path, GOOD, mail=False)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContactsInvalid, match="cannot be read"):
        load_contacts(tmp_path / "none.toml", recipient_ids=KNOWN, channels=frozenset(), secret=str)
