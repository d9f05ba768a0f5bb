"""Who may call what: the role table of the API contract per route, written by hand and never taken from the code.

Per route one mark for intake, caseHandler, dpo, decisionMaker, dataCollector, auditor, admin:
`x` may, `o` may on cases of their own registration alone, `.` may not.
"""

from app.staff.model import Role

_REGISTER = "x x x x . . ."
_LOOK_UP = "x x x x . x ."
_OWN = "o x x x . . ."
_HANDLE = ". x x . . . ."
_DECIDERS = ". x x x . . ."
_COLLECTOR = ". . . . x . ."
_ADMIN = ". . . . . . x"
_JOURNAL = ". . x . . x ."

ROUTES: dict[str, str] = {
    "POST /cases": _REGISTER,
    "GET /cases": _REGISTER,  # the list itself holds an intake's own registrations alone
    "POST /cases/query": _REGISTER,
    "POST /cases/bulk": _DECIDERS,
    "GET /cases/{case_id}": _OWN,
    "PUT /cases/{case_id}/assignee": _HANDLE,
    "POST /cases/{case_id}/notes": _OWN,
    "POST /cases/{case_id}/messages": _OWN,
    "GET /cases/{case_id}/messages": _OWN,
    "GET /cases/{case_id}/timeline": _OWN,
    "GET /cases/{case_id}/clock": _OWN,
    "POST /cases/{case_id}/documents": _OWN,
    "GET /cases/{case_id}/documents": _OWN,
    "GET /cases/{case_id}/documents/{document_id}/content": _OWN,
    "POST /cases/{case_id}/documents/{document_id}/maskings": _HANDLE,
    "PUT /cases/{case_id}/documents/{document_id}": _HANDLE,
    "POST /cases/{case_id}/identityChecks": _HANDLE,
    "GET /cases/{case_id}/identityComparison": _HANDLE,
    "POST /cases/{case_id}/identityRequests": _HANDLE,
    "PUT /cases/{case_id}/representative": _HANDLE,
    "POST /cases/{case_id}/answersReceived": _HANDLE,
    "POST /cases/{case_id}/collections": _HANDLE,
    "GET /cases/{case_id}/dossier": _DECIDERS,
    "GET /cases/{case_id}/dossier/{category_id}": _DECIDERS,
    "GET /cases/{case_id}/dossier/{category_id}/documents/{document_id}/content": _DECIDERS,
    "GET /cases/{case_id}/proposals": _DECIDERS,
    "PUT /cases/{case_id}/decisions": _HANDLE,
    "GET /cases/{case_id}/decisions": _DECIDERS,
    "POST /cases/{case_id}/decisions/confirmation": _DECIDERS,
    "POST /cases/{case_id}/letters/previews": _DECIDERS,
    "GET /cases/{case_id}/letters": _DECIDERS,
    "GET /cases/{case_id}/letters/{letter_id}": _DECIDERS,
    "GET /cases/{case_id}/letters/{letter_id}/content": _DECIDERS,
    "POST /cases/{case_id}/exports": _DECIDERS,
    "GET /cases/{case_id}/exports": _DECIDERS,
    "GET /cases/{case_id}/exports/{export_id}": _DECIDERS,
    "GET /cases/{case_id}/exports/{export_id}/content": _DECIDERS,
    "PUT /cases/{case_id}/claims/{claim_id}": _HANDLE,
    "POST /cases/{case_id}/claims": _HANDLE,
    "POST /cases/{case_id}/withholdings": _HANDLE,
    "GET /cases/{case_id}/withholdings": _DECIDERS,
    "DELETE /cases/{case_id}/withholdings/{withholding_id}": _HANDLE,
    "POST /cases/{case_id}/advice": ". . x . . . .",
    "POST /cases/{case_id}/balancingTests": ". . . x . . .",
    "GET /cases/{case_id}/opinions": _DECIDERS,
    "POST /cases/{case_id}/transfers": _HANDLE,
    "GET /cases/{case_id}/transfers": _DECIDERS,
    "DELETE /cases/{case_id}/transfers/{transfer_id}": _HANDLE,
    "POST /cases/{case_id}/executions": _DECIDERS,  # which steps are whose is told apart per step
    "GET /cases/{case_id}/executions": _DECIDERS,
    "POST /cases/{case_id}/executions/{step_id}/attestations": _DECIDERS,
    "POST /cases/{case_id}/extensions": _DECIDERS,
    "POST /cases/{case_id}/answer": _HANDLE,
    "POST /cases/{case_id}/deliveries/{delivery_id}/receipt": _HANDLE,
    "POST /cases/{case_id}/deliveries/{delivery_id}/tickets": _HANDLE,
    "PUT /cases/{case_id}/verifiedEmail": _HANDLE,
    "POST /cases/{case_id}/withdrawal": _HANDLE,
    "POST /cases/{case_id}/closure": _HANDLE,
    "POST /cases/{case_id}/lapse": _HANDLE,
    "POST /cases/{case_id}/redirection": _HANDLE,
    "POST /cases/{case_id}/referrals": _HANDLE,
    "GET /cases/{case_id}/referrals": _DECIDERS,
    "DELETE /cases/{case_id}/referrals/{referral_id}": _HANDLE,
    "POST /cases/{case_id}/referrals/{referral_id}/forwarding": _HANDLE,
    "POST /cases/{case_id}/oralAnswers": _HANDLE,
    "GET /cases/{case_id}/oralAnswers": _DECIDERS,
    "GET /cases/{case_id}/earlierRequests": _DECIDERS,
    "POST /cases/{case_id}/specificationRequests": _HANDLE,
    "POST /cases/{case_id}/letters": _HANDLE,
    "GET /cases/{case_id}/recipientNotices": _DECIDERS,
    "POST /cases/{case_id}/recipientNotices/overview": _HANDLE,
    "POST /cases/{case_id}/recipientNotices/{notice_id}/acknowledgements": _HANDLE,
    "POST /cases/{case_id}/recipientNotices/{notice_id}/sendings": _HANDLE,
    "GET /cases/{case_id}/collectorTasks": _HANDLE,
    "POST /cases/{case_id}/collectorTasks/{task_id}/links": _HANDLE,
    "GET /collectorTasks/{task_id}": _COLLECTOR,
    "POST /collectorTasks/{task_id}/answers": _COLLECTOR,
    "GET /restrictions": _DECIDERS,
    "POST /restrictions/query": ". x x x x . .",
    "POST /restrictions/{restriction_id}/announcement": _HANDLE,
    "POST /restrictions/{restriction_id}/lifting": _HANDLE,
    "POST /clock/calculations": _LOOK_UP,
    "GET /register": _LOOK_UP,
    "GET /refData": _LOOK_UP,
    "GET /refData/{list_name}": _LOOK_UP,
    "GET /holidays/{year}": _LOOK_UP,
    "PUT /holidays/{year}": ". . . . . . x",
    "POST /calendarFeeds": _DECIDERS,
    "DELETE /calendarFeeds/{feed_id}": _DECIDERS,
    "GET /cases/{case_id}/inspectionBundle": ". . x x . x .",  # with or without contents is told apart
    "PUT /cases/{case_id}/legalHold": _HANDLE,
    "POST /cases/{case_id}/incidents": _HANDLE,
    "GET /cases/{case_id}/incidents/{incident_id}": _HANDLE,
    "PUT /cases/{case_id}/incidents/{incident_id}": _HANDLE,
    "GET /cases/{case_id}/incidents/{incident_id}/report": _HANDLE,
    "GET /incidents": _HANDLE,
    "GET /statistics": _JOURNAL,
    "GET /statistics/content": _JOURNAL,
    "GET /statistics/reports/{year}": _JOURNAL,
    "POST /webhookEndpoints": _ADMIN,
    "GET /webhookEndpoints": _ADMIN,
    "GET /webhookEndpoints/{endpoint_id}": _ADMIN,
    "PUT /webhookEndpoints/{endpoint_id}": _ADMIN,
    "DELETE /webhookEndpoints/{endpoint_id}": _ADMIN,
    "POST /webhookEndpoints/{endpoint_id}/secretRotations": _ADMIN,
    "POST /webhookEndpoints/{endpoint_id}/test": _ADMIN,
    "GET /webhookEndpoints/{endpoint_id}/deliveries": _ADMIN,
    "POST /deliveries/{delivery_id}/replay": _ADMIN,
    "GET /journal": _JOURNAL,
    "GET /journal/verification": _JOURNAL,
}
PUBLIC = frozenset(
    {
        "GET /health",
        "GET /deadlines.ics",
        "GET /doc",
        "GET /doc/openapi.json",
        "GET /doc/openapi-3.0.json",
        "GET /doc/openapi.yaml",
    }
)
"""Calls of the API that take no token."""


def mark(route: str, role: Role) -> str:
    """Return the mark of one cell."""
    return ROUTES[route].split()[list(Role).index(role)]
