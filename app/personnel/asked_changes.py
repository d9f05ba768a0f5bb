"""A change as a question to whoever makes it for us, people or programs: what may be asked, and in which words."""

from app.personnel.changes import ChangeKind, StoreChange
from app.personnel.correcting import check_values
from app.personnel.drop_mapping import DropMapping
from app.personnel.model import SourceNever


def check_asked(mapping: DropMapping, change: StoreChange) -> None:
    """Raise SourceNever or SourceNeedsPerson for a change that cannot be asked."""
    if change.kind is ChangeKind.STOP_USE:
        if any(change.kind in part.changes for part in mapping.holding):
            return
    elif change.holding in {h.name for h in mapping.holding}:
        part = mapping.part(change.holding)
        check_values(part.name, part.elements, change.values)
        if change.kind in part.changes:
            return
    raise SourceNever(
        f"{mapping.file}: holding '{change.holding}' is not changed by '{change.kind}': "
        "add it to 'changes', or make the change in the system itself"
    )


def asked(change: StoreChange) -> dict[str, object]:
    """Return a change as a question."""
    flag = change.flag
    return {
        "ask": change.kind,
        "stepKey": change.step_key,
        "subjectKey": change.subject.key,
        "holding": change.holding,
        "on": change.on,
        "recordIds": change.record_ids,
        "elements": change.elements,
        "expected": change.expected,
        "values": change.values,
        "expiredOnly": change.expired_only,
        "statement": change.statement,
        "purposeIds": change.purpose_ids,
        "restriction": flag
        and {
            "restrictionId": flag.restriction_id,
            "ground": flag.ground,
            "since": flag.since,
            "allowedUses": flag.allowed_uses,
        },
    }
