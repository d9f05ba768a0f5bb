"""`loket token`: give somebody, or another system, access to the API; see what was given, and take it back."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

import typer
from sqlalchemy.orm import Session

from app.audit.journal import SERVICE_CHAIN, Journal
from app.audit.model import JournalDetail, NewEntry
from app.cli.entrance import started
from app.kit.clock import BRUSSELS
from app.staff.access import AccessToken
from app.staff.model import SERVICE, Role
from app.staff.persons import person_keys
from app.staff.store import StaffStore

app = typer.Typer(add_completion=False, help="Access tokens.", no_args_is_help=True)

TOKEN_ISSUED = "token.issued"  # noqa: S105 - the kind of a journal entry, no token
TOKEN_REVOKED = "token.revoked"  # noqa: S105 - the same
_DAY_LENGTH: Final = len("2026-03-05")
_HEAD: Final = "id;label;roles;entities;created;expires;last used;state"


@app.callback()
def _group() -> None:
    """Access tokens."""


_Roles = Annotated[list[Role], typer.Option("--role", help="Repeat for several roles")]
_Label = Annotated[str, typer.Option("--label", help="Whose token this is")]
_Entities = Annotated[
    list[str] | None, typer.Option("--entity", help="OVO code; '*' for all (the default)")
]
_Expires = Annotated[
    str,
    typer.Option("--expires", help="Last day it is good (2027-01-31), or a moment with its offset"),
]
_Person = Annotated[
    str, typer.Option("--person", help="Vlimpers number of who holds it; only a hash is kept")
]
_Email = Annotated[
    str, typer.Option("--email", help="E-mail address of who holds it; only a hash is kept")
]
_Related = Annotated[
    list[str] | None,
    typer.Option(
        "--related", help="Vlimpers number of somebody they lead or report to; repeat for several"
    ),
]


@app.command("create")
def create(
    *,
    role: _Roles,
    label: _Label,
    entity: _Entities = None,
    expires: _Expires = "",
    person: _Person = "",
    email: _Email = "",
    related: _Related = None,
) -> None:
    """Print a new token, alone on standard output; it is shown this once."""
    until = read_end(expires) if expires else None
    with started() as live, Session(live.parts.engine) as session, session.begin():
        at, key = live.parts.clock(), live.parts.policy.person_key
        if until is not None and until <= at:
            raise typer.BadParameter("this moment is over", param_hint="--expires")
        secret = issue(
            session,
            role,
            entity or ["*"],
            label=label,
            at=at,
            expires_at=until,
            own_keys=person_keys(key, numbers=[person], emails=[email]),
            related_keys=person_keys(key, numbers=related or []),
        )
    typer.echo(secret)


@app.command("list")
def list_tokens() -> None:
    """Print every token that was issued, oldest first: a line each, no secret."""
    with started() as live, Session(live.parts.engine) as session:
        at, tokens = live.parts.clock(), StaffStore(session).list()
    typer.echo(_HEAD)
    for token in tokens:
        typer.echo(_line(token, at))


@app.command("revoke")
def revoke(
    token_id: Annotated[str, typer.Argument(help="The id that `loket token list` shows")],
) -> None:
    """Shut the door for a token, from its next call on."""
    with started() as live, Session(live.parts.engine) as session, session.begin():
        at = live.parts.clock()
        StaffStore(session).revoke(token_id, at=at)
        _journal(session, TOKEN_REVOKED, at, {"tokenId": token_id})


def issue(
    session: Session,
    roles: Iterable[Role],
    entities: Iterable[str],
    *,
    label: str,
    at: datetime,
    expires_at: datetime | None = None,
    own_keys: Iterable[str] = (),
    related_keys: Iterable[str] = (),
) -> str:
    """Return a new token, with its entry in the service's own chain of the journal: id, roles, entities, end."""
    staff = StaffStore(session)
    secret = staff.issue_token(
        roles,
        entities,
        label=label,
        at=at,
        expires_at=expires_at,
        own_keys=own_keys,
        related_keys=related_keys,
    )
    token = staff.find(secret)
    if token is not None:
        details = {
            "tokenId": token.actor.actor_id,
            "roles": ",".join(sorted(token.actor.roles)),
            "entities": ",".join(sorted(token.actor.entities)),
        }
        end = {"expiresAt": expires_at.isoformat()} if expires_at else {}
        _journal(session, TOKEN_ISSUED, at, details | end)
    return secret


def read_end(text: str) -> datetime:
    """Return the moment from which a token is no longer good: after the whole of a day, or as told."""
    try:
        if len(text) == _DAY_LENGTH:
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(day, time(), BRUSSELS)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(
            "give a day (2027-01-31), or a moment with its offset", param_hint="--expires"
        )
    return moment


def _journal(session: Session, kind: str, at: datetime, details: JournalDetail) -> None:
    Journal(session).append(SERVICE_CHAIN, [NewEntry(kind, SERVICE.actor_id, at, details)])


def _line(token: AccessToken, at: datetime) -> str:
    actor = token.actor
    moments = (token.created_at, token.expires_at, token.last_used_at)
    return ";".join(
        (
            actor.actor_id,
            " ".join(actor.label.replace(";", ",").split()),
            ",".join(sorted(actor.roles)),
            ",".join(sorted(actor.entities)),
            *(
                moment.astimezone(BRUSSELS).isoformat(timespec="seconds") if moment else ""
                for moment in moments
            ),
            _state(token, at),
        )
    )


def _state(token: AccessToken, at: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    over = token.expires_at is not None and at >= token.expires_at
    return "expired" if over else "good"
