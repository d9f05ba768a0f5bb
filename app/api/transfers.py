"""Packages handed to another controller (Art. 20(2)): ordered once the person confirmed it, listed, given up."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.api.answers.exports import TransferListOut, TransferOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.claim_details import ReceiverIn
from app.api.inputs import Code, Flag
from app.cases.model import Case
from app.casework import transfer
from app.exports.model import Transfer
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.paging import BASE_PATH, whole
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Transfers"])


class TransferIn(ReceiverIn):
    """Of which claim the package goes to whom, and whether the person confirmed that."""

    claim_id: Code
    confirmed: Flag = False


@router.post(
    "/cases/{case_id}/transfers",
    status_code=201,
    operation_id="orderTransfer",
    responses=answers(TransferOut, 201),
    summary="Order that a package goes to another controller",
)
def order_transfer(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[TransferIn, json_body(TransferIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the order; the worker sends the package over HTTPS once the answer has gone."""
    check_if_match(request, case)
    made = transfer.order(
        desk,
        case,
        body.claim_id,
        receiver=body.name,
        url=body.url,
        confirmed=body.confirmed,
        by=actor,
        at=now,
    )
    place = f"{BASE_PATH}/cases/{case.case_id}/transfers"
    return JSONResponse(transfer_view(made), 201, headers={"Location": place})


@router.get(
    "/cases/{case_id}/transfers",
    operation_id="listTransfers",
    responses=answers(TransferListOut),
    summary="List transfers",
)
def list_transfers(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_EXPORTS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return the transfers of the case, oldest first, each with its receipt."""
    items = [transfer_view(one) for one in desk.transfers.list(case.case_id)]
    return JSONResponse(whole(request, items))


def _known(asked: Asked, case: Case) -> Transfer:
    return asked.desk.transfers.get(case.case_id, asked.path["transfer_id"])


@router.delete(
    "/cases/{case_id}/transfers/{transfer_id}",
    status_code=204,
    operation_id="cancelTransfer",
    summary="Give up a transfer that has not gone",
)
def cancel_transfer(
    transfer_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _transfer: Annotated[Transfer, named_in_case(Act.HANDLE, _known)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Cancel the order; what has gone cannot be called back."""
    check_if_match(request, case)
    transfer.cancel(desk, case, transfer_id, by=actor, at=now)
    return Response(status_code=204)


def transfer_view(one: Transfer) -> dict[str, Any]:
    """Return a transfer as JSON."""
    return compact(
        {
            "id": one.transfer_id,
            "claimId": one.claim_id,
            "name": one.receiver,
            "url": one.url,
            "status": one.status.value,
            "orderedAt": instant(one.ordered_at),
            "sentAt": instant(one.sent_at) if one.sent_at else None,
            "exportId": one.export_id or None,
            "sha256": one.zip_sha256,
            "receipt": one.receipt,
            "reason": one.reason or None,
        }
    )
