"""The information of Art. 15(1) and (2) as a letter prints it: lists with numbers, and a table that points to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.language import Language, Text
from app.letters.frame import Plain, texts
from app.letters.languages import number
from app.letters.model import PlainValue
from app.register.model import Article15, BasisLine, CategoryLine, Party, PurposeLine
from app.rights.references import basis_in_words

_LONGEST_PERIOD: Final = 60


@dataclass(frozen=True, slots=True)
class _Lists:
    """The numbered lists that the table of categories points to."""

    purpose_ids: Sequence[str]
    sources: Sequence[str]
    recipients: Sequence[str]
    rules: Sequence[str]


def _lists(article15: Article15, purpose_ids: Sequence[str], language: Language) -> _Lists:
    held = article15.categories
    sources = [*article15.sources, *article15.internal_sources]
    rules = [rule for c in held for rule in _retention(c, language) if _is_rule(rule)]
    return _Lists(
        purpose_ids=purpose_ids,
        sources=_names([*sources, *(s for c in held for s in c.sources)], language),
        recipients=_distinct(
            [*article15.actual_recipients, *(r for c in held for r in c.recipients)]
        ),
        rules=_distinct(rules),
    )


def information(article15: Article15, language: Language) -> Plain:
    """Return everything section 6 asks for from the register, tailored to this person."""
    purposes = _in_order(
        [*article15.purposes, *(p for c in article15.categories for p in c.purposes)]
    )
    lists = _lists(article15, [p.purpose_id for p in purposes], language)
    return {
        "controller": _controller(article15.controller, language),
        "dpo": _reached(article15.dpo, language),
        "entity_name": article15.entity_name or "",
        "purposes": [_purpose(i, p, language) for i, p in enumerate(purposes, 1)],
        "categories": [_category(c, lists, language) for c in article15.categories],
        "recipients": _numbered(lists.recipients),
        "possible_recipients": texts(article15.possible_recipients, language),
        "retention_rules": _numbered(lists.rules),
        "retention": {
            "period": article15.retention.period.into(language)
            if article15.retention.period
            else "",
            "rule": article15.retention.rule.into(language),
        },
        "portability_applies": article15.portability_applies,
        "consent_applies": article15.consent_applies,
        "sources": _numbered(lists.sources),
        "automated_decisions": article15.automated_decisions.into(language),
        "transfers": article15.transfers.into(language),
        "register_version": article15.register_version,
    }


def _reached(party: Party, language: Language) -> Plain:
    return {
        "name": party.name.into(language),
        "address": ", ".join(party.address),
        "email": party.email or "",
    }


def _controller(party: Party, language: Language) -> Plain:
    return {
        **_reached(party, language),
        "abbreviation": party.abbreviation,
        "number": party.number or "",
    }


def _category(line: CategoryLine, lists: _Lists, language: Language) -> Plain:
    retention = _retention(line, language)
    return {
        "label": line.label.into(language),
        "special": line.special,
        "count": number(line.record_count, language),
        "withheld": number(line.withheld_count, language) if line.withheld_count else "",
        "systems": ", ".join(s.into(language) for s in line.systems),
        "retention": "; ".join(r for r in retention if not _is_rule(r)),
        "rules": _places([r for r in retention if _is_rule(r)], lists.rules),
        "purposes": _places([p.purpose_id for p in line.purposes], lists.purpose_ids),
        "sources": _places([s.into(language) for s in line.sources], lists.sources),
        "recipients": _places(line.recipients, lists.recipients),
    }


def _retention(line: CategoryLine, language: Language) -> list[str]:
    return [r.into(language) for r in line.retention]


def _is_rule(retention: str) -> bool:
    # A sentence would be repeated down the table: it goes into a list below it.
    return len(retention) > _LONGEST_PERIOD


def _purpose(place: int, purpose: PurposeLine, language: Language) -> Plain:
    return {
        "number": place,
        "label": purpose.label.into(language),
        "bases": "\n".join(_basis(b, language) for b in purpose.bases),
    }


def _basis(basis: BasisLine, language: Language) -> str:
    text = f"{basis.label.into(language)} ({basis_in_words(basis.code).into(language)})"
    return f"{text}: {basis.condition.into(language)}" if basis.condition else text


def _in_order(purposes: Sequence[PurposeLine]) -> list[PurposeLine]:
    first: dict[str, PurposeLine] = {}
    for purpose in purposes:
        first.setdefault(purpose.purpose_id, purpose)
    return list(first.values())


def _names(labels: Sequence[Text], language: Language) -> list[str]:
    return _distinct([t.into(language) for t in labels])


def _distinct(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _numbered(names: Sequence[str]) -> list[PlainValue]:
    return [{"number": place, "name": name} for place, name in enumerate(names, 1)]


def _places(wanted: Sequence[str], among: Sequence[str]) -> str:
    """Return the places of the wanted names in the numbered list, e.g. `1, 2, 9`."""
    return ", ".join(str(place) for place in sorted({among.index(name) + 1 for name in wanted}))
