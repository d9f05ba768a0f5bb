"""The base of everything we expect to go wrong: a stable code, and facts that hold no personal data."""

from typing import ClassVar


class DeskError(Exception):
    """An expected refusal. Doors map `code` to a status and to wording in the reader's language."""

    code: ClassVar[str] = "deskError"

    def __init__(self, message: str = "", **facts: str | int) -> None:
        super().__init__(message or self.code)
        self.facts: dict[str, str | int] = facts
