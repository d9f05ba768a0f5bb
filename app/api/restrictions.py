"""Restrictions: list them, ask whether a use is allowed now, announce and carry out their end (Art. 18, 21, 7(3))."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BeforeValidator, ConfigDict, model_validator

from app.api.answers.executions import RestrictionAnswerOut, RestrictionListOut, RestrictionOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import Code, Email, IsoDate, Line, Sentence
from app.cases.model import Case, Requester
from app.cases.queries import CaseSearch, cases_like, cases_of
from app.cases.store import CaseNotFound
from app.casework import restrict
from app.casework.conflicts import is_kept_away
from app.casework.restriction_query import AskedPerson, in_the_way
from app.casework.retention_hold import is_person_on_hold
from app.http.bodies import json_body
from app.http.deps import Asked, DeskDep, NowDep, PartsDep, RepeatDep, may_do, named, visible_case
from app.http.paging import BASE_PATH, Cursors, PageQuery, address, page
from app.http.parsing import JsonModel, Refused
from app.http.queries import many, query
from app.http.routes import DeskRoute
from app.language import Text
from app.personnel.model import SubjectKey
from app.restrictions.model import Restriction, RestrictionState, Scope
from app.restrictions.rules import AskedUse
from app.restrictions.store import RestrictionNotFound
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Restrictions"])


class RestrictionList(PageQuery):
    """Which restrictions, and which part of the list."""

    state: Annotated[tuple[RestrictionState, ...], BeforeValidator(many)] = ()
    case_id: Code | None = None
    after_restriction: str | None = None


class RestrictionQuestion(JsonModel):
    """Whose data, and which use; a use that is told in part is judged as the worst it can be."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": "1234567", "categoryId": "C-05"}]}
    )

    system: Code | None = None
    subject_key: Code | None = None
    given_name: Line | None = None
    family_name: Line | None = None
    date_of_birth: IsoDate | None = None
    number: Code | None = None
    email: Email | None = None
    category_id: Code | None = None
    element: Code | None = None
    purpose_id: Code | None = None
    legal_basis: Code | None = None
    recipient_id: Code | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        """A key goes with its system, a given name with a family name, and something names a person."""
        whole = (self.system is None) == (self.subject_key is None)
        named = (self.given_name is None) == (self.family_name is None)
        if not whole or not named or not (self.system or self.family_name or self._alone):
            raise Refused(_NOBODY)
        return self

    @property
    def _alone(self) -> str | None:
        return self.number or self.email

    def person(self) -> AskedPerson:
        """Return whose data are meant."""
        key = (
            SubjectKey(self.system, self.subject_key) if self.system and self.subject_key else None
        )
        known = Requester(
            self.given_name or "",
            self.family_name or "",
            email=self.email,
            vlimpers_number=self.number,
            date_of_birth=self.date_of_birth,
        )
        return AskedPerson(key, known)

    def use(self) -> AskedUse:
        """Return the use that is asked about."""
        return AskedUse(
            self.category_id,
            frozenset({self.element} if self.element else ()),
            self.purpose_id,
            self.legal_basis,
            self.recipient_id,
        )

    def searches(self) -> Iterator[CaseSearch]:
        """Yield a search per fact: a request may know the person by one of them alone."""
        if self.given_name and self.family_name:
            yield CaseSearch(name=f"{self.given_name} {self.family_name}")
        if self.number:
            yield CaseSearch(number=self.number)
        if self.email:
            yield CaseSearch(email=self.email)


class AnnouncementIn(JsonModel):
    """Why the restriction ends, as the person reads it, and from which day."""

    reason: Sentence
    lift_date: IsoDate | None = None


class LiftingIn(JsonModel):
    """A word for colleagues."""

    reason: Sentence | None = None


@router.get(
    "/restrictions",
    operation_id="listRestrictions",
    responses=answers(RestrictionListOut),
    summary="List restrictions",
)
def list_restrictions(
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_NOTICES)],
    asked: Annotated[RestrictionList, query(RestrictionList)],
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return one page of the restrictions on the cases this actor may see, oldest first.

    Without those of cases that the actor has to stay away from.
    """
    states = sorted(state.value for state in asked.state)
    wanted = (states, asked.case_id, sorted(actor.entities))
    cursors = Cursors(parts.session_key, "restrictions", wanted)
    place = cursors.read(asked.after_restriction, name="afterRestriction")
    found = desk.restrictions.page(
        states=states,
        case_id=asked.case_id,
        cases=None if "*" in actor.entities else cases_of(actor.entities),
        after=(datetime.fromisoformat(place[0]), place[1]) if place else None,
        size=asked.page_size + 1,
    )
    shown, after = found[: asked.page_size], None
    if len(found) > len(shown):
        last = [shown[-1].since.isoformat(), shown[-1].restriction_id]
        after = ("afterRestriction", cursors.write(last))
    items = [
        restriction_view(request, one)
        for one in shown
        if not is_kept_away(desk, one.case_id, actor)
    ]
    return JSONResponse(page(request, items, size=asked.page_size, after=after))


@router.post(
    "/restrictions/query",
    operation_id="queryRestrictions",
    responses=answers(RestrictionAnswerOut),
    summary="Ask whether a use is allowed now",
)
def query_restrictions(
    actor: Annotated[Actor, may_do(Act.QUERY_RESTRICTIONS)],
    body: Annotated[RestrictionQuestion, json_body(RestrictionQuestion)],
    desk: DeskDep,
) -> JSONResponse:
    """Return whether a restriction stands in the way, and which; nothing of the case but its ground.

    `retentionHold`: the person waits for a copy of their data (IN-07) or a legal hold stands, so that nothing of it may be erased.
    """
    searches = tuple(body.searches())
    cases = cases_like(*searches) if searches else None
    hits = in_the_way(desk, body.person(), body.use(), cases, by=actor)
    items = [limit_view(one) for one in hits]
    held = is_person_on_hold(desk, body.person(), by=actor)
    told = {"restricted": bool(items), "retentionHold": held, "items": items}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _case(asked: Asked) -> Case:
    """Return the case of a restriction as far as it exists for this actor. Raises RestrictionNotFound."""
    try:
        case_id = asked.desk.restrictions.load(asked.path["restriction_id"]).case_id
        return visible_case(asked.desk, case_id, asked.actor, Act.EXECUTE)
    except CaseNotFound as error:
        raise RestrictionNotFound("There is no such restriction") from error


@router.post(
    "/restrictions/{restriction_id}/announcement",
    operation_id="announceLifting",
    responses=answers(RestrictionOut),
    summary="Tell the person that a restriction ends",
)
def announce_lifting(
    restriction_id: str,
    request: Request,
    actor: Annotated[Actor, may_do(Act.EXECUTE)],
    case: Annotated[Case, named(Act.EXECUTE, _case)],
    body: Annotated[AnnouncementIn, json_body(AnnouncementIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Issue letter L17; the restriction can be lifted from the day it names."""
    told = restrict.announce_lifting(
        desk, case, restriction_id, reason=body.reason, lift_on=body.lift_date, by=actor, at=now
    )
    return JSONResponse(restriction_view(request, told))


@router.post(
    "/restrictions/{restriction_id}/lifting",
    operation_id="liftRestriction",
    responses=answers(RestrictionOut),
    summary="Lift a restriction",
)
def lift_restriction(
    restriction_id: str,
    request: Request,
    actor: Annotated[Actor, may_do(Act.EXECUTE)],
    _case: Annotated[Case, named(Act.EXECUTE, _case)],
    body: Annotated[LiftingIn, json_body(LiftingIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """End it, after the person was told and the day is there (Art. 18(3))."""
    ended = restrict.lift(desk, restriction_id, reason=body.reason or "", by=actor, at=now)
    return JSONResponse(restriction_view(request, ended))


def restriction_view(request: Request, one: Restriction) -> dict[str, Any]:
    """Return a restriction as JSON; no key of the person is in it."""
    case = f"{BASE_PATH}/cases/{one.case_id}"
    letter = one.announced_letter_id
    return compact(
        {
            **limit_view(one),
            "state": one.state.value,
            "interim": one.interim,
            "caseId": one.case_id,
            "caseHref": address(request, case),
            "claimId": one.claim_id,
            "systems": sorted(one.subject_keys),
            "announcedAt": instant(one.announced_at),
            "letterHref": address(request, f"{case}/letters/{letter}") if letter else None,
            "liftDate": one.lift_on.isoformat() if one.lift_on else None,
            "liftedAt": instant(one.lifted_at),
        }
    )


def limit_view(one: Restriction) -> dict[str, Any]:
    """Return what a restriction limits as JSON; nothing of its case but the ground."""
    return {
        "id": one.restriction_id,
        "ground": one.ground.value,
        "scope": _scope(one.scope),
        "allowedUses": list(one.allowed_uses),
        "since": instant(one.since),
    }


def _scope(scope: Scope) -> dict[str, list[str]]:
    """Return what is limited; a kind that is absent is not."""
    named = {
        "categoryIds": scope.category_ids,
        "elements": scope.elements,
        "purposeIds": scope.purpose_ids,
        "recipientIds": scope.recipient_ids,
    }
    return {name: list(values) for name, values in named.items() if values}


_NOBODY = Text(
    "Zeg om wie het gaat: systeem en sleutel, voornaam en naam, nummer of e-mailadres",
    "Say whom it is about: system and key, given and family name, number or email address",
    "Dites de qui il s'agit: système et clé, prénom et nom, numéro ou adresse e-mail",
)
