"""Each letter says what the rule base asks of it (section 7.3), in each language."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from app.language import Language
from app.letters.catalogue import TO_OTHERS
from app.letters.model import LetterContext, LetterKind
from app.letters.text import Block, Box, Heading, ListBlock, Paragraph, Span, Table, document
from app.letters.text import environment as texts
from tests.letter_examples import letters

TEMPLATES = texts(Path(__file__).parents[3] / "templates" / "letters")

MANDATORY: dict[str, tuple[tuple[str, ...], ...]] = {
    "L01": (("3 november 2026",), ("inzage",), ("3 december 2026",), ("gratis",), ("identiteit",), ("intrekken",)),
    "L02": (("kennen we niet", "twee personen"), ("manier",), ("geschorst", "schorsen"), ("3 december 2026",)),
    "L03": (("11 november 2026",), ("kennen we niet",), ("Dek alles af",), ("Zonder bewijs behandelen we uw verzoek",), ("3 december 2026",)),
    "L04": (("1.540 records",), ("loongegevens",), ("Loonmotor",), ("alles",), ("geschorst sinds 11 november 2026",), ("9 december 2026",), ("volledig antwoord",)),
    "L05": (("vier systemen",), ("2 februari 2027",), ("al klaar",)),
    "L06": (("verwerkt persoonsgegevens over u",), ("Vlimpers Leren",), ("verwerkingsverantwoordelijke",), ("rechtsgrond", "Rechtsgrond"), ("bewaren",), ("Automatische beslissingen",), ("Economische Ruimte",), ("controlegetal",)),
    "L07": (("Vroeger",), ("Nu",), ("24 november 2026",)),
    "L08": (("gewist",), ("back-ups",), ("35 dagen",), ("ontvanger",)),
    "L09": (("loongegevens",), ("De reden:",), ("mogen we ze nog gebruiken",), ("eerst een brief",)),
    "L10": (("rust dat gebruik sinds 3 november 2026",), ("wegen uw redenen",), ("3 december 2026",)),
    "L11": (("sinds 3 november 2026",), ("Zo wogen we uw redenen",)),
    "L12": (("data/01/tabel",), ("CSV",), ("JSON",), ("datapackage.json",), ("5f1d5f1d",)),
    "L13": (("privé e-mailadres",), ("met ingang van 3 november 2026",), ("blijft geldig",)),
    "L14": (("code R",), ("De regel:",), ("De feiten:",)),
    "L15": (("11 november 2026",), ("25 november 2026",), ("kennen we niet",), ("doen niets met uw verzoek", "doen niets met dit deel van uw verzoek"), ("heropenen",), ("R12-ID",)),
    "L16": (("inzage",), ("niets meer mee",), ("nieuw verzoek",)),
    "L17": (("Het klopt.",), ("11 december 2026",), ("loongegevens",)),
    "L18": (("loongegevens",), ("24 november 2026",), ("Bevestig",)),
    "L19": (("Vlaams Pensioenfonds",), ("25 november 2026", "nog niemand")),
    "L20": (("Federale Pensioendienst",), ("Voorbeeldplein 2", "Vraag het ons",), ("beslist zelf",), ("Wat we zelf beantwoorden",)),
    "L21": (("mandaat",), ("handtekening",), ("welke rechten",), ("niet of we gegevens",)),
    "L22": (("zesde verzoek",), ("30 euro",), ("trekt uw verzoek in",)),
    "L23": (("excuses",), ("twee weken stil",), ("18 december 2026",)),
    "L24": (("geen persoonsgegevens",), ("Vlimpers Leren",), ("Uw verzoek zelf verwerken we",)),
}  # fmt: skip
"""Kind -> what every letter of it says; of alternatives one is enough."""

IN_PART: dict[str, tuple[str, ...]] = {
    "L07": ("aanvullende verklaring", "Laat ze daar verbeteren", "bewaren we ons gegeven alleen", "Vlaams Pensioenfonds", "code R16-OPINION"),
    "L08": ("blijven we bewaren", "loonstaten tien jaar", "31 december 2036", "U kreeg tot 2026 loon", "code R17-3B", "Maaltijdbon nv"),
    "L09": ("om uw loon te betalen", "code R18-NO-GROUND"),
    "L11": ("Vanaf 11 december 2026 eindigt de beperking", "badgeregistraties", "code R21-COMPELLING"),
    "L12": ("zitten niet in het pakket", "code R20-BASIS", "Vraag dan inzage", "R-2026-0042", "24 januari 2027"),
    "L13": ("hangt niet af van uw toestemming", "crisiscommunicatie", "Voor iets anders gebruiken we"),
}  # fmt: skip
"""Kind -> what it says where something is refused or stays."""

COMPLAINT = {
    Language.NL: ("klacht indienen", "Vlaamse Toezichtcommissie", "rechtbank"),
    Language.FR: ("introduire une réclamation", "Vlaamse Toezichtcommissie", "justice"),
    Language.EN: ("can complain", "Flemish Supervisory Commission", "court"),
}
WITHOUT_COMPLAINT = {LetterKind.RECEIPT, LetterKind.RECIPIENT_NOTICE}
"""The first decides nothing; the second goes to a recipient."""


def words(blocks: Iterable[Block]) -> str:
    """Return all the text of a letter."""
    return "\n".join(_words(block) for block in blocks)


def _words(block: Block) -> str:
    match block:
        case Heading(_, spans) | Paragraph(spans):
            return _text(spans)
        case ListBlock(_, items):
            return "\n".join(words(item) for item in items)
        case Table(header, rows):
            return "\n".join(_text(cell) for row in (header, *rows) for cell in row)
        case Box(inner):
            return words(inner)


def _text(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def read(context: LetterContext) -> str:
    made = document(TEMPLATES, context)
    return f"{made.subject}\n{words(made.blocks)}"


def of_kind(kind: LetterKind, language: Language) -> list[LetterContext]:
    return [context for context in letters(language) if context.kind is kind]


def test_every_kind_has_its_mandatory_content() -> None:
    assert set(MANDATORY) == {kind.value for kind in LetterKind}


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_what_its_kind_must(kind: LetterKind) -> None:
    for context in of_kind(kind, Language.NL):
        said = read(context)
        missing = [any_of for any_of in MANDATORY[kind.value] if not any(x in said for x in any_of)]
        assert missing == []


@pytest.mark.parametrize("kind", IN_PART)
def test_a_partial_outcome_says_what_stays_and_why(kind: str) -> None:
    said = [read(c) for c in of_kind(LetterKind(kind), Language.NL)]
    assert any(all(x in letter for x in IN_PART[kind]) for letter in said)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", sorted(set(LetterKind) - WITHOUT_COMPLAINT))
def test_complaint_and_court_stand_in_every_letter_that_decides(
    kind: LetterKind, language: Language
) -> None:
    for context in of_kind(kind, language):
        said = read(context)
        assert [x for x in COMPLAINT[language] if x not in said] == []


@pytest.mark.parametrize("kind", LetterKind)
def test_a_decision_comes_in_the_first_lines(kind: LetterKind) -> None:
    for context in of_kind(kind, Language.NL):
        greeting, first = document(TEMPLATES, context).blocks[:2]
        assert isinstance(greeting, Paragraph)
        assert isinstance(first, Paragraph)
        assert first.spans[0].strong


@pytest.mark.parametrize("kind", sorted(set(LetterKind) - TO_OTHERS))
def test_reference_dates_right_deadline_and_handler_head_every_letter(kind: LetterKind) -> None:
    for context in of_kind(kind, Language.NL):
        frame = context.values["frame"]
        assert isinstance(frame, dict)
        head = str(frame["info"])
        for said in ("DSR-7K3M-9QX1", "25 november 2026", "3 november 2026", "Clara Claes"):
            assert said in head
        assert len(frame["info"]) == 6


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_a_translation_of_any_kind_is_marked_and_in_its_language(language: Language) -> None:
    for context in letters(language):
        frame = context.values["frame"]
        assert isinstance(frame, dict)
        assert "Informatieve vertaling; enkel de Nederlandse tekst geldt." in str(frame["notes"])
        said = read(context)
        for dutch in ("Uw vraag", "Niet akkoord", "Met vriendelijke groeten"):
            assert dutch not in said


@pytest.mark.parametrize("language", Language)
def test_l21_says_nothing_of_the_person(language: Language) -> None:
    [context] = of_kind(LetterKind.MANDATE_MISSING, language)
    everything = f"{context.values} {read(context)}"
    assert "Karel Kok" in everything
    for ours in ("Anna", "Peeters", "Dorpsstraat"):
        assert ours not in everything


def test_l10_names_uses_and_confirms_nothing() -> None:
    [context] = of_kind(LetterKind.OBJECTION_INTERIM, Language.NL)
    said = read(context)
    assert "Gebruiken we gegevens over u voor het volgende" in said
    assert "Deze brief zegt niets over wat we wel of niet over u hebben." in said
