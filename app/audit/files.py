"""Checkpoints as files beside the database: who can change the one cannot for that change the other."""

import re
from pathlib import Path
from typing import Final

from app.audit.checkpoints import canonical
from app.audit.model import SignedCheckpoint
from app.kit.signed_files import read_plain, write_whole

_NAME: Final = re.compile(r"(\d{8,})\.json")


class CheckpointFiles:
    """The folder: `00000001.json` holds the canonical bytes, `00000001.p7s` the signature over them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, number: int) -> bool:
        """Whether the checkpoint lies here."""
        return self._place(number).exists()

    def numbers(self) -> list[int]:
        """Return the numbers of what lies here, in order."""
        if not self._folder.is_dir():
            return []
        found = (_NAME.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def write(self, signed: SignedCheckpoint) -> None:
        """Write signature and checkpoint, each whole or not at all; the checkpoint last. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self._place(signed.checkpoint.number)
        write_whole(place.with_suffix(".p7s"), signed.signature)
        write_whole(place, canonical(signed.checkpoint))

    def holds(self, signed: SignedCheckpoint) -> bool:
        """Whether the files hold exactly this checkpoint and signature."""
        place = self._place(signed.checkpoint.number)
        try:
            content, signature = read_plain(place), read_plain(place.with_suffix(".p7s"))
        except (OSError, ValueError):
            return False
        return content == canonical(signed.checkpoint) and signature == signed.signature

    def _place(self, number: int) -> Path:
        return self._folder / f"{number:08}.json"
