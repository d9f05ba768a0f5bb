"""What the sections of an answer letter are read from, gathered once, and the names they print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.cases.model import Case, Claim
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.decisions.grounds import GROUNDS
from app.executions.model import ExecutionStep, StepStatus
from app.language import Language, Text
from app.letters.model import Ground
from app.notices.rules import told_names
from app.personnel.changes import ChangeKind
from app.personnel.model import Holding
from app.register.model import Register
from app.restrictions.model import Restriction
from app.rights.references import in_words


@dataclass(frozen=True, slots=True)
class Told:
    """All that the sections of one case are read from."""

    desk: Desk
    case: Case
    steps: tuple[ExecutionStep, ...]
    restrictions: tuple[Restriction, ...]
    holdings: Mapping[tuple[str, str], Holding]
    on: date

    def done(self, claim: Claim, *kinds: ChangeKind) -> tuple[ExecutionStep, ...]:
        """Return the steps of a claim that were done and touched something."""
        return tuple(
            s
            for s in self.steps
            if s.claim_id == claim.claim_id
            and s.kind in kinds
            and s.status is StepStatus.DONE
            and s.records
        )

    def recipients(self, claim: Claim) -> tuple[str, ...]:
        """Return who is told of a change (Art. 19)."""
        return told_names(self.desk.notices.list(self.case.case_id), claim.claim_id)

    def resting(self, claim: Claim) -> tuple[Restriction, ...]:
        """Return the restrictions of a claim that stand, oldest first."""
        return tuple(r for r in self.restrictions if r.claim_id == claim.claim_id)


def told(desk: Desk, case: Case, *, on: date) -> Told:
    """Return what the sections of a case are read from, gathered once."""
    return Told(
        desk=desk,
        case=case,
        steps=desk.executions.list(case.case_id),
        restrictions=desk.restrictions.of_case(case.case_id),
        holdings={(h.system, h.name): h for h in holdings_of(desk)},
        on=on,
    )


def category_label(register: Register, category_id: str) -> Text:
    """Return the name of a category."""
    return next(c.label for c in register.categories if c.category_id == category_id)


def printed_ground(code: str) -> Ground:
    """Return a ground code as a letter prints it."""
    ground = GROUNDS[code]
    return Ground(code=code, article=in_words(ground.articles), plain=ground.sentence)


def joined(labels: Sequence[Text]) -> Text:
    """Return the labels as one, each once."""
    each = [
        (label.nl, label.into(Language.EN), label.into(Language.FR))
        for label in dict.fromkeys(labels)
    ]
    return Text(*("; ".join(dict.fromkeys(words)) for words in zip(*each, strict=True)))
