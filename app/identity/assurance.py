"""How sure we must be of who asks, for what they ask, and how sure each means makes us (ID-04). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final, Self

from app.cases.model import Claim
from app.errors import DeskError
from app.identity.model import Means
from app.register.model import Register
from app.register.terms import SPECIAL_FLAGS

SPECIAL: Final = "special"
"""Word for the special categories of the register, and for a claim that is limited to nothing."""


class AssuranceTooLow(DeskError):
    """The means does not make sure enough for what is asked (ID-04). Facts `needed`, `given`, `means`."""

    code: ClassVar[str] = "assuranceTooLow"


class AssuranceInvalid(DeskError):
    """The setting cannot be read. Fact `part`."""

    code: ClassVar[str] = "assuranceInvalid"


class Level(IntEnum):
    """The levels of assurance of eIDAS art. 8(2), lowest first."""

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The level as it is written outside."""
        return self.name.lower()

    @classmethod
    def read(cls, word: str) -> Self:
        """Return the level of a word. Raises AssuranceInvalid."""
        for level in cls:
            if level.word == word:
                return level
        raise AssuranceInvalid("This level is not known", part=word)


@dataclass(frozen=True, slots=True)
class Assurance:
    """What the controller weighed: the level each means gives, and the least that a right needs, per scope."""

    of_means: Mapping[Means, Level]
    of_right: Mapping[str, Level]
    of_scope: Mapping[tuple[str, str], Level]
    """By right and category, or right and `special`."""

    @classmethod
    def read(cls, parts: Iterable[str], *, rights: Iterable[str], register: Register) -> Self:
        """Read `right=level`, `right:category=level`, `right:special=level` and `means=level`.

        Raises AssuranceInvalid for what names nothing.
        """
        of_means, of_right = dict(_MEANS), dict.fromkeys(rights, Level.SUBSTANTIAL)
        of_scope: dict[tuple[str, str], Level] = {}
        known = {SPECIAL, *(c.category_id for c in register.categories)}
        for part in parts:
            name, _, word = (piece.strip() for piece in part.partition("="))
            right, colon, category = name.partition(":")
            level = Level.read(word)
            if right in set(Means) and not colon:
                of_means[Means(right)] = level
            elif right not in of_right or (colon and category not in known):
                raise AssuranceInvalid("This part names nothing", part=part)
            elif colon:
                of_scope[right, category] = level
            else:
                of_right[right] = level
        return cls(of_means, of_right, of_scope)

    def needed(self, claims: Iterable[Claim], register: Register) -> Level:
        """Return the least level for all of these claims together."""
        return max((self._needed(claim, register) for claim in claims), default=Level.LOW)

    def _needed(self, claim: Claim, register: Register) -> Level:
        about = [SPECIAL] if is_sensitive(claim, register) else []
        named = (self.of_scope.get((claim.right, x)) for x in (*about, *(claim.scope or ())))
        return max(self.of_right[claim.right], *(level for level in named if level), Level.LOW)

    def given(self, means: Means, *, stated: Level | None = None) -> Level:
        """Return the level of a means; `stated` is that of one session, which can be weaker."""
        level = self.of_means[means]
        return level if stated is None else min(level, stated)

    def check(
        self,
        means: Means,
        claims: Sequence[Claim],
        register: Register,
        *,
        stated: Level | None,
        allowed: frozenset[Means],
    ) -> None:
        """Raise AssuranceTooLow, naming what would suffice, where a means is too weak for a claim."""
        needed, given = self.needed(claims, register), self.given(means, stated=stated)
        if given >= needed:
            return
        enough = ",".join(sorted(m.value for m in allowed if self.of_means[m] >= needed))
        raise AssuranceTooLow(
            "This proof is too weak", needed=needed.word, given=given.word, means=enough
        )


def is_sensitive(claim: Claim, register: Register) -> bool:
    """Whether a claim reaches special categories of data; one that is limited to nothing does."""
    special = {c.category_id: c.special_flag in SPECIAL_FLAGS for c in register.categories}
    named = claim.scope or ()
    # Words that are no category limit nothing: a human reads them.
    return not named or any(special.get(word, True) for word in named)


_MEANS: Final[Mapping[Means, Level]] = {
    Means.SIGNED_REQUEST_WITH_ID_COPY: Level.HIGH,  # ID-01: accepted without more
    Means.SIGNED_EMAIL: Level.HIGH,
    Means.SIGNED_PDF: Level.HIGH,
    Means.IN_PERSON: Level.HIGH,
    Means.VIDEO: Level.HIGH,
    Means.SESSION: Level.HIGH,
    Means.KNOWN_CHANNEL: Level.SUBSTANTIAL,
    Means.EARLIER_PROOF_IN_CASE: Level.SUBSTANTIAL,
}
