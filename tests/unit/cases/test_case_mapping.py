"""Any case, written to its columns and through JSON, reads back as it was."""

import json
from datetime import UTC, date, datetime

from app.cases.mapping import case_columns, claim_columns, read_case
from app.cases.model import (
    AgentKind,
    AnswerTo,
    Case,
    Channel,
    Claim,
    Delivery,
    Extension,
    IdentityResult,
    Outcome,
    PostalAddress,
    Representative,
    Requester,
    State,
)
from app.cases.tables import CaseRow, ClaimRow
from app.deadlines.model import Suspension, SuspensionKind
from app.language import Language
from hypothesis import given
from hypothesis import strategies as st

# PostgreSQL takes neither NUL nor half a surrogate pair in text.
text = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
day = st.dates(date(2018, 1, 1), date(2040, 12, 31))
instant = st.datetimes(datetime(2018, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


def maybe(of: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | of


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
claims = st.builds(
    Claim,
    claim_id=text,
    right=text,
    statement=maybe(text),
    scope=maybe(st.lists(text, max_size=3).map(tuple)),
    details=st.dictionaries(text, json_values, max_size=3),
    identity=maybe(st.sampled_from(IdentityResult)),
    outcome=maybe(st.sampled_from(Outcome)),
    withdrawn_on=maybe(day),
)
cases = st.builds(
    Case,
    case_id=text,
    reference=text,
    version=st.integers(1, 10_000),
    state=st.sampled_from(State),
    channel=st.sampled_from(Channel),
    entity=text,
    language=st.sampled_from(Language),
    received_on=day,
    received_at=maybe(instant),
    registered_at=instant,
    registered_by=text,
    requester=st.builds(
        Requester,
        given_name=text,
        family_name=text,
        email=maybe(text),
        postal_address=maybe(st.builds(PostalAddress, text, text, text, text)),
        vlimpers_number=maybe(text),
        national_number=maybe(text),
        date_of_birth=maybe(day),
    ),
    claims=st.lists(claims, max_size=3).map(tuple),
    register_version=text,
    to_be_clarified=st.booleans(),
    suspensions=st.lists(
        st.builds(Suspension, st.sampled_from(SuspensionKind), day, maybe(day)), max_size=3
    ).map(tuple),
    extension=maybe(st.builds(Extension, text, text, day, day)),
    representative=maybe(
        st.builds(
            Representative,
            kind=st.sampled_from(AgentKind),
            given_name=text,
            family_name=text,
            organisation=text,
            email=maybe(text),
            postal_address=maybe(st.builds(PostalAddress, text, text, text, text)),
            address_proof=text,
            document_id=maybe(text),
            signed_on=maybe(day),
            rights=st.lists(text, max_size=3).map(tuple),
            scope=maybe(st.lists(text, max_size=3).map(tuple)),
            valid_until=maybe(day),
            answer_to=st.sampled_from(AnswerTo),
            doubt=text,
            interest=text,
            disputed=st.booleans(),
        )
    ),
    assignee=maybe(text),
    linked_cases=st.lists(text, max_size=3).map(tuple),
    identity_checked_by=maybe(text),
    subject_keys=st.dictionaries(text, text, max_size=3),
    collected_at=maybe(instant),
    drafters=st.lists(text, max_size=3).map(tuple),
    decided_by=maybe(text),
    decided_at=maybe(instant),
    letter_register_version=maybe(text),
    sent_at=maybe(instant),
    delivery=maybe(st.sampled_from(Delivery)),
    ended_at=maybe(instant),
    redirected_to=maybe(text),
)
IN_JSON = {"requester", "representative", "suspensions", "extension", "subject_keys", "details"}


def stored(columns: dict[str, object]) -> dict[str, object]:
    """Return the columns as the database gives them back."""
    return {
        name: json.loads(json.dumps(value)) if name in IN_JSON else value
        for name, value in columns.items()
    }


@given(cases)
def test_a_case_reads_back_as_it_was_written(case: Case) -> None:
    row = CaseRow(**stored(case_columns(case)))
    row.claims = [
        ClaimRow(**stored(claim_columns(case, claim, place)))
        for place, claim in enumerate(case.claims)
    ]
    assert read_case(row) == case


def test_every_field_of_a_case_has_its_column() -> None:
    fields = {name for name in Case.__slots__ if name != "claims"}
    assert fields <= {column.name for column in CaseRow.__table__.columns}
    claim_fields = set(Claim.__slots__)
    assert claim_fields <= {column.name for column in ClaimRow.__table__.columns}
