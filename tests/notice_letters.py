"""Letters on recipients in every way their texts can go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.language import Text
from app.letters import compose_notices
from app.letters.model import LetterContext, LetterFrame


def notice_letters(of: LetterFrame) -> Iterator[LetterContext]:
    """Yield L18 for every action, and L19 with and without each of its parts."""
    for action in sorted(compose_notices.ACTIONS):
        yield compose_notices.recipient_notice(
            of,
            recipient="Vlaams Pensioenfonds",
            action=action,
            items=(Text("loongegevens"), Text("woonplaats")),
            effective_on=date(2026, 11, 24),
        )
    erased, done = Text("gewist", "erased", "effacées"), Text("bevestigd", "acknowledged")
    line = compose_notices.RecipientLine("Vlaams Pensioenfonds", erased, of.on, done)
    refused = replace(line, reason="Een ander doel.")
    yield compose_notices.recipient_overview(
        of, told=(line, refused), waiting=(line,), untold=(refused,)
    )
    yield compose_notices.recipient_overview(of, told=(), waiting=(line,), untold=())
