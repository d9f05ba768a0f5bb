"""L09 and L11 tell per category what stopped and what goes on, and never of a rest that there is not (RS-03)."""

from dataclasses import replace

import pytest
from app.language import Language, Text
from app.letters.sections import ObjectionSection, RestrictedPart
from tests.letter_examples import frame
from tests.rights_letters import OBJECTION, OVERRULED, RESTRICTED, RESTRICTION, answered
from tests.unit.letters.test_mandatory_content import read

ONE, OTHER = (Text(f"{x} gegevens", f"{x} data", f"données {x}") for x in ("eerste", "tweede"))
WAGE, CARE = (Text(f"het doel {x}", f"purpose {x}", f"finalité {x}") for x in ("loon", "zorg"))
PARTS = (RestrictedPart(ONE, (WAGE,), (CARE,)), RestrictedPart(OTHER, (), (WAGE, CARE)))
RESTS = {
    Language.NL: ("rust sinds", "gestopt sinds"),
    Language.EN: ("on hold since", "stopped since"),
    Language.FR: ("arrêtée depuis",),
}


@pytest.mark.parametrize("language", Language)
def test_each_category_has_its_own_row_with_its_own_uses(language: Language) -> None:
    restricted = replace(RESTRICTED, section=replace(RESTRICTION, parts=PARTS))
    upheld = replace(OVERRULED, section=replace(OBJECTION, ended=PARTS))
    for answer in (restricted, upheld):
        said = read(answered(frame(language), answer)).split("\n")
        row = said.index(ONE.into(language))
        after = said[row + 1 : said.index(OTHER.into(language))]
        assert WAGE.into(language) in after
    both = f"{WAGE.into(language)}; {CARE.into(language)}"
    assert both in read(answered(frame(language), upheld))


@pytest.mark.parametrize("language", Language)
def test_where_nothing_rests_the_letter_does_not_say_that_it_does(language: Language) -> None:
    nothing = ObjectionSection(against=(WAGE,), since=None, balancing="")
    said = read(answered(frame(language), replace(OVERRULED, section=nothing)))
    assert WAGE.into(language) in said
    assert not any(word in said for word in RESTS[language])
    resting = read(answered(frame(language), OVERRULED))
    assert any(word in resting for word in RESTS[language])
