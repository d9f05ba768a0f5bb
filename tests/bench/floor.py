"""The floor: the rows by plain psycopg as CSV and JSON, one Typst compile, one pyHanko signature, and nothing else."""

import csv
import io
import time
from collections.abc import Iterator

import orjson
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from tests.bench.given import Bare


def floor(bare: Bare) -> Iterator[tuple[str, float]]:
    """Do it, telling the time at the start and after each part."""
    yield "", time.perf_counter()
    read = [(t, bare.store.execute(t.sql, t.values).fetchall()) for t in bare.tables]
    yield "rows from the store", time.perf_counter()
    for table, rows in read:
        with (bare.out / f"{table.name}.csv").open("w") as file:
            csv.writer(file).writerows([table.columns, *rows])
    yield "written as CSV", time.perf_counter()
    for table, rows in read:
        named = [dict(zip(table.columns, row, strict=True)) for row in rows]
        (bare.out / f"{table.name}.json").write_bytes(orjson.dumps(named, str))
    yield "written as JSON", time.perf_counter()
    pdf = bare.typesetter.compile(bare.layout, **bare.options)
    yield "letter by Typst", time.perf_counter()
    meta = signers.PdfSignatureMetadata(field_name="Zegel")
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    sealed = signers.sign_pdf(writer, meta, bare.seal, bytes_reserved=8192)
    (bare.out / "letter.pdf").write_bytes(sealed.getvalue())
    yield "seal by pyHanko", time.perf_counter()
