"""The webhooks of the OpenAPI document: one per event, thin CloudEvents without personal data."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.http.contract_parts import REF
from app.outbox.model import Event, resource_of

Json = dict[str, Any]
_ID: Final = "01JDXA0000TESTVECTOR000001"


class EventData(BaseModel):
    """What it is about: ids, codes and dates. Other facts of the event stand beside these."""

    model_config = ConfigDict(extra="allow", alias_generator=to_camel)

    id: Annotated[str, Field(description="Of the case, the export or the notice it is about")]
    case_id: Annotated[str | None, Field(description="Where it is not about the case itself")] = (
        None
    )
    version: Annotated[
        int | None, Field(description="Of the case: by it one knows which event is the newer", ge=1)
    ] = None
    href: Annotated[str | None, Field(json_schema_extra={"format": "uri"})] = None


class CloudEvent(BaseModel):
    """A CloudEvent 1.0 in structured JSON, with the name of the service as the guide asks."""

    specversion: Annotated[str, Field(pattern="^1[.]0$", examples=["1.0"])]
    id: Annotated[str, Field(description="The same at each try", examples=[_ID])]
    source: Annotated[str, Field(examples=["urn:be.vlaanderen.example:dsr"])]
    service: Annotated[str, Field(examples=["be.vlaanderen.example.dataSubjectRights.v1"])]
    type: Annotated[
        str,
        Field(
            pattern=r"\.notify\.[a-zA-Z]+$",
            examples=["be.vlaanderen.example.dataSubjectRights.v1.cases.notify.received"],
        ),
    ]
    time: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    datacontenttype: Annotated[str | None, Field(examples=["application/json"])] = None
    data: EventData


_HEADERS: Final = (
    ("webhook-id", "The same at each try: who saw it already does nothing"),
    ("webhook-timestamp", "Unix seconds of this try"),
    ("webhook-signature", "`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64"),
)


def webhooks(example: Json) -> Json:
    """Return a webhook per event that is told."""
    return {event.value: {"post": _told(event, example)} for event in Event}


def _told(event: Event, example: Json) -> Json:
    service = str(example["service"])
    kind = f"{service}.{resource_of(event)}.notify.{event.value}"
    name = event.value[0].upper() + event.value[1:]
    content = {
        "schema": {"$ref": REF.format(model=CloudEvent.__name__)},
        "example": {**example, "type": kind},
    }
    return {
        "tags": ["Events"],
        "operationId": f"notify{name}",
        "summary": f"Hear of the event {event.value}",
        "parameters": [
            {
                "name": header,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for header, text in _HEADERS
        ],
        "requestBody": {"required": True, "content": {"application/cloudevents+json": content}},
        "responses": {
            "200": {"description": "Taken; any 2xx will do"},
            "410": {"description": "Never send here again"},
            "default": {"description": "Tried again later"},
        },
    }
