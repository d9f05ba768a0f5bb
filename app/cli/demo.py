"""`loket demo`: every right from the request to the sealed letter; `loket demo people`."""

from typing import Annotated

import typer

from app.cli.entrance import started
from app.cli.people import fill_people
from app.cli.walk import walk
from app.errors import DeskError

app = typer.Typer(add_completion=False, help="Show the service with invented people.")


class StoreNotOurs(DeskError):
    """The personnel store belongs to somebody else: no invented people go into it."""

    code = "storeNotOurs"


@app.callback(invoke_without_command=True)
def demo(context: typer.Context) -> None:
    """Take a request for every right the whole way, on a real database, with a real signature."""
    if context.invoked_subcommand is None:
        with started() as live:
            walk(live)


@app.command("people")
def people(
    count: Annotated[int, typer.Option(help="How many people the store holds")] = 2000,
) -> None:
    """Fill the demo personnel store; print number, names and birth date of the first three people."""
    with started() as live:
        if live.personnel_owner_url is None:
            raise StoreNotOurs("LOKET_PERSONNEL_URL names a store that is not the demo's")
        fill_people(live.personnel_owner_url, count)
