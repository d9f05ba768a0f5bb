"""What became of one action on several cases, as answers give it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.answers.parts import Answer, Id
from app.cases.model import State


class BulkResultOut(Answer):
    """One case: its new version and state, or the problem with which the action was refused."""

    case_id: Id
    status: Annotated[int, Field(ge=200, le=599)]
    version: Annotated[int | None, Field(ge=1)] = None
    state: State | None = None
    problem: Annotated[
        dict[str, Any] | None, Field(description="As the call on this one case would have answered")
    ] = None


class BulkOut(Answer):
    """A result per case, in the order of the question."""

    action: Literal["collections", "decisions/confirmation", "lapse", "closure"]
    items: list[BulkResultOut]
    done: Annotated[int, Field(ge=0)]
    refused: Annotated[int, Field(ge=0)]
