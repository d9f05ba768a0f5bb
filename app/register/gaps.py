"""What the register leaves open in one answer: shown as `register onvolledig`, accepted with a reason."""

from collections.abc import Iterator, Sequence

from app.language import Text
from app.register.applies import concerns
from app.register.model import (
    Category,
    HeldCategory,
    Population,
    Recipient,
    Register,
    RegisterGap,
)
from app.register.terms import RecipientKind

Listed = Sequence[tuple[Category, HeldCategory]]


def gaps_of(
    register: Register,
    listed: Listed,
    *,
    held: Sequence[HeldCategory],
    possible: Sequence[Recipient],
    population: Population | None,
    entity: str | None,
) -> tuple[RegisterGap, ...]:
    """Return each missing or unconfirmed value that touches this answer, by its path in the register."""
    return tuple(
        {
            gap.path: gap
            for gaps in (
                _purpose_gaps(register, listed, population),
                _retention_gaps(listed),
                _special_gaps(listed),
                _source_gaps(register, listed),
                _recipient_gaps(register, possible, entity),
                _group_gaps(held, listed, population),
            )
            for gap in gaps
        }.values()
    )


def _purpose_gaps(
    register: Register, listed: Listed, population: Population | None
) -> Iterator[RegisterGap]:
    labels = {p.purpose_id: p.label for p in register.purposes if concerns(register, p, population)}
    for category, _ in listed:
        for link in category.purposes:
            if link.assumed and link.purpose_id in labels:
                path = f"{_path(category)}/purposes/{link.purpose_id}/assumed"
                yield RegisterGap(path, _link_text(category.label, labels[link.purpose_id]))


def _link_text(category: Text, purpose: Text) -> Text:
    return Text(
        nl=f"niet bevestigd dat “{category.nl}” dient voor “{purpose.nl}”",
        en=f"not confirmed that “{category.en or category.nl}” serves “{purpose.en or purpose.nl}”",
        fr=f"non confirmé que « {category.fr or category.nl} » sert à "
        f"« {purpose.fr or purpose.nl} »",
    )


def _retention_gaps(listed: Listed) -> Iterator[RegisterGap]:
    for category, has in listed:
        if not has.retention and category.retention.period is None:
            yield _about(
                f"{_path(category)}/retention/period",
                category.label,
                Text("geen bewaartermijn voor", "no retention period for", "pas de délai pour"),
            )


def _special_gaps(listed: Listed) -> Iterator[RegisterGap]:
    for category, _ in listed:
        if category.special_assumed:
            yield _about(
                f"{_path(category)}/special_category/assumed",
                category.label,
                Text(
                    "niet bevestigd welke bijzondere gegevens er zijn in",
                    "not confirmed which special data there are in",
                    "non confirmé quelles données particulières comporte",
                ),
            )


def _source_gaps(register: Register, listed: Listed) -> Iterator[RegisterGap]:
    silent = {category.category_id for category, has in listed if not has.source_ids}
    for source in register.sources:
        if source.mapping_assumed and source.category_ids & silent:
            yield _about(
                f"sources/{source.source_id}/category_mapping_assumed",
                source.label,
                Text(
                    "niet bevestigd welke gegevens komen van",
                    "not confirmed which data come from",
                    "non confirmé quelles données viennent de",
                ),
            )


def _recipient_gaps(
    register: Register, possible: Sequence[Recipient], entity_name: str | None
) -> Iterator[RegisterGap]:
    for recipient in register.recipients:
        if recipient.assumed:
            yield _about(
                f"recipients/{recipient.recipient_id}/assumed",
                recipient.label,
                Text(
                    "niet bevestigd dat gegevens gaan naar",
                    "not confirmed that data go to",
                    "non confirmé que des données vont à",
                ),
            )
    for recipient in possible:
        named = recipient.name or (entity_name and recipient.own_entity)
        if recipient.kind == RecipientKind.CATEGORY and not named:
            yield _about(
                f"recipients/{recipient.recipient_id}/name",
                recipient.label,
                Text("geen naam voor ontvanger", "no name for recipient", "pas de nom pour"),
            )


def _group_gaps(
    held: Sequence[HeldCategory], listed: Listed, population: Population | None
) -> Iterator[RegisterGap]:
    # Nothing that was found may drop out in silence.
    shown = {category.category_id for category, _ in listed}
    for has in held:
        if population is not None and has.category_id not in shown:
            yield _about(
                f"data_categories/{has.category_id}/group",
                population.label,
                Text(
                    "gegevens gevonden buiten de groep van",
                    "data found outside the group of",
                    "données trouvées en dehors du groupe",
                ),
            )


def _path(category: Category) -> str:
    return f"data_categories/{category.category_id}"


def _about(path: str, label: Text, what: Text) -> RegisterGap:
    return RegisterGap(
        path,
        Text(
            nl=f"{what.nl} “{label.nl}”",
            en=f"{what.en} “{label.en or label.nl}”",
            fr=f"{what.fr} « {label.fr or label.nl} »",
        ),
    )
