"""Turns the facts of a dossier into what the database keeps, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.personnel.model import (
    ActualRecipient,
    AnswerStatus,
    Candidate,
    ConsentRecord,
    MatchCertainty,
    SourceAnswer,
    SubjectKey,
    SubjectProfile,
)


def answer_columns(answer: SourceAnswer, *, case_id: str, position: int) -> dict[str, Any]:
    """Return the columns of one answer."""
    return {
        "case_id": case_id,
        "system": answer.system,
        "holding": answer.holding,
        "position": position,
        "category_id": answer.category_id,
        "status": answer.status.value,
        "record_count": answer.record_count,
        "third_party_count": answer.third_party_count,
        "searched_at": answer.searched_at,
        "reason": answer.reason,
        "expired_count": answer.expired_count,
    }


def read_answer(row: Mapping[str, Any]) -> SourceAnswer:
    """Return the answer kept in these columns."""
    return SourceAnswer(
        system=row["system"],
        holding=row["holding"],
        category_id=row["category_id"],
        status=AnswerStatus(row["status"]),
        record_count=row["record_count"],
        third_party_count=row["third_party_count"],
        searched_at=row["searched_at"],
        reason=row["reason"],
        expired_count=row["expired_count"],
    )


def profile_columns(profile: SubjectProfile | None) -> dict[str, Any]:
    """Return the columns of a profile; all empty where no system knows the person."""
    if profile is None:
        names = ("system", "subject_key", "population", "employment", "entity_code", "entity_name")
        return {**dict.fromkeys(names), "verified_address": []}
    return {
        "system": profile.key.system,
        "subject_key": profile.key.key,
        "population": profile.population,
        "employment": profile.employment,
        "entity_code": profile.entity_code,
        "entity_name": profile.entity_name,
        "verified_address": list(profile.verified_address),
    }


def read_profile(row: Mapping[str, Any]) -> SubjectProfile | None:
    """Return the profile kept in these columns, if any."""
    if row["population"] is None:
        return None
    return SubjectProfile(
        key=SubjectKey(system=row["system"], key=row["subject_key"]),
        population=row["population"],
        employment=row["employment"],
        entity_code=row["entity_code"],
        entity_name=row["entity_name"],
        verified_address=tuple(row["verified_address"]),
    )


def recipient_json(recipient: ActualRecipient) -> dict[str, Any]:
    """Return a recipient as JSON."""
    return {
        "name": recipient.name,
        "recipientId": recipient.recipient_id,
        "categoryIds": list(recipient.category_ids),
        "lastOn": recipient.last_on.isoformat() if recipient.last_on else None,
    }


def read_recipient(value: Mapping[str, Any]) -> ActualRecipient:
    """Return the recipient kept as JSON."""
    return ActualRecipient(
        name=value["name"],
        recipient_id=value["recipientId"],
        category_ids=tuple(value["categoryIds"]),
        last_on=_date(value["lastOn"]),
    )


def consent_json(consent: ConsentRecord) -> dict[str, Any]:
    """Return a consent as JSON."""
    return {
        "purposeId": consent.purpose_id,
        "givenOn": consent.given_on.isoformat() if consent.given_on else None,
        "withdrawnOn": consent.withdrawn_on.isoformat() if consent.withdrawn_on else None,
        "elements": list(consent.elements),
    }


def read_consent(value: Mapping[str, Any]) -> ConsentRecord:
    """Return the consent kept as JSON."""
    return ConsentRecord(
        purpose_id=value["purposeId"],
        given_on=_date(value["givenOn"]),
        withdrawn_on=_date(value["withdrawnOn"]),
        elements=tuple(value["elements"]),
    )


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate as JSON."""
    born = candidate.date_of_birth
    return {
        "system": candidate.key.system,
        "key": candidate.key.key,
        "certainty": candidate.certainty.value,
        "givenName": candidate.given_name,
        "familyName": candidate.family_name,
        "dateOfBirth": born.isoformat() if born else None,
        "population": candidate.population,
        "reasons": list(candidate.reasons),
    }


def read_candidate(value: Mapping[str, Any]) -> Candidate:
    """Return the candidate kept as JSON."""
    return Candidate(
        key=SubjectKey(system=value["system"], key=value["key"]),
        certainty=MatchCertainty(value["certainty"]),
        given_name=value["givenName"],
        family_name=value["familyName"],
        date_of_birth=_date(value["dateOfBirth"]),
        population=value["population"],
        reasons=tuple(value["reasons"]),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
