"""Read a JSON body in the order of refusals: media type and size before contents, unknown fields refused."""

import json
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from app.errors import DeskError
from app.http.problems import InputInvalid, Issue
from app.http.queries import refuse_query
from app.language import Text

MAX_JSON_BYTES: Final = 1_000_000
_DEEPEST: Final = 20
"""Levels of nesting; the contract itself needs six."""


class JsonModel(BaseModel):
    """A body or answer of the API: lowerCamelCase, unknown fields refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", str_strip_whitespace=True
    )


class UnsupportedMediaType(DeskError):
    """The body is not of the media type this call takes."""

    code = "unsupportedMediaType"


class PayloadTooLarge(DeskError):
    """The body is larger than this call takes. Fact `limit`, in bytes."""

    code = "payloadTooLarge"


Model = TypeVar("Model", bound=BaseModel)
