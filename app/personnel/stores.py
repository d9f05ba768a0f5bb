"""The file of stores: which systems there are, how each is reached, and which are on hold; every fault with its place and cure."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, ValidationError, model_validator

from app.personnel.mapping_errors import explain
from app.personnel.mapping_words import Part, Words
from app.personnel.model import SourceNever
from app.personnel.registry import ConnectorSpec, Suspension


class StoresInvalid(SourceNever):
    """The file of stores cannot be used; the message names the file, each place in it, and the cure."""

    code: ClassVar[str] = "storesInvalid"


class StorePart(Part):
    """One store. `name` is for who reads the file; paths are taken from the folder of the file."""

    connector: Words
    mapping: Path
    name: str = ""
    url: str = ""
    secret_file: Path | None = None
    secret_env: Words | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    suspended_since: date | None = None
    suspended_reason: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.secret_file and self.secret_env:
            raise ValueError("'secret_file' and 'secret_env' both name the secret: remove one")
        if (self.suspended_since is None) != (not self.suspended_reason.strip()):
            raise ValueError(
                "'suspended_since' and 'suspended_reason' go together: give both, or remove both"
            )
        return self


class StoresFile(Part):
    """The whole file."""

    store: Annotated[tuple[StorePart, ...], Field(min_length=1)]


def load_stores(path: Path, *, secret: Callable[[str], str]) -> tuple[ConnectorSpec, ...]:
    """Return a spec per store of the file; `secret` gives the value of a variable, empty if it is not set.

    Raises StoresInvalid with every fault, never with a secret.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _invalid(path, "cannot be read: check LOKET_STORES and its rights") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(path, f"is no TOML: {error}") from error
    try:
        listed = StoresFile.model_validate(content).store
    except ValidationError as error:
        raise _invalid(path, *explain(error, content)) from None  # what was given may be a secret
    specs: list[ConnectorSpec] = []
    faults: list[str] = []
    for number, part in enumerate(listed, 1):
        try:
            specs.append(_spec(part, path.parent, secret))
        except ValueError as error:
            called = f"'{part.name}'" if part.name else f"number {number}"
            faults.append(f"store {called}, {error}")
    if faults:
        raise _invalid(path, *faults)
    return tuple(specs)


def _spec(part: StorePart, folder: Path, secret: Callable[[str], str]) -> ConnectorSpec:
    since = part.suspended_since
    return ConnectorSpec(
        connector=part.connector,
        url=part.url,
        mapping=folder / part.mapping,
        secret=_secret(part, folder, secret),
        options=part.options,
        folder=folder,
        suspended=Suspension(since, part.suspended_reason.strip()) if since else None,
    )


def _secret(part: StorePart, folder: Path, secret: Callable[[str], str]) -> str:
    if part.secret_env:
        found = secret(part.secret_env)
        if not found:
            raise ValueError(
                f"key 'secret_env': {part.secret_env} is not set: set it to the secret"
            )
        return found
    if part.secret_file is None:
        return ""
    try:
        found = (folder / part.secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        raise ValueError(
            "key 'secret_file': it is not there, or empty: check its path and its rights"
        )
    return found


def _invalid(path: Path, *faults: str) -> StoresInvalid:
    lines = "".join(f"\n  {path.name}: {fault}" for fault in faults)
    return StoresInvalid(f"The file of stores cannot be used:{lines}", file=path.name)
