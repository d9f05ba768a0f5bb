"""Who gave access to whom stands in the journal: the token's id, roles and entities, no name and no secret."""

from datetime import UTC, datetime

from app.audit.journal import SERVICE_CHAIN, Journal
from app.cli.token import TOKEN_ISSUED, issue
from app.staff.model import Role
from app.staff.store import StaffStore
from sqlalchemy.orm import Session

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_a_token_is_journalled_in_the_services_own_chain(session: Session) -> None:
    secret = issue(session, [Role.DPO, Role.AUDITOR], ["OVO900001"], label="Dora", at=AT)
    actor = StaffStore(session).actor(secret)
    assert actor is not None
    told = Journal(session).entries(SERVICE_CHAIN)[-1]
    assert (told.kind, told.at) == (TOKEN_ISSUED, AT)
    assert told.details == {
        "tokenId": actor.actor_id,
        "roles": "auditor,dpo",
        "entities": "OVO900001",
    }
    assert list(Journal(session).faults()) == []
