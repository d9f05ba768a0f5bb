"""In which language a verdict is said: of `--language`, else of the terminal, else Dutch.

Help, progress and errors are for who runs the service, and are English everywhere.
"""

from typing import Annotated, Final

import typer
from babel import default_locale

from app.language import Language

_NAMED_BY: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_NONE: Final = "en_US_POSIX"
"""What a terminal speaks that names no language."""


def of_terminal() -> Language:
    """Return the language that `LC_ALL`, `LC_MESSAGES` or `LANG` names, Dutch where it is none of ours."""
    named = default_locale(_NAMED_BY) or _NONE
    code = named.partition("_")[0]
    return Language(code) if named != _NONE and code in set(Language) else Language.NL


In = Annotated[
    Language,
    typer.Option(
        "--language",
        default_factory=of_terminal,
        show_default="that of the terminal",
        help="Language of what is said.",
    ),
]
"""Stands among the keywords of a command, without a default of its own."""
