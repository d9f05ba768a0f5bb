"""The test of Art. 12(5) as a decision maker writes it."""

from typing import Any


def excessive_test(
    case: dict[str, Any], result: str = "against", **findings: str
) -> dict[str, Any]:
    """Return a test on the first claim; without findings it shows an abusive intention."""
    shown = findings or {
        "intention": "In zijn brief van 2 maart kondigt hij aan ons te willen belasten."
    }
    return {
        "kind": "excessive",
        "claimId": case["claims"][0]["id"],
        "result": result,
        "reasons": "Alle omstandigheden zijn afgewogen.",
        "excess": {
            "facts": "Hij vroeg dit jaar zes keer hetzelfde.",
            "necessity": "Alleen de wijzigingen geven helpt niet: hij vraagt telkens alles.",
            **shown,
        },
    }


def advice(case: dict[str, Any], claim_id: str = "") -> dict[str, Any]:
    """Return the advice of the DPO on a claim, the first where none is named."""
    chosen = claim_id or case["claims"][0]["id"]
    return {"text": "De test is zorgvuldig gemaakt.", "claimId": chosen}
