"""Rectification: have wrong data corrected and incomplete data completed (Art. 16)."""

from app.language import Text
from app.rights.model import Right, RightLetters, grounds

_refusal, _partial = grounds("R16-")

RECTIFICATION = Right(
    right_id="rectification",
    label=Text("rectificatie", "rectification", "rectification"),
    wish=Text(
        "Er staat iets fout of onvolledig. Ik wil dat u het verbetert.",
        "Something is wrong or incomplete. I want you to correct it.",
        "Quelque chose est faux ou incomplet. Je veux que vous le corrigiez.",
    ),
    article="16",
    refusal_grounds=_refusal,
    partial_grounds=_partial,
    letters=RightLetters(decision="L07"),
    acts=True,
)
