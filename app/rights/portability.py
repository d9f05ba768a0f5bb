"""Portability: have one's own data in a form another system can read (Art. 20)."""

from app.language import Text
from app.rights.model import Right, RightLetters, grounds

_refusal, _partial = grounds("R20-")

PORTABILITY = Right(
    right_id="portability",
    label=Text("overdraagbaarheid", "portability", "portabilité"),
    wish=Text(
        "Ik wil de gegevens die ik zelf gaf meenemen of laten doorsturen.",
        "I want to take along the data I provided, or have them sent on.",
        "Je veux emporter les données que j'ai fournies, ou les faire transmettre.",
    ),
    article="20",
    refusal_grounds=_refusal,
    partial_grounds=_partial,
    letters=RightLetters(decision="L12"),
    copies=True,
)
