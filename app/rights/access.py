"""Access: know what is held, and have a copy (Art. 15)."""

from app.language import Text
from app.rights.model import Right, RightLetters, grounds

# Others' rights take out a part, never the whole answer (Art. 15(4), AC-06).
_refusal, _partial = grounds("", partial_only=("R15-",))

ACCESS = Right(
    right_id="access",
    label=Text("inzage", "access", "accès"),
    wish=Text(
        "Ik wil weten welke gegevens u over mij hebt, en een kopie krijgen.",
        "I want to know which data you hold on me, and have a copy.",
        "Je veux savoir quelles données vous avez sur moi et en recevoir une copie.",
    ),
    article="15",
    refusal_grounds=_refusal,
    partial_grounds=_partial,
    letters=RightLetters(decision="L06"),
    copies=True,
    turns_on_facts=False,
)
