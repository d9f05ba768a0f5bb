"""What goes into the copy of a claim, and the sealing of it; used by the steps that seal, decide and answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.guards import check_gate
from app.cases.model import Case, Claim
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.facts import holdings_of, information, proposals, system_labels
from app.decisions.grounds import GROUNDS
from app.decisions.model import DecisionKind, DraftDecision, EffectiveDecision
from app.decisions.outcomes import SOMETHING_GIVEN
from app.decisions.rules import effective
from app.exports.model import Export, ExportTable, PackageRequest, Withheld
from app.exports.rules import refused_line, withheld_lines
from app.exports.seal import seal_copy
from app.kit.ids import new_id
from app.kit.vault import CaseKey
from app.language import Language
from app.personnel.model import Dossier, Holding, PersonalRecord, SourceAnswer
from app.personnel.rules import disclosable
from app.register.model import Article15, CategoryLine
from app.staff.model import Actor


def claims_with_copy(desk: Desk, case: Case) -> tuple[Claim, ...]:
    """Return the granted claims whose answer carries a copy."""
    return tuple(
        claim
        for claim in case.open_claims
        if desk.rights[claim.right].copies and claim.outcome in SOMETHING_GIVEN
    )


def sealed_copy_of(desk: Desk, case: Case, claim: Claim, *, by: Actor, at: datetime) -> Export:
    """Return the sealed copy of the claim, made now if there is none. The case must be held.

    Raises IdentityNotProven, ValueUnfit and what the file store refuses.
    """
    check_gate(case, desk.rights)
    for export in desk.exports.list(case.case_id):
        if export.claim_id == claim.claim_id and export.copy is not None:
            return export
    return seal(desk, case, claim, by=by, at=at)


def seal(desk: Desk, case: Case, claim: Claim, *, by: Actor, at: datetime) -> Export:
    """Write the data files and datapackage.json of a new copy; nothing in them changes after."""
    export_id = new_id()
    desk.exports.add(export_id, case_id=case.case_id, claim_id=claim.claim_id, at=at)
    key = desk.cases.key_of(case.case_id)
    found = findings(desk, case)
    request = package_request(desk, case, claim, found, export_id=export_id, at=at)
    copy = seal_copy(request, vault=desk.vault, key=key, case_id=case.case_id)
    export = desk.exports.seal(copy, at=at)
    details: JournalDetail = {
        "exportId": export_id,
        "descriptorSha256": copy.descriptor_sha256,
        "files": len(copy.files),
        "records": copy.record_count,
        "withheld": copy.withheld_count,
    }
    desk.cases.save(add(case, (entry(JournalKind.COPY_SEALED, by, at, details),)))
    return export


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found and decided in a case, worked out once for all that a step makes of it."""

    dossier: Dossier
    article15: Article15
    own_lines: tuple[DraftDecision, ...]
    """Lines of the decision that a human wrote."""
    decided: tuple[EffectiveDecision, ...]

    def on(self, claim: Claim) -> tuple[EffectiveDecision, ...]:
        """Return what was decided on each proposal of the claim."""
        return tuple(d for d in self.decided if d.claim_id == claim.claim_id)


def findings(desk: Desk, case: Case) -> Findings:
    """Return the dossier of a case with what it means and what was decided."""
    dossier = desk.dossiers.load(case.case_id)
    draft = desk.decisions.load(case.case_id)
    every = proposals(desk, case, dossier)
    return Findings(
        dossier=dossier,
        article15=information(desk, dossier),
        own_lines=draft.lines if draft else (),
        decided=effective(every, draft.whole if draft else ()),
    )


def package_request(
    desk: Desk, case: Case, claim: Claim, found: Findings, *, export_id: str, at: datetime
) -> PackageRequest:
    """Return all that is needed to write the copy; records are read when it is written."""
    tables, left_out = _contents(desk, case, claim, found, left_out_of=_each_withheld)
    return PackageRequest(
        export_id=export_id,
        reference=case.reference,
        right=claim.right,
        language=Language.NL.value,
        created_at=at,
        article15=found.article15,
        tables=tables,
        withheld=left_out,
    )


def contents(
    desk: Desk, case: Case, claim: Claim, found: Findings
) -> tuple[tuple[ExportTable, ...], tuple[Withheld, ...]]:
    """Return the tables of the copy, and how much of each is left out on which ground; no record is read."""
    return _contents(desk, case, claim, found, left_out_of=_withheld_together)


def _contents(
    desk: Desk,
    case: Case,
    claim: Claim,
    found: Findings,
    *,
    left_out_of: Callable[["_Part"], tuple[Withheld, ...]],
) -> tuple[tuple[ExportTable, ...], tuple[Withheld, ...]]:
    refused = _refused_categories(found.on(claim))
    lines = {line.category_id: line for line in found.article15.categories}
    known = {(h.system, h.name): h for h in holdings_of(desk)}
    key = desk.cases.key_of(case.case_id)
    tables: list[ExportTable] = []
    left_out: list[Withheld] = []
    for answer in found.dossier.answers:
        holding = known[answer.system, answer.holding]
        line = lines.get(answer.category_id) or _empty_line(desk, answer)
        if answer.category_id in refused:
            left_out += _refused(answer, line, refused[answer.category_id])
            continue
        part = _Part(desk, case, key, answer, holding, line)
        tables.append(_table(part))
        if answer.third_party_count:
            left_out += left_out_of(part)
    return tuple(tables), tuple(left_out)


def _refused_categories(decisions: Sequence[EffectiveDecision]) -> dict[str, tuple[str, ...]]:
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


@dataclass(frozen=True, slots=True)
class _Part:
    """One holding that was searched, with all that is needed to read it."""

    desk: Desk
    case: Case
    key: CaseKey
    answer: SourceAnswer
    holding: Holding
    line: CategoryLine

    def records(self) -> Iterator[list[PersonalRecord]]:
        """Yield what was collected, records on others included."""
        answer = self.answer
        return self.desk.dossiers.records(
            self.case.case_id, self.key, answer.system, answer.holding
        )


def _table(part: _Part) -> ExportTable:
    return ExportTable(
        holding=part.holding,
        category=part.line,
        system_label=system_labels(part.desk)[part.answer.system].nl,
        extracted_at=part.answer.searched_at,
        records=lambda: disclosable(part.records()),
        withheld_count=part.answer.third_party_count,
    )


def _each_withheld(part: _Part) -> tuple[Withheld, ...]:
    answer = part.answer
    ids = part.desk.dossiers.withheld_ids(
        part.case.case_id, part.key, answer.system, answer.holding
    )
    return withheld_lines(part.holding, part.line.label.nl, record_ids=ids)


def _withheld_together(part: _Part) -> tuple[Withheld, ...]:
    (line,) = withheld_lines(part.holding, part.line.label.nl, record_ids=("",))
    return (replace(line, record_id=None, count=part.answer.third_party_count),)


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


def _empty_line(desk: Desk, answer: SourceAnswer) -> CategoryLine:
    """Return the line of a category that was searched and is not held."""
    category = next(c for c in desk.register.categories if c.category_id == answer.category_id)
    return CategoryLine(
        category_id=category.category_id,
        label=category.label,
        special=category.special_flag != "none",
        record_count=0,
        withheld_count=0,
        systems=(system_labels(desk)[answer.system],),
        purposes=(),
        retention=(),
        sources=(),
        recipients=(),
    )
