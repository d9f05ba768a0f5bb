"""Turns a checked register file into the frozen values the rules work on."""

from app.language import Text
from app.register.file_format import (
    AddressEntry,
    AuthorityEntry,
    BasisEntry,
    CategoryEntry,
    Labelled,
    Named,
    PeriodEntry,
    PopulationEntry,
    PurposeEntry,
    RecipientEntry,
    RegisterFile,
    SourceEntry,
    Wording,
)
from app.register.model import (
    Authority,
    Category,
    Confirmation,
    Party,
    Population,
    Purpose,
    PurposeBasis,
    PurposeLink,
    Recipient,
    Register,
    RegisterElement,
    Retention,
    Source,
)
from app.register.terms import ENTITY_ROLE


def build_register(
    file: RegisterFile, *, version: str, confirmations: tuple[Confirmation, ...]
) -> Register:
    """Return the register; the file must have passed all checks."""
    statement = file.statement
    return Register(
        version=version,
        statement_title=Text(statement.title_nl, statement.title_en, statement.title_fr),
        statement_date=statement.version_date,
        controller=_controller(file),
        dpo=_dpo(file),
        authorities=tuple(_authority(a) for a in file.authorities),
        populations=tuple(_population(p) for p in file.data_subject_populations),
        categories=tuple(
            _category(c) for c in (*file.data_categories, *file.data_categories_vlimpers_leren)
        ),
        purposes=tuple(_purpose(p) for p in file.purposes),
        sources=tuple(_source(s) for s in file.sources),
        recipients=tuple(_recipient(r) for r in file.recipients),
        transfers=_wording(file.transfers),
        automated_decisions=_wording(file.automated_decision_making),
        retention=Retention(_period(file.retention.period), _wording(file.retention)),
        confirmations=confirmations,
    )


def _label(entry: Labelled) -> Text:
    return Text(entry.label_nl, entry.label_en, entry.label_fr)


def _name(entry: Named) -> Text:
    return Text(entry.name_nl, entry.name_en, entry.name_fr)


def _wording(entry: Wording) -> Text:
    return Text(entry.text_nl, entry.text_en, entry.text_fr)


def _period(period: str | PeriodEntry | None) -> Text | None:
    match period:
        case PeriodEntry():
            return Text(period.nl, period.en, period.fr)
        case str():
            return Text(period)
        case None:
            return None


def _address(entry: AddressEntry) -> tuple[str, ...]:
    return (entry.street, f"{entry.postal_code} {entry.city}")


def _controller(file: RegisterFile) -> Party:
    entry = file.controller
    return Party(
        name=_name(entry),
        abbreviation=entry.abbreviation,
        address=_address(entry.address),
        number=entry.kbo_number,
    )


def _dpo(file: RegisterFile) -> Party:
    entry = file.dpo
    role = Text(entry.role_nl, entry.role_en, entry.role_fr)
    return Party(
        name=Text(entry.name) if entry.name else role,
        abbreviation="DPO",
        address=_address(entry.address),
        email=entry.email,
    )


def _authority(entry: AuthorityEntry) -> Authority:
    more = entry.not_in_statement
    confirmed = more if more is not None and not more.assumed else None
    return Authority(
        authority_id=entry.id,
        name=_name(entry),
        address=entry.address or (confirmed.address if confirmed else None),
        phone=entry.phone or (confirmed.phone if confirmed else None),
        email=entry.email or (confirmed.email if confirmed else None),
        url=entry.url,
    )


def _population(entry: PopulationEntry) -> Population:
    return Population(
        population_id=entry.id,
        label=_label(entry),
        category_group=entry.category_group,
        nature=frozenset(entry.nature),
    )


def _category(entry: CategoryEntry) -> Category:
    rule = Text(entry.retention.rule_nl, entry.retention.rule_en, entry.retention.rule_fr)
    return Category(
        order=entry.order,
        category_id=entry.id,
        group=entry.group,
        label=_label(entry),
        special_flag=entry.special_category.flag,
        provided=entry.provided_by_data_subject.value,
        automated=entry.automated_processing.value,
        third_party=entry.contains_third_party_data.value,
        authentic_source=entry.authentic_source,
        usual_source=entry.usual_source,
        purposes=tuple(PurposeLink(x.purpose_id, x.assumed) for x in entry.purposes),
        retention=Retention(_period(entry.retention.period), rule),
        traits=frozenset(entry.traits),
        elements=tuple(
            RegisterElement(x.id, _label(x), x.source, x.basis_by_purpose) for x in entry.elements
        ),
        special_assumed=entry.special_category.assumed,
    )


def _purpose(entry: PurposeEntry) -> Purpose:
    return Purpose(
        purpose_id=entry.id,
        key=entry.key,
        label=_label(entry),
        bases=tuple(_basis(b) for b in entry.legal_bases),
        nature=frozenset(entry.nature),
    )


def _basis(entry: BasisEntry) -> PurposeBasis:
    limited = entry.limited_to_categories
    condition = entry.condition_nl
    return PurposeBasis(
        code=entry.code,
        label=_label(entry),
        conditional=entry.conditional,
        condition=Text(condition, entry.condition_en or "", entry.condition_fr or "")
        if condition
        else None,
        limited_to_categories=None if limited is None else frozenset(limited),
    )


def _source(entry: SourceEntry) -> Source:
    return Source(
        source_id=entry.id,
        label=_label(entry),
        kind=entry.type,
        category_ids=frozenset(entry.category_ids),
        mapping_assumed=entry.category_mapping_assumed,
    )


def _recipient(entry: RecipientEntry) -> Recipient:
    return Recipient(
        recipient_id=entry.id,
        label=_label(entry),
        kind=entry.type,
        name=entry.name,
        assumed=entry.assumed,
        own_entity=entry.role_hint == ENTITY_ROLE,
        notify=entry.art19_notify_default,
    )
