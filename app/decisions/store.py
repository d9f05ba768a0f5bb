"""Keep the draft of a case, and the decision once it is taken."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.decisions.model import (
    DecisionKind,
    Draft,
    DraftDecision,
    EarlierRequest,
    Excess,
    Opinion,
    OpinionKind,
    OpinionResult,
)
from app.decisions.referrals import Agreement, Forwarding, Referral, ReferralKind, ReferralUnknown
from app.decisions.tables import DraftRow, OpinionRow, ReferralRow
from app.kit.db import table_of
from app.kit.prepared import Prepared

_DRAFTS = table_of(DraftRow)
_NEW = insert(_DRAFTS)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=[_DRAFTS.c.case_id],
    set_={c.name: _NEW.excluded[c.name] for c in _DRAFTS.c if not c.primary_key},
)
_LOAD = Prepared(select(_DRAFTS).where(_DRAFTS.c.case_id == bindparam("of")))
_OPINIONS, _REFERRALS = table_of(OpinionRow), table_of(ReferralRow)
_OPINIONS_OF = Prepared(
    select(_OPINIONS)
    .where(_OPINIONS.c.case_id == bindparam("of"))
    .order_by(_OPINIONS.c.written_at, _OPINIONS.c.opinion_id)
)
_REFERRALS_OF = Prepared(
    select(_REFERRALS)
    .where(_REFERRALS.c.case_id == bindparam("of"))
    .order_by(_REFERRALS.c.written_at, _REFERRALS.c.referral_id)
)


class DecisionStore:
    """Drafts in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, draft: Draft) -> None:
        """Keep the draft in place of an earlier one of the same case."""
        values = {
            "case_id": draft.case_id,
            "lines": [_stored(line) for line in draft.lines],
            "accepted": [_stored(line) for line in draft.accepted],
            "drafted_by": draft.drafted_by,
            "drafted_at": draft.drafted_at,
            "confirmed_by": draft.confirmed_by,
            "confirmed_at": draft.confirmed_at,
            "gaps_accepted_reason": draft.gaps_accepted_reason,
        }
        self._session.execute(_KEEP, values)

    def load(self, case_id: str) -> Draft | None:
        """Return the draft or taken decision of the case, or None."""
        row = _LOAD.row(self._session, of=case_id)
        if row is None:
            return None
        return Draft(
            case_id=row.case_id,
            lines=tuple(_line(stored) for stored in row.lines),
            accepted=tuple(_line(stored) for stored in row.accepted),
            drafted_by=row.drafted_by,
            drafted_at=row.drafted_at,
            confirmed_by=row.confirmed_by,
            confirmed_at=row.confirmed_at,
            gaps_accepted_reason=row.gaps_accepted_reason,
        )

    def add_opinion(self, opinion: Opinion) -> None:
        """Keep an advice or a test; what is written stays."""
        self._session.add(
            OpinionRow(
                opinion_id=opinion.opinion_id,
                case_id=opinion.case_id,
                claim_id=opinion.claim_id,
                kind=opinion.kind.value,
                result=opinion.result.value if opinion.result else None,
                reasons=opinion.reasons,
                purpose_id=opinion.purpose_id,
                excess=_stored_excess(opinion.excess) if opinion.excess else None,
                written_by=opinion.written_by,
                written_at=opinion.written_at,
            )
        )

    def opinions(self, case_id: str) -> tuple[Opinion, ...]:
        """Return the advice and the tests of a case, oldest first."""
        rows = _OPINIONS_OF.rows(self._session, of=case_id)
        return tuple(
            Opinion(
                opinion_id=row.opinion_id,
                case_id=row.case_id,
                kind=OpinionKind(row.kind),
                reasons=row.reasons,
                written_by=row.written_by,
                written_at=row.written_at,
                claim_id=row.claim_id,
                purpose_id=row.purpose_id,
                result=OpinionResult(row.result) if row.result else None,
                excess=_excess(row.excess) if row.excess else None,
            )
            for row in rows
        )

    def keep_referral(self, referral: Referral) -> None:
        """Keep a referral, new or sent on."""
        values = {
            "case_id": referral.case_id,
            "claim_id": referral.claim_id,
            "kind": referral.kind.value,
            "what": referral.what,
            "referred_to": referral.to,
            "contact": referral.contact,
            "reason": referral.reason,
            "written_by": referral.written_by,
            "written_at": referral.written_at,
            "agreement": _dated(referral.agreement),
            "forwarding": _dated(referral.forwarding),
        }
        self._session.execute(
            insert(ReferralRow)
            .values(referral_id=referral.referral_id, **values)
            .on_conflict_do_update(index_elements=[ReferralRow.referral_id], set_=values)
        )

    def remove_referral(self, referral: Referral) -> None:
        """Take a referral out of its case."""
        self._session.execute(
            delete(ReferralRow).where(ReferralRow.referral_id == referral.referral_id)
        )

    def referrals(self, case_id: str) -> tuple[Referral, ...]:
        """Return what of a case others answer, oldest first."""
        return tuple(map(_referral, _REFERRALS_OF.rows(self._session, of=case_id)))

    def referral(self, case_id: str, referral_id: str) -> Referral:
        """Return one referral of the case. Raises ReferralUnknown."""
        for referral in self.referrals(case_id):
            if referral.referral_id == referral_id:
                return referral
        raise ReferralUnknown("There is no such referral in this case")


def _stored_excess(excess: Excess) -> dict[str, Any]:
    earlier = [{"reference": e.reference, "on": e.received_on.isoformat()} for e in excess.earlier]
    return asdict(excess) | {"earlier": earlier}


def _excess(stored: Mapping[str, Any]) -> Excess:
    earlier = (EarlierRequest(e["reference"], _day(e["on"])) for e in stored["earlier"])
    return Excess(**{**stored, "earlier": tuple(earlier)})


def _dated(value: Agreement | Forwarding | None) -> dict[str, str] | None:
    return asdict(value) | {"on": value.on.isoformat()} if value else None


def _day(stored: str) -> date:
    return date.fromisoformat(stored)


def _referral(row: Any) -> Referral:
    agreed, sent_on = row.agreement, row.forwarding
    return Referral(
        referral_id=row.referral_id,
        case_id=row.case_id,
        kind=ReferralKind(row.kind),
        what=row.what,
        to=row.referred_to,
        contact=row.contact,
        reason=row.reason,
        written_by=row.written_by,
        written_at=row.written_at,
        claim_id=row.claim_id,
        agreement=Agreement(_day(agreed["on"]), agreed["how"]) if agreed else None,
        forwarding=Forwarding(_day(sent_on["on"]), sent_on["how"], sent_on["by"])
        if sent_on
        else None,
    )


def _stored(line: DraftDecision) -> dict[str, Any]:
    return {
        "claim_id": line.claim_id,
        "decision": line.decision.value,
        "category_id": line.category_id,
        "purpose_id": line.purpose_id,
        "legal_basis": line.legal_basis,
        "element": line.element,
        "ground_codes": list(line.ground_codes),
        "facts": line.facts,
        "reason": line.reason,
        "statute_ref": line.statute_ref,
    }


def _line(stored: dict[str, Any]) -> DraftDecision:
    return DraftDecision(
        **{
            **stored,
            "decision": DecisionKind(stored["decision"]),
            "ground_codes": tuple(stored["ground_codes"]),
        }
    )
