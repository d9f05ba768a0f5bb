"""The EU trusted lists: the list of lists and the national lists it names, kept in a folder and read from there alone.

Fetching and reading are apart: a service without a network judges by what was fetched last, and says so.
"""

import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from asn1crypto import x509  # type: ignore[import-untyped] # the library has no types
from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign.validation.qualified.tsp import TSPRegistry

from app.errors import DeskError
from app.kit.outward import Outward

EU_LIST: Final = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"
_MOST_BYTES: Final = 40_000_000
_OK: Final = 200
_INDEX: Final = "lists.json"


class TrustedListsFailed(DeskError):
    """The lists could not be fetched, or are not signed by whom they should be. Fact `list`: which one."""

    code: ClassVar[str] = "trustedListsFailed"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was fetched: the services of how many lists, and when (UTC)."""

    lists: tuple[str, ...]
    authorities: int
    fetched_at: datetime


@dataclass(slots=True)
class TrustedLists:
    """The lists of one list of lists. `signers` are pinned; None for those that come with pyHanko."""

    url: str
    signers: Path | None
    territories: frozenset[str]
    """Country codes of the national lists that are used; empty for all of them."""
    folder: Path
    outward: Outward
    _read: tuple[str, TSPRegistry] | None = field(default=None, repr=False)

    def refresh(self, *, at: datetime) -> Refreshed:
        """Fetch every list, check who signed it, and put them in place of those before.

        What is there stays when anything is wrong. Raises TrustedListsFailed, OutwardFailed, OutwardRefused.
        """
        fetched = {"": self._fetch(self.url)}
        for territory, place in self._places(fetched[""]).items():
            fetched[territory] = self._fetch(place)
        registry = self._registry(fetched.__getitem__)
        self._keep(fetched, at)
        names = tuple(sorted(name for name in fetched if name))
        return Refreshed(names, _count(registry), at)

    def registry(self) -> TSPRegistry | None:
        """Return the services of the lists that were fetched last; None where none ever were.

        Their signatures are checked anew. Raises TrustedListsFailed for lists that were tampered with.
        """
        told = self._index()
        if told is None:
            return None
        place = self.folder / str(told["folder"])
        if self._read is None or self._read[0] != place.name:
            self._read = (place.name, self._registry(lambda name: _kept(place, name)))
        return self._read[1]

    def fetched_at(self) -> datetime | None:
        """Return when the lists were fetched last (UTC). Raises TrustedListsFailed."""
        told = self._index()
        return None if told is None else datetime.fromisoformat(told["fetchedAt"])

    def _index(self) -> dict[str, Any] | None:
        try:
            told = json.loads((self.folder / _INDEX).read_bytes())
            folder, fetched_at = told["folder"], told["fetchedAt"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise TrustedListsFailed("What was fetched cannot be read") from error
        return {"folder": Path(str(folder)).name, "fetchedAt": fetched_at}

    def _fetch(self, url: str) -> str:
        answer = self.outward.get(url, most=_MOST_BYTES)
        if answer.status != _OK:
            raise TrustedListsFailed("The list was not given", status=str(answer.status))
        return answer.body.decode("utf-8", "replace")

    def _places(self, lotl: str) -> dict[str, str]:
        from app.documents.trust import eu_lists  # noqa: PLC0415 - takes long to load

        try:
            return eu_lists.places(lotl, self._pinned(), self.territories)
        except eu_lists.ListNotTrusted as error:
            raise TrustedListsFailed("The list cannot be trusted", list="EU") from error

    def _registry(self, text_of: Callable[[str], str]) -> TSPRegistry:
        from app.documents.trust import eu_lists  # noqa: PLC0415 - takes long to load

        try:
            return eu_lists.read(text_of, self._pinned(), self.territories)
        except eu_lists.ListNotTrusted as error:
            named = error.territory or "EU"
            raise TrustedListsFailed("The list cannot be trusted", list=named) from error

    def _pinned(self) -> list[x509.Certificate] | None:
        if self.signers is None:
            return None
        places = sorted(p for p in self.signers.iterdir() if p.is_file())
        if not places:
            raise TrustedListsFailed("No certificate may sign the list of lists", list="EU")
        try:
            return [load_cert_from_pemder(str(place)) for place in places]  # type: ignore[no-untyped-call] # pyHanko types no argument
        except (OSError, ValueError) as error:
            raise TrustedListsFailed("A pinned certificate cannot be read", list="EU") from error

    def _keep(self, fetched: dict[str, str], at: datetime) -> None:
        """Lay the lists in a folder of their own, then point at it: who reads meanwhile reads the old or the new."""
        before = self._before()
        place = self.folder / secrets.token_hex(8)
        place.mkdir(parents=True)
        for territory, text in fetched.items():
            (place / _file(territory)).write_text(text)
        told = {"folder": place.name, "fetchedAt": at.astimezone(UTC).isoformat()}
        draft = place / _INDEX
        draft.write_text(json.dumps(told))
        draft.replace(self.folder / _INDEX)
        for left in self.folder.iterdir():
            if left.is_dir() and left.name not in {place.name, before}:
                shutil.rmtree(left, ignore_errors=True)

    def _before(self) -> str:
        try:
            return str((self._index() or {}).get("folder", ""))
        except TrustedListsFailed:
            return ""


def _kept(place: Path, territory: str) -> str:
    try:
        return (place / _file(territory)).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise TrustedListsFailed("A list is gone", list=territory or "EU") from error


def _file(territory: str) -> str:
    return f"{territory or 'lotl'}.xml"


def _count(registry: TSPRegistry) -> int:
    return sum(1 for _ in registry.known_certificate_authorities)
