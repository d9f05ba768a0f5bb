"""`loket release`: let this instance send, after it was restored from a copy or moved."""

import typer
from sqlalchemy.orm import Session

from app.audit.journal import SERVICE_CHAIN, Journal
from app.audit.model import NewEntry
from app.cli.entrance import started
from app.staff.model import SERVICE

RELEASED = "instance.released"


def release() -> None:
    """Let this instance send mail, webhooks, notices and packages, and no other that works on this database.

    Only when the one it was copied from is stopped: people would hear everything twice.
    """
    with started() as live, Session(live.parts.engine) as session, session.begin():
        sending, at = live.parts.sending, live.parts.clock()
        held = sending.release(session)
        if held:
            details = {"instanceId": sending.instance_id}
            Journal(session).append(
                SERVICE_CHAIN, [NewEntry(RELEASED, SERVICE.actor_id, at, details)]
            )
    typer.echo("Released: what waited is sent now." if held else "Nothing was held.")
