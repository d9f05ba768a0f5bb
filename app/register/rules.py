"""What Art. 15(1) and (2) say of this person: only what applies, only what is confirmed, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.errors import DeskError
from app.language import Text
from app.register.applies import (
    bases_for,
    confirmed_purposes,
    possible_recipients,
    sources_of,
    without_own_staff,
)
from app.register.gaps import gaps_of
from app.register.model import (
    Article15,
    BasisLine,
    Category,
    CategoryLine,
    HeldCategory,
    KnownRecipient,
    Population,
    PurposeLine,
    Recipient,
    Register,
    Source,
)
from app.register.terms import SPECIAL_FLAGS, Basis, Provided, RecipientKind, SourceKind

PORTABLE_BASES = frozenset({Basis.CONSENT, Basis.CONTRACT})


class NotInRegister(DeskError):
    """Data are held, or a population is named, that the register does not know."""

    code: ClassVar[str] = "notInRegister"


def article15(
    register: Register,
    *,
    held: Sequence[HeldCategory],
    recipients: Sequence[KnownRecipient],
    population_id: str | None,
    entity_name: str | None,
) -> Article15:
    """Return the information of section 6, tailored to one person. Raises NotInRegister."""
    population = _population(register, population_id)
    pairs = _listed(register, held, population)
    actual = without_own_staff(register, recipients)
    lines = tuple(
        _category_line(register, category, has, recipients=actual, population=population)
        for category, has in pairs
    )
    sources = _distinct(s for category, has in pairs for s in sources_of(register, category, has))
    possible = possible_recipients(register, actual)
    return Article15(
        register_version=register.version,
        controller=register.controller,
        dpo=register.dpo,
        entity_name=entity_name,
        purposes=_all_purposes(register, lines),
        categories=lines,
        actual_recipients=tuple(dict.fromkeys(r.name for r in actual)),
        possible_recipients=tuple(_recipient_text(r, entity_name) for r in possible),
        sources=_labels(sources, {SourceKind.THIRD_PARTY, SourceKind.AUTHENTIC}),
        internal_sources=_labels(sources, {SourceKind.INTERNAL}),
        retention=register.retention,
        portability_applies=any(_portable(c, x) for (c, _), x in zip(pairs, lines, strict=True)),
        consent_applies=any(_rests_on(line, {Basis.CONSENT}) for line in lines),
        authorities=register.authorities,
        transfers=register.transfers,
        automated_decisions=register.automated_decisions,
        gaps=gaps_of(
            register, pairs, held=held, possible=possible, population=population, entity=entity_name
        ),
    )


def _population(register: Register, population_id: str | None) -> Population | None:
    if population_id is None:
        return None
    for population in register.populations:
        if population.population_id == population_id:
            return population
    raise NotInRegister(population=population_id)


def _listed(
    register: Register, held: Sequence[HeldCategory], population: Population | None
) -> tuple[tuple[Category, HeldCategory], ...]:
    group = _reduced_group(register, population)
    by_id = {has.category_id: has for has in held}
    for unknown in by_id.keys() - {c.category_id for c in register.categories}:
        raise NotInRegister(category=unknown)
    return tuple(
        (category, by_id[category.category_id])
        for category in register.categories
        # AC-01: all that is held is told, whatever the group it belongs to.
        if category.category_id in by_id and group in {None, category.group}
    )


def _reduced_group(register: Register, population: Population | None) -> str | None:
    """Return the group of which alone this population is told: one with fewer categories (IN-04)."""
    sizes = Counter(category.group for category in register.categories)
    group = population.category_group if population else None
    return group if group and sizes[group] < max(sizes.values()) else None


def _category_line(
    register: Register,
    category: Category,
    has: HeldCategory,
    *,
    recipients: Iterable[KnownRecipient],
    population: Population | None,
) -> CategoryLine:
    return CategoryLine(
        category_id=category.category_id,
        label=category.label,
        special=category.special_flag in SPECIAL_FLAGS,
        record_count=has.record_count,
        withheld_count=has.withheld_count,
        systems=has.systems,
        purposes=tuple(
            PurposeLine(p.purpose_id, p.label, bases_for(p, category))
            for p in confirmed_purposes(register, category, population)
        ),
        # What a mapping states is confirmed and wins over the register.
        retention=has.retention or (category.retention.period or category.retention.rule,),
        sources=_labels(sources_of(register, category, has), set(SourceKind)),
        recipients=tuple(
            dict.fromkeys(r.name for r in recipients if category.category_id in r.category_ids)
        ),
    )


def _all_purposes(register: Register, lines: Iterable[CategoryLine]) -> tuple[PurposeLine, ...]:
    used: dict[str, dict[str, BasisLine]] = {}
    for line in lines:
        for purpose in line.purposes:
            bases = used.setdefault(purpose.purpose_id, {})
            bases.update((basis.code, basis) for basis in purpose.bases)
    return tuple(
        PurposeLine(
            p.purpose_id,
            p.label,
            tuple(used[p.purpose_id][b.code] for b in p.bases if b.code in used[p.purpose_id]),
        )
        for p in register.purposes
        if p.purpose_id in used
    )


def _distinct(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple({s.source_id: s for s in sources}.values())


def _labels(sources: Iterable[Source], kinds: set[SourceKind]) -> tuple[Text, ...]:
    return tuple(s.label for s in sources if s.kind in kinds)


def _recipient_text(recipient: Recipient, entity_name: str | None) -> Text:
    label = recipient.label
    name = recipient.name or (entity_name if recipient.own_entity else None)
    if name is not None:
        return _joined(label, f": {name}", f": {name}", f" : {name}")
    if recipient.kind == RecipientKind.NAMED:
        return label
    return _joined(
        label,
        ": de naam is nog niet vastgelegd",
        ": the name has not been recorded yet",
        " : le nom n'est pas encore consigné",
    )


def _joined(label: Text, nl: str, en: str, fr: str) -> Text:
    return Text(
        nl=label.nl + nl,
        en=label.en + en if label.en else "",
        fr=label.fr + fr if label.fr else "",
    )


def _rests_on(line: CategoryLine, codes: Iterable[str]) -> bool:
    wanted = set(codes)
    return any(basis.code in wanted for purpose in line.purposes for basis in purpose.bases)


def _portable(category: Category, line: CategoryLine) -> bool:
    provided = category.automated and category.provided != Provided.NO
    return provided and _rests_on(line, PORTABLE_BASES)
