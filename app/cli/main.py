"""The entrance `loket`: one command per noun, each in its own file, loaded only when it is called."""

import importlib
from collections.abc import Mapping
from typing import Final

import typer
from typer._click import Command, Context
from typer.core import TyperGroup
from typer.main import get_command
from typing_extensions import override

COMMANDS: Final[Mapping[str, str]] = {
    "demo": "app.cli.demo:app",
    "serve": "app.cli.service:serve",
    "worker": "app.cli.worker:worker",
    "migrate": "app.cli.worker:migrate",
    "token": "app.cli.token:app",
    "deadline": "app.cli.deadline:app",
    "decisions": "app.cli.decisions:app",
    "register": "app.cli.register:app",
    "round": "app.cli.round:make_round",
    "release": "app.cli.release:release",
    "mail": "app.cli.mail:app",
    "connectors": "app.cli.connectors:app",
    "letters": "app.cli.letters:app",
    "erasures": "app.cli.erasures:app",
    "export": "app.cli.exports:app",
    "bundle": "app.cli.bundle:app",
    "statistics": "app.cli.statistics:app",
    "trust": "app.cli.trust:app",
    "journal": "app.cli.journal:app",
    "diagram": "app.cli.diagram:diagram",
}
"""Name of each command -> where it is made."""


class Commands(TyperGroup):
    """The commands by name; the file of one is read when it is asked for."""

    @override
    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    @override
    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Load one command, or return None for a name that is not in the table."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        made = getattr(importlib.import_module(module), name)
        if not isinstance(made, typer.Typer):
            alone = typer.Typer(add_completion=False)
            alone.command(cmd_name)(made)
            made = alone
        command = get_command(made)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="loket",
    cls=Commands,
    help="Rechtenloket: handle requests of data subjects under the GDPR.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _loket() -> None:
    """Rechtenloket: handle requests of data subjects under the GDPR."""
