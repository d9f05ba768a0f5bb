"""The national number in a signer's certificate: shown masked once where its use is allowed, kept nowhere (ID-09)."""

from dataclasses import replace

import pytest
from app.api.documents import document_view
from app.casework import attach
from app.documents.model import DocumentKind
from sqlalchemy import text
from tests.case_samples import CLARA
from tests.pki import Pki
from tests.signed_mails import clear, message
from tests.signed_mails import text as part
from tests.trust_house import House as People
from tests.worker_house import House

NUMBER = "85073003328"
SHOWN = [("number", "85.07.30-***.**"), ("full", None)]


@pytest.mark.parametrize(("trust", "expected"), SHOWN, ids=["allowed", "not allowed"])
def test_the_number_is_masked_in_the_answer_and_kept_nowhere(
    trust: str, expected: str | None, house: House
) -> None:
    people = People(Pki())
    case = house.case()
    with house.parts.desk() as desk:
        document = attach.attach(
            replace(desk, trust=lambda: people.trust(trust)),
            case,
            message(clear(part(), people.anna)),
            DocumentKind.SIGNED_EMAIL,
            file_name="verzoek.eml",
            declared_type="message/rfc822",
            by=CLARA,
            at=house.parts.clock(),
        )
        (signer,) = document_view(document)["signature"]["signers"]
        assert signer.get("nationalNumber") == expected
    with house.parts.engine.connect() as connection:
        for table in ("documents", "journal_entries"):
            told = text(f"select string_agg(to_jsonb(t)::text, ' ') from {table} t")  # noqa: S608 - named above
            rows = connection.execute(told).scalar_one()
            assert document.document_id in rows
            assert NUMBER not in rows
            assert "85.07.30" not in rows
