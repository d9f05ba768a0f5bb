"""Withdrawal of consent: end a use that rests on consent alone (Art. 7(3))."""

from app.language import Text
from app.rights.model import PART_NOT_OURS, Right, RightLetters

CONSENT_WITHDRAWAL = Right(
    right_id="consentWithdrawal",
    label=Text("intrekking van toestemming", "withdrawal of consent", "retrait du consentement"),
    wish=Text(
        "Ik gaf toestemming en trek die in.",
        "I gave my consent and withdraw it.",
        "J'ai donné mon consentement et je le retire.",
    ),
    article="7(3)",
    # 4.1: R7 alone; R12-ID where it needs proof after all: somebody acts for them, or it could do harm.
    refusal_grounds=("R7-", "R12-ID"),
    partial_grounds=("R7-", "R12-ID", *PART_NOT_OURS),
    letters=RightLetters(decision="L13"),
    acts=True,
    # As easy as giving it: no proof beyond what was asked for the consent itself (DL-18, ID-02a).
    needs_identity_check=False,
)
