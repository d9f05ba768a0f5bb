"""Whether the entries of a register file fit each other: every id named exists, and exists once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.register.file_format import (
    CategoryEntry,
    ConfirmationEntry,
    PurposeEntry,
    RegisterFile,
    SourceEntry,
)
from app.register.problems import RegisterProblem, json_place
from app.register.terms import OUTSIDE_BODIES

Place = tuple[str | int, ...]
Report = Callable[[Place, str, str], RegisterProblem]
Located = tuple[Place, CategoryEntry]


def cross_problems(file: str, register: RegisterFile) -> tuple[RegisterProblem, ...]:
    """Return every reference that leads nowhere and every id that is there twice."""

    def report(place: Place, cause: str, cure: str) -> RegisterProblem:
        return RegisterProblem(file, json_place(place), cause, cure)

    categories = located_categories(register)
    return (
        *_double_ids(register, categories, report),
        *_bases(register.purposes, {c.id for _, c in categories}, report),
        *_links(categories, register.purposes, report),
        *_elements(categories, register, report),
        *_origins(categories, register.sources, report),
        *_source_mappings(register.sources, {c.id for _, c in categories}, report),
        *_populations(register, {c.group for _, c in categories}, report),
    )


def located_categories(register: RegisterFile) -> tuple[Located, ...]:
    """Return all categories of both lists, each with its place in the file."""
    return tuple(
        ((name, at), entry)
        for name, entries in (
            ("data_categories", register.data_categories),
            ("data_categories_vlimpers_leren", register.data_categories_vlimpers_leren),
        )
        for at, entry in enumerate(entries)
    )


def _twice(
    ids: Iterable[tuple[Place, str]], what: str, report: Report
) -> Iterator[RegisterProblem]:
    seen: Counter[str] = Counter()
    for place, name in ids:
        seen[name] += 1
        if seen[name] > 1:
            yield report(place, f"{what} '{name}' is there twice", "give each its own id")


def _double_ids(
    register: RegisterFile, categories: Sequence[Located], report: Report
) -> Iterator[RegisterProblem]:
    yield from _twice((((*at, "id"), c.id) for at, c in categories), "category", report)
    for name, names in (
        ("purposes", [x.id for x in register.purposes]),
        ("sources", [x.id for x in register.sources]),
        ("recipients", [x.id for x in register.recipients]),
        ("authorities", [x.id for x in register.authorities]),
        ("data_subject_populations", [x.id for x in register.data_subject_populations]),
    ):
        yield from _twice((((name, at, "id"), x) for at, x in enumerate(names)), "id", report)
    for at, purpose in enumerate(register.purposes):
        codes = (
            (("purposes", at, "legal_bases", n, "code"), basis.code)
            for n, basis in enumerate(purpose.legal_bases)
        )
        yield from _twice(codes, "legal basis", report)
    for place, category in categories:
        links = (
            ((*place, "purposes", n, "purpose_id"), x.purpose_id)
            for n, x in enumerate(category.purposes)
        )
        yield from _twice(links, "purpose", report)
        elements = (((*place, "elements", n, "id"), x.id) for n, x in enumerate(category.elements))
        yield from _twice(elements, "element", report)


def _bases(
    purposes: Sequence[PurposeEntry], category_ids: set[str], report: Report
) -> Iterator[RegisterProblem]:
    for at, purpose in enumerate(purposes):
        for n, basis in enumerate(purpose.legal_bases):
            place: Place = ("purposes", at, "legal_bases", n)
            for m, named in enumerate(basis.limited_to_categories or ()):
                if named not in category_ids:
                    yield report(
                        (*place, "limited_to_categories", m),
                        f"unknown category '{named}'",
                        "name the id of a category of this file",
                    )
            if basis.conditional and not basis.condition_nl:
                yield report(
                    (*place, "condition_nl"),
                    "a conditional basis without its condition",
                    "write the condition in Dutch",
                )


def _links(
    categories: Sequence[Located], purposes: Sequence[PurposeEntry], report: Report
) -> Iterator[RegisterProblem]:
    known = {p.id for p in purposes}
    for place, category in categories:
        for n, link in enumerate(category.purposes):
            if link.purpose_id not in known:
                yield report(
                    (*place, "purposes", n, "purpose_id"),
                    f"unknown purpose '{link.purpose_id}'",
                    "name the id of a purpose of this file",
                )


def _elements(
    categories: Sequence[Located], register: RegisterFile, report: Report
) -> Iterator[RegisterProblem]:
    sources = {s.id for s in register.sources}
    bases = {p.id: {b.code for b in p.legal_bases} for p in register.purposes}
    for place, category in categories:
        for n, element in enumerate(category.elements):
            at: Place = (*place, "elements", n)
            if element.source is not None and element.source not in sources:
                yield report(
                    (*at, "source"), f"unknown source '{element.source}'", "name the id of a source"
                )
            for purpose_id, code in (element.basis_by_purpose or {}).items():
                if code not in bases.get(purpose_id, set()):
                    yield report(
                        (*at, "basis_by_purpose", purpose_id),
                        f"purpose '{purpose_id}' has no legal basis '{code}'",
                        "name a purpose of this file and one of its bases",
                    )


def _origins(
    categories: Sequence[Located], sources: Sequence[SourceEntry], report: Report
) -> Iterator[RegisterProblem]:
    known = {s.id for s in sources}
    for place, category in categories:
        for name, value, allowed in (
            ("authentic_source", category.authentic_source, known | {OUTSIDE_BODIES}),
            ("usual_source", category.usual_source, known),
        ):
            if value is not None and value not in allowed:
                yield report((*place, name), f"unknown source '{value}'", "name the id of a source")


def _source_mappings(
    sources: Sequence[SourceEntry], category_ids: set[str], report: Report
) -> Iterator[RegisterProblem]:
    for at, source in enumerate(sources):
        for n, named in enumerate(source.category_ids):
            if named not in category_ids:
                yield report(
                    ("sources", at, "category_ids", n),
                    f"unknown category '{named}'",
                    "name the id of a category of this file",
                )


def _populations(
    register: RegisterFile, groups: set[str], report: Report
) -> Iterator[RegisterProblem]:
    for at, population in enumerate(register.data_subject_populations):
        if population.category_group not in groups:
            yield report(
                ("data_subject_populations", at, "category_group"),
                f"no category belongs to group '{population.category_group}'",
                f"use one of {', '.join(sorted(groups))}",
            )


def double_confirmations(
    file: str, confirmations: Sequence[ConfirmationEntry]
) -> Iterator[RegisterProblem]:
    """Yield a problem for each value that is confirmed twice."""

    def report(place: Place, cause: str, cure: str) -> RegisterProblem:
        return RegisterProblem(file, json_place(place), cause, cure)

    paths = ((("confirmations", n, "path"), c.path) for n, c in enumerate(confirmations))
    for problem in _twice(paths, "path", report):
        yield RegisterProblem(file, problem.place, problem.cause, "keep one of the two")
