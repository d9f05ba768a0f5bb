"""What each letter is given to print."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from app.cases.model import Claim, Extension, Outcome, State
from app.deadlines.model import Clock, Suspension, SuspensionKind
from app.language import Language, Text
from app.letters import compose
from app.letters.model import (
    ClaimDecision,
    IdentityStatus,
    LetterContext,
    LetterKind,
    RefusedPart,
    SystemSearch,
)
from app.personnel.model import AnswerStatus, Dossier, SourceAnswer
from tests.letter_examples import (
    CLOCK,
    EXTENSION,
    GRANTED,
    PARTLY,
    SEARCHES,
    THIRD_PARTY,
    access,
    article15,
    case,
    frame,
)

URL = "https://loket.example/status"


def plain(context: LetterContext) -> dict[str, Any]:
    """Return the values, free of types."""
    return dict(context.values)


def deadline(context: LetterContext) -> object:
    """Return the deadline in the reference block (LT-02)."""
    return plain(context)["frame"]["info"][4][1][0]


@pytest.mark.parametrize(
    ("what", "clock", "extension", "answered_on", "printed"),
    [
        ("the due date", CLOCK, None, None, "3 december 2026"),
        (
            "while suspended, the safe-harbour date",
            replace(CLOCK, first_on=None, due_on=None, safe_harbour_on=date(2026, 12, 4)),
            None,
            None,
            "4 december 2026",
        ),
        (
            "once extended, the earlier reading that was promised",
            replace(CLOCK, due_on=date(2027, 2, 3)),
            EXTENSION,
            date(2026, 11, 20),
            "2 februari 2027",
        ),
        (
            "once extended and credited, the date that applies",
            replace(CLOCK, due_on=date(2027, 2, 10)),
            EXTENSION,
            date(2026, 12, 10),
            "10 februari 2027",
        ),
    ],
)
def test_the_reference_block_names_the_deadline_that_applies(
    what: str,
    clock: Clock,
    extension: Extension | None,
    answered_on: date | None,
    printed: str,
) -> None:
    pause = Suspension(SuspensionKind.IDENTITY, date(2026, 11, 12), answered_on)
    suspensions = (pause,) if answered_on else ()
    changed = replace(case(), extension=extension, suspensions=suspensions)
    of = replace(frame(), clock=clock, case=changed)
    assert (
        deadline(compose.receipt(of, identity=IdentityStatus.NOT_NEEDED, status_url=URL)) == printed
    ), what


def test_the_extension_letter_names_the_earlier_reading() -> None:
    of = replace(frame(), case=replace(case(), extension=EXTENSION))
    letter = compose.extension(of)
    assert (letter.values["new_deadline"], deadline(letter)) == ("2 februari 2027",) * 2
    assert letter.values["first_deadline"] == "3 december 2026"


def test_no_extension_no_letter() -> None:
    with pytest.raises(ValueError, match="not extended"):
        compose.extension(frame())


@pytest.mark.parametrize("means", [(), ("telepathy",), ("inPerson", "telepathy")])
def test_l02_offers_only_means_it_has_words_for(means: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="means"):
        compose.identity_request(frame(), doubt="Twijfel.", means=means, credited=True)


def test_l02_gives_the_words_to_write_across_the_copy() -> None:
    letter = compose.identity_request(
        frame(), doubt="Twijfel.", means=("signedRequestWithIdCopy",), credited=True
    )
    assert letter.values["copy_mark"] == "AgV DSR-7K3M-9QX1 25/11/2026"


@pytest.mark.parametrize(
    ("what", "part"),
    [
        ("without a ground", RefusedPart(Text("loon"), (), (Text("De feiten."),))),
        ("without facts", RefusedPart(Text("loon"), (THIRD_PARTY,), (Text(" "),))),
    ],
)
def test_a_refusal_needs_ground_and_facts(what: str, part: RefusedPart) -> None:
    claim = ClaimDecision("erasure", Outcome.REFUSED, refused=(part,))
    with pytest.raises(ValueError, match="ground code and the facts"):
        pytest.fail(f"a letter {what}: {compose.refusal(frame(), claims=(claim,))}")


@pytest.mark.parametrize(
    ("what", "changes", "complete"),
    [
        ("all granted, nothing withheld, all answered", {}, True),
        ("a claim granted in part", {"claims": (PARTLY,)}, False),
        ("a system that did not answer", {"searches": SEARCHES}, False),
        ("a part withheld", {"omissions": None}, False),
        (
            "another right refused",
            {"claims": (GRANTED, ClaimDecision("erasure", Outcome.REFUSED))},
            True,
        ),
    ],
)
def test_the_letter_says_all_only_when_it_is_all(
    what: str, changes: dict[str, object], *, complete: bool
) -> None:
    full: dict[str, object] = {"claims": (GRANTED,), "searches": SEARCHES[:2], "omissions": ()}
    given = {k: v for k, v in (full | changes).items() if v is not None}
    assert access(frame(), **given).values["complete"] is complete, what


def test_the_state_is_dated_in_brussels() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert access(frame(), state_at=late).values["state_on"] == "22 november 2026"


def test_withdrawn_and_remaining_claims_are_told_apart() -> None:
    claims = (replace(case().claims[0], withdrawn_on=date(2026, 11, 24)), Claim("k2", "erasure"))
    of = replace(frame(), case=replace(case(), claims=claims))
    values = compose.withdrawal(of, withdrawn_on=date(2026, 11, 24)).values
    assert (values["withdrawn"], values["remaining"]) == ("inzage", "wissing")


def test_a_withdrawal_tells_neither_an_earlier_one_again_nor_that_what_lapsed_goes_on() -> None:
    day = date(2026, 11, 24)
    claims = (
        Claim("k1", "portability", withdrawn_on=date(2026, 11, 3), outcome=Outcome.WITHDRAWN),
        Claim("k2", "access", outcome=Outcome.LAPSED_IDENTITY),
        Claim("k3", "consentWithdrawal", withdrawn_on=day, outcome=Outcome.WITHDRAWN),
    )
    of = replace(frame(), case=replace(case(), claims=claims, state=State.WITHDRAWN))
    values = compose.withdrawal(of, withdrawn_on=day).values
    assert (values["withdrawn"], values["remaining"]) == ("intrekking van toestemming", "")


def test_a_translation_takes_the_dutch_where_there_is_no_other() -> None:
    letter = access(frame(Language.FR))
    assert letter.language is Language.FR
    assert plain(letter)["categories"][0]["label"] == article15().categories[0].label.nl


def test_a_category_points_to_lists_that_hold_what_only_it_names() -> None:
    given = article15()
    odd = replace(given.categories[0], sources=(Text("Kluis"),), recipients=("Bakker nv",))
    values = plain(access(frame(), article15=replace(given, categories=(odd,))))
    [category] = values["categories"]
    for name, wanted in (("sources", "Kluis"), ("recipients", "Bakker nv")):
        assert values[name][int(category[name]) - 1]["name"] == wanted


def test_letterhead_and_complaint_block_follow_the_information_of_the_letter() -> None:
    other = replace(article15().controller, name=Text("Agentschap Anders"))
    values = plain(access(frame(), article15=replace(article15(), controller=other)))
    assert values["frame"]["sender"][0] == "Agentschap Anders"


def answer(system: str, count: int, status: AnswerStatus, reason: str = "") -> SourceAnswer:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    return SourceAnswer(system, f"h{count}", "c", status, count, 0, at, reason)


def test_searches_are_one_line_per_system_with_zero_hits_and_silence() -> None:
    dossier = Dossier(
        (
            answer("vlimpers", 3, AnswerStatus.FOUND),
            answer("leren", 0, AnswerStatus.NOTHING_HELD),
            answer("vlimpers", 4, AnswerStatus.FOUND),
            answer("telefonie", 0, AnswerStatus.UNAVAILABLE, "geen antwoord"),
        )
    )
    on = date(2026, 11, 21)
    assert compose.searches_of(dossier, {"vlimpers": Text("Vlimpers")}) == (
        SystemSearch(Text("Vlimpers"), on, 7),
        SystemSearch(Text("leren"), on, 0),
        SystemSearch(Text("telefonie"), on, 0, (Text("geen antwoord"),)),
    )


def test_every_kind_says_what_it_is() -> None:
    assert access(frame()).kind is LetterKind.ACCESS
