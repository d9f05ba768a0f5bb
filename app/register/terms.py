"""The closed vocabulary of a register: the words rules may look at, whatever a controller calls its own entries."""

from enum import StrEnum


class Trait(StrEnum):
    """What is particular about a category."""

    CONTAINER = "container"
    FREE_TEXT = "freeText"
    HEALTH = "health"
    MIXED_SOURCES = "mixedSources"
    OPINION = "opinion"
    OTHER_PARTIES = "otherParties"
    OTHER_PERSON = "otherPerson"
    PENDING_PROCEDURE = "pendingProcedure"
    RELATIVES = "relatives"
    SELF_SERVICE = "selfService"
    TRADE_UNION = "tradeUnion"


class Nature(StrEnum):
    """What is particular about a purpose."""

    CRISIS = "crisis"
    LEGAL_CLAIMS = "legalClaims"
    OCCUPATIONAL_HEALTH = "occupationalHealth"
    SECURITY = "security"
    STATISTICS = "statistics"
    SUPPLIER = "supplier"
    SURVEY = "survey"


class Basis(StrEnum):
    """The legal bases of Art. 6(1)."""

    CONSENT = "6.1.a"
    CONTRACT = "6.1.b"
    LEGAL_OBLIGATION = "6.1.c"
    VITAL_INTERESTS = "6.1.d"
    PUBLIC_TASK = "6.1.e"
    LEGITIMATE_INTERESTS = "6.1.f"


OBJECTION_BASES = frozenset({Basis.PUBLIC_TASK, Basis.LEGITIMATE_INTERESTS})
"""Only these open an objection (Art. 21(1)) and a restriction while it is pending (Art. 18(1)(d))."""


class Provided(StrEnum):
    """Whether the person provided the data (Art. 20(1))."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class SpecialFlag(StrEnum):
    """Whether a category falls under Art. 9, 10 or 87."""

    NONE = "none"
    ART_9 = "art9"
    ART_9_POSSIBLE = "art9_possible"
    ART_10 = "art10"
    ART_10_POSSIBLE = "art10_possible"
    NATIONAL_NUMBER = "national_number"


SPECIAL_FLAGS = frozenset(SpecialFlag) - {SpecialFlag.NONE, SpecialFlag.NATIONAL_NUMBER}
"""Special categories (Art. 9) and data on offences (Art. 10), certain or possible."""


class SourceKind(StrEnum):
    """Who supplies data."""

    DATA_SUBJECT = "data_subject"
    INTERNAL = "internal"
    THIRD_PARTY = "third_party"
    AUTHENTIC = "authentic_source"


class RecipientKind(StrEnum):
    """How a recipient stands in the statement; own staff (`internal`) is none (C-579/21)."""

    NAMED = "named"
    CATEGORY = "category"
    INTERNAL = "internal"


OUTSIDE_BODIES = "external_bodies"
"""Value of `authentic_source` where several outside bodies are the source rather than one entry."""
ENTITY_ROLE = "joint_or_separate_controller"
"""`role_hint` of the recipient that stands for the person's own entity."""
