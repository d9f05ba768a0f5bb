"""What is left out of a copy and what the person is told about it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.exports.model import Export, ExportState, Withheld
from app.personnel.model import Holding, SourceAnswer

THIRD_PARTY_GROUND: Final = "R15-THIRD-PARTY"
THIRD_PARTY_ARTICLE: Final = "AVG artikel 15, lid 4"
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
    holding: Holding, category_label: str, *, record_ids: Iterable[str]
) -> tuple[Withheld, ...]:
    """Return a line for each record that is withheld whole because it holds data on others (Art. 15(4))."""
    return tuple(
        Withheld(
            category_id=holding.category_id,
            category_label=category_label,
            system=holding.system,
            holding=holding.name,
            record_id=record_id,
            count=1,
            ground_code=THIRD_PARTY_GROUND,
            article=THIRD_PARTY_ARTICLE,
            reason=THIRD_PARTY_REASON,
            remedy=THIRD_PARTY_REMEDY,
        )
        for record_id in record_ids
    )


def by_ground(withheld: Iterable[Withheld]) -> tuple[Withheld, ...]:
    """Return one line per holding and ground, with the count of all its records."""
    found: dict[tuple[str, str, str, str], Withheld] = {}
    for line in withheld:
        group = (line.system, line.holding, line.category_id, line.ground_code)
        earlier = found.get(group)
        count = line.count + (earlier.count if earlier else 0)
        found[group] = replace(earlier or line, record_id=None, count=count)
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
