"""The options of each kind of connector, as the file of stores gives them; checked before anything is contacted."""

import ssl
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from pydantic import Field, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.kit.signed_files import private_key, public_key
from app.personnel.api_client import ApiPlace, check_url
from app.personnel.drop_box import DropKeys, Patience
from app.personnel.mapping_errors import explain
from app.personnel.mapping_words import Part, Words
from app.personnel.model import SourceNever


class OptionsInvalid(SourceNever):
    """The options of a store cannot be used; the message names each place and the cure, never a secret."""

    code: ClassVar[str] = "storeOptionsInvalid"


class NoOptions(Part):
    """A connector that takes no options."""


class ApiOptions(Part):
    """How we present ourselves to an API."""

    client_id: Words
    token_url: Words
    scope: str = ""
    ca_file: Path | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30

    def place(self, url: str, *, secret: str, folder: Path, place: str) -> ApiPlace:
        """Return where the API is and as whom we come. Raises OptionsInvalid."""
        for key, address in (("url", url), ("options.token_url", self.token_url)):
            try:
                check_url(address)
            except ValueError as error:
                raise _wrong(place, f"key '{key}': {error}: give its https address") from None
        if not secret:
            raise _wrong(
                place, "the secret of the client is missing: add 'secret_file' or 'secret_env'"
            )
        return ApiPlace(
            url=url,
            client_id=self.client_id,
            secret=secret,
            token_url=self.token_url,
            scope=self.scope,
            tls=self._trust(folder, place),
            seconds=self.timeout_seconds,
        )

    def _trust(self, folder: Path, place: str) -> ssl.SSLContext | None:
        if self.ca_file is None:
            return None
        try:
            return ssl.create_default_context(cafile=str(folder / self.ca_file))
        except OSError:  # an SSLError is one
            raise _wrong(
                place,
                "key 'options.ca_file': no certificates there: give a file of PEM certificates",
            ) from None


class DropOptions(Part):
    """Where files are exchanged, and whose signature answers carry."""

    folder: Path
    answer_key: Path
    wait_seconds: Annotated[float, Field(ge=0, le=60)] = 0
    keep_hours: Annotated[int, Field(ge=1, le=720)] = 72

    @property
    def patience(self) -> Patience:
        """How long to wait, and how long to keep."""
        return Patience(self.wait_seconds, timedelta(hours=self.keep_hours))

    def keys(self, secret: str, *, folder: Path, place: str) -> DropKeys:
        """Return our key, from the secret, and theirs. Raises OptionsInvalid."""
        try:
            ours = private_key(secret)
        except (ValueError, UnsupportedAlgorithm):
            raise _wrong(
                place,
                "the secret is no Ed25519 private key without password: give its PEM in 'secret_file'",
            ) from None
        try:
            theirs = public_key((folder / self.answer_key).read_bytes())
        except (OSError, ValueError, UnsupportedAlgorithm):
            raise _wrong(
                place, "key 'options.answer_key': no Ed25519 public key there: give its PEM file"
            ) from None
        return DropKeys(ours, theirs)


Options = TypeVar("Options", bound=Part)


def read_options(kind: type[Options], given: Mapping[str, Any], *, place: str) -> Options:
    """Check the options of one store; `place` is its mapping file. Raises OptionsInvalid."""
    try:
        return kind.model_validate(dict(given))
    except ValidationError as error:
        raise _wrong(place, *(f"options: {line}" for line in explain(error, given))) from None


def with_secret(url: str, secret: str, *, place: str) -> str:
    """Return a database's address with the secret as its password. Raises OptionsInvalid."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise _wrong(
            place, "key 'url': it is no address of a database: give postgresql://user@host/name"
        ) from None
    return given.set(password=secret).render_as_string(hide_password=False) if secret else url


def _wrong(place: str, *problems: str) -> OptionsInvalid:
    lines = "".join(f"\n  the store of {place}: {problem}" for problem in problems)
    return OptionsInvalid(f"A store cannot be used:{lines}")
