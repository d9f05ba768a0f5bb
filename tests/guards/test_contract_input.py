"""What the contract does not allow, no call takes; what it allows, none refuses for its form: of every body and query."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from app.http.bodies import _check_values
from app.http.contract_schemas import model_of
from app.http.parsing import _DETAILS, _OTHER, parse
from app.http.problems import InputInvalid, Issue
from app.main import API_ROUTERS
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from tests.answer_check import contract
from tests.contract_mutations import REF, full, mutations, name_of, validator

Model = type[BaseModel]
FORM = frozenset(text.nl for text in (*_DETAILS.values(), _OTHER))
"""What is said of a value that has the wrong form; a rule of content has a sentence of its own."""


def models(kind: str) -> dict[str, Model]:
    """Return what calls read their body, or their query, into."""
    found: dict[str, Model] = {}
    for router in API_ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and (model := model_of(route, kind)) is not None:
                path = re.sub(r"\{(\w+)\}", lambda name: f"{{{to_camel(name[1])}}}", route.path)
                found |= {f"{method} {path}": model for method in route.methods or ()}
    return found


BODIES = models("body_model")
QUERIES = models("query_model")


def issues_of(read: Callable[[], object]) -> list[Issue]:
    try:
        read()
    except InputInvalid as error:
        return list(error.issues)
    return []


def body_issues(model: Model, body: Any) -> list[Issue]:
    def read() -> None:
        _check_values(body, "", 0)
        parse(model, body)

    return issues_of(read)


def is_told(issues: list[Issue], place: str) -> bool:
    """Whether a fault at this place is told: there, within it, or of the form of what it stands in."""
    return any(
        issue.name.startswith(place) or (place.startswith(issue.name) and issue.detail.nl in FORM)
        for issue in issues
    )


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_a_body_is_taken_as_the_contract_says(operation: str) -> None:
    model = BODIES[operation]
    schema = {"$ref": REF.format(name=model.__name__)}
    allowed, faults = validator(schema), []
    for steps, body in mutations(full(schema)):
        issues, place = body_issues(model, body), name_of(steps)
        if not allowed.is_valid(body):
            if not is_told(issues, place):
                faults.append(f"took {place}")
        elif issues and all(issue.detail.nl in FORM for issue in issues):
            faults.append(f"refused {place}")
    assert not faults


WRITTEN = (
    "", " ", "x", "0", "1", "-1", "+5", "5_0", " 5 ", "5.0", "1e1", "101", "1001", "9" * 20,
    "true", "false", "True", "TRUE", "yes", "on", "null", "2026-03-05", "2026-3-5", " 2026-03-05",
    "2026-03-05T00:00:00Z", "2026-W10-4", "access", " access", "json", " json", "received ", "x" * 6000,
)  # fmt: skip
"""What a caller may write for a parameter."""


def meant(schema: dict[str, Any], written: str) -> Any:
    """Return the value that a text in an address stands for."""
    match schema.get("type"):
        case "array":
            return [meant(schema["items"], written)]
        case "integer" if re.fullmatch(r"-?(0|[1-9]\d*)", written):
            return int(written)
        case "boolean" if written in {"true", "false"}:
            return written == "true"
        case _:
            return written


@pytest.mark.parametrize("operation", sorted(QUERIES))
def test_a_query_is_taken_as_the_contract_says(operation: str) -> None:
    method, _, path = operation.partition(" ")
    faults = []
    for one in contract()["paths"][path][method.lower()]["parameters"]:
        if one["in"] != "query":
            continue
        name, allowed = one["name"], validator(one["schema"])
        for written in WRITTEN:
            found = issues_of(partial(parse, QUERIES[operation], {name: written}, place="query"))
            told = [issue for issue in found if issue.name.startswith(name)]
            if not allowed.is_valid(meant(one["schema"], written)):
                if not told:
                    faults.append(f"took {name}={written[:40]}")
            elif told and all(issue.detail.nl in FORM for issue in told):
                faults.append(f"refused {name}={written[:40]}")
    assert not faults
