"""The decision letters of every right, in every way their texts can go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from app.cases.model import Claim, Outcome
from app.language import Text
from app.letters.compose_rights import answer
from app.letters.model import (
    ClaimDecision,
    CopyAnnex,
    CopyFile,
    Ground,
    LetterContext,
    LetterFrame,
    RefusedPart,
    SystemSearch,
)
from app.letters.sections import (
    AccessSection,
    ClaimAnswer,
    ConsentSection,
    Continues,
    Correction,
    ErasedDocument,
    ErasedPart,
    ErasureSection,
    KeptPart,
    NotCovered,
    ObjectionSection,
    OtherDocuments,
    PortabilitySection,
    RectificationSection,
    RestrictedPart,
    RestrictionSection,
    Section,
    SourceRedirect,
    Supplement,
    Transfer,
)
from app.register.model import Article15
from app.restrictions.model import RestrictionGround
from app.rights.references import in_words

DONE = date(2026, 11, 24)
TOLD = ("Vlaams Pensioenfonds", "Maaltijdbon nv")
CAREER = Text("loopbaangegevens", "career data", "données de carrière")
PAY = Text("loongegevens", "pay data", "données salariales")
HOME = Text("woonplaats", "home address", "domicile")
EMAIL = Text("privé e-mailadres", "private e-mail address", "adresse e-mail privée")
BADGES = Text("badgeregistraties", "badge records", "enregistrements de badge")
REVIEW = Text(
    "verslag van uw evaluatie", "report of your evaluation", "rapport de votre évaluation"
)


def ground(code: str, article: str, nl: str, en: str, fr: str) -> Ground:
    return Ground(code, in_words([article]), Text(nl, en, fr))


KEEP = ground(
    "R17-3B",
    "17(3)(b)",
    "We mogen niet wissen wat we door een wettelijke plicht bewaren",
    "We may not erase what we keep under a legal duty",
    "Nous ne pouvons pas effacer ce que la loi nous oblige à garder",
)
OPINION = ground(
    "R16-OPINION",
    "16",
    "Een oordeel van iemand anders verbeteren we niet",
    "We do not correct the judgement of someone else",
    "Nous ne corrigeons pas le jugement d'une autre personne",
)
COMPELLING = ground(
    "R21-COMPELLING",
    "21(1)",
    "Er zijn dwingende redenen die zwaarder wegen dan de uwe",
    "There are compelling reasons that outweigh yours",
    "Il y a des raisons impérieuses qui l'emportent sur les vôtres",
)
BASIS = ground(
    "R20-BASIS",
    "20(1)(a)",
    "Overdragen kan alleen bij toestemming of een overeenkomst",
    "Portability needs consent or a contract",
    "La portabilité suppose un consentement ou un contrat",
)
NO_GROUND = ground(
    "R18-NO-GROUND",
    "18(1)",
    "Geen van de gronden voor een beperking geldt hier",
    "None of the grounds for a restriction applies here",
    "Aucun des motifs d'une limitation ne s'applique ici",
)
OTHER_BASIS = ground(
    "R7-NOT-SOLE-BASIS",
    "7(3)",
    "Uw toestemming is niet de enige rechtsgrond",
    "Your consent is not the only legal basis",
    "Votre consentement n'est pas la seule base juridique",
)


def refused(label: Text, of: Ground, facts: str) -> RefusedPart:
    return RefusedPart(label, (of,), (Text(facts),))


RECTIFICATION = RectificationSection(
    corrections=(
        Correction(
            HOME, Text("Dorpsstraat 21, 9000 Gent"), Text("Dorpsstraat 12, 9000 Gent"), DONE
        ),
        Correction(
            Text("tweede voornaam", "second name", "deuxième prénom"), Text(""), Text("Maria"), DONE
        ),
    ),
    supplements=(Supplement(REVIEW, DONE),),
    redirects=(
        SourceRedirect(
            Text("geboortedatum", "date of birth", "date de naissance"),
            Text("het Rijksregister", "the National Register", "le Registre national"),
            "bevolking@voorbeeld.example",
            restricted=True,
        ),
        SourceRedirect(
            Text("diploma", "degree", "diplôme"),
            Text("de Leer- en ErvaringsbewijzenDatabank", "the degree database", "la banque LED"),
            "led@voorbeeld.example",
            restricted=False,
        ),
    ),
    recipients=TOLD,
)
COUNTED = Text(
    "We vonden 3 gegevens.", "We found 3 records.", "Nous avons trouvé 3 enregistrements."
)
STILL = Text(
    "De bewaartermijn loopt nog.",
    "The retention period still runs.",
    "Le délai de conservation court encore.",
)
PAY_SLIPS = Text(
    "We moeten loonstaten tien jaar bewaren.",
    "We must keep pay slips for ten years.",
    "Nous devons garder les fiches de paie dix ans.",
)
PAPERS = Text("stukken", "papers", "pièces")
ERASURE = ErasureSection(
    backup_days=35,
    documents=(ErasedDocument(PAPERS, "4711", DONE), ErasedDocument(PAPERS, "4712")),
    others=(OtherDocuments(PAPERS, 3),),
    erased=(
        ErasedPart(CAREER, 4, DONE, (Text("Vlimpers"), Text("Loonmotor"))),
        ErasedPart(EMAIL, 1, DONE),
    ),
    kept=(
        KeptPart(
            PAY,
            (KEEP,),
            (PAY_SLIPS,),
            Text("31 december 2036", "31 December 2036", "31 décembre 2036"),
            (STILL, Text("U kreeg tot 2026 loon.")),
            records=22,
        ),
        KeptPart(
            Text("pensioengegevens", "pension data", "données de pension"),
            (KEEP,),
            (
                PAY_SLIPS,
                Text(
                    "We bewaren uw loopbaan voor uw pensioen, zolang u er recht op hebt.",
                    "We keep your career for your pension as long as you are entitled to it.",
                    "Nous gardons votre carrière pour votre pension tant que vous y avez droit.",
                ),
            ),
            Text(""),
            (STILL, Text("U bouwde sinds 2012 pensioen op.")),
            records=3,
        ),
    ),
    recipients=TOLD,
)
RESTRICTION = RestrictionSection(
    (
        RestrictedPart(
            PAY,
            (
                Text("om uw loon te betalen", "to pay your wage", "pour payer votre salaire"),
                Text(
                    "om uw pensioen te berekenen",
                    "to calculate your pension",
                    "pour calculer votre pension",
                ),
            ),
        ),
        RestrictedPart(HOME),
    ),
    RestrictionGround.ACCURACY,
    DONE,
    recipients=TOLD,
)
OBJECTION = ObjectionSection(
    against=(
        Text(
            "toegangscontrole in het gebouw",
            "access control in the building",
            "le contrôle d'accès au bâtiment",
        ),
    ),
    since=date(2026, 11, 3),
    balancing="U werkt 's nachts alleen en wilt niet dat we dat zien. Wij moeten bij brand weten wie er is. Dat weegt zwaarder.",
    ended=(
        RestrictedPart(
            HOME,
            (Text("om uw loon te betalen", "to pay your wage", "pour payer votre salaire"),),
            (
                Text(
                    "toegangscontrole in het gebouw",
                    "access control in the building",
                    "le contrôle d'accès au bâtiment",
                ),
            ),
        ),
        RestrictedPart(
            PAY,
            stopped=(
                Text(
                    "doorgifte aan: Voorbeeldfonds",
                    "disclosure to: Example fund",
                    "communication à : Fonds exemple",
                ),
            ),
        ),
    ),
)
PACKAGE = PortabilitySection(
    tables=(CopyFile(EMAIL, ("data/01/tabel (.csv, .json)",), 1, 780),),
    descriptor_sha256="5f1d" * 16,
    available_until=date(2027, 1, 24),
    not_covered=(NotCovered(PAY, BASIS, (COUNTED,)),),
    transfer=Transfer("Werkgever Voorbeeld nv", DONE, "R-2026-0042"),
)
CONSENT = ConsentSection(
    consents=(
        Text(
            "gebruik van uw privé e-mailadres",
            "use of your private e-mail address",
            "l'utilisation de votre adresse e-mail privée",
        ),
    ),
    effective_on=date(2026, 11, 3),
    erased=(ErasedPart(EMAIL, 1, DONE, (Text("Vlimpers"),)),),
    continues=(
        Continues(
            EMAIL,
            Text("crisiscommunicatie", "crisis communication", "communication de crise"),
            Text("wettelijke plicht", "legal duty", "obligation légale"),
        ),
    ),
    recipients=TOLD,
)

GRANTED, PARTLY, REFUSED = Outcome.GRANTED, Outcome.PARTIALLY_GRANTED, Outcome.REFUSED


def decided(right: str, outcome: Outcome, *parts: RefusedPart) -> ClaimDecision:
    return ClaimDecision(right, outcome, refused=parts)


RECTIFIED = ClaimAnswer(
    decided(
        "rectification",
        PARTLY,
        refused(REVIEW, OPINION, "De zin gaat over hoe uw leidinggevende uw werk vond."),
    ),
    RECTIFICATION,
)
ERASED = ClaimAnswer(
    decided("erasure", PARTLY, refused(PAY, KEEP, "U kreeg tot 2026 loon.")), ERASURE
)
RESTRICTED = ClaimAnswer(
    decided(
        "restriction", PARTLY, refused(BADGES, NO_GROUND, "U zegt niet wat eraan verkeerd is.")
    ),
    RESTRICTION,
)
OVERRULED = ClaimAnswer(
    decided(
        "objection",
        REFUSED,
        refused(BADGES, COMPELLING, "De badge toont wie bij brand in het gebouw is."),
    ),
    replace(OBJECTION, ended=(), lift_on=date(2026, 12, 11), data=(BADGES,)),
)
PORTED = ClaimAnswer(
    decided(
        "portability",
        PARTLY,
        refused(PAY, BASIS, "We verwerken uw loon door een wettelijke plicht."),
    ),
    PACKAGE,
)
ENDED = ClaimAnswer(
    decided(
        "consentWithdrawal",
        PARTLY,
        refused(EMAIL, OTHER_BASIS, "In een crisis bereiken we u ook op dit adres."),
    ),
    CONSENT,
)


def access_answer(article15: Article15, annex: CopyAnnex, *searches: SystemSearch) -> ClaimAnswer:
    """Return access that was given whole."""
    at = datetime.fromisoformat("2026-11-21T10:00:00+00:00")
    section = AccessSection(article15, searches, at, annex)
    return ClaimAnswer(ClaimDecision("access", GRANTED), section)


def asking(of: LetterFrame, *claims: ClaimAnswer) -> LetterFrame:
    """Return the frame of a case that asks for the rights of `claims`."""
    asked = tuple(Claim(f"k{i}", c.decision.right) for i, c in enumerate(claims, 1))
    return replace(of, case=replace(of.case, claims=asked))


def answered(of: LetterFrame, *claims: ClaimAnswer) -> LetterContext:
    """Return the answer letter on exactly these claims."""
    return answer(asking(of, *claims), claims=claims)


def rights_letters(of: LetterFrame) -> Iterator[LetterContext]:
    """Yield L07 to L13 granted whole, in part and together, and L11 and L14 where refused."""
    for partly in (RECTIFIED, ERASED, RESTRICTED, PORTED, ENDED):
        yield answered(of, partly)
    yield answered(of, OVERRULED)
    yield from _granted(of)
    upheld = ClaimAnswer(
        decided("objection", PARTLY, refused(PAY, COMPELLING, "Uw loon moet kloppen.")), OBJECTION
    )
    yield answered(of, upheld)
    yield answered(of, RECTIFIED, ERASED, RESTRICTED, OVERRULED, PORTED, ENDED)
    yield answered(of, ClaimAnswer(decided("erasure", GRANTED), ERASURE), *_every_outcome())
    yield answered(of, OVERRULED, ClaimAnswer(decided("restriction", Outcome.NO_DATA_HELD)))


def _granted(of: LetterFrame) -> Iterator[LetterContext]:
    whole: dict[str, Section] = {
        "rectification": RectificationSection(corrections=RECTIFICATION.corrections[:1]),
        "erasure": replace(ERASURE, kept=(), recipients=(), documents=(), others=()),
        "objection": OBJECTION,
        "portability": replace(PACKAGE, available_until=None, not_covered=(), transfer=None),
        "consentWithdrawal": replace(CONSENT, continues=(), erased=()),
    }
    for right, section in whole.items():
        yield answered(of, ClaimAnswer(decided(right, GRANTED), section))
    for why in RestrictionGround:
        section = RestrictionSection((RestrictedPart(PAY),), why, DONE)
        yield answered(of, ClaimAnswer(decided("restriction", GRANTED), section))


def _every_outcome() -> list[ClaimAnswer]:
    left = (o for o in Outcome if o is not REFUSED)
    return [ClaimAnswer(ClaimDecision("rectification", outcome)) for outcome in left]
