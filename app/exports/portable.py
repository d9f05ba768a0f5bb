"""The narrower copy of Art. 20: which elements of a holding go along, and on which ground the others stay."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.personnel.model import Element, Holding, Origin, PersonalRecord

NOT_AUTOMATED: Final = "R20-NOT-AUTOMATED"
NOT_PROVIDED: Final = "R20-NOT-PROVIDED"
OTHERS: Final = "R20-THIRD-PARTY"

_PORTABLE: Final = frozenset({Origin.PROVIDED, Origin.OBSERVED})
"""WP242: what the person gave, or what was observed of them; not what was derived or came from others."""


@dataclass(frozen=True, slots=True)
class PortableHolding:
    """A holding as it goes along; `holding` is None where nothing of it does."""

    holding: Holding | None
    places: tuple[int, ...]
    """Where the elements that go along stand in a record."""
    left_out: Mapping[str, tuple[str, ...]]
    """Ground code -> names of the elements that stay."""


def portable(
    holding: Holding,
    *,
    decided: Callable[[str | None], bool],
    refused_on: str,
    authentic: Callable[[Element], bool],
) -> PortableHolding:
    """Return what of a holding is portable (PO-01).

    `decided` tells of an element of the register whether a granted use carries it, `refused_on` the
    ground where none does, `authentic` whether an element follows an authentic source.
    """
    left_out: dict[str, list[str]] = {}
    kept: list[int] = []
    for place, element in enumerate(holding.elements):
        code = _ground(holding, element, decided, refused_on, authentic)
        if code is None:
            kept.append(place)
        else:
            left_out.setdefault(code, []).append(element.name)
    narrower = replace(holding, elements=tuple(holding.elements[p] for p in kept))
    return PortableHolding(
        holding=narrower if kept else None,
        places=tuple(kept),
        left_out={code: tuple(names) for code, names in left_out.items()},
    )


def _ground(
    holding: Holding,
    element: Element,
    decided: Callable[[str | None], bool],
    refused_on: str,
    authentic: Callable[[Element], bool],
) -> str | None:
    if not holding.automated:
        return NOT_AUTOMATED  # Art. 20(1)(b)
    if element.origin not in _PORTABLE or authentic(element):
        return NOT_PROVIDED  # Art. 20(1)
    return None if decided(element.register_element) else refused_on


def narrowed(
    batches: Iterable[Sequence[PersonalRecord]], places: Sequence[int]
) -> Iterator[list[PersonalRecord]]:
    """Yield the records with the values at these places alone, a batch at a time."""
    for batch in batches:
        yield [
            PersonalRecord(r.record_id, tuple(r.values[p] for p in places), r.third_party)
            for r in batch
        ]
