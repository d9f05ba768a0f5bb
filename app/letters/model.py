"""Letters as values: what goes into one, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from app.language import Language

PlainValue: TypeAlias = "str | int | bool | None | Sequence[PlainValue] | Mapping[str, PlainValue]"


class LetterKind(StrEnum):
    """Kinds of letter, by the codes of the rule base (section 7.3)."""

    RECEIPT = "L01"
    IDENTITY_REQUEST = "L02"
    EXTENSION = "L05"
    ACCESS = "L06"
    REFUSAL = "L14"
    WITHDRAWAL = "L16"
    NO_DATA = "L24"


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Everything one letter prints: plain values only, dates already in words in its language."""

    kind: LetterKind
    language: Language
    values: Mapping[str, PlainValue]


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """The immutable result (LT-06)."""

    content: bytes
    sha256: str
    template_version: str
    pages: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was issued; `content_path` is where its encrypted bytes lie."""

    letter_id: str
    case_id: str
    kind: LetterKind
    language: Language
    issued_at: datetime
    sha256: str
    size: int
    template_version: str
    rules_version: str
    content_path: str
