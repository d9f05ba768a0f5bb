"""Letters as PDF: archival, accessible, printable in our scripts or stopped, and saying what they were given."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from html import unescape
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from app.language import Language, Text
from app.letters import compose
from app.letters.fonts import FontsMissing, LetterNotPrintable, load_fonts, script_of
from app.letters.model import CopyAnnex, LetterContext, LetterFrame, LetterKind, SystemSearch
from app.letters.render import Press, html
from app.letters.text import clean, document, environment
from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # the library has no types
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.letter_examples import AT, access, annex, arguments, article15, frame, letters

TEXTS = Path(__file__).parents[3] / "templates" / "letters"
TEMPLATES = environment(TEXTS)
LAYOUT = (TEXTS / "layout.typ").read_bytes()
PRESS = Press(LAYOUT, load_fonts())


def pdf(context: LetterContext, press: Press = PRESS) -> bytes:
    """Set the letter, without a seal."""
    set_in: Any = context.values["frame"]
    return press.pdf(set_in, document(TEMPLATES, context), at=AT)


def page_texts(content: bytes) -> list[str]:
    """Extract the text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def run(text: str) -> str:
    """Return the characters without what line breaking adds or takes away."""
    return re.sub(r"[\s\u200b\u00ad-]", "", text)


def extracted(content: bytes) -> str:
    """Return all the text, free of line breaks."""
    return run("".join(page_texts(content)))


@pytest.mark.parametrize("language", Language)
def test_every_letter_declares_its_levels_and_carries_what_they_ask(language: Language) -> None:
    for context in letters(language):
        with pikepdf.open(BytesIO(pdf(context))) as made:
            check_levels(made, language)


def check_levels(made: pikepdf.Pdf, language: Language) -> None:
    """Check what a file must carry to be PDF/A-2a and PDF/UA-1, as far as it can be seen without veraPDF."""
    packet = made.Root.Metadata.read_bytes().decode()
    for declared in (
        "<pdfaid:part>2<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
        f"<rdf:li>{language.value}<",
    ):
        assert declared in packet
    assert made.Root.MarkInfo.Marked
    assert made.Root.StructTreeRoot.K
    assert made.Root.Lang == language.value
    assert made.Root.ViewerPreferences.DisplayDocTitle
    assert "DSR-7K3M-9QX1" in str(made.docinfo["/Title"])
    assert made.Root.OutputIntents
    descriptors = [
        o for o in made.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o
    ]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptors)


def structure(made: pikepdf.Pdf) -> list[str]:
    """Return the structure types of the tags, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for inner in node:
                walk(inner)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S))
            walk(node.get("/K"))

    walk(made.Root.StructTreeRoot.K)
    return found


def test_the_tags_say_what_is_a_heading_a_list_and_a_table() -> None:
    with pikepdf.open(BytesIO(pdf(access(frame())))) as made:
        tags = structure(made)
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= set(tags)
    assert tags.count("/H1") == 1
    assert tags.index("/H1") < tags.index("/H2") < tags.index("/H3")


def test_each_page_carries_reference_and_number_and_tables_repeat_their_head() -> None:
    pages = page_texts(pdf(access(frame())))
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in text
        assert "DSR-7K3M-9QX1" in text
    assert sum("Bewaartermijn" in text for text in pages) == 2


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_a_translation_says_on_top_that_it_is_one(language: Language) -> None:
    first = page_texts(pdf(access(frame(language))))[0]
    assert "Informatieve vertaling; enkel de Nederlandse tekst geldt." in first
    assert "Informatieve vertaling" not in page_texts(pdf(access(frame())))[0]


def test_the_demo_seal_says_so_and_a_real_one_does_not() -> None:
    real = replace(frame(), demo_seal=False)
    assert "demozegel" in extracted(pdf(access(frame())))
    assert "demozegel" not in extracted(pdf(access(real)))


def test_the_same_letter_at_the_same_time_is_the_same_file() -> None:
    assert pdf(access(frame())) == Press(LAYOUT, load_fonts()).pdf(
        access(frame()).values["frame"],  # type: ignore[arg-type] # plain values
        document(TEMPLATES, access(frame())),
        at=AT,
    )


# Every value of register and dossier, changed in turn.

NOT_PRINTED = ("_id", "special_flag", "_applies", "outcome", "right", "gaps")
HOLDERS = ("article15.dpo.abbreviation", "article15.dpo.number")
"""The letter says DPO in its own words, and a DPO has no enterprise number."""

Place = tuple[str | int, ...]


def leaves(value: object, path: Place = ()) -> Iterator[Place]:
    """Yield the path of every value a letter can print."""
    if isinstance(value, Text | str | date) or type(value) is int:
        yield path
        return
    inside: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif is_dataclass(value):
        inside = ((f.name, getattr(value, f.name)) for f in fields(value))
    elif isinstance(value, tuple):
        inside = enumerate(value)
    for step, inner in inside:
        if not str(step).endswith(NOT_PRINTED):
            yield from leaves(inner, (*path, step))


def changed(value: Any, path: Place, to: Any) -> Any:
    """Return `value` with the leaf at `path` made `to`."""
    if not path:
        return Text(to) if isinstance(value, Text) else to
    step, rest = path[0], path[1:]
    match value:
        case dict():
            return value | {step: changed(value[step], rest, to)}
        case tuple():
            place = int(step)
            return (*value[:place], changed(value[place], rest, to), *value[place + 1 :])
        case _:
            return replace(value, **{str(step): changed(getattr(value, str(step)), rest, to)})


def at(value: Any, path: Place) -> Any:
    """Return the leaf at `path`."""
    for step in path:
        value = getattr(value, str(step)) if is_dataclass(value) else value[step]
    return value


def other(value: object, path: Place, number: int) -> tuple[Any, str]:
    """Return another value for a leaf, unlike all others, and how the letter prints it."""
    match value:
        case datetime():
            return datetime(2031, 5, 1 + number % 28, 12, tzinfo=UTC), f"{1 + number % 28}mei2031"
        case date():
            return date(2032, 5, 1 + number % 28), f"{1 + number % 28}mei2032"
        case int() if path[-1] == "size":
            return 777_700 + 100 * number, f"{777.7 + number / 10:.1f}kB".replace(".", ",")
        case int():
            return 777_000 + number, f"777.{number:03}"
        case str() if "bases" in path and path[-1] == "code":
            return f"{700 + number}.1.b", f"artikel{700 + number}(1)(b)AVG"
        case _:
            return f"Zqx{number:03}w", f"Zqx{number:03}w"


def dossier() -> dict[str, Any]:
    """Return the arguments of a small L06, with every optional value there."""
    full = article15()
    own = [replace(full.purposes[0], purpose_id=f"own{i}") for i in range(2)]
    categories = [
        replace(full.categories[2], purposes=(own[0],)),
        replace(
            full.categories[13],
            purposes=(own[1],),
            retention=(Text("9 jaar"),),
            recipients=("Bakker nv",),
        ),
    ]
    told = replace(
        full,
        categories=tuple(categories),
        purposes=full.purposes[:2],
        possible_recipients=full.possible_recipients[:2],
        retention=replace(full.retention, period=Text("5 jaar")),
        controller=replace(full.controller, email="info@voorbeeld.example"),
    )
    return arguments() | {
        "article15": told,
        "annex": replace(annex(), files=annex().files[:1]),
        "searches": (SystemSearch(Text("Vlimpers"), date(2026, 11, 20), 3, (Text("traag"),)),),
    }


VALUES = [p for p in leaves(dossier()) if not ".".join(map(str, p)).startswith(HOLDERS)]


@pytest.mark.parametrize(
    ("number", "path"), list(enumerate(VALUES)), ids=[".".join(map(str, p)) for p in VALUES]
)
def test_a_change_of_one_value_of_register_or_dossier_changes_the_letter(
    number: int, path: Place
) -> None:
    given = dossier()
    value, found = other(at(given, path), path, number)
    before, after = (text_of(access(frame(), **g)) for g in (given, changed(given, path, value)))
    assert found not in before
    assert found in after


def text_of(context: LetterContext) -> str:
    """Return all the text of the letter, letterhead included, free of line breaks."""
    page = html(context.values["frame"], document(TEMPLATES, context))  # type: ignore[arg-type] # plain values
    return run(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)))


def test_every_value_of_register_and_dossier_is_in_the_text_of_the_pdf() -> None:
    given, wanted = dossier(), []
    for number, path in enumerate(VALUES):
        value, found = other(at(given, path), path, number)
        given = changed(given, path, value)
        wanted.append(found)
    text = extracted(pdf(access(frame(), **given)))
    missing = [".".join(map(str, p)) for p, w in zip(VALUES, wanted, strict=True) if w not in text]
    assert missing == []


def test_the_hash_of_the_descriptor_is_printed_whole() -> None:
    digest = "0123456789abcdef" * 4
    content = pdf(access(frame(), annex=CopyAnnex((), digest, 0)))
    assert any(digest in text for text in page_texts(content))


# Names of all kinds.


def named(name: str) -> LetterFrame:
    """Return a frame for somebody called `name`."""
    of = frame()
    requester = replace(of.case.requester, given_name=name, family_name="")
    return replace(of, case=replace(of.case, requester=requester), addressee_lines=(name, "Gent"))


def withdrawn(name: str) -> LetterContext:
    """Return a short letter to somebody called `name`."""
    return compose.withdrawal(named(name), withdrawn_on=date(2026, 11, 24))


@pytest.mark.parametrize(
    "name",
    [
        "Đặng Thị Hương",
        "Łukasz Żółć",
        "Αλέξης Παπαδόπουλος",
        "Юрий Щербаков",
        "Şebnem I\u011fd\u0131r",
        "José Núñez-O\u2019Brien",
        "Zoë d'Hondt \u2013 Vañó",
        "Jean\u2011Luc",
        "e\u0301milie",
    ],
)
def test_a_name_in_latin_greek_or_cyrillic_comes_out_as_it_is(name: str) -> None:
    assert run(clean(name)) in extracted(pdf(withdrawn(name)))


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("محمد العربي", "Arabisch"),
        ("김민수", "Hangul (Koreaans)"),
        ("Anna 😀", "emoji of ander symbool"),
        ("שרה", "Hebreeuws"),
        ("王芳", "Chinees of Japans (Han)"),
        ("さくら", "Japans (hiragana)"),
        ("ლ", "Georgisch"),
        ("ᚠ", "Runic"),
        ("A\ue000", "onbekend teken"),
    ],
)
def test_a_script_without_a_font_stops_the_letter_and_is_named(name: str, script: str) -> None:
    with pytest.raises(LetterNotPrintable) as stopped:
        pdf(withdrawn(name))
    assert stopped.value.facts == {"script": script}
    assert name not in str(stopped.value)
    assert stopped.value.__cause__ is None


def korean_font(folder: Path) -> Path:
    """Make a font of our own shapes that holds nothing but the letters of a Korean name."""
    own = resources.files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
    font = TTFont(str(own))
    for table in font["cmap"].tables:
        table.cmap = dict(zip(map(ord, "김민수"), "ABC", strict=True)) if table.isUnicode() else {}
    for record in font["name"].names:
        record.string = "ProefHangul"
    font.save(folder / "proef.ttf")
    return folder


def test_a_wider_font_prints_what_ours_does_not_hold(tmp_path: Path) -> None:
    wider = Press(LAYOUT, load_fonts(korean_font(tmp_path)))
    content = pdf(withdrawn("김민수"), wider)
    assert "김민수" in extracted(content)
    with pikepdf.open(BytesIO(content)) as made:
        check_levels(made, Language.NL)


def test_a_font_folder_without_fonts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing):
        load_fonts(tmp_path)


def test_a_script_of_no_name_at_all_is_said_to_be_unknown() -> None:
    assert script_of("\uffff").nl == "onbekend teken"


PRINTABLE = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cf", "Zs"))
    | st.sampled_from(" \nąŁβЖ"),
    min_size=1,
    max_size=60,
)


@settings(max_examples=25)
@given(PRINTABLE)
def test_any_value_is_literal_text_of_the_pdf(value: str) -> None:
    doubt = f"A{value}Z"
    letter = compose.identity_request(frame(), doubt=doubt, means=("inPerson",), credited=True)
    assert run(clean(doubt)) in extracted(pdf(letter))


def test_a_word_without_end_stays_on_the_page() -> None:
    endless = "x" * 400
    content = pdf(
        compose.identity_request(frame(), doubt=endless, means=("inPerson",), credited=True)
    )
    lines = [line for text in page_texts(content) for line in text.splitlines() if "xxx" in line]
    assert "".join(lines).replace("\u200b", "") == endless
    assert max(len(line) for line in lines) < 120


# The preview.


@pytest.mark.parametrize("language", Language)
def test_the_preview_names_its_language_and_says_what_the_pdf_says(language: Language) -> None:
    for context in letters(language):
        text = document(TEMPLATES, context)
        page = html(context.values["frame"], text)  # type: ignore[arg-type] # plain values
        assert page.startswith(f'<!doctype html><html lang="{language.value}">')
        shown = run(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)))
        addressee = "Karel Kok" if context.kind is LetterKind.MANDATE_MISSING else "Anna Peeters"
        for line in (text.subject, "DSR-7K3M-9QX1", addressee):
            assert run(line) in shown


def test_the_preview_escapes_every_value() -> None:
    trick = '<script>alert(1)</script>&amp;"'
    context = withdrawn(trick)
    page = html(context.values["frame"], document(TEMPLATES, context))  # type: ignore[arg-type] # plain values
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;") == 2
