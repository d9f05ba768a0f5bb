"""`POST /cases`: register a request that came in by any channel."""

from datetime import date
from typing import Annotated, Any, Self

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, model_validator

from app.api.answers.case import CaseOut
from app.api.answers.parts import answers
from app.api.case_view import case_answer
from app.api.claim_details import check_known, read_details
from app.api.inputs import (
    EXACT,
    Address,
    Code,
    Email,
    Flag,
    IsoDate,
    Line,
    Name,
    Received,
    RightName,
    Sentence,
)
from app.api.representatives import AgentIn
from app.cases.guards import MissingPermission
from app.cases.model import Channel, Claim, Requester
from app.cases.rules import Intake
from app.cases.store import CaseNotFound
from app.casework import receive
from app.casework.desk import Desk
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, RepeatDep, may_do, visible_case
from app.http.parsing import JsonModel, Refused
from app.http.problems import InputInvalid, Issue
from app.http.routes import DeskRoute
from app.identity.national_number import NationalNumberInvalid, read_national_number
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.language import Language, Text
from app.rights.access import ACCESS
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Cases"])


class RequesterIn(JsonModel):
    """Who asks."""

    given_name: Name
    family_name: Name
    email: Email | None = None
    postal_address: Address | None = None
    vlimpers_number: Code | None = None
    national_number: Annotated[str, Field(max_length=100)] | None = None
    date_of_birth: IsoDate | None = None


class ClaimIn(JsonModel):
    """One right that is exercised."""

    right: RightName
    scope: Annotated[list[Line], Field(max_length=100)] | None = None
    statement: Sentence | None = None
    to_be_clarified: Flag = False
    details: Annotated[dict[Code, Any], Field(max_length=100)] | None = None

    @model_validator(mode="after")
    def _clarify_access_alone(self) -> Self:
        """A letter that names no right is an access claim; no other claim waits to be clarified."""
        if self.to_be_clarified and self.right != ACCESS.right_id:
            raise Refused(
                Text(
                    "Alleen een verzoek tot inzage kan nog te verduidelijken zijn",
                    "Only an access claim can be still to be clarified",
                    "Seule une demande d'accès peut être à préciser",
                )
            )
        return self

    def claim(self) -> Claim:
        """Return the claim with an id of its own."""
        return Claim(
            claim_id=new_id(),
            right=self.right,
            statement=self.statement,
            scope=tuple(self.scope) if self.scope is not None else None,
            details=read_details(self.right, self.details),
        )


class CaseIn(Received):
    """A request as it came in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "receivedAt": "2026-03-05T10:00:00+01:00",
                    "channel": "email",
                    "language": "nl",
                    "requester": {
                        "givenName": "Anna",
                        "familyName": "Voorbeeld",
                        "email": "anna@voorbeeld.example",
                        "vlimpersNumber": "1234567",
                    },
                    "claims": [{"right": "access"}],
                }
            ]
        }
    )

    channel: Channel
    language: Language = Language.NL
    entity: Annotated[str, EXACT, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")] | None = None
    requester: RequesterIn
    claims: Annotated[list[ClaimIn], Field(min_length=1, max_length=20)]
    to_be_clarified: Flag = False
    linked_cases: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    representative: AgentIn | None = None


@router.post(
    "/cases",
    status_code=201,
    operation_id="registerCase",
    responses=answers(CaseOut, 201, tagged=True),
    summary="Register a request",
)
def register_case(
    actor: Annotated[Actor, may_do(Act.REGISTER)],
    body: Annotated[CaseIn, json_body(CaseIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Open a case: its clock runs from the receipt."""
    received_on, received_at = body.moment(desk.calendar, now=now)
    if body.channel is Channel.POST and received_at is not None:
        raise InputInvalid(Issue("body", "receivedAt", _POST_HAS_A_DAY))  # DL-02
    intake = Intake(
        channel=body.channel,
        language=body.language,
        entity=_entity(body.entity, actor, desk),
        received_on=received_on,
        received_at=received_at,
        requester=requester_of(body.requester, desk, brussels_date(now)),
        claims=_claims(body.claims, desk),
        to_be_clarified=body.to_be_clarified or any(c.to_be_clarified for c in body.claims),
        linked_cases=_linked(body.linked_cases, actor, desk),
        representative=body.representative.agent() if body.representative else None,
    )
    case = receive.register(desk, intake, by=actor, at=now)
    return case_answer(case, desk, actor, at=now, status=201)


def _claims(given: list[ClaimIn], desk: Desk) -> tuple[Claim, ...]:
    """Return the claims. Raises InputInvalid for one that is limited to what nobody knows."""
    claims = tuple(one.claim() for one in given)
    for at, claim in enumerate(claims):
        check_known(claim.right, claim.details, desk, place=f"claims[{at}].details")
    return claims


def requester_of(given: RequesterIn, desk: Desk, today: date) -> Requester:
    """Return the requester; the national number only where ID-09 allows reading it."""
    if given.date_of_birth is not None and given.date_of_birth >= today:
        raise InputInvalid(Issue("body", "requester.dateOfBirth", _BIRTH_IN_FUTURE))
    try:
        number = read_national_number(
            given.national_number or "", allowed=desk.policy.national_number_allowed
        )
    except NationalNumberInvalid as error:
        raise InputInvalid(Issue("body", "requester.nationalNumber", _NUMBER_WRONG)) from error
    return Requester(
        given_name=given.given_name,
        family_name=given.family_name,
        email=given.email,
        postal_address=given.postal_address.address() if given.postal_address else None,
        vlimpers_number=given.vlimpers_number,
        national_number=number,
        date_of_birth=given.date_of_birth,
    )


def _entity(given: str | None, actor: Actor, desk: Desk) -> str:
    """Return the entity that answers: the body's, else the token's single one, else the setting's.

    Raises MissingPermission for an entity of others, InputInvalid where none can be taken for granted.
    """
    if given is not None:
        if not actor.sees(given):
            raise MissingPermission("The token does not hold this entity")
        return given
    if len(actor.entities) == 1 and "*" not in actor.entities:
        return next(iter(actor.entities))
    if not actor.sees(desk.policy.entity):
        raise InputInvalid(Issue("body", "entity", _WHICH_ENTITY))
    return desk.policy.entity


def _linked(case_ids: tuple[str, ...], actor: Actor, desk: Desk) -> tuple[str, ...]:
    """Return the linked cases, each once. Raises InputInvalid for one that does not exist for the actor."""
    for index, case_id in enumerate(case_ids):
        try:
            visible_case(desk, case_id, actor, Act.READ_CASE)
        except CaseNotFound as error:
            raise InputInvalid(Issue("body", f"linkedCases[{index}]", _NO_SUCH_CASE)) from error
    return tuple(dict.fromkeys(case_ids))


_BIRTH_IN_FUTURE = Text(
    "De geboortedatum moet in het verleden liggen",
    "The date of birth must lie in the past",
    "La date de naissance doit être dans le passé",
)
_NUMBER_WRONG = Text(
    "Het rijksregisternummer klopt niet. Kijk de cijfers na",
    "The national number is not correct. Check the digits",
    "Le numéro de registre national est incorrect. Vérifiez les chiffres",
)
_POST_HAS_A_DAY = Text(
    "Een brief heeft een dag en geen uur: geef alleen de datum van de stempel (receivedDate)",
    "A letter has a day and no hour: give the date of the stamp alone (receivedDate)",
    "Une lettre a un jour et pas d'heure : donnez seulement la date du cachet (receivedDate)",
)
_WHICH_ENTITY = Text(
    "Zeg voor welke entiteit dit verzoek is",
    "Say for which entity this request is",
    "Dites pour quelle entité est cette demande",
)
_NO_SUCH_CASE = Text(
    "Dit dossier bestaat niet, of niet voor u",
    "This case does not exist, or not for you",
    "Ce dossier n'existe pas, ou pas pour vous",
)
