"""Who gave access to whom stands in the journal: the token's id, roles, entities and end, no name and no secret."""

from datetime import UTC, datetime

from app.audit.journal import SERVICE_CHAIN, Journal
from app.cli.token import TOKEN_ISSUED, issue, read_end
from app.staff.model import Role
from app.staff.store import StaffStore
from sqlalchemy.orm import Session

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_a_token_is_journalled_in_the_services_own_chain(session: Session) -> None:
    end = read_end("2027-01-31")
    secret = issue(
        session, [Role.DPO, Role.AUDITOR], ["OVO900001"], label="Dora", at=AT, expires_at=end
    )
    token = StaffStore(session).find(secret)
    assert token is not None
    told = Journal(session).entries(SERVICE_CHAIN)[-1]
    assert (told.kind, told.at) == (TOKEN_ISSUED, AT)
    assert told.details == {
        "tokenId": token.actor.actor_id,
        "roles": "auditor,dpo",
        "entities": "OVO900001",
        "expiresAt": "2027-02-01T00:00:00+01:00",
    }
