"""Why a decision falls as it does: every ground code of the rule base with its articles and its sentence."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from app.decisions.ground_texts import GROUND_TEXTS
from app.decisions.model import DecisionKind
from app.errors import DeskError
from app.language import Text
from app.rights.catalogue import RIGHTS, right_of

ARTICLES: Mapping[str, tuple[str, ...]] = {
    "R12-ID": ("12(2)", "12(6)", "11(2)"),
    "R12-UNFOUNDED": ("12(5)",),
    "R12-EXCESSIVE": ("12(5)",),
    "R15-THIRD-PARTY": ("15(4)", "rec. 63"),
    "R23-LAW": ("23",),
    "R23-JUDICIAL": ("23", "wet van 30 juli 2018, art. 11-17"),
    "R16-ACCURATE": ("16", "5(1)(d)"),
    "R16-OPINION": ("16", "C-434/16"),
    "R16-AUTHENTIC-SOURCE": ("16", "18(1)(a)"),
    "R17-NO-GROUND": ("17(1)",),
    "R17-OTHER-GROUND": ("17(1)(b)",),
    "R17-3A": ("17(3)(a)",),
    "R17-3B": ("17(3)(b)",),
    "R17-3C": ("17(3)(c)", "9(2)(h)", "9(2)(i)", "9(3)"),
    "R17-3D": ("17(3)(d)",),
    "R17-3E": ("17(3)(e)",),
    "R18-NO-GROUND": ("18(1)",),
    "R20-BASIS": ("20(1)(a)",),
    "R20-PUBLIC-TASK": ("20(3)",),
    "R20-NOT-PROVIDED": ("20(1)",),
    "R20-NOT-AUTOMATED": ("20(1)(b)",),
    "R20-THIRD-PARTY": ("20(4)",),
    "R21-BASIS": ("21(1)",),
    "R21-COMPELLING": ("21(1)",),
    "R21-CLAIMS": ("21(1)",),
    "R21-6-PUBLIC-TASK": ("21(6)",),
    "R7-NO-CONSENT": ("7(3)",),
    "R7-NOT-SOLE-BASIS": ("7(3)",),
    "N-NO-DATA": ("15(1)",),
    "N-ANONYMOUS": ("11", "rec. 26"),
    "N-OTHER-CONTROLLER": ("26",),
    "N-DECEASED": ("rec. 27",),
    "N-OTHER-REGIME": (),
}
BY_STATUTE = "R23-LAW"
UNTESTED = frozenset({"R12-UNFOUNDED", "R12-EXCESSIVE"})
"""Art. 12(5) leaves it to the controller to show these: without a written test nobody takes them (IN-09)."""
NO_REFUSAL = "N-"
"""These say that there is nothing to act on here; every other code refuses something."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground code."""

    code: str
    articles: tuple[str, ...]
    sentence: Text
    decision_maker: bool
    """Needs four eyes by a decision maker: every code that refuses or takes out a part (section 4)."""
    refuses: frozenset[str]
    """Rights it can refuse as a whole."""
    limits: frozenset[str]
    """Rights of which it can take out a part."""


def _rights(code: str, kind: DecisionKind) -> frozenset[str]:
    return frozenset(r for r in RIGHTS if code.startswith(_prefixes(r, kind)))


def _prefixes(right_id: str, kind: DecisionKind) -> tuple[str, ...]:
    right = right_of(right_id)
    return {
        DecisionKind.GRANT: (),
        DecisionKind.PARTLY_GRANT: right.partial_grounds,
        DecisionKind.REFUSE: right.refusal_grounds,
    }[kind]


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        code: Ground(
            code=code,
            articles=articles,
            sentence=GROUND_TEXTS[code],
            decision_maker=not code.startswith(NO_REFUSAL),
            refuses=_rights(code, DecisionKind.REFUSE),
            limits=_rights(code, DecisionKind.PARTLY_GRANT),
        )
        for code, articles in ARTICLES.items()
    }
)


class GroundNotAllowed(DeskError):
    """This ground cannot carry this decision on this right (legal-rules 4.1)."""

    code: ClassVar[str] = "groundNotAllowed"


class ExcessiveTestMissing(DeskError):
    """Nothing in writing shows that the claim is unfounded or excessive (IN-09)."""

    code: ClassVar[str] = "excessiveTestMissing"


def check_ground(
    right: str,
    outcome: DecisionKind,
    codes: Iterable[str],
    *,
    statute_ref: str = "",
    tested: Collection[str] = (),
) -> None:
    """Check that each code may carry `outcome` on `right`; `statute_ref` names the law of R23-LAW.

    `tested` are the grounds of Art. 12(5) that a written test of the claim shows.

    Raises GroundNotAllowed, ExcessiveTestMissing, UnknownRight.
    """
    allowed = _prefixes(right, outcome)
    for code in codes:
        # Art. 23: a restriction is one that an act or decree lays down, so it is named.
        unnamed = code == BY_STATUTE and not statute_ref.strip()
        if unnamed or code not in GROUNDS or not code.startswith(allowed):
            raise GroundNotAllowed(right=right, decision=outcome.value, groundCode=code[:40])
        if code in UNTESTED and code not in tested:
            raise ExcessiveTestMissing(right=right, groundCode=code)
