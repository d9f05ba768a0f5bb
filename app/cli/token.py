"""`loket token create`: give somebody, or another system, access to the API."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.audit.journal import SERVICE_CHAIN, Journal
from app.audit.model import NewEntry
from app.cli.entrance import started
from app.staff.model import SERVICE, Role
from app.staff.store import StaffStore

app = typer.Typer(help="Access tokens.", no_args_is_help=True)

TOKEN_ISSUED = "token.issued"  # noqa: S105 - the kind of a journal entry, no token


@app.callback()
def _group() -> None:
    """Access tokens."""


@app.command("create")
def create(
    role: Annotated[list[Role], typer.Option("--role", help="Repeat for several roles")],
    label: Annotated[str, typer.Option("--label", help="Whose token this is")],
    entity: Annotated[
        list[str] | None, typer.Option("--entity", help="OVO code; '*' for all (the default)")
    ] = None,
) -> None:
    """Print a new token, alone on standard output; it is shown this once."""
    with started() as live, Session(live.parts.engine) as session, session.begin():
        secret = issue(session, role, entity or ["*"], label=label, at=live.parts.clock())
    typer.echo(secret)


def issue(
    session: Session, roles: Iterable[Role], entities: Iterable[str], *, label: str, at: datetime
) -> str:
    """Return a new token, with its entry in the service's own chain of the journal: id, roles, entities."""
    staff = StaffStore(session)
    secret = staff.issue_token(roles, entities, label=label, at=at)
    actor = staff.actor(secret)
    if actor is not None:
        details = {
            "tokenId": actor.actor_id,
            "roles": ",".join(sorted(actor.roles)),
            "entities": ",".join(sorted(actor.entities)),
        }
        Journal(session).append(
            SERVICE_CHAIN, [NewEntry(TOKEN_ISSUED, SERVICE.actor_id, at, details)]
        )
    return secret
