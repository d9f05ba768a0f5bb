"""What is left out of a copy and what the person is told about it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.exports.model import Export, ExportState, Withheld
from app.personnel.model import Holding, SourceAnswer
from app.personnel.withholdings import Withholding

THIRD_PARTY_GROUND: Final = "R15-THIRD-PARTY"
OTHERS_ARTICLES: Final[Mapping[str, str]] = {
    THIRD_PARTY_GROUND: "AVG artikel 15, lid 4",
    "R20-THIRD-PARTY": "AVG artikel 20, lid 4",
}
"""Grounds for the rights of others, each for a copy of its own."""
PASSAGE_REASON: Final = (
    "In dit gegeven staat ook iets over iemand anders. Die persoon heeft recht op bescherming van"
    " zijn of haar gegevens. Daarom lieten we die passage weg. De rest kreeg u wel."
)
THIRD_PARTY_REASON: Final = (
    "Dit gegeven gaat ook over iemand anders. Die persoon heeft recht op bescherming van zijn of haar"
    " gegevens. Daarom geven we dit gegeven niet mee in uw kopie."
)
THIRD_PARTY_REMEDY: Final = (
    "Bent u het niet eens? Vraag onze functionaris voor gegevensbescherming om dit opnieuw te"
    " bekijken. U kunt ook een klacht indienen bij de toezichthouder of naar de rechter gaan. De"
    " adressen staan in onze brief."
)


def newest_packages(exports: Sequence[Export]) -> tuple[Export, ...]:
    """Return the newest closed package of each claim."""
    newest = {
        export.claim_id: export
        for export in exports
        if export.state is ExportState.CLOSED and export.package is not None
    }
    return tuple(newest.values())


def withheld_lines(
    holding: Holding,
    category_label: str,
    *,
    record_ids: Iterable[str | None],
    ground: str = THIRD_PARTY_GROUND,
    count: int = 1,
) -> tuple[Withheld, ...]:
    """Return a line for each record that is withheld whole because it holds data on others (Art. 15(4), 20(4)).

    None in `record_ids` stands for `count` records together.
    """
    return tuple(
        Withheld(
            category_id=holding.category_id,
            category_label=category_label,
            system=holding.system,
            holding=holding.name,
            record_id=record_id,
            count=count,
            ground_code=ground,
            article=OTHERS_ARTICLES[ground],
            reason=THIRD_PARTY_REASON,
            remedy=THIRD_PARTY_REMEDY,
        )
        for record_id in record_ids
    )


def passage_lines(
    holding: Holding,
    category_label: str,
    withholdings: Iterable[Withholding],
    *,
    others: str,
    texts: Mapping[str, tuple[str, str]],
) -> tuple[Withheld, ...]:
    """Return a line per record, element and ground, with how many passages stay back; never a passage.

    `others` is the ground that this copy names for the rights of others, `texts` the articles and
    the sentence of every other ground.
    """
    counted = Counter(
        (w.record_id, w.element or "", others if w.ground in OTHERS_ARTICLES else w.ground)
        for w in withholdings
    )
    return tuple(
        Withheld(
            category_id=holding.category_id,
            category_label=category_label,
            system=holding.system,
            holding=holding.name,
            record_id=record_id,
            count=count,
            ground_code=ground,
            article=OTHERS_ARTICLES.get(ground) or texts[ground][0],
            reason=PASSAGE_REASON if ground in OTHERS_ARTICLES else texts[ground][1],
            remedy=THIRD_PARTY_REMEDY,
            elements=(element,),
        )
        for (record_id, element, ground), count in counted.items()
    )


def elements_line(
    holding: Holding,
    category_label: str,
    *,
    elements: Sequence[str],
    count: int,
    ground_code: str,
    article: str,
    reason: str,
) -> Withheld:
    """Return the line of elements that are left out of every record of a table; `count` is the records."""
    return Withheld(
        category_id=holding.category_id,
        category_label=category_label,
        system=holding.system,
        holding=holding.name,
        record_id=None,
        count=count,
        ground_code=ground_code,
        article=article,
        reason=reason,
        remedy=THIRD_PARTY_REMEDY,
        elements=tuple(elements),
    )


def by_ground(withheld: Iterable[Withheld]) -> tuple[Withheld, ...]:
    """Return one line per holding and ground, with the count of all its records."""
    found: dict[tuple[str, str, str, str], Withheld] = {}
    for line in withheld:
        group = (line.system, line.holding, line.category_id, line.ground_code)
        earlier = found.get(group)
        count = line.count + (earlier.count if earlier else 0)
        found[group] = replace(earlier or line, record_id=None, count=count, elements=())
    return tuple(found.values())


def refused_line(
    answer: SourceAnswer, category_label: str, *, ground_code: str, article: str, reason: str
) -> Withheld:
    """Return the line of a table that is not given at all, with the grounds of the decision."""
    return Withheld(
        category_id=answer.category_id,
        category_label=category_label,
        system=answer.system,
        holding=answer.holding,
        record_id=None,
        count=answer.record_count,
        ground_code=ground_code,
        article=article,
        reason=reason,
        remedy=THIRD_PARTY_REMEDY,
    )
