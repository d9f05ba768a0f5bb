"""Invented cases and one full letter of every kind, for the tests of the letters."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.cases.model import (
    Case,
    Channel,
    Claim,
    Extension,
    Outcome,
    PostalAddress,
    Requester,
    State,
)
from app.deadlines.model import Clock
from app.language import Language, Text
from app.letters import compose
from app.letters.catalogue import MEANS
from app.letters.model import (
    ClaimDecision,
    Contact,
    CopyAnnex,
    CopyFile,
    Ground,
    IdentityStatus,
    LetterContext,
    LetterFrame,
    Omission,
    RefusedPart,
    SystemSearch,
)
from app.letters.sections import NOTHING_BESIDE
from app.personnel.silence import NOT_REACHED
from app.register.model import (
    Article15,
    BasisLine,
    CategoryLine,
    PurposeLine,
)
from app.rights.references import in_words
from tests.elsewhere_letters import BESIDE
from tests.letter_names import (
    CATEGORIES,
    POSSIBLE,
    PURPOSES,
    RECIPIENTS,
    RETENTION,
    SOURCES,
)
from tests.letter_register import AUTHORITIES, CONTROLLER, DPO, REGISTER, RULE
from tests.notice_letters import notice_letters
from tests.rights_letters import ERASED as PARTLY_ERASED
from tests.rights_letters import access_answer, answered, rights_letters
from tests.ways_letters import ways_letters

AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
LABELS = {
    "access": Text("inzage", "access", "accès"),
    "erasure": Text("wissing", "erasure", "effacement"),
    "rectification": Text("rectificatie", "rectification", "rectification"),
    "restriction": Text("beperking van de verwerking", "restriction of processing", "limitation"),
    "objection": Text("bezwaar", "objection", "opposition"),
    "portability": Text("overdraagbaarheid", "portability", "portabilité"),
    "consentWithdrawal": Text(
        "intrekking van toestemming", "withdrawal of consent", "retrait du consentement"
    ),
}
CLOCK = Clock(
    received_on=date(2026, 11, 3),
    safe_harbour_on=date(2026, 12, 3),
    credit_days=0,
    first_on=date(2026, 12, 3),
    extended_on=date(2027, 2, 3),
    due_on=date(2026, 12, 3),
    ends_at=None,
    suspended_since=None,
    steps=(),
    rules_version="r1",
    holidays_version="h1",
)
EXTENSION = Extension(
    "complexity", "De gegevens staan in vier systemen.", date(2027, 2, 2), date(2026, 11, 30)
)
THIRD_PARTY = Ground(
    "R15-THIRD-PARTY",
    in_words(["15(4)"]),
    Text(
        "De kopie mag de rechten van anderen niet schaden.",
        "The copy may not harm the rights of others.",
        "La copie ne peut pas nuire aux droits d'autrui.",
    ),
)


def case() -> Case:
    """Return Anna's request for access."""
    return Case(
        case_id="c1",
        reference="DSR-7K3M-9QX1",
        version=1,
        state=State.DECIDED,
        channel=Channel.FORM,
        entity="OVO000001",
        language=Language.NL,
        received_on=date(2026, 11, 3),
        received_at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
        registered_at=datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
        registered_by="service",
        requester=Requester("Anna", "Peeters", "anna@voorbeeld.example", ADDRESS),
        claims=(Claim("k1", "access"),),
        register_version="reg-1a2b3c",
    )


ADDRESS = PostalAddress("Dorpsstraat 12", "9000", "Gent")


def frame(language: Language = Language.NL) -> LetterFrame:
    """Return what all letters on Anna's request share."""
    return LetterFrame(
        case=case(),
        language=language,
        on=date(2026, 11, 25),
        clock=CLOCK,
        handler=Contact("Clara Claes", "dossiers@voorbeeld.example", "02 555 00 00"),
        register=REGISTER,
        addressee_lines=("Anna Peeters", *ADDRESS.lines),
        right_labels=LABELS,
        demo_seal=True,
    )


def article15() -> Article15:
    """Return the information on a person of whom 30 categories are held."""
    purposes = tuple(
        PurposeLine(
            f"P{i:02}",
            Text(name),
            tuple(
                BasisLine(code, Text(basis), Text(when) if when else None)
                for code, basis, when in bases
            ),
        )
        for i, (name, bases) in enumerate(PURPOSES, 1)
    )
    categories = tuple(
        CategoryLine(
            category_id=f"cat{i}",
            label=Text(name),
            special=name.startswith("gezondheid"),
            record_count=3 * i,
            withheld_count=2 if name == "evaluatie" else 0,
            systems=(Text("Vlimpers"), Text("Loonmotor")) if i % 7 == 3 else (Text("Vlimpers"),),
            purposes=purposes[: 2 + i % 4],
            retention=RETENTION[i % 4],
            sources=(Text(SOURCES[i % len(SOURCES)]),),
            recipients=(RECIPIENTS[i % len(RECIPIENTS)],) if i % 4 == 0 else (),
        )
        for i, name in enumerate(CATEGORIES, 1)
    )
    return Article15(
        register_version="reg-1a2b3c",
        controller=CONTROLLER,
        dpo=DPO,
        entity_name="Departement Voorbeeldzaken",
        purposes=purposes,
        categories=categories,
        actual_recipients=RECIPIENTS,
        possible_recipients=tuple(Text(x) for x in POSSIBLE),
        sources=tuple(Text(x) for x in SOURCES),
        internal_sources=(Text("Selectiecentrum", "Selection centre", "Centre de sélection"),),
        retention=RULE,
        portability_applies=True,
        consent_applies=True,
        authorities=AUTHORITIES,
        transfers=Text("geen", "none", "aucun"),
        automated_decisions=Text("geen", "none", "aucune"),
        gaps=(),
    )


def annex() -> CopyAnnex:
    """Return the copy that goes with L06."""
    files = tuple(
        CopyFile(
            Text(name), (f"data/{i:02}/tabel.csv", f"data/{i:02}/tabel.json"), 3 * i, 517 * i * i
        )
        for i, name in enumerate(CATEGORIES[:12], 1)
    )
    return CopyAnnex(files, "5f1d" * 16, 1395, date(2027, 1, 24))


SEARCHES = (
    SystemSearch(Text("Vlimpers", "Vlimpers"), date(2026, 11, 20), 1391),
    SystemSearch(Text("Vlimpers Leren", "Vlimpers Learning"), date(2026, 11, 21), 0),
    SystemSearch(
        Text("Telefonie", "Telephony"),
        date(2026, 11, 21),
        0,
        (NOT_REACHED,),
    ),
    SystemSearch(
        Text("Loonmotor", "Payroll"), date(2026, 11, 21), 6, (Text("één tabel gaf geen antwoord"),)
    ),
)
GRANTED = ClaimDecision("access", Outcome.GRANTED)
PARTLY = ClaimDecision(
    "access",
    Outcome.PARTIALLY_GRANTED,
    granted=(
        Text(
            "alle records van 30 categorieën",
            "all records of 30 categories",
            "tous les enregistrements de 30 catégories",
        ),
    ),
    refused=(
        RefusedPart(
            Text(
                "2 records over uw evaluatie",
                "2 records on your evaluation",
                "2 enregistrements sur votre évaluation",
            ),
            (THIRD_PARTY,),
            (Text("In deze verslagen staan uitspraken van collega's."),),
            "Een deel weglaten was niet mogelijk.",
        ),
    ),
    remains=(
        Text(
            "U kunt ons vragen om het opnieuw te bekijken.",
            "You can ask us to look at it again.",
            "Vous pouvez nous demander de réexaminer.",
        ),
    ),
)
REFUSED = ClaimDecision(
    "erasure",
    Outcome.REFUSED,
    refused=(
        RefusedPart(
            Text("loongegevens"),
            (
                Ground(
                    "R17-3B",
                    in_words(["17(3)(b)"]),
                    Text(
                        "Wij mogen niet wissen wat de wet ons verplicht te bewaren.",
                        "We may not erase what the law obliges us to keep.",
                        "Nous ne pouvons pas effacer ce que la loi nous oblige à garder.",
                    ),
                ),
            ),
            (Text("U bent in dienst sinds 2012 en krijgt nog loon."),),
        ),
    ),
    remains=(
        Text(
            "U kunt foute gegevens laten verbeteren.",
            "You can have wrong data corrected.",
            "Vous pouvez faire corriger des données fausses.",
        ),
    ),
)


def arguments() -> dict[str, Any]:
    """Return what makes L06 as full as it gets."""
    omission = Omission(Text("evaluatie"), 2, THIRD_PARTY, "Er staan namen van collega's in.")
    return {
        "article15": article15(),
        "claims": (PARTLY, REFUSED),
        "searches": SEARCHES,
        "state_at": datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
        "annex": annex(),
        "omissions": (omission,),
        "beside": BESIDE,
    }


def access(of: LetterFrame, **changes: Any) -> LetterContext:
    """Return L06 as full as it gets, with `changes` to its arguments."""
    return compose.access(of, **(arguments() | changes))


def letters(language: Language) -> Iterator[LetterContext]:
    """Yield letters of every kind, each way its text can go."""
    of = frame(language)
    both = replace(of, case=replace(of.case, claims=(*of.case.claims, Claim("k2", "erasure"))))
    for status in IdentityStatus:
        yield compose.receipt(both, identity=status, status_url="https://loket.example/status")
    vague = replace(of, case=replace(of.case, to_be_clarified=True))
    shown = {"status_url": "https://loket.example/status", "status_code": "7K3M-9QX1-0V5N-8TZ2"}
    yield compose.receipt(vague, identity=IdentityStatus.NOT_NEEDED, **shown)
    suspended = replace(of, clock=replace(CLOCK, first_on=None, due_on=None, suspended_since=of.on))
    yield compose.identity_request(
        suspended,
        doubt="Het e-mailadres in uw verzoek kennen we niet.",
        means=sorted(MEANS),
        credited=True,
        sign_in="Vlimpers",
    )
    yield compose.identity_request(
        suspended, doubt="We vonden twee personen.", means=("signedPdf",), credited=False
    )
    for code in ("complexity", "numberOfRequests"):
        longer = replace(
            of,
            case=replace(of.case, extension=replace(EXTENSION, reason_code=code)),
            clock=replace(CLOCK, due_on=CLOCK.extended_on),
        )
        ready = (
            (Text("uw loopbaangegevens", "your career data", "vos données de carrière"),)
            if code == "complexity"
            else ()
        )
        yield compose.extension(longer, ready=ready)
    yield access(both)
    yield access(
        of,
        article15=replace(
            article15(),
            categories=article15().categories[:2],
            purposes=article15().purposes[:3],
            actual_recipients=(),
            possible_recipients=(),
            retention=replace(RULE, period=Text("5 jaar")),
            controller=replace(CONTROLLER, email="info@voorbeeld.example"),
        ),
        claims=(GRANTED,),
        searches=SEARCHES[:2],
        annex=replace(annex(), available_until=None),
        omissions=(),
        beside=NOTHING_BESIDE,
    )
    outcomes = [
        ClaimDecision("access", outcome) for outcome in Outcome if outcome is not Outcome.REFUSED
    ]
    yield compose.refusal(both, claims=(REFUSED, *outcomes), beside=BESIDE)
    claims = (replace(of.case.claims[0], withdrawn_on=date(2026, 11, 24)), Claim("k2", "erasure"))
    for kept in (claims, claims[:1]):
        ended = replace(of, case=replace(of.case, claims=kept))
        yield compose.withdrawal(ended, withdrawn_on=date(2026, 11, 24))
    for beside in (NOTHING_BESIDE, BESIDE):
        yield compose.no_data(
            of, searches=SEARCHES[1:], searched_on=date(2026, 11, 21), beside=beside
        )
    yield from notice_letters(of)
    yield from rights_letters(of)
    yield from ways_letters(of)
    yield combined(of)


def combined(of: LetterFrame) -> LetterContext:
    """Return L06 on access that is given beside an erasure that is done in part."""
    return answered(of, access_answer(article15(), annex(), *SEARCHES[:2]), PARTLY_ERASED)
