"""Who fills in the form for somebody else: what was typed, what has to be put right, and who acts (ID-12)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.cases.model import AgentKind, AnswerTo, PostalAddress, Representative
from app.http.parsing import EMAIL
from app.http.uploads import Upload
from app.kit.typed_text import compact, line, paragraphs
from app.rights.catalogue import RIGHTS
from app.web import wording, wording_agents
from app.web.birth_dates import TypedDate, read_day, typed
from app.web.mistakes import Mistake

MOST_INTEREST: Final = 1000
_LINES: Final = (
    "given_name",
    "family_name",
    "organisation",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
)
_NEEDED: Final = {
    "given_name": wording_agents.GIVEN_NAME_NONE,
    "family_name": wording_agents.FAMILY_NAME_NONE,
    # How it goes on is told by post, and L21 has no other way (ID-13).
    "street": wording_agents.STREET_NONE,
    "city": wording_agents.CITY_NONE,
}
_HOME: Final = frozenset({"", "be", "belgie", "belgië", "belgique", "belgium", "belgien"})


@dataclass(frozen=True, slots=True)
class AgentForm:
    """What somebody typed about themselves and their mandate; a blank field is an empty text."""

    kind: str = ""
    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    email: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    signed: TypedDate = field(default_factory=TypedDate)
    until: TypedDate = field(default_factory=TypedDate)
    rights: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    answer_to: str = AnswerTo.PERSON.value
    interest: str = ""


def read_agent(upload: Upload, *, categories: Collection[str]) -> AgentForm:
    """Return what was sent, cleaned; what is no choice of ours is left out."""
    sent = upload.fields
    kind, answer_to = sent.get("agent_kind", ""), sent.get("mandate_answer", "")
    rights = set(upload.texts("mandate_right"))
    return AgentForm(
        kind=kind if kind in {one.value for one in AgentKind} else "",
        signed=_typed(sent, "mandate_signed"),
        until=_typed(sent, "mandate_until"),
        rights=tuple(right for right in RIGHTS if right in rights),
        scope=tuple(c for c in dict.fromkeys(upload.texts("mandate_scope")) if c in categories),
        answer_to=AnswerTo.REPRESENTATIVE.value
        if answer_to == AnswerTo.REPRESENTATIVE
        else AnswerTo.PERSON.value,
        interest=paragraphs(sent.get("agent_interest", "")),
        **{name: line(sent.get(f"agent_{name}", "")) for name in _LINES},
    )


def agent_mistakes(form: AgentForm, *, today: date) -> Iterator[Mistake]:
    """Yield what has to be put right; whether they may act is no mistake: a handler judges that."""
    if not form.kind:
        yield Mistake("agent_kind", wording_agents.KIND_NONE, f"agent_kind-{AgentKind.MANDATE}")
    for name, text in _NEEDED.items():
        if not getattr(form, name):
            yield Mistake(f"agent_{name}", text)
    if form.email and not EMAIL.fullmatch(compact(form.email)):
        yield Mistake("agent_email", wording.EMAIL_BAD)
    for name in _LINES:
        if len(getattr(form, name)) > wording.MOST_LINE:
            yield Mistake(f"agent_{name}", wording.TOO_LONG)
    if len(form.interest) > MOST_INTEREST:
        yield Mistake("agent_interest", wording_agents.INTEREST_LONG)
    yield from _date_mistakes(form, today)


def representative_of(form: AgentForm) -> Representative:
    """Return who acts, as they say; no address of theirs is verified by it, and no document linked yet."""
    kind = AgentKind(form.kind)
    return Representative(
        kind=kind,
        given_name=form.given_name,
        family_name=form.family_name,
        organisation=form.organisation,
        email=compact(form.email) or None,
        postal_address=address_of(form.street, form.postal_code, form.city, form.country),
        signed_on=read_day(form.signed),
        rights=form.rights,
        scope=form.scope or None,
        valid_until=read_day(form.until),
        answer_to=AnswerTo(form.answer_to),
        interest=form.interest if kind is AgentKind.PARENT else "",
    )


def address_of(street: str, postal_code: str, city: str, country: str) -> PostalAddress | None:
    """Return an address as typed; None where there is no street."""
    if not street:
        return None
    return PostalAddress(
        street, postal_code, city, "BE" if country.casefold() in _HOME else country
    )


def _typed(sent: Mapping[str, str], name: str) -> TypedDate:
    return typed(*(sent.get(f"{name}_{part}", "") for part in ("day", "month", "year")))


def _date_mistakes(form: AgentForm, today: date) -> Iterator[Mistake]:
    for name, given in (("mandate_signed", form.signed), ("mandate_until", form.until)):
        if not given.is_blank and read_day(given) is None:
            yield Mistake(name, wording_agents.DATE_NOT_REAL, f"{name}_day")
    signed = read_day(form.signed)
    if signed is not None and signed > today:
        yield Mistake("mandate_signed", wording_agents.SIGNED_IN_FUTURE, "mandate_signed_year")
