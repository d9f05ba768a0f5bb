"""Requests counted without names, and the report of a year for the supervisory authority: PDF and CSV."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from app.casework.desk import Desk
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.letters.languages import WORDS, date_in_words
from app.letters.model import PlainValue
from app.letters.text import Block, Document, Heading, Paragraph
from app.letters.text import Span as Words
from app.letters.text import Table as Grid
from app.statistics.model import Dimension, Span, Statistics, Step, Table
from app.statistics.rules import check_span, told, unit_of, year_span

Labels = Mapping[Dimension, Mapping[str, Text]]
"""What the codes of a dimension mean; one that is not in it stands for itself."""

KEPT_BACK: Final = "–"  # noqa: RUF001 - a dash, as in any table
"""What stands in a table for a cell that is kept back."""

DIMENSIONS: Final[Mapping[Dimension, Text]] = {
    Dimension.RIGHT: Text("Recht", "Right", "Droit"),
    Dimension.OUTCOME: Text("Uitkomst", "Outcome", "Résultat"),
    Dimension.CHANNEL: Text("Kanaal", "Channel", "Canal"),
    Dimension.TIMELINESS: Text("Op tijd", "In time", "Dans le délai"),
    Dimension.EXTENSION: Text("Verlenging", "Extension", "Prolongation"),
    Dimension.ENTITY: Text("Entiteit", "Entity", "Entité"),
    Dimension.MONTH: Text("Maand van ontvangst", "Month of receipt", "Mois de réception"),
}
STEPS: Final[Mapping[Step, Text]] = {
    Step.IDENTITY: Text("Identiteit nagaan", "Checking identity", "Vérification de l'identité"),
    Step.SEARCH: Text("Gegevens zoeken", "Searching data", "Recherche des données"),
    Step.DECISION: Text("Beslissen", "Deciding", "Décision"),
    Step.ANSWER: Text("Antwoorden", "Answering", "Réponse"),
    Step.CLOSURE: Text("Afsluiten", "Closing", "Clôture"),
    Step.WHOLE: Text("Van ontvangst tot antwoord", "From receipt to answer", "De la réception à la réponse"),
}  # fmt: skip
_TITLE: Final = Text(
    "Verzoeken over persoonsgegevens in {year}",
    "Requests about personal data in {year}",
    "Demandes relatives aux données à caractère personnel en {year}",
)
_INTRO: Final = Text(
    "Dit verslag telt de verzoeken die in {year} binnenkwamen. Het noemt geen personen.",
    "This report counts the requests that came in during {year}. It names nobody.",
    "Ce rapport compte les demandes reçues en {year}. Il ne nomme personne.",
)
_NOTE: Final = Text(
    "{mark} betekent: we tonen dit aantal niet. Aantallen onder de vijf tonen we nooit. Soms laten we ook een groter "
    "aantal weg, want anders kunt u het kleine aantal berekenen.",
    "{mark} means: this number is not shown. Numbers under five are never shown. Sometimes a larger number is left out "
    "too, because the small one could be worked out otherwise.",
    "{mark} signifie : ce nombre n'est pas affiché. Les nombres inférieurs à cinq ne le sont jamais. Parfois, un nombre "
    "plus grand est omis aussi, car il permettrait de calculer le petit.",
)
_CASES: Final = Text("Aantal verzoeken", "Number of requests", "Nombre de demandes")
_CLAIMS: Final = Text("Aantal gevraagde rechten", "Number of rights exercised", "Nombre de droits exercés")  # fmt: skip
_COUNTED: Final = Text("Wat we tellen", "What is counted", "Ce qui est compté")
_CONTENTS: Final = Text("In dit verslag", "In this report", "Dans ce rapport")
_TOTAL: Final = Text("Samen", "Together", "Total")
_DAYS: Final = Text("Dagen per stap", "Days per step", "Jours par étape")
_MEDIAN: Final = Text("Helft binnen", "Half within", "La moitié dans")
_NINTH: Final = Text("Negen op tien binnen", "Nine in ten within", "Neuf sur dix dans")
_STEP: Final = Text("Stap", "Step", "Étape")


def count_requests(desk: Desk, span: Span, *, entities: frozenset[str], at: datetime) -> Statistics:
    """Return the counts of a span as they may be told to who sees these entities. Raises SpanInvalid."""
    check_span(span)
    raw = desk.statistics.count(span, entities=entities, on=brussels_date(at))
    return told(span, raw)


def as_csv(found: Statistics) -> bytes:
    """Return the counts as a table of rows: what is kept back is empty and says so."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(("from", "to", "entity", "table", "unit", "cell", "value", "suppressed"))
    span = found.span
    head = (span.since.isoformat(), span.until.isoformat(), span.entity or "")
    for table, unit, cell, value in _rows(found):
        hidden = "true" if value is None else "false"
        rows.writerow((*head, table, unit, cell, "" if value is None else value, hidden))
    return out.getvalue().encode()


def _rows(found: Statistics) -> Iterator[tuple[str, str, str, float | None]]:
    yield "total", "cases", "total", found.cases
    yield "total", "claims", "total", found.claims
    for table in found.tables:
        for cell, value in table.cells.items():
            yield table.dimension.value, unit_of(table.dimension), cell, value
    for step, duration in found.durations.items():
        yield "duration", "daysMedian", step.value, duration.median if duration else None
        yield "duration", "daysNinthDecile", step.value, duration.ninth if duration else None


def report_pdf(
    desk: Desk, year: int, found: Statistics, *, labels: Labels, language: Language, at: datetime
) -> bytes:
    """Return the report of a year as a sealed PDF/A with its tags. Raises LetterNotPrintable."""
    document = Document(
        _TITLE.into(language).format(year=year), tuple(_blocks(found, year, labels, language))
    )
    return desk.press.sheet(
        _frame(desk, year, language, on=brussels_date(at)), document, at=at
    )  # fmt: skip


def report_span(year: int) -> Span:
    """Return the span of the report of a year."""
    return year_span(year)


def _frame(desk: Desk, year: int, language: Language, *, on: date) -> dict[str, PlainValue]:
    controller = desk.register.controller
    return {
        "language": language.value,
        "reference": str(year),
        "sender": [controller.name.into(language), *controller.address],
        "addressee": [],
        "info": [[WORDS[language].date, [date_in_words(on, language)]]],
        "notes": [],
        "contents": _CONTENTS.into(language),
        "place": controller.address[-1] if controller.address else "",
    }


def _blocks(found: Statistics, year: int, labels: Labels, language: Language) -> Iterator[Block]:
    yield _paragraph(_INTRO.into(language).format(year=year))
    yield _paragraph(_NOTE.into(language).format(mark=KEPT_BACK))
    yield _grid(
        (_COUNTED.into(language), _TOTAL.into(language)),
        [
            (_CASES.into(language), _shown(found.cases)),
            (_CLAIMS.into(language), _shown(found.claims)),
        ],
    )
    for table in found.tables:
        yield Heading(2, (Words(DIMENSIONS[table.dimension].into(language)),))
        yield _counted(table, labels.get(table.dimension, {}), language)
    yield Heading(2, (Words(_DAYS.into(language)),))
    yield _grid(
        (_STEP.into(language), _MEDIAN.into(language), _NINTH.into(language)),
        [
            (
                STEPS[step].into(language),
                _shown(one.median if one else None),
                _shown(one.ninth if one else None),
            )
            for step, one in found.durations.items()
        ],
    )


def _counted(table: Table, labels: Mapping[str, Text], language: Language) -> Grid:
    unit = _CLAIMS if unit_of(table.dimension) == "claims" else _CASES
    rows = [
        (labels[cell].into(language) if cell in labels else cell, _shown(value))
        for cell, value in table.cells.items()
    ]
    total = (_TOTAL.into(language), _shown(table.total))
    return _grid((DIMENSIONS[table.dimension].into(language), unit.into(language)), [*rows, total])


def _shown(value: float | None) -> str:
    return KEPT_BACK if value is None else f"{value:g}"


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Words(text),))


def _grid(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Grid:
    return Grid(_cells(header), tuple(map(_cells, rows)))


def _cells(texts: tuple[str, ...]) -> tuple[tuple[Words, ...], ...]:
    return tuple((Words(text),) for text in texts)
