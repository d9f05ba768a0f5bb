"""`loket demo people`: fills the demo personnel store and prints its first people."""

import typer
from rich.console import Console
from rich.progress import Progress

from app.personnel.demo.fill import fill, first_people


def fill_people(store_url: str, count: int) -> None:
    """Fill the store with `count` invented people, the bar on stderr; print the first of them, one per line, on stdout."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Inventing personnel data", total=count)
        fill(store_url, count=count, progress=lambda done, _: bar.update(task, completed=done))
    for person in first_people(store_url):
        typer.echo(";".join(person))
