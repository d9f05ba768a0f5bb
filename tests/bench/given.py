"""What the floor is given without paying for it: the statements that find the rows, and the letter as it was typeset."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson
import psycopg
from app.casework.desk import Desk
from app.http.parts import Parts
from pyhanko.sign import signers


@dataclass(frozen=True, slots=True)
class Table:
    """One holding as plain SQL."""

    system: str
    name: str
    columns: tuple[str, ...]
    sql: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """The floor's input."""

    tables: tuple[Table, ...]
    letters: tuple[dict[str, Any], ...]
    """A different one for each run: the typesetter remembers what it has set before."""

    def write(self, path: Path) -> None:
        """Keep it for another process."""
        path.write_bytes(orjson.dumps(self))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what was kept."""
        found = orjson.loads(path.read_bytes())
        return cls(tuple(Table(**table) for table in found["tables"]), tuple(found["letters"]))


@dataclass(frozen=True, slots=True)
class Bare:
    """All the floor has in hand for one run: connection, typesetter and key are kept open, as ours are."""

    tables: tuple[Table, ...]
    layout: bytes
    options: dict[str, Any]
    store: psycopg.Connection
    typesetter: Any
    seal: signers.Signer
    out: Path


class Typesetter:
    """Stands in for the letter press's compiler, remembers the letters, and passes them on."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler
        self.letters: list[dict[str, Any]] = []

    def compile(self, layout: bytes, **options: Any) -> Any:
        """Typeset a letter."""
        if options[
            "sys_inputs"
        ]:  # else it is one of the blank pages with which a letter is forgotten
            self.letters.append({"layout": layout.decode(), "options": options})
        return self._compiler.compile(layout, **options)


def remembering(desk: Desk) -> Typesetter:
    """Put a stand-in before the compiler of this process."""
    press: Any = desk.press
    press._press._compiler = typesetter = Typesetter(press._press._compiler)
    return typesetter


def tables_of(parts: Parts, case_id: str) -> tuple[Table, ...]:
    """Return every holding that was searched for the case, as the plain SQL that finds its rows."""
    collectors: dict[str, Any] = {c.system: c for c in parts.collectors}
    with parts.desk() as desk:
        keys = desk.cases.load(case_id).subject_keys
        answers = desk.dossiers.load(case_id).answers
    found = []
    for answer in answers:
        if answer.system not in keys:
            continue
        collector = collectors[answer.system]
        holding = next(h for h in collector.holdings if h.name == answer.holding)
        query = collector._records[answer.holding].compile(dialect=parts.engine.dialect)
        found.append(
            Table(
                system=answer.system,
                name=f"{answer.system}.{answer.holding}",
                columns=("recordId", "thirdParty", *(e.name for e in holding.elements)),
                sql=str(query),
                values={**query.params, "key": keys[answer.system]},
            )
        )
    return tuple(found)
