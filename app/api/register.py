"""`POST /cases`: register a request that came in by any channel."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.case_view import case_answer
from app.api.inputs import AddressIn, Email, IsoDate, Name, Received, Sentence, address_of
from app.cases.model import Channel, Claim, Requester
from app.cases.rules import Intake
from app.casework import receive
from app.casework.desk import Desk
from app.http.bodies import JsonModel, json_body
from app.http.deps import DeskDep, NowDep, RepeatDep, may_do
from app.http.problems import InputInvalid, Issue
from app.http.routes import DeskRoute
from app.identity.national_number import NationalNumberInvalid, read_national_number
from app.kit.ids import new_id
from app.language import Language, Text
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Cases"])

RightName = Literal[
    "access",
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "consentWithdrawal",
]


class RequesterIn(JsonModel):
    """Who asks."""

    given_name: Name
    family_name: Name
    email: Email | None = None
    postal_address: AddressIn | Annotated[str, Field(min_length=3, max_length=500)] | None = None
    vlimpers_number: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    national_number: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    date_of_birth: IsoDate | None = None


class ClaimIn(JsonModel):
    """One right that is exercised."""

    right: RightName
    scope: list[Annotated[str, Field(min_length=1, max_length=200)]] | None = None
    statement: Sentence | None = None
    to_be_clarified: bool = False
    details: dict[str, Any] | None = None

    def claim(self) -> Claim:
        """Return the claim with an id of its own."""
        return Claim(
            claim_id=new_id(),
            right=self.right,
            statement=self.statement,
            scope=tuple(self.scope) if self.scope is not None else None,
            details=self.details or {},
        )


class CaseIn(Received):
    """A request as it came in."""

    channel: Channel
    language: Language = Language.NL
    entity: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    requester: RequesterIn
    claims: Annotated[list[ClaimIn], Field(min_length=1, max_length=20)]
    to_be_clarified: bool = False
    linked_cases: tuple[Annotated[str, Field(max_length=64)], ...] = ()


@router.post("/cases", status_code=201, operation_id="registerCase", summary="Register a request")
def register_case(
    actor: Annotated[Actor, may_do(Act.REGISTER)],
    body: Annotated[CaseIn, json_body(CaseIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Open a case: its clock runs from the receipt."""
    received_on, received_at = body.moment(now=now)
    intake = Intake(
        channel=body.channel,
        language=body.language,
        entity=_entity(body.entity, actor, desk),
        received_on=received_on,
        received_at=received_at,
        requester=requester_of(body.requester, desk, now.date().isoformat()),
        claims=tuple(claim.claim() for claim in body.claims),
        to_be_clarified=body.to_be_clarified or any(c.to_be_clarified for c in body.claims),
        linked_cases=_linked(body.linked_cases, actor, desk),
    )
    case = receive.register(desk, intake, by=actor, at=now)
    return case_answer(case, desk, actor, at=now, status=201)


def requester_of(given: RequesterIn, desk: Desk, today: str) -> Requester:
    """Return the requester; the national number only where ID-09 allows reading it."""
    if given.date_of_birth is not None and given.date_of_birth.isoformat() >= today:
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
        postal_address=address_of(given.postal_address),
        vlimpers_number=given.vlimpers_number,
        national_number=number,
        date_of_birth=given.date_of_birth,
    )


def _entity(given: str | None, actor: Actor, desk: Desk) -> str:
    """Return the entity that answers: the body's, else the token's single one, else the setting's."""
    if given is not None:
        if not actor.sees(given):
            raise InputInvalid(Issue("body", "entity", _NOT_YOUR_ENTITY))
        return given
    if len(actor.entities) == 1 and "*" not in actor.entities:
        return next(iter(actor.entities))
    return desk.policy.entity


def _linked(case_ids: tuple[str, ...], actor: Actor, desk: Desk) -> tuple[str, ...]:
    for index, case_id in enumerate(case_ids):
        if not actor.sees(desk.cases.load(case_id).entity):
            raise InputInvalid(Issue("body", f"linkedCases[{index}]", _NOT_YOUR_ENTITY))
    return case_ids


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
_NOT_YOUR_ENTITY = Text(
    "U werkt niet voor deze entiteit",
    "You do not work for this entity",
    "Vous ne travaillez pas pour cette entité",
)
