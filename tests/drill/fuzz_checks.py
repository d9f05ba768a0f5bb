"""Which checks of Schemathesis a run makes, and what is no fault of the contract, each with its reason."""

import json
from dataclasses import dataclass
from typing import Any

from app.http.parsing import _DETAILS, _OTHER

PHASES = ("examples", "coverage", "fuzzing", "stateful")
RUNS: dict[str, tuple[tuple[str, ...], int]] = {
    "short": (("fuzzing",), 2),
    "first": (PHASES, 20),
    "more": (("fuzzing", "stateful"), 20),
}
"""Name of a run -> its phases, and how many examples it draws per call."""
WALKS = 5
"""How many times more in the stateful phase: an example there is six calls, elsewhere one call per operation."""
GONE = ("410", "412", "422")
"""What the call is about ended or changed meanwhile, or its key was used with another body: no schema knows that."""
VALID = ("2xx", "3xx", "400", "401", "403", "404", "409", "416", *GONE)
"""400 is looked at below: only a rule of content may refuse what the schema allows. 416: how long a file is, no schema knows."""
INVALID = ("400", "401", "403", "404", "405", "406", "409", "413", "415", "428", *GONE)
PLAIN = frozenset(text.nl for text in (*_DETAILS.values(), _OTHER))
"""What is said of a value that does not fit its schema; a rule of content has a sentence of its own."""


@dataclass(frozen=True)
class Finding:
    """Something the service should not have answered; never what was sent."""

    operation: str
    check: str
    status: int
    words: str


def settings(seed: int, run: str) -> dict[str, Any]:
    """Return the configuration of one run."""
    phases, examples = RUNS[run]
    walks = {"max-examples": examples * WALKS}
    return {
        "seed": seed,
        "continue-on-failure": True,
        "generation": {
            "max-examples": examples,
            "no-shrink": True,
            "database": "none",
            "with-security-parameters": False,
        },
        "phases": {
            **{name: {"enabled": name in phases} for name in PHASES},
            "stateful": {"enabled": "stateful" in phases, "generation": walks},
        },
        "checks": {
            "positive_data_acceptance": {"expected-statuses": list(VALID)},
            "negative_data_rejection": {"expected-statuses": list(INVALID)},
            # RFC 6585: a change without If-Match is told by a status of its own, after what is not there.
            "missing_required_header": {
                "expected-statuses": ["401", "403", "404", "400", "415", "428"]
            },
        },
    }


def refusal_of(response: Any) -> dict[str, Any]:
    """Return the problem of a refusal, empty where there is none."""
    try:
        problem = json.loads(response.content)
    except (AttributeError, ValueError):
        return {}
    return problem if isinstance(problem, dict) and "type" in problem else {}


def broken_promise(case: Any, response: Any) -> Finding | None:
    """Return what is wrong with a refusal of what the contract calls valid: the words of a schema."""
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    if not positive or response.status_code != 400:
        return None
    issues = refusal_of(response).get("issues", [])
    plain = sorted({f"{i['in']}: {i['detail']}" for i in issues if i["detail"] in PLAIN})
    if not plain or any(i["detail"] not in PLAIN for i in issues):
        return None  # what is refused for its content may be missed where it stands in a list
    return Finding(operation_in(case), "valid by the contract, refused", 400, "; ".join(plain))


def is_excused(finding: Finding) -> bool:
    """Whether a check is mistaken about the service."""
    # With a store that is searched by hand nobody can say at once whether a use is allowed: the contract tells 503.
    return (
        (finding.operation, finding.status) == ("POST /restrictions/query", 503)
        and finding.check in {"not_a_server_error", "positive_data_acceptance"}
        and finding.words.endswith("personNotFindable")
    )


def operation_in(case: Any) -> str:
    """Return the operation of a case, as `GET /cases`."""
    return f"{case.operation.method.upper()} {case.operation.path}"
