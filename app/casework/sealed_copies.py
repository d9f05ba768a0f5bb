"""What goes into the copy of a claim, and the sealing of it; used by the steps that seal, decide and answer."""

from dataclasses import dataclass
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.guards import check_gate
from app.cases.model import Case, Claim
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.copy_contents import Contents, as_given, contents_of
from app.casework.desk import Desk
from app.casework.facts import information, proposals
from app.casework.retention_hold import is_on_hold, told_if_changed
from app.casework.withheld_texts import check_sealed
from app.decisions.model import DraftDecision, EffectiveDecision
from app.decisions.outcomes import SOMETHING_GIVEN
from app.decisions.rules import effective
from app.exports.model import Export, PackageRequest
from app.exports.seal import seal_copy
from app.kit.ids import new_id
from app.language import Language
from app.personnel.model import Dossier
from app.register.model import Article15
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
    """Write the data files and datapackage.json of a new copy; nothing in them changes after.

    Raises WithheldPassageFound: what stays back is looked for in every file before anything counts.
    """
    export_id, held = new_id(), is_on_hold(desk, case)
    desk.exports.add(export_id, case_id=case.case_id, claim_id=claim.claim_id, at=at)
    key = desk.cases.key_of(case.case_id)
    found = findings(desk, case)
    request = package_request(desk, case, claim, found, export_id=export_id, at=at)
    copy = seal_copy(request, vault=desk.vault, key=key, case_id=case.case_id)
    check_sealed(desk, case, copy)
    export = desk.exports.seal(copy, at=at)
    details: JournalDetail = {
        "exportId": export_id,
        "descriptorSha256": copy.descriptor_sha256,
        "files": len(copy.files),
        "records": copy.record_count,
        "withheld": copy.withheld_count,
    }
    sealed = entry(JournalKind.COPY_SEALED, by, at, details)
    ended = told_if_changed(desk, case, before=held, by=by, at=at)  # IN-07
    desk.cases.save(add(case, (sealed, *ended)))
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
        article15=information(desk, as_given(desk, case, dossier)),
        own_lines=draft.lines if draft else (),
        decided=effective(every, draft.whole if draft else ()),
    )


def package_request(
    desk: Desk, case: Case, claim: Claim, found: Findings, *, export_id: str, at: datetime
) -> PackageRequest:
    """Return all that is needed to write the copy; records are read when it is written."""
    held = _contents(desk, case, claim, found, each=True)
    return PackageRequest(
        export_id=export_id,
        reference=case.reference,
        right=claim.right,
        language=Language.NL.value,
        created_at=at,
        article15=found.article15,
        tables=held.tables,
        withheld=held.left_out,
    )


def contents(desk: Desk, case: Case, claim: Claim, found: Findings) -> Contents:
    """Return the tables of the copy, and how much of each is left out on which ground; hardly a record is read."""
    return _contents(desk, case, claim, found, each=False)


def _contents(desk: Desk, case: Case, claim: Claim, found: Findings, *, each: bool) -> Contents:
    return contents_of(
        desk,
        case,
        claim,
        found.on(claim),
        dossier=found.dossier,
        article15=found.article15,
        each=each,
    )
