"""Tell remarks that were put on a page later from a page that was changed: the library calls both suspicious."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    QualifiedWhitelistRule,
    ReferenceUpdate,
    StandardDiffPolicy,
)
from typing_extensions import override

_WIDGET: Final = "/Widget"
"""The look of a form field: the library's own rules judge those."""


class _AnnotationRule(QualifiedWhitelistRule):
    """Clears pages that differ in their annotations alone, and the new annotations, at their own level."""

    @override
    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        for before, after in _pages(old, new):
            if not _is_same_but_for_annotations(before, after):
                continue
            added = [one for one in _annotations(after) if one not in _annotations(before)]
            if not _has_remark(added):
                continue
            changed = {_reference(after.container_ref), _reference(after.raw_get("/Annots"))}
            fresh = {
                ref
                for one in added
                for ref in new.collect_dependencies(one, since_revision=old.revision + 1)
                if old.is_ref_unassignable(ref)
            }
            for ref in (changed | fresh) - {None}:
                if ref is not None:
                    yield ModificationLevel.ANNOTATIONS, ReferenceUpdate(ref)


def _pages(
    old: HistoricalResolver, new: HistoricalResolver
) -> Iterator[tuple[DictionaryObject, DictionaryObject]]:
    """Yield each page as it was and as it became, in the order of the document."""
    before, after = (list(_kids(one.root["/Pages"])) for one in (old, new))
    return zip(before, after, strict=False)


def _kids(node: PdfObject, depth: int = 0) -> Iterator[DictionaryObject]:
    node = _read(node)
    if not isinstance(node, DictionaryObject) or depth > _DEEPEST:
        return
    if "/Kids" not in node:
        yield node
        return
    for kid in node["/Kids"]:
        yield from _kids(kid, depth + 1)


_DEEPEST: Final = 20


def _is_same_but_for_annotations(before: DictionaryObject, after: DictionaryObject) -> bool:
    if "/Annots" not in after:
        return False
    mine, other = (
        {key: page.raw_get(key) for key in page if key != "/Annots"} for page in (before, after)
    )
    kept = _annotations(after)
    return mine == other and all(one in kept for one in _annotations(before))


def _annotations(page: DictionaryObject) -> list[PdfObject]:
    if "/Annots" not in page:
        return []
    listed = page["/Annots"]
    return list(listed) if isinstance(listed, ArrayObject) else []


def _has_remark(added: list[PdfObject]) -> bool:
    return any(
        isinstance(one, DictionaryObject) and one.get("/Subtype") != _WIDGET
        for one in map(_read, added)
    )


def _read(thing: PdfObject) -> PdfObject:
    read: PdfObject = thing.get_object()  # type: ignore[no-untyped-call] # pyHanko types no result
    return read


def _reference(thing: object) -> Reference | None:
    """Return what an object is known by in the file; None for one that lies within another."""
    if isinstance(thing, Reference):
        return thing
    return getattr(thing, "reference", None)


POLICY: Final = StandardDiffPolicy(
    global_rules=[*DEFAULT_DIFF_POLICY.global_rules, _AnnotationRule()],
    form_rule=DEFAULT_DIFF_POLICY.form_rule,
)
"""The library's own, which calls anything else suspicious, with remarks told apart."""
