"""Erasure: have data removed that may no longer be kept (Art. 17)."""

from app.language import Text
from app.rights.model import Right, RightLetters, grounds

_refusal, _partial = grounds("R17-")

ERASURE = Right(
    right_id="erasure",
    label=Text("wissing", "erasure", "effacement"),
    wish=Text(
        "Ik wil dat u gegevens over mij wist.",
        "I want you to erase data about me.",
        "Je veux que vous effaciez des données me concernant.",
    ),
    article="17",
    refusal_grounds=_refusal,
    partial_grounds=_partial,
    letters=RightLetters(decision="L08"),
    acts=True,
)
