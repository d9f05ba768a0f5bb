"""How sure we must be: by right, by data, by means; the defaults and what a controller sets instead."""

import pytest
from app.cases.model import Claim
from app.identity.assurance import Assurance, AssuranceInvalid, AssuranceTooLow, Level, is_sensitive
from app.identity.model import Means
from app.register.load import default_register_path, load_register
from app.rights.catalogue import RIGHTS
from app.settings import Settings

REGISTER = load_register(default_register_path())
DEFAULT = Assurance.read(Settings().assurance, rights=RIGHTS, register=REGISTER)
ALL = frozenset(Means)
HEALTH = next(c.category_id for c in REGISTER.categories if "health" in c.traits)
UNION = next(c.category_id for c in REGISTER.categories if "tradeUnion" in c.traits)
DISCIPLINE = next(c.category_id for c in REGISTER.categories if "pendingProcedure" in c.traits)
PLAIN = next(c.category_id for c in REGISTER.categories if "selfService" in c.traits)


def claim(right: str, *scope: str) -> Claim:
    return Claim(claim_id="c", right=right, scope=scope or None)


NEEDED = {
    "all data": (claim("access"), Level.HIGH),
    "health": (claim("access", HEALTH), Level.HIGH),
    "union": (claim("access", UNION), Level.HIGH),
    "discipline": (claim("access", DISCIPLINE), Level.HIGH),
    "payroll": (claim("access", "payroll"), Level.HIGH),
    "plain data": (claim("access", PLAIN), Level.SUBSTANTIAL),
    "plain and health": (claim("access", PLAIN, HEALTH), Level.HIGH),
    "words of the person": (claim("access", "alles over mijn loon"), Level.HIGH),
    "a package of all": (claim("portability"), Level.HIGH),
    "erasure of all": (claim("erasure"), Level.HIGH),
    "erasure of plain data": (claim("erasure", PLAIN), Level.SUBSTANTIAL),
    "a wrong phone number": (claim("rectification", PLAIN), Level.LOW),
    "a wrong diagnosis": (claim("rectification", HEALTH), Level.SUBSTANTIAL),
    "an objection": (claim("objection"), Level.SUBSTANTIAL),
    "a consent taken back": (claim("consentWithdrawal"), Level.LOW),
}


@pytest.mark.parametrize("case", NEEDED)
def test_what_is_needed_by_default(case: str) -> None:
    asked, level = NEEDED[case]
    assert DEFAULT.needed([asked], REGISTER) is level


def test_the_strongest_need_of_several_claims_counts() -> None:
    asked = [claim("rectification", PLAIN), claim("access", HEALTH)]
    assert DEFAULT.needed(asked, REGISTER) is Level.HIGH


def check(means: Means, *claims: Claim, stated: Level | None = None) -> None:
    DEFAULT.check(means, claims, REGISTER, stated=stated, allowed=ALL)


@pytest.mark.parametrize("means", sorted(ALL - {Means.KNOWN_CHANNEL, Means.EARLIER_PROOF_IN_CASE}))
def test_strong_means_suffice_for_everything(means: Means) -> None:
    check(means, claim("access"))


@pytest.mark.parametrize("means", [Means.KNOWN_CHANNEL, Means.EARLIER_PROOF_IN_CASE])
def test_a_weaker_means_suffices_for_less_and_the_refusal_names_what_would(means: Means) -> None:
    check(means, claim("access", PLAIN))
    with pytest.raises(AssuranceTooLow) as refused:
        check(means, claim("access", HEALTH))
    told = refused.value.facts
    assert (told["needed"], told["given"]) == ("high", "substantial")
    assert means.value not in str(told["means"]).split(",")
    assert "inPerson" in str(told["means"]).split(",")


def test_a_session_counts_for_the_level_it_was_opened_at() -> None:
    check(Means.SESSION, claim("access"), stated=Level.HIGH)
    with pytest.raises(AssuranceTooLow):
        check(Means.SESSION, claim("access"), stated=Level.SUBSTANTIAL)
    check(Means.SESSION, claim("rectification", PLAIN), stated=Level.LOW)


def test_only_means_that_are_allowed_here_are_named() -> None:
    with pytest.raises(AssuranceTooLow) as refused:
        DEFAULT.check(
            Means.KNOWN_CHANNEL,
            [claim("access")],
            REGISTER,
            stated=None,
            allowed=frozenset({Means.KNOWN_CHANNEL, Means.VIDEO}),
        )
    assert refused.value.facts["means"] == "video"


def test_a_controller_weighs_otherwise() -> None:
    parts = (" access = low ", f"access:{PLAIN}=high", "knownChannel=low", "session=substantial")
    own = Assurance.read(parts, rights=RIGHTS, register=REGISTER)
    assert own.needed([claim("access", HEALTH)], REGISTER) is Level.LOW
    assert own.needed([claim("access", PLAIN)], REGISTER) is Level.HIGH
    assert own.given(Means.KNOWN_CHANNEL) is Level.LOW
    assert own.given(Means.SESSION, stated=Level.HIGH) is Level.SUBSTANTIAL


@pytest.mark.parametrize(
    "part",
    ["access", "access=strong", "acces=low", "access:nothing=low", "session:special=low", "=low"],
)
def test_a_setting_that_names_nothing_is_refused(part: str) -> None:
    with pytest.raises(AssuranceInvalid):
        Assurance.read((part,), rights=RIGHTS, register=REGISTER)


def test_the_registers_flags_tell_what_is_special() -> None:
    assert is_sensitive(claim("access", DISCIPLINE), REGISTER)
    assert not is_sensitive(claim("access", PLAIN), REGISTER)
