"""Restriction: have data kept but not used for the time being (Art. 18)."""

from app.language import Text
from app.rights.model import Right, RightLetters, grounds

_refusal, _partial = grounds("R18-")

RESTRICTION = Right(
    right_id="restriction",
    label=Text("beperking van de verwerking", "restriction of processing", "limitation"),
    wish=Text(
        "Ik wil dat u mijn gegevens bewaart, maar voorlopig niet gebruikt.",
        "I want you to keep my data, but not use them for now.",
        "Je veux que vous conserviez mes données, sans les utiliser pour le moment.",
    ),
    article="18",
    refusal_grounds=_refusal,
    partial_grounds=_partial,
    letters=RightLetters(decision="L09"),
    acts=True,
)
