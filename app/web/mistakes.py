"""What has to be put right on a page."""

from dataclasses import dataclass

from app.language import Text


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right: in which field, and the element a link goes to."""

    field: str
    text: Text
    anchor: str = ""
    """Empty where it is the field itself."""
