"""Invented tables, requests and a throw-away signer for the tests of the export package."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from app.errors import DeskError
from app.exports.model import ExportTable, PackageRequest, Withheld
from app.exports.rules import withheld_lines
from app.language import Text
from app.personnel.model import Element, Holding, Origin, PersonalRecord, Value, ValueKind
from app.register.model import (
    Article15,
    Authority,
    BasisLine,
    CategoryLine,
    Party,
    PurposeLine,
    RegisterGap,
    Retention,
)
from asn1crypto import cms  # type: ignore[import-untyped] # the library has no types
from asn1crypto import x509 as x509_asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

CREATED = datetime(2026, 11, 25, 9, 0, 31, tzinfo=UTC)
REFERENCE = "DSR-7K3M-9QX1"
LETTER = b"%PDF-1.7\n% not a real letter\n%%EOF\n"

PAY = Text(nl="Loon en premies", fr="Salaire et primes", en="Pay and bonuses")
KINDS = (
    ("note", ValueKind.TEXT, Text(nl="Opmerking", en="Note")),
    ("grossEur", ValueKind.DECIMAL, Text(nl="Bruto (EUR)", en="Gross (EUR)")),
    ("days", ValueKind.INTEGER, Text(nl="Dagen", en="Days")),
    ("paidOn", ValueKind.DATE, Text(nl="Betaald op", en="Paid on")),
    ("bookedAt", ValueKind.TIMESTAMP, Text(nl="Geboekt op", en="Booked at")),
    ("final", ValueKind.BOOLEAN, Text(nl="Definitief", en="Final")),
)
EVERY_KIND = tuple(Element(n, label, kind, Origin.OBSERVED) for n, kind, label in KINDS)

AWKWARD: tuple[tuple[Value, ...], ...] = (
    ("=1+1", Decimal("0.10"), 3, date(2020, 2, 29), datetime(2020, 1, 1, 8, tzinfo=UTC), True),
    ("", Decimal("-12.50"), -4, date(1899, 1, 1), datetime(2020, 7, 1, 8, tzinfo=UTC), False),
    (None, None, None, None, None, None),
    ("NULL", Decimal("-0"), 2**70, date(9999, 12, 31), _at := datetime(1, 1, 1, tzinfo=UTC), True),
    ("\\N", Decimal("1E+5"), 0, date(1, 1, 1), _at, None),
    (
        'regel 1\r\nregel "2", <b>vet</b> & _x0041_\t€\x01',
        Decimal("123456789012345678.90"),
        999_999_999_999_999,
        date(1900, 3, 1),
        datetime(2020, 3, 29, 1, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        False,
    ),
    ("@SUM(A1)", Decimal("NaN"), 1, None, None, None),
    ("Čapek Ωmega Дмитрий 🙂", Decimal("-Infinity"), 1, None, None, None),
)


def holding(
    name: str = "payslips",
    label: str = "Loonbrieven",
    elements: tuple[Element, ...] = EVERY_KIND,
    system: str = "vlimpers",
) -> Holding:
    """Return a table of the invented store."""
    return Holding(system, name, "pay", Text(nl=label), elements)


def category(category_id: str = "pay", label: Text = PAY) -> CategoryLine:
    """Return what the register says of a category."""
    basis = BasisLine("6.1.c", Text(nl="wettelijke verplichting", en="legal obligation"))
    purpose = PurposeLine("P01", Text(nl="Uitbetaling van het loon", en="Payroll"), (basis,))
    return CategoryLine(
        category_id=category_id,
        label=label,
        special=False,
        record_count=0,
        withheld_count=0,
        systems=(Text(nl="Vlimpers"),),
        purposes=(purpose,),
        retention=(Text(nl="10 jaar na uitdiensttreding"),),
        sources=(Text(nl="uzelf", en="yourself"),),
        recipients=("Voorbeeldbank nv",),
    )


def records(
    values: Sequence[tuple[Value, ...]], *, batch: int = 3
) -> Callable[[], Iterator[list[PersonalRecord]]]:
    """Return a source that gives the rows in batches, each time anew."""

    def read() -> Iterator[list[PersonalRecord]]:
        rows = [PersonalRecord(f"LB{n}", row) for n, row in enumerate(values, 1)]
        for start in range(0, len(rows), batch):
            yield rows[start : start + batch]

    return read


def table(
    values: Sequence[tuple[Value, ...]] = AWKWARD,
    *,
    of: Holding | None = None,
    line: CategoryLine | None = None,
) -> ExportTable:
    """Return a table with these rows."""
    return ExportTable(
        holding=of or holding(),
        category=line or category(),
        system_label="Vlimpers",
        extracted_at=CREATED,
        records=records(values),
    )


def withheld() -> tuple[Withheld, ...]:
    """Return two records that are about somebody else too."""
    return withheld_lines(
        holding("evaluations", "Evaluaties"), "Evaluaties", record_ids=("EV1", "EV2")
    )


def article15() -> Article15:
    """Return an Art. 15 block of an invented controller."""
    office = Text(nl="Agentschap Voorbeeld", fr="Agence Exemple", en="Example Agency")
    dpo = Text(nl="Functionaris voor gegevensbescherming", en="Data protection officer")
    address = ("Voorbeeldstraat 1", "1000 Brussel")
    authority = Authority(
        "gba",
        Text(nl="Gegevensbeschermingsautoriteit"),
        "Drukpersstraat 35, 1000 Brussel",
        None,
        "contact@example.org",
        "https://www.example.org/",
    )
    return Article15(
        register_version="0f0f0f",
        controller=Party(office, "AV", address, "0000.000.000", "info@example.org"),
        dpo=Party(dpo, "DPO", address, None, "dpo@example.org"),
        entity_name="Departement Voorbeeld",
        purposes=category().purposes,
        categories=(category(),),
        actual_recipients=("Voorbeeldbank nv",),
        possible_recipients=(Text(nl="Belastingdienst"),),
        sources=(Text(nl="uzelf"),),
        internal_sources=(),
        retention=Retention(None, Text(nl="Zo lang als nodig")),
        portability_applies=False,
        consent_applies=False,
        authorities=(authority,),
        transfers=Text(nl="Geen doorgifte buiten de EER"),
        automated_decisions=Text(nl="Geen"),
        gaps=(RegisterGap("x", Text(nl="nog te bevestigen")),),
    )


def request(
    *tables: ExportTable, left_out: tuple[Withheld, ...] = (), export_id: str = "e1"
) -> PackageRequest:
    """Return the request of an access claim; without tables, one with every kind of value."""
    return PackageRequest(
        export_id=export_id,
        reference=REFERENCE,
        right="access",
        language="nl",
        created_at=CREATED,
        article15=article15(),
        tables=tables or (table(),),
        withheld=left_out,
    )


def empty_table() -> ExportTable:
    """Return a table that was searched and holds nothing."""
    medals = holding("medals", "Eretekens")
    line = category("medals", Text(nl="Eretekens", fr="Décorations", en="Decorations"))
    return table((), of=replace(medals, category_id="medals"), line=line)


class SignatureWrong(DeskError):
    """Not signed by this key, or over other bytes."""


class ThrowAwaySigner:
    """A self-signed key that makes and checks detached CMS signatures."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Wegwerpzegel")])
        self._certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(CREATED - timedelta(days=1))
            .not_valid_after(CREATED + timedelta(days=3650))
            .sign(self._key, hashes.SHA256())
        )

    def sign(self, data: bytes) -> bytes:
        """Return a detached CMS signature."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
        builder = builder.add_signer(self._certificate, self._key, hashes.SHA256())
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        return builder.sign(serialization.Encoding.DER, options)

    def verify(self, data: bytes, signature: bytes) -> str:
        """Return who signed. Raises SignatureWrong when it is not this key over these bytes."""
        try:
            valid = asyncio.run(self._valid(data, signature))
        except (ValueError, SignatureValidationError) as error:
            raise SignatureWrong from error
        if not valid:
            raise SignatureWrong
        return "Wegwerpzegel"

    async def _valid(self, data: bytes, signature: bytes) -> bool:
        encoded = self._certificate.public_bytes(serialization.Encoding.DER)
        trust = ValidationContext(trust_roots=[x509_asn1.Certificate.load(encoded)])
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        usage = KeyUsageConstraints(key_usage=set())
        status = await async_validate_detached_cms(
            data, signed, signer_validation_context=trust, key_usage_settings=usage
        )
        return bool(status.intact and status.valid and status.trusted)
