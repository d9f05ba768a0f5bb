"""The Art. 15 information is about this person: what applies, what is confirmed, and what is missing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from app.language import Text
from app.register.load import default_register_path, demo_confirmations_path, load_register
from app.register.model import Article15, HeldCategory, KnownRecipient, Register
from app.register.rules import NotInRegister, article15

PLAIN = load_register(default_register_path())
DEMO = load_register(default_register_path(), demo_confirmations_path())


def has(category_id: str, **more: object) -> HeldCategory:
    held = HeldCategory(category_id, systems=(Text("Vlimpers"),), record_count=2, withheld_count=0)
    return replace(held, **more)  # type: ignore[arg-type]  # fields of the dataclass by name


def answer(
    *held: HeldCategory,
    register: Register = DEMO,
    recipients: tuple[KnownRecipient, ...] = (),
    population: str | None = "staff",
    entity: str | None = "Departement Voorbeeld",
) -> Article15:
    return article15(
        register, held=held, recipients=recipients, population_id=population, entity_name=entity
    )


def purposes(found: Article15) -> dict[str, list[str]]:
    return {p.purpose_id: [b.code for b in p.bases] for p in found.purposes}


def paths(found: Article15) -> set[str]:
    return {gap.path for gap in found.gaps}


def nl(texts: tuple[Text, ...]) -> list[str]:
    return [text.nl for text in texts]


def test_only_what_is_held_is_listed_in_the_order_of_the_register() -> None:
    found = answer(has("payroll"), has("contact_details"))
    assert [c.category_id for c in found.categories] == ["contact_details", "payroll"]
    assert found.register_version == DEMO.version
    assert found.entity_name == "Departement Voorbeeld"


def test_nobody_known_gives_no_categories_and_no_purposes() -> None:
    found = answer()
    assert (found.categories, found.purposes, found.sources) == ((), (), ())
    assert not found.portability_applies
    assert found.authorities


def test_an_assumed_link_is_left_out_until_it_is_confirmed() -> None:
    before = answer(has("payroll"), register=PLAIN)
    assert set(purposes(before)) == {"P01", "P02"}
    assert "data_categories/payroll/purposes/P08/assumed" in paths(before)
    after = answer(has("payroll"), register=DEMO)
    assert set(purposes(after)) == {"P01", "P02", "P04", "P08"}
    assert not any("purposes" in path for path in paths(after))


def test_a_purpose_prints_only_the_bases_that_can_apply() -> None:
    assert purposes(answer(has("payroll")))["P01"] == ["6.1.b", "6.1.c"]
    assert purposes(answer(has("contact_details")))["P01"] == ["6.1.b", "6.1.c", "6.1.d", "6.1.a"]


def test_the_bases_of_all_categories_come_together_in_the_order_of_the_register() -> None:
    both = answer(has("payroll"), has("contact_details"))
    assert purposes(both)["P01"] == ["6.1.b", "6.1.c", "6.1.d", "6.1.a"]


def test_a_conditional_consent_is_printed_with_its_condition() -> None:
    (purpose,) = [p for p in answer(has("contact_details")).purposes if p.purpose_id == "P01"]
    conditions = {b.code: b.condition for b in purpose.bases}
    assert conditions["6.1.a"] is not None
    assert "privé e-mailadres" in conditions["6.1.a"].nl
    assert conditions["6.1.b"] is None


def test_supplier_management_concerns_suppliers_alone() -> None:
    assert "P13" not in purposes(answer(has("contact_details")))
    assert set(purposes(answer(has("contact_details"), population="suppliers"))) == {"P13"}
    assert not any("P13" in x for x in paths(answer(has("contact_details"), register=PLAIN)))


def test_no_retention_period_prints_the_sentence_of_the_statement() -> None:
    found = answer(has("evaluation"))
    assert nl(found.categories[0].retention) == [
        "zolang noodzakelijk in het licht van de doeleinden, rekening houdend met wettelijke termijnen"
    ]
    assert "data_categories/evaluation/retention/period" in paths(found)


def test_a_confirmed_period_is_printed() -> None:
    found = answer(has("payroll"))
    assert nl(found.categories[0].retention) == ["10 jaar na het einde van het kalenderjaar"]
    assert "data_categories/payroll/retention/period" not in paths(found)


def test_the_period_of_a_mapping_wins() -> None:
    for category in ("payroll", "evaluation"):
        found = answer(has(category, retention=(Text("7 jaar"), Text("2 jaar"))))
        assert nl(found.categories[0].retention) == ["7 jaar", "2 jaar"]
        assert f"data_categories/{category}/retention/period" not in paths(found)


def test_a_recipient_category_without_a_name_says_so() -> None:
    found = answer(has("payroll"))
    assert "Instellingen Sociale Zekerheid: de naam is nog niet vastgelegd" in nl(
        found.possible_recipients
    )
    assert "recipients/social_security_institutions/name" in paths(found)


def test_a_confirmed_name_is_printed_and_a_named_one_stands_as_it_is() -> None:
    possible = nl(answer(has("payroll")).possible_recipients)
    assert "Leverancier maaltijdcheques: Maaltijdbon Voorbeeld nv" in possible
    assert "Statbel" in possible


def test_the_persons_own_entity_is_named() -> None:
    own = "Vlaamse overheidsdiensten voor wie AgO HR-dienstverlening voorziet"
    assert f"{own}: Departement Voorbeeld" in nl(answer(has("payroll")).possible_recipients)
    without = answer(has("payroll"), entity=None)
    assert f"{own}: de naam is nog niet vastgelegd" in nl(without.possible_recipients)
    assert "recipients/served_flemish_entities/name" in paths(without)


def test_actual_recipients_stand_by_name_once_and_with_their_categories() -> None:
    insurer = KnownRecipient("Verzekering Voorbeeld", "hospitalisation_insurer", ("payroll",))
    town = KnownRecipient("Stad Voorbeeld", None, ("contact_details", "payroll"))
    found = answer(has("payroll"), has("contact_details"), recipients=(insurer, town, insurer))
    assert found.actual_recipients == ("Verzekering Voorbeeld", "Stad Voorbeeld")
    assert not any("Hospitalisatie" in x for x in nl(found.possible_recipients))
    assert {c.category_id: c.recipients for c in found.categories} == {
        "contact_details": ("Stad Voorbeeld",),
        "payroll": ("Verzekering Voorbeeld", "Stad Voorbeeld"),
    }


def test_own_staff_is_never_a_recipient() -> None:
    staff = KnownRecipient("Dienst Personeel", "own_staff_need_to_know", ("payroll",))
    found = answer(has("payroll"), recipients=(staff,))
    assert found.actual_recipients == ()
    assert found.categories[0].recipients == ()
    assert not any("need-to-know" in text for text in nl(found.possible_recipients))


def test_a_recipient_nobody_confirmed_is_left_out_and_counted() -> None:
    found = answer(has("payroll"))
    assert not any("onderwijsinstellingen" in text for text in nl(found.possible_recipients))
    assert "recipients/research_institutions/assumed" in paths(found)


def test_sources_are_those_of_the_store_where_it_says_so() -> None:
    found = answer(
        has("payroll", source_ids=frozenset({"rva_application", "data_subject", "selectiecentrum"}))
    )
    assert nl(found.sources) == ["Online toepassing RVA"]
    assert nl(found.internal_sources) == [
        "Selectiecentrum (AgO) aan Dienstencentrum Personeelsadministratie (AgO)"
    ]
    assert len(found.categories[0].sources) == 3


def test_a_source_of_the_register_counts_once_confirmed() -> None:
    assert answer(has("diplomas_certificates"), register=PLAIN).sources == ()
    assert "sources/led/category_mapping_assumed" in paths(
        answer(has("diplomas_certificates"), register=PLAIN)
    )
    assert nl(answer(has("diplomas_certificates")).sources) == ["Leer- en Ervaringsbewijzendatabank (LED)"]  # fmt: skip


def test_a_source_that_does_not_touch_the_answer_is_no_gap() -> None:
    assert "sources/fod_justitie/category_mapping_assumed" not in paths(answer(has("payroll")))
    assert "sources/fod_justitie/category_mapping_assumed" in paths(answer(has("discipline")))
    known = has("discipline", source_ids=frozenset({"employing_entity"}))
    assert "sources/fod_justitie/category_mapping_assumed" not in paths(answer(known))


def test_people_of_the_reduced_group_are_told_of_that_group_alone() -> None:
    found = answer(has("vl_vo_id"), has("payroll"), population="vlimpers_leren_only")
    assert [c.category_id for c in found.categories] == ["vl_vo_id"]
    # What was found outside the group does not drop out in silence.
    assert "data_categories/payroll/group" in paths(found)


def test_somebody_known_to_both_is_told_of_everything_held() -> None:
    # AC-01: no record of the copy is missing from the letter.
    found = answer(has("vl_vo_id"), has("payroll"), population="staff")
    assert [c.category_id for c in found.categories] == ["payroll", "vl_vo_id"]
    assert not any(path.endswith("/group") for path in paths(found))


def test_an_unknown_population_or_category_is_refused() -> None:
    with pytest.raises(NotInRegister):
        answer(has("payroll"), population="visitors")
    with pytest.raises(NotInRegister):
        answer(has("salary"))


def test_without_a_population_everything_held_is_listed() -> None:
    found = answer(has("vl_vo_id"), has("payroll"), population=None)
    assert len(found.categories) == 2


APPLIES = [
    ("a provided category on a contract", "transport_commuting", True, False),
    ("a category nobody provided", "grade_status_pay_status", False, False),
    ("a category with consent", "contact_details", True, True),
]


@pytest.mark.parametrize(
    ("category", "portable", "consent"), [x[1:] for x in APPLIES], ids=[x[0] for x in APPLIES]
)
def test_rights_are_named_where_they_apply(category: str, portable: bool, consent: bool) -> None:  # noqa: FBT001  table cells
    found = answer(has(category))
    assert (found.portability_applies, found.consent_applies) == (portable, consent)


def test_special_data_are_marked_even_before_the_dpo_confirms() -> None:
    found = answer(has("e_dossier"), has("telework_ptow"), has("national_register_number"))
    assert {c.category_id: c.special for c in found.categories} == {
        "e_dossier": True,
        "telework_ptow": False,
        "national_register_number": False,
    }
    assert "data_categories/e_dossier/special_category/assumed" in paths(found)


def test_every_gap_is_the_path_of_a_value_that_can_be_confirmed(tmp_path: Path) -> None:
    everything = tuple(has(c.category_id) for c in PLAIN.categories)
    before = answer(*everything, register=PLAIN, population=None, entity=None)
    values = {"period": "10 jaar", "name": "Voorbeeld nv"}
    entries = [
        {
            "path": p,
            "value": values.get(p.rsplit("/", 1)[1], False),
            "by": "Dora",
            "on": "2026-09-01",
        }
        for p in paths(before)
    ]
    file = tmp_path / "confirmations.json"
    file.write_text(json.dumps({"confirmations": entries}), encoding="utf-8")
    confirmed = load_register(default_register_path(), file)
    after = answer(*everything, register=confirmed, population=None, entity=None)
    # A recipient once confirmed is printed, and so needs its name.
    assert paths(after) == {"recipients/research_institutions/name"}
