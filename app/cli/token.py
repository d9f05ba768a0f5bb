"""`loket token create`: give somebody, or another system, access to the API."""

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.cli.entrance import started
from app.staff.model import Role
from app.staff.store import StaffStore

app = typer.Typer(help="Access tokens.", no_args_is_help=True)


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
        secret = StaffStore(session).issue_token(
            role, entity or ["*"], label=label, at=live.parts.clock()
        )
    typer.echo(secret)
