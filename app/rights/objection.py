"""Objection: have a use stopped because of one's own situation (Art. 21)."""

from app.language import Text
from app.rights.model import Right, RightLetters, grounds

_refusal, _partial = grounds("R21-")

OBJECTION = Right(
    right_id="objection",
    label=Text("bezwaar", "objection", "opposition"),
    wish=Text(
        "Ik ben het niet eens met een gebruik van mijn gegevens. Ik wil dat het stopt.",
        "I object to a use of my data. I want it to stop.",
        "Je m'oppose à une utilisation de mes données. Je veux qu'elle cesse.",
    ),
    article="21",
    refusal_grounds=_refusal,
    partial_grounds=_partial,
    # L10 tells at once that the contested use rests; L11 refuses too, since it announces the lifting.
    # Where nobody was proven nothing was weighed: that is L14, as for every right (ID-10).
    letters=RightLetters(decision="L11", refusal="L11"),
    acts=True,
)
