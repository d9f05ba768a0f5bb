"""What goes into the copy of a claim and what stays back on which ground: by decision, by mark, by passage, by Art. 20."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.cases.model import Case, Claim
from app.casework.desk import Desk
from app.casework.facts import holdings_of, system_labels
from app.casework.withheld_documents import redacted
from app.decisions.grounds import GROUNDS
from app.decisions.model import DecisionKind, EffectiveDecision
from app.decisions.portable import Carried, authentic_sources, carried
from app.exports.model import ExportTable, Withheld
from app.exports.portable import OTHERS, PortableHolding, narrowed, portable
from app.exports.rules import (
    THIRD_PARTY_GROUND,
    elements_line,
    passage_lines,
    refused_line,
    withheld_lines,
)
from app.kit.vault import CaseKey
from app.personnel.model import Document, Dossier, Element, Holding, PersonalRecord, SourceAnswer
from app.personnel.withholdings import ByRecord, by_record, given
from app.register.model import Article15, Category, CategoryLine
from app.rights.portability import PORTABILITY


@dataclass(frozen=True, slots=True)
class Contents:
    """The tables of a copy, and what is left out of it."""

    tables: tuple[ExportTable, ...]
    left_out: tuple[Withheld, ...]


def contents_of(
    desk: Desk,
    case: Case,
    claim: Claim,
    decided: Sequence[EffectiveDecision],
    *,
    dossier: Dossier,
    article15: Article15,
    each: bool,
) -> Contents:
    """Return what the copy of a claim holds; `decided` is what was decided on that claim.

    With `each` every record that stays back has a line of its own; without, they are counted and
    hardly anything is read.
    """
    maker = _Maker(desk, case, claim, decided, article15=article15, each=each)
    tables: list[ExportTable] = []
    left_out: list[Withheld] = []
    for answer in dossier.answers:
        table, lines = maker.of(answer)
        tables += [table] if table is not None else []
        left_out += lines
    return Contents(tuple(tables), tuple(left_out))


class _Maker:
    """Makes a table of each answer; what all of them need is worked out once."""

    def __init__(
        self,
        desk: Desk,
        case: Case,
        claim: Claim,
        decided: Sequence[EffectiveDecision],
        *,
        article15: Article15,
        each: bool,
    ) -> None:
        self._desk, self._case, self._decided, self._each = desk, case, decided, each
        self._narrow = claim.right == PORTABILITY.right_id
        self._refused = refused_categories(decided)
        self._lines = {line.category_id: line for line in article15.categories}
        self._holdings = {(h.system, h.name): h for h in holdings_of(desk)}
        self._labels = system_labels(desk)
        self._categories = {c.category_id: c for c in desk.register.categories}
        self._withholdings = desk.withholdings.of_case(case.case_id)
        self._key = desk.cases.key_of(case.case_id)
        self._known: dict[str, Carried] = {}

    def of(self, answer: SourceAnswer) -> tuple[ExportTable | None, tuple[Withheld, ...]]:
        """Return the table of one answer, if any of it is given, and what stays back."""
        category = self._categories[answer.category_id]
        line = self._lines.get(answer.category_id) or self._empty_line(category, answer)
        if answer.category_id in self._refused:
            return None, _refused(answer, line, self._refused[answer.category_id])
        part = self._part(answer, line)
        if not self._narrow:
            return _table(part, part.holding, part.records), self._stays(
                part, part.holding, THIRD_PARTY_GROUND
            )
        return self._portable(part, category)

    def _part(self, answer: SourceAnswer, line: CategoryLine) -> "_Part":
        own = by_record(self._withholdings, system=answer.system, holding=answer.holding)
        return _Part(
            desk=self._desk,
            case_id=self._case.case_id,
            key=self._key,
            answer=answer,
            holding=self._holdings[answer.system, answer.holding],
            line=line,
            label=self._labels[answer.system].nl,
            withheld=own,
        )

    def _portable(
        self, part: "_Part", category: Category
    ) -> tuple[ExportTable | None, tuple[Withheld, ...]]:
        """Art. 20(1): what a granted use carries and the person provided, by automated means."""
        if category.category_id not in self._known:
            self._known[category.category_id] = carried(
                self._desk.register, category, self._decided
            )
        what = self._known[category.category_id]
        answer = part.answer
        if not answer.record_count or not what.something:
            return None, ()  # nothing held, or not part of what was asked
        found = portable(
            part.holding,
            decided=what.has,
            refused_on=what.codes[0],
            authentic=self._authentic(part.holding, what),
        )
        if found.holding is None:
            return None, tuple(_elements_lines(part, found, count=answer.record_count))
        places = found.places
        table = _table(part, found.holding, lambda: narrowed(part.records(), places))
        rows = answer.record_count - table.withheld_count
        elements = tuple(_elements_lines(part, found, count=rows)) if rows else ()
        return table, (*self._stays(part, found.holding, OTHERS), *elements)

    def _authentic(self, holding: Holding, what: Carried) -> Callable[[Element], bool]:
        sources = authentic_sources(self._desk.register)

        def follows(element: Element) -> bool:
            own = element.source_id or holding.source_id
            return own in sources or (
                element.source_id is None and element.register_element in what.authentic
            )

        return follows

    def _stays(self, part: "_Part", holding: Holding, ground: str) -> tuple[Withheld, ...]:
        """Return the records that stay back whole, and the passages taken out of others."""
        label = part.line.label.nl
        names = {element.name for element in holding.elements}
        whole: tuple[Withheld, ...] = ()
        if self._each:
            whole = withheld_lines(part.holding, label, record_ids=part.whole_ids(), ground=ground)
        elif part.whole_count:
            whole = withheld_lines(
                part.holding, label, record_ids=(None,), ground=ground, count=part.whole_count
            )
        passages = passage_lines(
            part.holding,
            label,
            [w for own in part.partly.values() for w in own if w.element in names],
            others=ground,
            texts=GROUNDS_IN_WORDS,
        )
        return (*whole, *passages)

    def _empty_line(self, category: Category, answer: SourceAnswer) -> CategoryLine:
        """Return the line of a category that was searched and is not held."""
        return CategoryLine(
            category_id=category.category_id,
            label=category.label,
            special=category.special_flag != "none",
            record_count=0,
            withheld_count=0,
            systems=(self._labels[answer.system],),
            purposes=(),
            retention=(),
            sources=(),
            recipients=(),
        )


def as_given(desk: Desk, case: Case, dossier: Dossier) -> Dossier:
    """Return the dossier with the records that stay back whole counted as the handlers reviewed them."""
    standing = desk.withholdings.of_case(case.case_id)
    if not standing:
        return dossier
    key = desk.cases.key_of(case.case_id)
    answers = []
    for answer in dossier.answers:
        own = by_record(standing, system=answer.system, holding=answer.holding)
        stays = _whole_ids(desk, case.case_id, key, answer, own) if own else ()
        count = sum(1 for _ in stays) if own else answer.third_party_count
        answers.append(replace(answer, third_party_count=count))
    return replace(dossier, answers=tuple(answers))


def _whole_ids(
    desk: Desk, case_id: str, key: CaseKey, answer: SourceAnswer, withheld: ByRecord
) -> Iterator[str]:
    """Yield the records that stay back whole: marked and not looked at, or withheld so."""
    if answer.third_party_count:
        marked = desk.dossiers.withheld_ids(case_id, key, answer.system, answer.holding)
        yield from (i for i in marked if i not in withheld)
    yield from (i for i, own in withheld.items() if any(one.element is None for one in own))


@dataclass(frozen=True)
class _Part:
    """One holding that was searched, with all that is needed to read it."""

    desk: Desk
    case_id: str
    key: CaseKey
    answer: SourceAnswer
    holding: Holding
    line: CategoryLine
    label: str
    withheld: ByRecord

    def collected(self) -> Iterator[list[PersonalRecord]]:
        """Yield what was collected, records on others included."""
        answer = self.answer
        return self.desk.dossiers.records(self.case_id, self.key, answer.system, answer.holding)

    def records(self) -> Iterator[list[PersonalRecord]]:
        """Yield what may be handed over."""
        return given(self.holding, self.collected(), self.withheld)

    def content(self, document: Document) -> Iterator[bytes]:
        """Yield a document as it may be handed over."""
        pieces = self.desk.dossiers.document(self.case_id, self.key, document)
        if document.without:
            return iter((redacted(pieces, document, self.key),))
        return pieces

    @property
    def partly(self) -> ByRecord:
        """Records of which passages stay back."""
        return {
            i: own
            for i, own in self.withheld.items()
            if all(one.element is not None for one in own)
        }

    def whole_ids(self) -> Iterator[str]:
        """Yield the records that stay back whole."""
        return _whole_ids(self.desk, self.case_id, self.key, self.answer, self.withheld)

    @cached_property
    def whole_count(self) -> int:
        """How many records stay back whole; the records are read only where passages are withheld."""
        if not self.withheld:
            return self.answer.third_party_count
        return sum(1 for _ in self.whole_ids())


GROUNDS_IN_WORDS = {
    code: (", ".join(g.articles), g.sentence.nl) for code, g in GROUNDS.items() if g.articles
}
"""Ground code -> its articles and its sentence, as the list of what was left out tells them."""


def _table(
    part: _Part, holding: Holding, records: Callable[[], Iterator[list[PersonalRecord]]]
) -> ExportTable:
    return ExportTable(
        holding=holding,
        category=part.line,
        system_label=part.label,
        extracted_at=part.answer.searched_at,
        records=records,
        withheld_count=part.whole_count,
        content=part.content,
    )


def _elements_lines(part: _Part, found: PortableHolding, *, count: int) -> Iterator[Withheld]:
    for code, names in found.left_out.items():
        article, reason = GROUNDS_IN_WORDS[code]
        yield elements_line(
            part.holding,
            part.line.label.nl,
            elements=names,
            count=count,
            ground_code=code,
            article=article,
            reason=reason,
        )


def refused_categories(decisions: Sequence[EffectiveDecision]) -> dict[str, tuple[str, ...]]:
    """Return the categories of which nothing is given, with the ground codes that carry it."""
    by_category: dict[str, list[EffectiveDecision]] = {}
    for decided in decisions:
        if decided.proposal is not None:
            by_category.setdefault(decided.proposal.category_id, []).append(decided)
    return {
        category_id: tuple(
            dict.fromkeys(code for d in decided if d.line for code in d.line.ground_codes)
        )
        for category_id, decided in by_category.items()
        if all(d.line is not None and d.line.decision is DecisionKind.REFUSE for d in decided)
    }


def _refused(
    answer: SourceAnswer, line: CategoryLine, codes: Sequence[str]
) -> tuple[Withheld, ...]:
    if not answer.record_count:
        return ()
    grounds = [GROUNDS[code] for code in codes]
    articles = tuple(article for ground in grounds for article in ground.articles)
    return (
        refused_line(
            answer,
            line.label.nl,
            ground_code="|".join(codes),
            article=", ".join(dict.fromkeys(articles)),
            reason=" ".join(ground.sentence.nl for ground in grounds),
        ),
    )
