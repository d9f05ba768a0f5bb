"""The entrance `loket`: one command per noun, each in its own file."""

import typer

from app.cli import (
    deadline,
    decisions,
    demo,
    diagram,
    exports,
    journal,
    letters,
    register,
    service,
    token,
)

app = typer.Typer(
    name="loket",
    help="Rechtenloket: handle requests of data subjects under the GDPR.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command("serve")(service.serve)
app.command("worker")(service.worker)
app.command("migrate")(service.migrate)
app.command("diagram")(diagram.diagram)
app.add_typer(demo.app, name="demo")
app.add_typer(token.app, name="token")
app.add_typer(deadline.app, name="deadline")
app.add_typer(decisions.app, name="decisions")
app.add_typer(register.app, name="register")
app.add_typer(letters.app, name="letters")
app.add_typer(exports.app, name="export")
app.add_typer(journal.app, name="journal")
