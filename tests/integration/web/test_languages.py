"""The pages in three languages: the same place and the same answers, the case in the language of its form."""

import asyncio
import re
from collections.abc import Callable
from typing import Final

import httpx
import pytest
from app.language import Language
from app.main import make_app
from app.staff.model import Role
from tests.service import Service
from tests.visitor import CODE, REFERENCE, Seen, Visitor, answers, hidden

FOLDERS: Final = {Language.NL: "", Language.FR: "/fr", Language.EN: "/en"}
STATEMENT: Final = {
    Language.NL: "/toegankelijkheid",
    Language.FR: "/fr/accessibilite",
    Language.EN: "/en/accessibility",
}
MARK: Final = {
    Language.NL: "traduction informative",
    Language.FR: "Cette page est une traduction informative",
    Language.EN: "This page is a translation for information",
}
RECEIVED: Final = {
    Language.NL: "We kregen uw verzoek",
    Language.FR: "Nous avons reçu votre demande",
    Language.EN: "We received your request",
}
PROBLEM: Final = {
    Language.NL: ("Fout: ", "Vul uw voornaam in"),
    Language.FR: ("Erreur : ", "Indiquez votre prénom"),
    Language.EN: ("Error: ", "Enter your first name"),
}
UNKNOWN: Final = {
    Language.NL: "We vinden geen verzoek met deze gegevens",
    Language.FR: "Nous ne trouvons pas de demande avec ces données",
    Language.EN: "We cannot find a request with these details",
}
TURN: Final = {
    Language.NL: "Wij zijn aan zet",
    Language.FR: "C'est à nous",
    Language.EN: "It is our turn",
}
ALTERNATE: Final = re.compile(r'<link rel="alternate" hreflang="(\w\w)" href="([^"]+)">')
FORMACTION: Final = re.compile(r'formaction="([^"]+)" name="switch" value="(\w\w)"')


def places(page: str) -> dict[Language, str]:
    return {
        language: folder + page if page != "statement" else STATEMENT[language]
        for language, folder in FOLDERS.items()
    }


@pytest.mark.parametrize("page", ["/", "/verzoek", "/status", "statement"])
@pytest.mark.parametrize("language", list(Language))
def test_a_page_says_its_language_and_where_the_others_are(
    visitor: Visitor, language: Language, page: str
) -> None:
    there = places(page)
    answer = visitor.browser.get(there[language])
    seen = Seen(answer.text)
    assert answer.status_code == 200
    assert seen.language == answer.headers["content-language"] == language.value
    assert dict(ALTERNATE.findall(answer.text)) == {one.value: at for one, at in there.items()}
    turns = set(seen.links) | {action for action, _ in FORMACTION.findall(answer.text)}
    assert {at for one, at in there.items() if one is not language} <= turns
    assert (MARK[language] in answer.text) is (language is not Language.NL)


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_every_link_of_a_translation_stays_in_it(visitor: Visitor, language: Language) -> None:
    for page in ("/", "/verzoek", "/status", "statement", "/nergens"):
        answer = visitor.browser.get(places(page)[language])
        for link in Seen(answer.text).links:
            if link.startswith("/") and link not in places(page).values():
                assert link.startswith(f"/{language.value}/"), (page, link)


@pytest.mark.parametrize("language", list(Language))
def test_the_whole_way_in_one_language(
    visitors: Callable[[], Visitor], service: Service, language: Language
) -> None:
    visitor, folder = visitors(), FOLDERS[language]
    refused = visitor.send({"given_name": ""}, folder=folder)
    before, sentence = PROBLEM[language]
    assert Seen(refused.text).title.startswith(before)
    assert refused.text.count(sentence) == 2
    page = visitor.send(hidden(refused) | answers(service.people[0]), folder=folder)
    assert page.url.path == f"{folder}/verzoek/ontvangen"
    assert RECEIVED[language] in page.text
    reference, code = REFERENCE.findall(page.text)[0], CODE.findall(page.text)[0]
    case = service.client(Role.CASE_HANDLER).by_reference(reference)
    assert case["language"] == language.value
    other = visitors()
    assert UNKNOWN[language] in other.open(reference, "0" * 16, folder=folder).text
    opened = other.open(reference, code, folder=folder)
    assert opened.url.path == f"{folder}/status/dossier"
    assert TURN[language] in opened.text
    assert Seen(opened.text).language == language.value
    left = other.browser.post(f"{folder}/status/afsluiten", data=hidden(opened))
    assert left.url.path == f"{folder}/"


def test_another_language_keeps_what_was_typed(visitor: Visitor) -> None:
    typed = {
        "right": ["erasure", "unsure"],
        "statement": "Mijn verlof",
        "given_name": "Anna",
        "birth_month": "maart",
        "for": "other",
        "agent_kind": "lawyer",
        "agent_family_name": "Claes",
        "mandate_right": "erasure",
        "switch": "fr",
    }
    page = visitor.send(visitor.form() | typed, folder="/fr")
    seen = Seen(page.text)
    assert page.status_code == 200
    assert seen.language == "fr"
    assert page.url.path == "/fr/verzoek"
    assert seen.inputs["given_name"]["value"] == "Anna"
    assert seen.inputs["birth_month"]["value"] == "maart"
    assert seen.inputs["agent_family_name"]["value"] == "Claes"
    assert seen.areas["statement"].strip() == "Mijn verlof"
    ticked = {name for name, given in seen.inputs.items() if "checked" in given}
    assert {
        "right-erasure",
        "right-unsure",
        "for-other",
        "agent_kind-lawyer",
        "mandate_right-erasure",
    } <= ticked
    assert "error-summary" not in page.text
    assert "switch" not in hidden(page)


def test_another_language_asks_for_the_files_again(visitor: Visitor) -> None:
    files = {"identity_card": ("kaart.png", b"x", "image/png")}
    page = visitor.send(visitor.form() | {"switch": "en"}, files, folder="/en")
    assert "Select the file “kaart.png” again" in page.text


def test_another_language_keeps_the_reference_and_never_the_code(visitor: Visitor) -> None:
    own = hidden(visitor.browser.get("/status"))
    fields = own | {"reference": "DSR-7K3M-9QX1", "code": "0" * 16, "switch": "en"}
    page = visitor.browser.post("/en/status", data=fields)
    assert page.status_code == 200
    assert Seen(page.text).language == "en"
    assert Seen(page.text).inputs["reference"]["value"] == "DSR-7K3M-9QX1"
    assert "0" * 16 not in page.text


@pytest.mark.parametrize(("path", "language"), [("/fr/x", "fr"), ("/en/x/y", "en")])
def test_a_refusal_speaks_the_language_of_the_address(
    visitor: Visitor, path: str, language: str
) -> None:
    page = visitor.browser.get(path, headers={"Accept-Language": "nl"})
    assert page.status_code == 404
    assert Seen(page.text).language == page.headers["content-language"] == language


def test_a_folder_without_its_slash_is_found(visitor: Visitor) -> None:
    assert visitor.browser.get("/fr").url.path == "/fr/"


def test_a_translation_stands_under_the_path_of_a_proxy(service: Service) -> None:
    app = make_app(service.parts)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, root_path="/loket")
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/loket/fr/verzoek")

    answer = asyncio.run(ask())
    assert 'action="/loket/fr/verzoek"' in answer.text
    assert dict(ALTERNATE.findall(answer.text)) == {
        "nl": "/loket/verzoek",
        "fr": "/loket/fr/verzoek",
        "en": "/loket/en/verzoek",
    }


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=list(FOLDERS))
def test_a_wallet_opens_the_form_with_its_right(
    visitor: Visitor, service: Service, folder: str
) -> None:
    page = visitor.browser.get(f"{folder}/verzoek?recht=wissing&bron=eudi-wallet")
    ticked = {name for name, given in Seen(page.text).inputs.items() if "checked" in given}
    assert "right-erasure" in ticked
    fields = hidden(page) | answers(service.people[2], right="erasure", statement="alles")
    sent = visitor.send(fields, folder=folder)
    case = service.client(Role.CASE_HANDLER).by_reference(REFERENCE.findall(sent.text)[0])
    assert case["channel"] == "eudiWallet"


@pytest.mark.parametrize("asked", ["?recht=alles&bron=x", "?recht=", "?recht=%3Cb%3E"])
def test_what_a_link_asks_and_is_not_known_is_passed_over(visitor: Visitor, asked: str) -> None:
    page = visitor.browser.get(f"/verzoek{asked}")
    assert page.status_code == 200
    assert "source" not in hidden(page)
    ticked = {name for name, given in Seen(page.text).inputs.items() if "checked" in given}
    assert not [name for name in ticked if name.startswith("right-")]
