"""One measured process: `python -m tests.bench.one service|floor HOME PERSON RUNS`, its figures as JSON on stdout."""

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import psycopg
import typst
from app.http.parts import Parts
from app.kit.provision import libpq_dsn
from app.letters.fonts import load_fonts
from app.settings import Settings
from app.wiring import Live, live
from pyhanko.sign import signers
from tests.bench import case
from tests.bench.floor import floor
from tests.bench.given import Bare, Given, remembering, tables_of
from tests.bench.stopwatch import Stopwatch


def peak_mb() -> float:
    """Return the most memory this process ever held, in MB (VmHWM)."""
    status = Path("/proc/self/status").read_text()
    line = next(x for x in status.splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def service(parts: Parts, person: case.Person, runs: int, *, keep: Path) -> dict[str, Any]:
    """Return seconds per part of each run, the first one cold; leave the floor's input in `keep`."""
    watch = Stopwatch()
    case.watched(parts, watch)
    with parts.desk() as desk:
        typesetter = remembering(desk)
    start_mb, measured, records = peak_mb(), [], 0
    for _ in range(runs):
        case_id = case.proven(parts, person)
        case.answered(parts, case_id, watch)
        measured.append(watch.take())
        records = case.checked(parts, case_id)
        Given(tables_of(parts, case_id), tuple(typesetter.letters)).write(keep)
    return {"runs": measured, "records": records, "startMb": start_mb, "peakMb": peak_mb()}


def bare(started: Live, runs: int, *, kept: Path) -> dict[str, Any]:
    """Return seconds per part of the floor, on the rows and the letter of a run before."""
    given = Given.read(kept)
    read_key: Any = signers.SimpleSigner.load_pkcs12
    seal = read_key(started.home / "seal" / "demo-seal.p12")
    typesetter = typst.Compiler(font_paths=load_fonts())
    measured = []
    with psycopg.connect(libpq_dsn(str(started.personnel_owner_url))) as store:
        for letter in given.letters[:runs]:
            layout, options = letter["layout"].encode(), letter["options"]
            with tempfile.TemporaryDirectory(dir=started.home) as out:
                held = Bare(given.tables, layout, options, store, typesetter, seal, Path(out))
                told = list(floor(held))
            measured.append({name: at - before for (_, before), (name, at) in pairwise(told)})
    return {"runs": measured, "peakMb": peak_mb()}


def main(what: str, home: Path, person: case.Person, runs: int) -> None:
    """Measure, and print the figures."""
    kept = home / f"given-{person[0]}.json"
    with live(Settings(home=home)) as started:
        started.warm_up()
        figures = (
            bare(started, runs, kept=kept)
            if what == "floor"
            else service(started.parts, person, runs, keep=kept)
        )
    sys.stdout.buffer.write(orjson.dumps(figures))


if __name__ == "__main__":
    number, given_name, family_name, born = sys.argv[3].split(";")
    main(sys.argv[1], Path(sys.argv[2]), (number, given_name, family_name, born), int(sys.argv[4]))
